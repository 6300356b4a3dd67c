"""CSS of others without addresses: what it would fetch is `none`, whatever way it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from tinycss2.ast import IdentToken

# Functions that name a file (CSS Values 4 §4.5, CSS Images 4)
FETCHING = frozenset(
    {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"}
)
# Deeper than any value; beyond it, Python's stack ends
DEEPEST = 50


def harmless(css: str) -> str:
    """A stylesheet, declarations or a value, with nothing that leads out of the document.

    It is read by the rules of CSS Syntax 3, as `u\\72l(…)` is an address, too.
    """
    tokens = tinycss2.parse_component_value_list(css)
    if _depth(tokens) > DEEPEST:
        return ""
    text: str = tinycss2.serialize(list(_without(tokens)))
    return text


def _without(tokens: Iterable[Any]) -> Iterator[Any]:
    importing = False
    for token in tokens:
        if importing:  # to the end of the rule
            importing = token.type != "literal" or token.value != ";"
            continue
        if token.type == "at-keyword" and token.lower_value == "import":
            importing = True
        elif _leads_out(token):
            yield IdentToken(token.source_line, token.source_column, "none")
        else:
            for name in ("arguments", "content"):
                if isinstance(inner := getattr(token, name, None), list):
                    setattr(token, name, list(_without(inner)))
            yield token


def _leads_out(token: Any) -> bool:
    if token.type == "url":
        return not token.value.strip().startswith("#")
    if token.type != "function" or token.lower_name not in FETCHING:
        return token.type in ("error", "bad-url")
    named = next((each for each in token.arguments if each.type == "string"), None)
    return token.lower_name != "url" or named is None or not named.value.strip().startswith("#")


def _depth(tokens: Iterable[Any]) -> int:
    deepest, left = 0, [(token, 1) for token in tokens]
    while left:
        token, depth = left.pop()
        deepest = max(deepest, depth)
        for name in ("arguments", "content"):
            inner = getattr(token, name, None)
            left += [(each, depth + 1) for each in inner] if isinstance(inner, list) else ()
    return deepest
