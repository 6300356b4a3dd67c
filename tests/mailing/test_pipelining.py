"""Commands that go together (RFC 2920), to a server that takes them so."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exporter.mailing.addresses import inbox
from exporter.mailing.carriers import Envelope
from exporter.mailing.smtp import Connection, Line
from exporter.mailing.smtp_terms import Patience
from exporter.mailing.smtp_terms import Server as Address
from exporter.mailing.smtp_transaction import transacted
from tests.mailing.stage import Server

TEXT = b"Message-ID: <a@b>\r\n\r\n.\r\n..two\r\n"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "record", module="sink")
    server.start()
    yield server
    server.kill()


def carried(server: Server, *addresses: str) -> list[str]:
    """What became of a message to each, by one connection."""
    address = Address("127.0.0.1", server.port, "none")
    with closing(Connection(address, Line(threading.Event()))) as connection:
        return [
            connection.carry(Envelope("paper@example.org", inbox(each), TEXT)).state
            for each in addresses
        ]


def test_everybody_gets_one_copy(sink: Server) -> None:
    addresses = [f"reader{n}@example.org" for n in range(20)]
    assert carried(sink, *addresses) == ["sent"] * 20
    assert sink.accepted() == dict.fromkeys(addresses, 1)


def test_who_is_refused_gets_nothing_though_the_server_asks_for_the_text(sink: Server) -> None:
    states = carried(sink, "ada@example.org", "gone@example.org", "bob@example.org")
    assert states == ["sent", "refused", "sent"]
    assert sink.accepted() == {"ada@example.org": 1, "bob@example.org": 1}


def test_a_sender_of_two_lines_reaches_no_server(sink: Server) -> None:
    address = Address("127.0.0.1", sink.port, "none")
    envelope = Envelope("a@b>\r\nRCPT TO:<x@y", inbox("ada@example.org"), TEXT)
    connection = Connection(address, Line(threading.Event()))
    with closing(connection), pytest.raises(ValueError, match="several lines"):
        connection.carry(envelope)
    assert not sink.accepted()


class Scripted(smtplib.SMTP):
    """A server that says what it is told to, whatever it hears."""

    def __init__(self, extensions: str, *codes: int) -> None:
        super().__init__()
        self.esmtp_features = dict.fromkeys(extensions.split(), "")
        self.codes = list(codes)
        self.heard: list[bytes] = []

    def send(self, s: bytes) -> None:  # type: ignore[override]
        self.heard.append(s)

    def getreply(self) -> tuple[int, bytes]:
        return self.codes.pop(0), b"so it is"


COMMANDS = [b"MAIL FROM:<p@example.org>\r\n", b"RCPT TO:<ada@example.org>\r\n", b"DATA\r\n"]
WHOLE = b"Message-ID: <a@b>\r\n\r\n..\r\n...two\r\n.\r\n"


@pytest.mark.parametrize(
    ("extensions", "heard"),
    [("pipelining", [b"".join(COMMANDS), WHOLE]), ("", [*COMMANDS, WHOLE])],
)
def test_commands_go_together_only_where_the_server_says_so(
    extensions: str, heard: list[bytes]
) -> None:
    server = Scripted(extensions, 250, 250, 354, 250)
    envelope = Envelope("p@example.org", inbox("ada@example.org"), TEXT)
    assert transacted(server, envelope, Patience()).state == "sent"
    assert server.heard == heard
