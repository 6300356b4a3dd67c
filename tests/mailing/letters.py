"""Letters and their recipients, for tests that send nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from exporter.backends import email as backend
from exporter.diagnostics import Report, Reports
from exporter.mailing.addresses import inbox
from exporter.mailing.issue import Issue, taken_apart
from exporter.mailing.letter import Letter, Recipient, letter_of, message
from exporter.model.document import Metadata
from exporter.model.edition import Edition, Mailing
from exporter.model.nodes import Block
from exporter.personal.fields import Fields, with_marks
from exporter.rendering.templates import Theme
from tests import editions

WHEN = datetime(2026, 10, 1, 12, tzinfo=UTC)
MAILING = Mailing(
    sender="The Paper <paper@example.org>",
    reply_to="me@example.org",
    address="1 Street, Town",
    unsubscribe="https://example.org/leave?token={{ token }}",
    list_id="paper.example.org",
)


def edition(*blocks: Block, title: str = "October", description: str = "") -> Edition:
    metadata = Metadata(title=title, description=description)
    return editions.note(*blocks, metadata=metadata, mailing=MAILING)


def marked(made: Edition) -> tuple[Edition, Fields]:
    return with_marks(made, lambda _written: "note.md:1")


def issue(made: Edition, theme: Theme) -> Issue:
    edition_, fields = marked(made)
    artifact = backend.render(edition_, theme, Reports(Report("note.md")))
    return taken_apart(artifact.files[0].data, made.name, "note.md", fields)


def letter(made: Edition, theme: Theme) -> Letter:
    return letter_of(issue(made, theme))


def plain_letter(subject: str = "October", html: str = "<p>hello</p>\n") -> Letter:
    """A letter that no backend made."""
    return letter_of(
        Issue(
            "october",
            "note.md",
            subject,
            "paper@example.org",
            "paper@example.org",
            b"From: The Paper <paper@example.org>\r\n",
            html,
            "hello\n",
            (),
            "https://example.org/leave",
            Fields("q", ()),
            "0" * 32,
        )
    )


def written(made: Letter, address: str = "ada@example.org", **columns: object) -> bytes:
    return message(made, Recipient(inbox(address), columns, "tok3n"), WHEN)


def read(data: bytes) -> EmailMessage:
    """As a mail program reads it."""
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def parts(data: bytes) -> tuple[str, str]:
    """The text and the HTML of a message."""
    found = read(data)
    text, html = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None
    assert html is not None
    return _plain(text), _plain(html)


def _plain(part: MIMEPart) -> str:
    return str(part.get_content()).replace("\r\n", "\n")
