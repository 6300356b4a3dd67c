"""Footnotes that nothing refers to: Pandoc leaves them out without a word, and so they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.source.syntax.fences import without_fences

DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
# Also without its end: what begins within one that has none has none either
REFERENCE = re.compile(r"\[\^([^\]\s]++)(\](?!:))?")


def unreferenced(body: str) -> Iterator[str]:
    """The names of the footnotes of a note's source that are defined and never used."""
    if "]:" not in body or not DEFINITION.search(body):
        return
    text = without_fences(body)
    used = {name for name, end in REFERENCE.findall(text) if end}
    yield from dict.fromkeys(name for name in DEFINITION.findall(text) if name not in used)
