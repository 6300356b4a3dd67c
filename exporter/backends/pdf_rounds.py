"""The rounds of a layout: pages are laid out again until the numbers of pages on them are right.

WeasyPrint 70 (`formatting_structure/build.py`, `compute_content_list`) forgets which place a
`target-counter(attr(href), page)` asks for, and takes it for a counter of its own page. A page of
contents, and so every note that begins with its contents, came right only because the number of all
pages is known from the second round on and counts as news, and was laid out a third time.
"""

from __future__ import annotations

from typing import Any

import weasyprint.layout

PAGES = "pages"
OWN = ("counter()", "counters()")

_begin = weasyprint.layout.initialize_page_maker


class Counters(dict[str, Any]):
    """The counters of a page, which differ from others' by all but how many pages there are."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and {**self, PAGES: 0} == {**other, PAGES: 0}

    __hash__ = None  # unhashable, as a dict is

    def __ne__(self, other: object) -> bool:
        return not self == other


def spare_rounds() -> None:
    """Have WeasyPrint lay out again only the pages that show another number than before."""
    weasyprint.layout.initialize_page_maker = _begun


def _begun(context: Any, root_box: Any) -> None:
    _begin(context, root_box)
    shown = context.target_collector.counter_lookup_items
    if all(_names_place(box, name, asked) for (box, name), asked in shown.items()):
        *before, (depth, counters, *rest), remake = context.page_maker[0]
        context.page_maker[0] = (*before, (depth, Counters(counters), *rest), remake)


def _names_place(box: Any, name: str, shown: Any) -> bool:
    """Whether all that a property of a box counts is known to be pages of places; says which."""
    asked = shown.missing_target_counters
    if name != "content" or any(PAGES in names for names in asked.values()):
        return False
    if any(kind in OWN for kind, _ in box.style["content"]):
        return False
    if None in asked:
        href = box.element.get("href", "")
        if not href.startswith("#"):
            return False
        asked[href[1:]] = asked.pop(None)
        shown.missing_counters = []
    return True
