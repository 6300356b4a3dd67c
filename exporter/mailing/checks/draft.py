"""What checks look at: a finished issue, its HTML as a tree, and the edition that it came from."""

from __future__ import annotations

from email import message_from_bytes
from functools import cached_property
from typing import NamedTuple

from lxml import html

from exporter.backends.email_message import POLICY
from exporter.backends.email_pictures import image_ids
from exporter.config import Newsletter, Settings
from exporter.mailing.issue import Made

# Where a finding is about what the front matter says
TITLE = "title:"
DESCRIPTION = "description:"


class Finding(NamedTuple):
    """`about` is the source text that it concerns; where that is nowhere, the letter's first line.

    What is about the `settings` has the line of `[newsletter]`.
    """

    code: str
    message: str
    hint: str = ""
    about: str = ""
    settings: bool = False


class Draft:
    """An issue before it is sent. `html_size` is that of the HTML part, in bytes as they are sent
    and with the longest values that are known; `subject` has sample values.
    """

    def __init__(self, made: Made, settings: Settings, subject: str, html_size: int) -> None:
        self.issue = made.issue
        self.edition = made.edition
        self.linked = made.linked
        self.notes = tuple(report.source for report in made.reports.values())
        self.newsletter = settings.newsletter or Newsletter()
        self.subject = subject
        self.html_size = html_size

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.issue.html)

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """What is sent along, and what of ours lies on the web, by its identifier."""
        parts = [message_from_bytes(part, policy=POLICY) for part in self.issue.pictures]
        along = {str(part["Content-ID"]).strip("<>"): _payload(part) for part in parts}
        return {**along, **self.linked}

    @cached_property
    def sources(self) -> dict[str, str]:
        """The vault paths of those pictures that are files, by content id."""
        return {identifier: path for path, identifier in image_ids(self.edition).items()}

    def written(self, text: str) -> str:
        """A text of the issue with its fields as the note has them."""
        return self.issue.fields.as_written(text)

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Every address that the letter leads to, with what it is a link on; each pair once."""
        found = ((each.get("href"), each.text_content()) for each in self.tree.iter("a"))
        pairs = ((str(to).strip(), " ".join(on.split())) for to, on in found if to is not None)
        return tuple(dict.fromkeys(pairs))

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The address of every picture."""
        return tuple(str(each.get("src")) for each in self.tree.iter("img") if each.get("src"))

    def in_note(self, target: str) -> str:
        """What a note has of a link: its address, or its text where the address was made."""
        address = self.written(target)
        if any(address in note for note in self.notes):
            return address
        return self.written(next((text for to, text in self.links if to == target), ""))

    def name_of(self, src: str) -> str:
        """What people call a picture: its path, or its address."""
        return self.sources.get(src.removeprefix("cid:"), self.written(src))


def _payload(part: object) -> bytes:
    data = part.get_payload(decode=True)  # type: ignore[attr-defined]
    return data if isinstance(data, bytes) else b""
