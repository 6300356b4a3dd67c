"""What is in a PDF: its pages, its tags, and what is missing of the notes that it was made from."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import oracles
from tests.conservation.checking import Missing, missing
from tests.conservation.source import visible
from tests.conservation.words import Shown, shown

HEADING = re.compile(r"/H[1-6]?")
# Words are parted with the hyphen of a keyboard, or with a soft one (Typst)
HYPHEN = re.compile(r"[-\u00ad]$", re.MULTILINE)
EMBEDDED = {"/FontFile", "/FontFile2", "/FontFile3"}


class Facts(NamedTuple):
    """`tags` counts headings, links, tables, figures; `leading` and `dead` are places to click on;
    `loose` the fonts that are not embedded; `failures` the rules of PDF/UA-1 that do not hold.
    `words` are all that the notes show, `lost` those of them that are not there."""

    size: int
    pages: int
    tags: Counter[str]
    leading: int
    dead: int
    bookmarks: int
    loose: int
    failures: tuple[str, ...]
    words: int
    lost: tuple[Missing, ...]


def facts(file: Path, notes: Sequence[Path]) -> Facts:
    with pikepdf.open(file) as document:
        things = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        links = list(_links(document))
        fonts = [set(each.keys()) for each in things if each.get("/Type") == "/FontDescriptor"]
        spoken = [str(each.Alt) for each in things if "/Alt" in each]
        words, lost = _lost(_text(file, spoken), notes)
        return Facts(
            size=file.stat().st_size,
            pages=len(document.pages),
            tags=Counter(_tags(document, things)),
            leading=sum(links),
            dead=len(links) - sum(links),
            bookmarks=_bookmarks(document),
            loose=sum(not EMBEDDED & font for font in fonts),
            failures=_failures(file),
            words=words,
            lost=tuple(lost),
        )


def _text(file: Path, spoken: Iterable[str]) -> Shown:
    done = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
    text = HYPHEN.sub("\u2010", done.stdout.decode())
    return shown("\n".join([text, *spoken]), breaks=True)


def _lost(output: Shown, notes: Sequence[Path]) -> tuple[int, list[Missing]]:
    """How many words the notes show, and those that the output has not."""
    words, lost = 0, []
    for note in notes:
        expected = visible(note.read_text("utf-8")).words
        words += sum(len(each.word) for each in expected)
        lost += [Missing(word, note.name, line) for word, line in missing(expected, output)]
        # a word is there for one note alone
        output.words.subtract(word for each in expected for word in each.word)
    return words, lost


def _failures(file: Path) -> tuple[str, ...]:
    found = oracles.verapdf([file])[str(file)]
    return tuple(sorted({each.partition(":")[0] for each in found}))


def _tags(document: pikepdf.Pdf, things: Iterable[pikepdf.Dictionary]) -> Iterator[str]:
    tree = document.Root.get("/StructTreeRoot")
    if tree is None:
        return
    roles = tree.get("/RoleMap", pikepdf.Dictionary())
    for element in things:
        if "/S" in element and "/P" in element:
            name = str(roles.get(str(element.S), element.S))
            yield "headings" if HEADING.fullmatch(name) else f"{name[1:].lower()}s"


def _links(document: pikepdf.Pdf) -> Iterator[bool]:
    """Whether each place to click on leads anywhere: to a page of the file, or to the web."""
    named: set[str] = set(map(str, document.Root.get("/Dests", pikepdf.Dictionary()).keys()))
    if "/Names" in document.Root and "/Dests" in document.Root.Names:
        named |= set(pikepdf.NameTree(document.Root.Names.Dests))
    for page in document.pages:
        for note in page.get("/Annots", pikepdf.Array()):
            if note.get("/Subtype") == "/Link":
                yield _leads(note, named)


def _leads(link: Any, named: set[str]) -> bool:
    action = link.get("/A", pikepdf.Dictionary())
    if "/URI" in action:
        return str(action.URI).startswith(("http:", "https:", "mailto:"))
    place = link.get("/Dest", action.get("/D"))
    return isinstance(place, pikepdf.Array) or str(place) in named


def _bookmarks(document: pikepdf.Pdf) -> int:
    with document.open_outline() as outline:
        return _count(outline.root)


def _count(items: Iterable[Any]) -> int:
    return sum(1 + _count(item.children) for item in items)
