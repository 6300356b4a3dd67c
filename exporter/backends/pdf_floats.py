"""What stands elsewhere than where it is called: figures on top of pages, notes beside the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from exporter.backends.pdf_side_notes import set_beside, to_foot
from exporter.backends.pdf_top_figures import call_later, keep_in_place, set_on_top

# A figure that is called later makes room for other text, but not for ever
TURNS = 5


def settled(root: Element, lay_out: Callable[[], Any]) -> Any:
    """The document with its figures and side notes in their places, those that have none where they
    would stand without these settings. `lay_out` lays out the page of that root."""
    turns = 0
    while True:
        document = lay_out()
        turns += 1
        if turns < TURNS and call_later(root, document):
            continue
        figures, notes = set_on_top(document), set_beside(document)
        if not figures and not notes:
            return document
        keep_in_place(figures)
        to_foot(root, notes)
