"""How much a drawing draws: what it refers to is drawn again for each reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from lxml import etree

# Elements, each as often as it is used: the largest map seen has 200,000
MOST_DRAWN = 500_000
# References to ids in a value
ADDRESS = re.compile(r"(url\(\s*+['\"]?#)([^'\"()]*+)(['\"]?\s*+\))")
# The innermost rules of a stylesheet, and what a selector may choose an element by
RULE = re.compile(r"([^{}]*+)\{([^{}]*+)\}")
CHOSEN = re.compile(r"[.#]?[\w-]+|[*\[:]")


def weight(root: Any) -> int:
    """How many elements are drawn, each as often as something refers to it.

    Raises RecursionError where elements or references are as deep as no drawing's.
    """
    targets: dict[str, Any] = {}
    for element in root.iter():
        targets.setdefault(element.get("id") or "", element)  # a reference means the first
    styled = _styled(root)
    known: dict[Any, int] = {}

    def weighed(element: Any) -> int:
        if element not in known:
            known[element] = 0  # what leads back to itself is drawn once
            named = set(_referred(element, styled))
            referred = (targets[name] for name in named if name and name in targets)
            known[element] = 1 + sum(map(weighed, (*element, *referred)))
        return known[element]

    return weighed(root)


def _styled(root: Any) -> Mapping[str, set[str]]:
    """The ids that the stylesheets of a drawing refer to, by every word of the selectors that do:
    more elements than they choose, and no fewer."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for style in root.iter("{*}style"):
        for selector, rule in RULE.findall("".join(style.itertext())):
            if ids := {unquote(name) for _, name, _ in ADDRESS.findall(rule)}:
                for word in CHOSEN.findall(selector):
                    found["*" if word in "[:" else word] |= ids
    return found


def _referred(element: Any, styled: Mapping[str, set[str]]) -> Iterator[str]:
    """The ids that an element refers to by itself or by a stylesheet."""
    for value in element.attrib.values():
        yield from _names(value)
    if styled and isinstance(element.tag, str):
        classes = (f".{name}" for name in element.get("class", "").split())
        for name in ("*", etree.QName(element).localname, f"#{element.get('id')}", *classes):
            yield from styled.get(name, ())


def _names(value: str) -> list[str]:
    value = value.strip()
    whole = value.startswith("#")
    return [unquote(value[1:])] if whole else [found[1] for found in ADDRESS.findall(value)]
