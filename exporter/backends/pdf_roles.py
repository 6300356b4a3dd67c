"""Which element of the print page gets which standard structure type (ISO 32000-1 §14.8.4).

What has none is seen through: its content belongs to the element around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

# Elements of ours by what they are to readers that know only the standard ones
MAPPED = {"Aside": "Div"}
# What holds no text of its own, but paragraphs (§14.8.4.2)
GROUPING = frozenset({"Document", "Sect", "Art", "Div", "Aside", "BlockQuote", "Index"})
# What blank text between elements is no part of
WORDLESS = GROUPING | {"L", "LI", "Table", "TBody", "TFoot", "THead", "TOC", "TOCI", "TR"}
# What stands within a line, or in a paragraph of its own
INLINE = frozenset({"Span", "Link", "Reference", "Note", "Code", "Quote", "Formula"})
# Elements whose own text makes a paragraph where nothing else does
BLOCKS = frozenset(
    "html body main header footer div figure section article aside blockquote nav details".split()
)
TYPES: Mapping[str, tuple[str, ...]] = {
    "article": ("Art",),
    "aside": ("Aside",),
    "blockquote": ("BlockQuote",),
    "caption": ("Caption",),
    "code": ("Code",),
    "details": ("Div",),
    "dl": ("L",),
    "dt": ("LI", "Lbl"),
    "dd": ("LBody",),
    "figcaption": ("Caption",),
    "figure": ("Div",),
    "img": ("Figure",),
    "kbd": ("Code",),
    "li": ("LI", "LBody"),
    "nav": ("Sect",),
    "ol": ("L",),
    "p": ("P",),
    "pre": ("P",),
    "q": ("Quote",),
    "samp": ("Code",),
    "section": ("Sect",),
    "summary": ("P",),
    "svg": ("Figure",),
    "table": ("Table",),
    "tbody": ("TBody",),
    "td": ("TD",),
    "tfoot": ("TFoot",),
    "th": ("TH",),
    "thead": ("THead",),
    "tr": ("TR",),
    "ul": ("L",),
    **{f"h{level}": (f"H{level}",) for level in range(1, 7)},
}
# By class, whatever the element is
CLASSES: Mapping[str, tuple[str, ...]] = {
    "chapter-note": ("Note",),
    "footnote": ("Note",),
    "index-entries": ("Index",),
    "math": ("Formula",),
    "note-call": ("Reference", "Link"),
    "side-note": ("Note",),
    "task-box": ("Span",),
}
ROLES: Mapping[str, tuple[str, ...]] = {
    "list": ("L",),
    "listitem": ("LI", "LBody"),
    "doc-biblioref": ("Reference", "Link"),
    "doc-noteref": ("Reference", "Link"),
}
# Parts of an element that CSS makes
PARTS: Mapping[str, tuple[str, ...]] = {
    "marker": ("Lbl",),
    "footnote-call": ("Reference", "Link"),
    "footnote-marker": ("Lbl", "Link"),
}
# CSS's names of counter styles by those of ISO 32000-1 §14.8.5.5
NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-latin": "LowerAlpha",
    "upper-latin": "UpperAlpha",
}
SCOPES = {"row": "Row", "rowgroup": "Row"}


class Around(NamedTuple):
    """What an element stands in: its parent, and the structure type that this is part of."""

    parent: Element | None
    within: str


def types_of(element: Element, around: Around) -> tuple[str, ...]:
    """The structure elements of an element of the page, the outer one first; none where it is
    seen through."""
    name = element.tag.rpartition("}")[2]
    classes = element.get("class", "").split()
    if name in ("ul", "ol") and (around.within == "TOCI" or _lists_places(around.parent)):
        return ("TOC",)
    if name == "li" and around.within == "TOC":
        return ("TOCI",)
    if name == "a":
        if "href" not in element.attrib:
            return ()
        refers = around.within == "TOCI" or element.get("role") in ROLES
        return ("Reference", "Link") if refers or "cross-reference" in classes else ("Link",)
    for each in classes:
        # a formula is drawn; its line, and one that could not be drawn, are not
        if each in CLASSES and (each != "math" or name == "img"):
            return CLASSES[each]
    if element.get("role") in ROLES:
        return ROLES[element.get("role", "")]
    if name == "abbr" and element.get("title"):
        return ("Span",)
    return TYPES.get(name, ())


def is_silent(element: Element) -> bool:
    """Whether an element is drawn, but not said."""
    is_decoration = element.get("role") == "presentation" or element.get("alt") == ""
    return element.tag == "hr" or is_decoration


def _lists_places(parent: Element | None) -> bool:
    """Whether a list in it is one of places of the book: contents, figures, tables."""
    classes = parent.get("class", "").split() if parent is not None else ()
    return "contents" in classes or "list-of" in classes
