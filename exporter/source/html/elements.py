"""What inlines and blocks of raw HTML have in common: attributes, sizes, what is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from exporter.model.media import DECORATIVE
from exporter.model.nodes import Attributes, Plain, Text
from exporter.model.text import clean
from exporter.model.walk import DEEPEST
from exporter.source.html.parsing import PLACEHOLDER, Element, Siblings

DROPPED = frozenset(
    "script style template noscript head title object applet svg math button input select"
    " textarea".split()
)
MEDIA = frozenset("iframe video audio embed".split())
LENGTH = re.compile(r"\d{1,4}(?:\.\d{1,3})?(?:%|em|ex|rem|cm|mm|in|pt|pc|px)?")


def behind(element: Element, siblings: Siblings) -> tuple[Any, ...]:
    number = element.get("n") or ""
    # a note may hold our element's name as text of its own
    known = number.isdecimal() and len(number) < 9 and int(number) < len(siblings.nodes)
    return (siblings.nodes[int(number)],) if known else ()


def flattened(element: Element, siblings: Siblings, *, inline: bool) -> tuple[Any, ...]:
    """What is nested too deeply: its text, and the nodes in it, side by side."""

    def parts() -> Iterator[Any]:
        for child in element.iter():
            if child.tag == PLACEHOLDER:
                yield from behind(child, siblings)
            for text in (child.text, child.tail if child is not element else None):
                if text and text.strip():
                    yield Text(text) if inline else Plain((Text(text),))

    siblings.report.add(
        "source/nesting",
        f"markup nested over {DEEPEST} levels was flattened",
        about=f"<{element.tag}",
    )
    return tuple(parts())


def dropped(element: Element, siblings: Siblings) -> tuple[Any, ...]:
    siblings.report.add(
        "html/dropped",
        f"<{element.tag}> has no place in a publication and was left out",
        about=f"<{element.tag}",
    )
    return swallowed(element, siblings)


def swallowed(element: Element, siblings: Siblings) -> tuple[Any, ...]:
    """The Markdown in an element that shows none: what an unclosed <script> or <video> has after
    it is still the writer's text."""
    return tuple(node for child in element.iter(PLACEHOLDER) for node in behind(child, siblings))


def attributes_of(element: Element) -> Attributes:
    """The id, the classes and the language: all that is kept of what raw HTML says."""
    lang = clean(element.get("lang") or "").strip()
    direction = (element.get("dir") or "").lower()
    pairs = ((("lang", lang),) if lang else ()) + (
        (("dir", direction),) if direction in ("ltr", "rtl") else ()
    )
    classes = tuple(clean(element.get("class") or "").split())
    return Attributes(clean(element.get("id") or "").strip(), classes, pairs)


def is_decorative(classes: Collection[str], said: Mapping[str, str]) -> bool:
    """Whether the attributes of a picture say that it is one to be passed over (HTML §4.8.4.4.8,
    WAI-ARIA 1.2 §5.4 and §6.6.1), in the words of HTML, Pandoc or Quarto."""
    return (
        DECORATIVE in classes
        or said.get("role") in ("presentation", "none")
        or said.get("aria-hidden") == "true"
        or said.get("fig-alt", said.get("alt")) == ""
    )


def language(element: Element) -> str:
    classes = [element.get("class") or "", *(c.get("class") or "" for c in element.iter("code"))]
    names = [name for value in classes for name in value.split() if name.startswith("language-")]
    return clean(names[0].removeprefix("language-")) if names else ""


def is_length(value: str) -> bool:
    """Whether a size is one that the model holds: `12`, `50%`, `8em`, `3.5cm`."""
    return bool(LENGTH.fullmatch(value.strip().lower()))


def length(value: str | None) -> str:
    """A size as the model has it, else nothing."""
    text = (value or "").strip().lower().removesuffix("px")
    return text if is_length(text) else ""


def styles(element: Element) -> dict[str, str]:
    """The declarations of a `style` attribute."""
    pairs = (each.partition(":") for each in (element.get("style") or "").lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def detach(element: Element) -> None:
    """Take an element out of its parent and leave the text after it there."""
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
