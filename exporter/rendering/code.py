"""Listings: syntax highlighting by Pygments, line numbers and marked lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from exporter.model.nodes import CodeBlock
from exporter.rendering.markup import escape

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# Pygments takes more than a second for a listing of this length; it then stays plain.
LONGEST_HIGHLIGHTED = 200_000
# White space, names and punctuation look like the text around them: half of all spans are theirs
UNSTYLED = frozenset({"w", "n", "p", "nx", "esc"})
NOTHING: Mapping[int, Sequence[str]] = {}


def highlighted(
    block: CodeBlock,
    long: Set[int] = frozenset(),
    plain: Mapping[int, Sequence[str]] = NOTHING,
) -> str:
    """The markup of a listing's text: Pygments' short classes, one span a line where asked for, or
    where there are `long` lines, which are marked as such; `plain` lines are among these, have no
    colours, and are given in pieces, one span for each. Lines are counted from 1."""
    lines = _tokens(block.text, block.language).split("\n")
    if not block.numbered and not block.highlighted and not long:
        return "\n".join(lines)
    return "".join(
        _line(
            [escape(piece) for piece in plain[position]] if position in plain else [line],
            "".join(
                f" {name}"
                for name, numbers in (("highlighted", block.highlighted), ("long", long))
                if position in numbers
            ),
            block.start + position - 1 if block.numbered else None,
        )
        for position, line in enumerate(lines, 1)
    )


def _line(pieces: Sequence[str], classes: str, number: int | None) -> str:
    first, *others = pieces
    shown = f' data-line="{number}"' if number is not None else ""
    line = f'<span class="line{classes}"{shown}>{first}'
    line += "".join(f'</span><span class="line{classes} going-on">{piece}' for piece in others)
    # the line's end is in its span: after a span that is a block it would be a line of its own
    return f"{line}\n</span>"


def _tokens(text: str, language: str) -> str:
    lexer = _lexer(language) if language and len(text) < LONGEST_HIGHLIGHTED else None
    if lexer is None:
        return escape(text)
    from pygments.token import STANDARD_TYPES, Token

    parts: list[str] = []
    # lexers end a text with a line end where it has none; this one is ours to take away again
    for kind, value in lexer.get_tokens(f"{text}\n"):
        known = kind
        while known not in STANDARD_TYPES:
            known = known.parent or Token
        name = "" if STANDARD_TYPES[known] in UNSTYLED else STANDARD_TYPES[known]
        # no span across a line end: every line stands alone where lines are numbered
        for position, piece in enumerate(value.split("\n")):
            if position:
                parts.append("\n")
            if piece:
                parts.append(
                    f'<span class="{name}">{escape(piece)}</span>' if name else escape(piece)
                )
    return "".join(parts).removesuffix("\n")


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language.lower(), stripnl=False)
    except ClassNotFound:
        return None
