"""What comes back, and who gets nothing more."""

from __future__ import annotations

import csv
import mailbox
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from exporter.mailing.bounces import messages_in, reports_in
from exporter.mailing.deliveries import Addressee, Entry, Run, begin
from exporter.mailing.ledger import Ledger, open_ledger, secret_of
from exporter.mailing.returns import enter_reports, soft_bounces
from exporter.mailing.suppression import holder, holders, restore, suppressed, token_of
from exporter.mailing.tables import as_csv

BOUNCE = """\
From: MAILER-DAEMON@example.net
Message-ID: <{identity}@example.net>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

{original}Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 told so

--b
Content-Type: message/rfc822

Subject: October

hello
--b--
"""
COMPLAINT = """\
From: feedback@example.net
Message-ID: <complaint@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

Somebody does not like it.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: x/1
Version: 1
{recipient}
--b
Content-Type: message/rfc822

To: redacted@example.org
List-Unsubscribe: <https://example.org/leave?token={token}>,
 <mailto:me@example.org?subject=unsubscribe%20{token}>
Subject: October

hello
--b--
"""


def bounce(
    recipient: str,
    status: str = "5.1.1",
    action: str = "failed",
    identity: str = "1",
    original: str = "",
) -> bytes:
    told = f"Original-Recipient: rfc822; {original}\n" if original else ""
    return BOUNCE.format(
        recipient=recipient, status=status, action=action, identity=identity, original=told
    ).encode()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "mailing") as opened:
        audience = [
            Addressee(f"{n}@example.org", f"{n}@example.org", 1, {}) for n in ("ada", "bob")
        ]
        begin(opened, Run("october", "smtp"), "note.md", "digest", "October", audience)
        yield opened


def entered(ledger: Ledger, *messages: bytes) -> dict[str, int]:
    return dict(enter_reports(ledger, (each for data in messages for each in reports_in(data))))


@pytest.mark.parametrize(
    ("status", "action", "kind"),
    [
        ("5.1.1", "failed", "hard"),
        ("5.0.0", "failed", "hard"),
        ("", "failed", "hard"),
        ("4.4.1", "delayed", "soft"),
        ("4.4.7", "failed", "soft"),
        ("5.2.2", "failed", "soft"),
        ("5.7.26", "failed", "soft"),
    ],
)
def test_only_a_bounce_for_good_ends_a_subscription(
    ledger: Ledger, status: str, action: str, kind: str
) -> None:
    assert entered(ledger, bounce("ADA@example.org", status, action)) == {kind: 1}
    assert list(suppressed(ledger)) == (["ada@example.org"] if kind == "hard" else [])
    assert soft_bounces(ledger) == (kind == "soft")


def test_the_same_report_counts_once_and_one_about_strangers_never(ledger: Ledger) -> None:
    assert entered(ledger, bounce("ada@example.org"), bounce("ada@example.org")) == {
        "hard": 1,
        "known": 1,
    }
    assert entered(ledger, bounce("eve@example.org", identity="2")) == {"unknown": 1}
    assert list(suppressed(ledger)) == ["ada@example.org"]


def test_the_address_that_we_wrote_to_counts_not_where_it_was_forwarded(ledger: Ledger) -> None:
    assert entered(ledger, bounce("x@other.example", original="ada@example.org")) == {"hard": 1}


def test_delivered_and_other_messages_are_no_reports(ledger: Ledger) -> None:
    assert reports_in(bounce("ada@example.org", "2.0.0", "delivered")) == []
    assert reports_in(b"Subject: hello\n\nhow are you?\n") == []
    assert reports_in(b"") == []
    assert reports_in(bytes(range(256))) == []


@pytest.mark.parametrize("named", ["Original-Rcpt-To: <ada@example.org>", "X-None: 1"])
def test_a_complaint_is_found_by_its_address_or_its_token(ledger: Ledger, named: str) -> None:
    token = token_of(secret_of(ledger), "ada@example.org")
    told = COMPLAINT.format(kind="abuse", recipient=named, token=token).encode()
    assert entered(ledger, told) == {"complained": 1}
    assert suppressed(ledger)["ada@example.org"].reason == "complained"


def test_not_spam_is_no_complaint() -> None:
    told = COMPLAINT.format(kind="not-spam", recipient="X-None: 1", token="a" * 26)
    assert reports_in(told.encode()) == []


def test_a_mail_that_asks_to_leave_is_understood(ledger: Ledger) -> None:
    token = token_of(secret_of(ledger), "bob@example.org")
    assert entered(ledger, f"Subject: unsubscribe {token}\n\n".encode()) == {"unsubscribed": 1}
    assert suppressed(ledger)["bob@example.org"].reason == "unsubscribed"
    assert restore(ledger, "bob@example.org")
    assert not suppressed(ledger)


def test_a_token_names_its_holder_only(ledger: Ledger) -> None:
    secret = secret_of(ledger)
    held = holders(ledger, secret)
    assert holder(held, token_of(secret, "ada@example.org").upper()) == "ada@example.org"
    assert holder(held, token_of(secret, "eve@example.org")) == ""
    assert holder(held, "ada@example.org") == ""


@pytest.mark.parametrize("token", ["1b4e28ba-2fa1-11d2-883f-0016d3cca427", "aB+/=", "7", "a@b"])
def test_a_token_that_a_list_has_of_its_own_names_its_holder(ledger: Ledger, token: str) -> None:
    reader = Addressee("eve@example.org", "eve@example.org", 1, {"token": token})
    begin(ledger, Run("october", "smtp"), "note.md", "digest", "October", [reader])
    assert holder(holders(ledger, secret_of(ledger)), token) == "eve@example.org"
    told = COMPLAINT.format(kind="abuse", recipient="X-None: 1", token=quote(token, safe=""))
    assert entered(ledger, told.encode()) == {"complained": 1}
    restore(ledger, "eve@example.org")
    assert entered(ledger, f"Subject: unsubscribe {token}\n\n".encode()) == {"unsubscribed": 1}


def test_a_ledger_without_tokens_of_lists_gets_room_for_them(ledger: Ledger) -> None:
    ledger.database.execute("DROP TABLE tokens")
    ledger.database.execute("PRAGMA user_version = 1")
    secret = secret_of(ledger)
    with open_ledger(ledger.folder) as opened:
        assert secret_of(opened) == secret
        assert set(holders(opened, secret).values()) == {"ada@example.org", "bob@example.org"}


def test_messages_come_from_files_folders_mboxes_and_maildirs(tmp_path: Path) -> None:
    data = bounce("ada@example.org")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "one.eml").write_bytes(data)
    mailbox.Maildir(tmp_path / "maildir").add(data)
    mbox = mailbox.mbox(tmp_path / "mbox")
    mbox.add(data)
    mbox.close()
    for name in ("folder", "folder/one.eml", "maildir", "mbox"):
        (message,) = messages_in(tmp_path / name)
        assert [report.key for report in reports_in(message)] == ["ada@example.org"], name


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\nx", "＝1"])
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    _, cells = csv.reader(
        as_csv([Entry("a@b.org", "refused", 1, 550, text, "now")]).splitlines(True)
    )
    assert cells[4] == f"'{text}"


def test_no_cell_is_a_formula_where_semicolons_end_cells() -> None:
    said = "no;=1+1;a-b;\t@x"
    (_, _, _, _, reply, _) = list(
        csv.reader(as_csv([Entry("a@b.org", "refused", 1, 550, said, "now")]).splitlines(True))
    )[1]
    assert reply == "no;'=1+1;a-b;\t'@x"
