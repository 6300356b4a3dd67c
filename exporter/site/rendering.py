"""A page of a site as HTML: its template, with what that is told."""

from __future__ import annotations

from functools import partial
from typing import Any

from markupsafe import Markup

from exporter.publication.site import way
from exporter.rendering.labels import labels
from exporter.rendering.leaf import Leaf
from exporter.rendering.pages import GENERATOR, date_text, iso_day
from exporter.rendering.policy import site_policy
from exporter.rendering.templates import Theme
from exporter.site import graph
from exporter.site.pages import Page
from exporter.site.whole import Whole


def rendered(page: Page, site: Whole, leaf: Leaf | None, theme: Theme) -> bytes:
    """The page; `leaf` is there where it is that of a note.

    Raises UsageError where a template is wrong.
    """
    known: dict[str, Any] = {
        "site": site,
        "title": page.title,
        "policy": site_policy(),
        "drawn": graph.drawn,
        "labels": labels(site.lang),
        "generator": GENERATOR,
        "to": partial(way, page.address),
        "date_text": lambda day: date_text(iso_day(day) or day, site.lang),
        **page.known,
        **(_of_leaf(leaf) if leaf else {}),
    }
    return theme.render(page.template, **known).encode()


def _of_leaf(leaf: Leaf) -> dict[str, Any]:
    marked = ("title", "body", "footnotes")
    chapter = {key: Markup(text) if key in marked else text for key, text in leaf.chapter.items()}
    return {
        "edition": leaf.edition,
        "chapter": chapter,
        "contents": leaf.contents,
        "policy": leaf.policy,
        "around": leaf.around,
        "head": leaf.head | {"structured_data": Markup(leaf.head["structured_data"])},
    }
