"""The text of what the backends wrote, without what they say of their own: no contents, no head."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree, html

from tests.conservation.words import Shown, shown

# Words in these would make up for words that the text itself has lost
OURS = (
    "//head | //script | //style | //nav | //body/footer | //*[@class='abstract']"
    " | //*[@class='byline'] | //*[@class='online'] | //*[@class='preheader']"
    " | //*[@class='publication']"
    " | //a[@class='anchor'] | //comment() | //processing-instruction()"
)
# Their text is a word of its own beside the text that they touch
APART = frozenset(
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer h1"
    " h2 h3 h4 h5 h6 header hr img li main ol p pre section sub summary sup table tbody td tfoot th"
    " thead tr ul mi mn mo mtext annotation text tspan".split()
)


def _markup(root: Any) -> str:
    for element in root.xpath(OURS):
        _remove(element)
    return "".join(_texts(root))


def _remove(element: Any) -> None:
    parent, tail = element.getparent(), element.tail or ""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _texts(element: Any) -> Iterator[str]:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    edge = " " if name in ("sub", "sup", "img") else "\n" if name in APART else ""
    yield edge + (element.get("alt") or "") + (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield edge


def of_html(file: Path) -> dict[str, Shown]:
    return {"html": shown(_markup(html.document_fromstring(file.read_bytes())))}


def of_epub(file: Path) -> dict[str, Shown]:
    """Every document of the book but its table of contents."""
    with zipfile.ZipFile(file) as book:
        pages = [page for page in book.namelist() if re.search(r"(?<!/nav)\.xhtml$", page)]
        texts = [_markup(_plain_names(etree.fromstring(book.read(page)))) for page in pages]
    return {"epub": shown("\n".join(texts))}


def _plain_names(root: Any) -> Any:
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def of_email(file: Path) -> dict[str, Shown]:
    """Both parts of a message, as its receiver decodes them."""
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(file)
    page, text = message.get_body(("html",)), message.get_body(("plain",))
    if page is None or text is None:
        raise ValueError(f"{file} has not both parts")
    tree = html.document_fromstring(page.get_content())
    return {
        "email": shown(_markup(tree), breaks=True),
        "text": shown(text.get_content(), breaks=True),
    }


def of_pdf(file: Path) -> dict[str, Shown]:
    """The text in the order in which it was set, and the alternative texts of its pictures."""
    done = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
    return {"pdf": shown("\n".join([done.stdout.decode(), *_alternatives(file)]), breaks=True)}


def _alternatives(file: Path) -> Iterator[str]:
    with pikepdf.open(BytesIO(file.read_bytes())) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing and "/S" in thing:
                yield str(thing.Alt)


# The parts of each format that are looked at alone, by the suffix of its file
EXTRACTORS: Mapping[str, Callable[[Path], dict[str, Shown]]] = {
    "html": of_html,
    "epub": of_epub,
    "email": of_email,
    "pdf": of_pdf,
}
PARTS: Mapping[str, tuple[str, ...]] = {
    "html": ("html",),
    "epub": ("epub",),
    "email": ("email", "text"),
    "pdf": ("pdf",),
}
