"""Side notes: each beside the line that calls it, in the wider margin of its page.

WeasyPrint has no notes in a margin. They are laid out at the top of their page, out of the flow,
and moved to their places once it is known what is on each page; no text moves with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

SIDE_NOTE, FOOTNOTE = "side-note", "footnote"
# CSS pixels: between text and notes, and between two notes
GUTTER, GAP = 18.0, 6.0


class SideNote(NamedTuple):
    """A note's box, and the baseline of the line that calls it (CSS pixels)."""

    box: Any
    baseline: float


def set_beside(document: Any) -> list[Element]:
    """Move the side notes of a document to their places. Gives those for which a margin has no
    room, and which have to go to the foot of their page; nothing is moved on such a page."""
    homeless: list[Element] = []
    for number, page in enumerate(document.pages):
        box = page._page_box
        notes = list(_notes(box, None))
        unfit = _unfit(notes, box)
        homeless += [note.box.element for note in unfit]
        if notes and not unfit:
            _move(notes, box)
            document.pages[number] = Page(box)
    return homeless


def to_foot(root: Element, notes: Sequence[Element]) -> None:
    """Make footnotes of side notes, whose call is the element before them."""
    parents = {child: parent for parent in root.iter() for child in parent}
    for note in notes:
        around = parents[note]
        around.remove(around[list(around).index(note) - 1])
        note.set("class", FOOTNOTE)


def _notes(box: Any, line: Any) -> Iterator[SideNote]:
    """The notes in a box, in the order of their calls; `line` is the line that it is in."""
    for child in getattr(box, "children", ()):
        element = child.element
        if element is not None and element.get("class") == SIDE_NOTE and line is not None:
            # a box that is out of the flow is behind a placeholder
            yield SideNote(child._box, line.position_y + line.baseline)
        else:
            yield from _notes(child, child if isinstance(child, boxes.LineBox) else line)


def _unfit(notes: Sequence[SideNote], page: Any) -> list[SideNote]:
    """The notes that have no room beside the text: all of them where the margin is narrow, else the
    highest ones."""
    room = max(page.margin_left, page.margin_right) - 2 * GUTTER
    if any(note.box.width > room for note in notes):
        return list(notes)
    rest = sorted(notes, key=lambda note: note.box.height)
    unfit = []
    while sum(note.box.height + GAP for note in rest) > page.height:
        unfit.append(rest.pop())
    return unfit


def _move(notes: Sequence[SideNote], page: Any) -> None:
    top, bottom = page.content_box_y(), page.content_box_y() + page.height
    tops: list[float] = []
    for note in notes:
        wanted = note.box.position_y + note.baseline - _first_baseline(note.box)
        tops.append(max(wanted, top))
        top = tops[-1] + note.box.height + GAP
    # what would hang below the text goes up, with those above it that are in its way
    for position, note in reversed(list(enumerate(notes))):
        tops[position] = min(tops[position], bottom - note.box.height)
        bottom = tops[position] - GAP
    right = page.content_box_x() + page.width
    for note, place in zip(notes, tops, strict=True):
        if page.margin_right >= page.margin_left:
            left = right + GUTTER
        else:
            left = page.content_box_x() - GUTTER - note.box.width
        note.box.translate(left - note.box.position_x, place - note.box.position_y)


def _first_baseline(box: Any) -> float:
    while not isinstance(box, boxes.LineBox):
        box = box.children[0]
    return float(box.position_y + box.baseline)
