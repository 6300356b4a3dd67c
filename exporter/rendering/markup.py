"""The markup renderer: it walks the model and asks a dialect for the string of each node.

A dialect is a table from node type to rule. What differs between media beside the rules (where a
link leads, where an image lies) comes in with the `Renderer`; no rule knows its medium.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exporter.model.nodes import Attributes, Image, Link, Media, Node
from exporter.model.text import LANGUAGE
from exporter.rendering.directions import Direction, direction_of
from exporter.rendering.sheet import NOTES, Sheet

# HTML §3.2.6.4
DIRECTIONS = frozenset({"ltr", "rtl", "auto"})

Rule = Callable[[Any, "Renderer"], str]
Dialect = Mapping[type[Node], Rule]


@dataclass(frozen=True)
class Renderer:
    """A dialect and the answers that depend on the publication.

    `lang` and `direction` are those of the document: what runs the other way says so.
    `href` gives the address of a link, None where the medium can't follow it: its text stays.
    `src` gives the address of an image, or of what is to be played, None where the medium can't
    show it: its text stays.
    `id_prefix` keeps the ids of one document apart from those of another on the same page, and
    `name`, which is the chapter's in a book, does so for what is called alike in each.
    `shift` is how far the document's headings stand below others around it.
    `sheet` is the paper, for media that are printed.
    `not_rendered` is told what can't be shown, and the source of it.
    """

    dialect: Dialect
    lang: str = "en"
    direction: Direction = "ltr"
    href: Callable[[Link], str | None] = lambda link: link.target or None
    src: Callable[[Image | Media], str | None] = lambda node: node.source
    id_prefix: str = ""
    shift: int = 0
    name: str = ""
    sheet: Sheet = NOTES
    not_rendered: Callable[[str, str], None] = lambda _what, _about: None

    def __call__(self, nodes: Iterable[Node]) -> str:
        dialect = self.dialect
        return "".join([dialect[type(node)](node, self) for node in nodes])

    def called(self, word: str) -> str:
        """What a landmark of this document is called: two of a page must not be called alike."""
        return f"{word} – {self.name}" if self.name else word


def turned(lang: str, render: Renderer, runs: str = "") -> str:
    """The direction of what is in a language, or runs in one always, where the document's is
    another."""
    direction = runs or (direction_of(lang) if lang else render.direction)
    return "" if direction == render.direction else direction


def escape(text: str) -> str:
    """Text as element content of HTML and of XML."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def quote(value: str) -> str:
    """Text as an attribute value between double quotes; line ends become spaces."""
    return escape(value).replace('"', "&quot;").replace("\n", " ")


def attribute(name: str, value: str) -> str:
    """` name="value"`, or nothing where the value is empty."""
    return f' {name}="{quote(value)}"' if value else ""


def identity(attributes: Attributes, render: Renderer, *classes: str, runs: str = "") -> str:
    """The id, class, lang and dir of an element; other attributes of a note are not passed on.

    An element in a language has its direction, one that always `runs` in another has that. What is
    no language tag or no direction says nothing.

    A note may come from a stranger: event handlers and styles never reach an output.
    """
    named = " ".join((*classes, *attributes.classes))
    lang = attributes.get("lang")
    lang = lang if LANGUAGE.fullmatch(lang) else ""
    given = attributes.get("dir").lower()
    return (
        (attribute("id", render.id_prefix + attributes.id) if attributes.id else "")
        + attribute("class", named)
        + (attribute("lang", lang) + attribute("xml:lang", lang) if lang else "")
        + attribute("dir", given if given in DIRECTIONS else turned(lang, render, runs))
    )
