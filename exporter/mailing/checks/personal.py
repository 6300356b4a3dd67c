"""Personal fields that may stop a send. What can't be understood stops the making of an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.mailing.checks.draft import Draft, Finding
from exporter.mailing.letter import OURS
from exporter.model.nodes import Text
from exporter.model.walk import collect
from exporter.personal.expressions import VALUE, columns_in

# What begins a field, with some words after it
BEGUN = re.compile(r"\{[{%][^{}%]{0,40}")
DEFAULT = re.compile(r"\|\s*d(?:efault)?\b")


def unclosed(draft: Draft) -> Iterator[Finding]:
    """What only begins a field goes out as it stands. Code is no field."""
    metadata = draft.edition.metadata
    blocks = (chapter.document.blocks for chapter in draft.edition.chapters)
    texts = [metadata.title, metadata.description]
    texts += [node.text for each in blocks for node in collect(each, Text)]
    for written in dict.fromkeys(
        found[0].strip() for text in texts for found in BEGUN.finditer(text)
    ):
        yield Finding(
            "newsletter/field",
            f"the field “{written}” does not end in its paragraph: readers would see it so",
            "write {{ name }}; as code, between backticks, braces are what they are",
            about=written,
        )


def without_default(draft: Draft) -> Iterator[Finding]:
    """Fields that have nothing to say to a subscriber without a value; one that a condition asks
    about has a place for those."""
    fields = draft.issue.fields.all
    asked = " ".join(field.source for field in fields if field.kind == "statement")
    for written, source in {f.written: f.source for f in fields if f.kind != "statement"}.items():
        columns = columns_in(f"{VALUE[0]}{source}{VALUE[1]}", written)
        for name in sorted(columns - set(OURS)):
            if not DEFAULT.search(source) and not re.search(rf"\b{re.escape(name)}\b", asked):
                yield Finding(
                    "newsletter/personal",
                    f"{written} has no default: a subscriber without “{name}” stops the send",
                    f'{{{{ {name} | default("…") }}}} lets it go on',
                    about=written,
                )
