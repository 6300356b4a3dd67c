"""What servers do, and what becomes of messages: carried by real connections, without an issue."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec

from exporter.mailing.addresses import inbox
from exporter.mailing.carriers import Envelope, Halted
from exporter.mailing.credentials import Login
from exporter.mailing.deliveries import Addressee, Run, begin, entries, known
from exporter.mailing.ledger import Ledger, open_ledger
from exporter.mailing.sending import Pace, deliver
from exporter.mailing.smtp import Connection, Line
from exporter.mailing.smtp_terms import Patience
from exporter.mailing.smtp_terms import Server as Address
from tests.mailing.stage import Server, free_port, readers

RUN = Run("issue", "smtp")
HASTE = Patience(connect=2, answer=2, final=2, outage=1)


def envelope(to: Addressee) -> Envelope:
    text = f"Message-ID: <{to.key}>\r\nSubject: x\r\n\r\n.\r\n..two\r\nend\r\n"
    return Envelope("paper@example.org", inbox(to.address), text.encode())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "mailing") as opened:
        yield opened


@contextmanager
def serving(folder: Path, behaviour: str) -> Iterator[Server]:
    server = Server(folder / "record", behaviour)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def sent(
    ledger: Ledger,
    port: int,
    addresses: list[str],
    security: str = "none",
    login: Login | None = None,
) -> dict[str, str]:
    """The states of these addresses when all is over."""
    audience = [Addressee(inbox(a).key, a, n, {}) for n, a in enumerate(addresses)]
    begin(ledger, RUN, "issue.md", "digest", "subject", audience)
    stop = threading.Event()
    line = Line(stop)
    address = Address("127.0.0.1", port, security, login)
    carriers = [Connection(address, line, HASTE) for _ in range(4)]
    carriers[0].open()
    deliver(ledger, RUN, carriers, envelope, Pace(again=(0.01,)), stop)
    return dict(known(ledger, RUN))


def test_everybody_gets_one_copy(tmp_path: Path, ledger: Ledger) -> None:
    with serving(tmp_path, "takes") as server:
        assert set(sent(ledger, server.port, readers(50)).values()) == {"sent"}
        assert server.accepted() == dict.fromkeys(readers(50), 1)


def test_a_connection_lost_before_the_end_of_a_message_costs_nobody_anything(
    tmp_path: Path, ledger: Ledger
) -> None:
    with serving(tmp_path, "drops-before") as server:
        assert set(sent(ledger, server.port, readers(40)).values()) == {"sent"}
        assert server.accepted() == dict.fromkeys(readers(40), 1)


def test_a_connection_that_takes_no_more_is_made_again(tmp_path: Path, ledger: Ledger) -> None:
    with serving(tmp_path, "tires") as server:
        assert set(sent(ledger, server.port, readers(50)).values()) == {"sent"}
        assert server.accepted() == dict.fromkeys(readers(50), 1)


def test_one_lost_after_the_end_makes_it_unknown(tmp_path: Path, ledger: Ledger) -> None:
    with serving(tmp_path, "drops-after") as server:
        states = sent(ledger, server.port, readers(40))
        assert list(states.values()).count("unknown") == 4
        assert server.accepted() == dict.fromkeys(readers(40), 1)


def test_refused_and_deferred_ones_are_told_and_the_others_sent(
    tmp_path: Path, ledger: Ledger
) -> None:
    with serving(tmp_path, "picky") as server:
        odd = ["gone@example.org", "later@example.org", "never@example.org"]
        states = sent(ledger, server.port, [*readers(5), *odd])
        assert [states[each] for each in odd] == ["refused", "sent", "deferred"]
        told = {entry.address: f"{entry.code} {entry.reply}" for entry in entries(ledger, RUN)}
        assert told["gone@example.org"] == "550 5.1.1 no such user"
        assert told["never@example.org"] == "452 4.2.2 full"
        assert server.accepted() == dict.fromkeys([*readers(5), "later@example.org"], 1)


def test_refusals_of_everybody_end_the_sending(tmp_path: Path, ledger: Ledger) -> None:
    with serving(tmp_path, "refuses") as server:
        with pytest.raises(Halted, match=r"in a row were refused, the last: 554 5\.7\.1 spam"):
            sent(ledger, server.port, readers(100))
        assert list(known(ledger, RUN).values()).count("pending") >= 60


def test_a_sender_who_is_refused_is_not_the_recipients_fault(
    tmp_path: Path, ledger: Ledger
) -> None:
    with serving(tmp_path, "refuses-sender") as server:
        with pytest.raises(Halted, match=r"takes nothing from paper@example\.org: 550"):
            sent(ledger, server.port, readers(10))
        assert set(known(ledger, RUN).values()) == {"pending"}


@pytest.mark.parametrize(("behaviour", "state"), [("takes", "sent"), ("ascii", "refused")])
def test_an_address_in_utf8_needs_a_server_that_takes_it(
    tmp_path: Path, ledger: Ledger, behaviour: str, state: str
) -> None:
    with serving(tmp_path, behaviour) as server:
        states = sent(ledger, server.port, ["josé@bücher.example", "ada@bücher.example"])
        assert states["ada@xn--bcher-kva.example"] == "sent"
        assert states["josé@xn--bcher-kva.example"] == state


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    tmp_path: Path, ledger: Ledger
) -> None:
    with serving(tmp_path, "takes") as server:
        with pytest.raises(Halted, match="it offers no STARTTLS"):
            sent(ledger, server.port, readers(3), security="starttls")
        assert not server.accepted()


def test_a_server_that_stays_away_ends_the_sending(tmp_path: Path, ledger: Ledger) -> None:
    with serving(tmp_path, "dies") as server:
        with pytest.raises(Halted, match="took nothing for 1 seconds: connection refused"):
            sent(ledger, server.port, readers(30))
        states = known(ledger, RUN)
        assert set(states.values()) <= {"sent", "pending", "unknown"}
        copies = server.accepted()
        assert [key for key, state in states.items() if state == "sent" and not copies[key]] == []
        assert [key for key, state in states.items() if state == "pending" and copies[key]] == []


def test_no_message_is_carried_before_the_disk_knows(tmp_path: Path, ledger: Ledger) -> None:
    """What a second reader of the database sees while a message is made."""
    seen: list[str] = []

    def look(to: Addressee) -> Envelope:
        with closing(sqlite3.connect(ledger.folder / "ledger.sqlite")) as other:
            query = "SELECT state FROM deliveries WHERE key = ?"
            seen.append(other.execute(query, (to.key,)).fetchone()[0])
        return envelope(to)

    with serving(tmp_path, "takes") as server:
        audience = [Addressee(each, each, 0, {}) for each in readers(20)]
        begin(ledger, RUN, "issue.md", "digest", "subject", audience)
        stop = threading.Event()
        carrier = Connection(Address("127.0.0.1", server.port, "none"), Line(stop), HASTE)
        deliver(ledger, RUN, [carrier], look, Pace(), stop)
    assert seen == ["sending"] * 20


# --- encryption -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that its own key has signed, for 127.0.0.1, with this key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "server.pem"
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    file.write_bytes(pem + made.public_bytes(form.Encoding.PEM))
    return file


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_password_goes_to_a_server_that_proves_its_name(
    tmp_path: Path,
    ledger: Ledger,
    certificate: Path,
    security: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(tmp_path / "record", "takes", security, str(certificate))
    server.start()
    try:
        with pytest.raises(Halted, match="its certificate can't be trusted"):
            sent(ledger, server.port, readers(3), security, login=Login("me", "secret"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(Halted, match="does not take user and password: 535"):
            sent(ledger, server.port, readers(3), security, login=Login("me", "guess"))
        assert not server.accepted()
        states = sent(ledger, server.port, readers(3), security, login=Login("me", "secret"))
        assert set(states.values()) == {"sent"}
    finally:
        server.kill()


def test_no_password_goes_over_the_net_in_the_clear() -> None:
    address = Address("203.0.113.1", 25, "none", Login("me", "secret"))
    with pytest.raises(Halted, match="no password is sent without encryption"):
        Connection(address, Line(threading.Event()), HASTE).open()


# --- servers that are none ------------------------------------------------------------------------


@contextmanager
def speaking(greeting: bytes) -> Iterator[int]:
    """A port that says something to whoever comes, and nothing more."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        held: list[socket.socket] = []

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                    connection.sendall(greeting)
                except OSError:
                    return
                held.append(connection)

        threading.Thread(target=answer, daemon=True).start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    ("greeting", "told"),
    [
        (b"\x00\xff garbage\r\n", "speaks no SMTP"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "speaks no SMTP: “…/1.1 400 Bad Request”"),
        (b"554 5.7.1 go away\r\n", "turns us away: 554 5.7.1 go away"),
        (b"421 too busy\r\n", "421 too busy"),
        (b"220 " + b"x" * 20_000, "Line too long"),
        (b"220 hello\r\n", "it does not answer"),
        (b"", "it does not answer"),
    ],
)
def test_a_server_that_is_none_is_told(ledger: Ledger, greeting: bytes, told: str) -> None:
    with speaking(greeting) as port, pytest.raises(Halted, match=told):
        sent(ledger, port, readers(3))
    assert set(known(ledger, RUN).values()) == {"pending"}


@pytest.mark.parametrize("security", ["tls", "none"])
def test_nobody_at_the_port_is_told(ledger: Ledger, security: str) -> None:
    with pytest.raises(Halted, match="connection refused"):
        sent(ledger, free_port(), readers(3), security)


def test_a_name_that_no_server_has_is_told() -> None:
    connection = Connection(Address("no.invalid", 25, "none"), Line(threading.Event()), HASTE)
    with pytest.raises(Halted, match=r"there is no server called no\.invalid"):
        connection.open()
