"""Listings: syntax highlighting by Pygments, line numbers and marked lines."""

from __future__ import annotations

from collections.abc import Set
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


def highlighted(
    block: CodeBlock, long: Set[int] = frozenset(), plain: Set[int] = frozenset()
) -> str:
    """The markup of a listing's text: Pygments' short classes, one span a line where asked for, or
    where there are `long` lines, which are marked as such; `plain` lines have no colours. Lines are
    counted from 1."""
    lines = _tokens(block.text, block.language).split("\n")
    if plain:
        texts = enumerate(block.text.split("\n"), 1)
        lines = [
            escape(text) if number in plain else line
            for line, (number, text) in zip(lines, texts, strict=True)
        ]
    if not block.numbered and not block.highlighted and not long:
        return "\n".join(lines)
    marks = {"highlighted": block.highlighted, "long": long}
    return "".join(
        _line(
            line,
            [name for name, numbers in marks.items() if position in numbers],
            block.start + position - 1 if block.numbered else None,
        )
        for position, line in enumerate(lines, 1)
    )


def _line(markup: str, classes: list[str], number: int | None) -> str:
    shown = f' data-line="{number}"' if number is not None else ""
    # the line's end is in its span: after a span that is a block it would be a line of its own
    return f'<span class="{" ".join(("line", *classes))}"{shown}>{markup}\n</span>'


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
