"""`{{ name }}` and `{{#include file}}`, filled in where the project asks for it.

mdBook writes includes so, Quarto `{{< include file >}}` and `{{< var name >}}`. A name is looked up
in the note's front matter, then among the project's variables; what is unknown stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from exporter.errors import NoteError
from exporter.model.document import Document
from exporter.model.nodes import CodeBlock, Embed, Inline, Link, Paragraph, Plain, Text
from exporter.model.walk import rewrite
from exporter.normalize import addresses
from exporter.normalize.context import Context

NAME = re.compile(r"\{\{(?:<\s*+(?:var|meta)\s++)?\s*+([\w.-]++)\s*+>?\}\}")
INCLUDE = re.compile(
    r"\{\{(?:#include\s+|<\s*include\s+)([^{}:\s][^{}:]*?)(?P<range>:(\d*+)(:?)(\d*+))?"
    r"(?<!\s)\s*+>?\}\}"
)
# Bytes: what is shown as a listing; a file that is larger is no example
LARGEST = 200_000
# Letters that are put into one note: no more than the largest one has
MOST = 10_000_000


@dataclass
class _Room:
    """How much may still be put into a note."""

    left: int = MOST

    def of(self, text: str) -> str:
        """The text, for which there has to be room."""
        self.left -= len(text)
        if self.left < 0:
            raise NoteError(
                f"more than {MOST // 1_000_000} MB were to be put in the place of its braces",
                "give it shorter values, or fewer files to include",
            )
        return text


def fill_placeholders(document: Document, context: Context) -> Document:
    """Put the values of names, and what is included, in the place of their braces.

    Before all others: what is filled in may be a title, and an included note is an embed. Raises
    NoteError where it is too much.
    """
    if not context.build.placeholders:
        return document
    values, room = _values(document, context.build.variables), _Room()

    def filled(node: Any) -> Inline:
        if isinstance(node, Link):
            return msgspec.structs.replace(node, target=_filled(node.target, values, context, room))
        return Text(_filled(node.text, values, context, room))

    def included(block: Any) -> Any:
        match block:
            case CodeBlock(text=text):
                return msgspec.structs.replace(block, text=_listing(text, document, context, room))
            case Paragraph(content=(Text(text=text),)) | Plain(content=(Text(text=text),)):
                found = INCLUDE.fullmatch(text.strip())
                if found and not found["range"]:
                    return type(block)((Embed(found[1].strip()),))
        return block

    blocks = rewrite(document.blocks, included, frozenset({CodeBlock, Paragraph, Plain}))
    blocks = rewrite(blocks, filled, frozenset({Text, Link}))
    title = _filled(document.metadata.title, values, context, room)
    metadata = msgspec.structs.replace(document.metadata, title=title)
    return msgspec.structs.replace(document, metadata=metadata, blocks=blocks)


def _values(document: Document, variables: Mapping[str, str | int]) -> dict[str, str]:
    own = {
        field: value
        for field, value in msgspec.structs.asdict(document.metadata).items()
        if isinstance(value, str) and value
    }
    extra = {
        key: str(value)
        for key, value in document.metadata.extra.items()
        if isinstance(value, str | int | float | date)
    }
    return {**{key: str(value) for key, value in variables.items()}, **extra, **own}


def _filled(text: str, values: Mapping[str, str], context: Context, room: _Room) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] in values:
            return room.of(values[found[1]])
        context.report.add(
            "placeholders/unknown",
            f"nothing is called “{found[1]}”; it stays as it was written",
            hint="set it in the note's front matter, or in `variables` of [build] in exporter.toml",
            about=found[0],
        )
        return found[0]

    return NAME.sub(value, text) if "{{" in text else text


def _listing(text: str, document: Document, context: Context, room: _Room) -> str:
    """A listing with the files, or the lines of them, that it includes."""

    def lines(found: re.Match[str]) -> str:
        path, _ = addresses.local_path(found[1].strip())
        match = context.index.asset(path, document.path)
        file = Path(context.index.root, match.path)
        if not match.path or file.stat().st_size > LARGEST:
            context.report.add(
                "placeholders/unknown",
                f"“{path}” can't be included: it is not in the vault, or too large",
                about=found[0],
            )
            return found[0]
        whole = room.of(file.read_text("utf-8", errors="replace")).rstrip("\n").split("\n")
        # as mdBook has it: `:2` is one line, `:2:` goes on to the end, `::5` begins with the first
        _, _, first, colon, last = found.groups(default="")
        end = last or (first if not colon else "")
        return "\n".join(whole[max(int(first or 1), 1) - 1 : int(end) if end else None])

    return INCLUDE.sub(lines, text) if "{{" in text else text
