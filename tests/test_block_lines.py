"""On which line of its source a block begins: as written, and beside Pandoc's own count."""

from __future__ import annotations

import json
import re
import subprocess
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from exporter.diagnostics import Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.publication.block_lines import block_lines, units
from exporter.source.note import open_note, read
from exporter.source.pandoc import DIALECTS, Reader
from tests.vaults import PLAIN, Vault

NOTE = """---
title: T
---

# One

Words, and the same words.

Words, and the same words.
> A quotation.
>
> > Another.

- an item
  - within it

  and its second paragraph
1. [x] first

> [!warning] Mind
> the step

```python
# a comment

print()
```

    ---

term
: what it means

| a | b |
|---|---|
| c | d |

![[other]]

![a picture](picture.png)

$$x + y$$

A note.[^1]

[^1]: Words, and the same words.

```
```
The end.
"""


def lines(vault: Vault, path: str) -> list[tuple[str, int]]:
    document, report = vault.note(path)
    found = block_lines(document.blocks, report.source, report.body)
    return [
        (type(unit).__name__, line)
        for unit, line in zip(units(document.blocks), found, strict=True)
    ]


def test_each_block_has_the_line_on_which_it_begins(tmp_path: Path, reader: Reader) -> None:
    vault = Vault(tmp_path, reader, {"note.md": NOTE, "other.md": "Words, and the same words.\n"})
    assert lines(vault, "note.md") == [
        ("Heading", 5),
        ("Paragraph", 7),
        ("Paragraph", 9),
        ("Paragraph", 10),
        ("Paragraph", 12),
        ("Paragraph", 14),
        ("Plain", 15),
        ("Paragraph", 17),
        ("Plain", 18),
        ("Callout", 20),
        ("Paragraph", 21),
        ("CodeBlock", 23),
        ("CodeBlock", 0),
        ("Definition", 31),
        ("Plain", 32),
        ("Table", 34),
        ("Division", 38),
        ("Paragraph", 40),
        ("Paragraph", 42),
        ("Paragraph", 44),
        ("CodeBlock", 0),
        ("Paragraph", 50),
    ]


# --- Pandoc's count ------------------------------------------------------------------------------


def key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()[:24]


def shown(node: Any) -> str:
    """The text of a part of Pandoc's JSON."""
    if isinstance(node, list):
        return "".join(map(shown, node))
    if not isinstance(node, dict):
        return ""
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Code", "Math"):
        return str(content[1])
    if kind in ("Link", "Image", "Span", "Quoted"):
        return shown(content[1])
    return "" if kind in ("Note", "RawInline") else shown(content)


def counted(blocks: Any, place: str = "") -> list[tuple[str, int]]:
    """The texts of paragraphs, headings and listings with their lines."""
    found: list[tuple[str, int]] = []
    for block in blocks:
        kind: str = block["t"]
        content: Any = block.get("c")
        if kind in ("Div", "Header", "CodeBlock"):
            attributes = content[1 if kind == "Header" else 0][2]
            own = next((value for name, value in attributes if name == "data-pos"), "") or place
            if kind == "Div":
                found += counted(content[1], own)
                continue
            text = shown(content[2]) if kind == "Header" else content[1]
            found.append((key(text), int(own.partition(":")[0] or 0)))
        elif kind in ("Para", "Plain"):
            found.append((key(shown(content)), int(place.partition(":")[0] or 0)))
        elif kind == "BlockQuote":
            found += counted(content, place)
        elif kind in ("BulletList", "OrderedList"):
            for item in content if kind == "BulletList" else content[1]:
                found += counted(item, place)
    return [(text, line) for text, line in found if text and line]


def ours(path: Path, reader: Reader) -> tuple[list[tuple[str, int]], Report, str]:
    source = open_note(path.parent, path.name)
    document = read(source, reader, PLAIN)
    report = source.report
    found = zip(
        units(document.blocks),
        block_lines(document.blocks, report.source, report.body),
        strict=True,
    )
    texts = [
        (key(unit.text if isinstance(unit, n.CodeBlock) else plain_text((unit,))), line)
        for unit, line in found
        if isinstance(unit, n.Paragraph | n.Plain | n.Heading | n.CodeBlock)
    ]
    return [each for each in texts if each[0]], report, source.split.body


@pytest.mark.parametrize("folder", ["garden/03 CREATE", "vault-docs"])
def test_lines_are_those_that_pandoc_counts(corpora: Path, reader: Reader, folder: str) -> None:
    same = other = 0
    for path in sorted((corpora / folder).rglob("*.md"))[:40]:
        mine, report, body = ours(path, reader)
        told = subprocess.run(
            [pypandoc.get_pandoc_path(), "-f", DIALECTS["obsidian"] + "+sourcepos", "-t", "json"],
            input=body.encode(),
            capture_output=True,
            check=True,
        )
        before = report.source.count("\n", 0, report.body)
        pandoc = counted(json.loads(told.stdout)["blocks"])
        match = SequenceMatcher(None, [t for t, _ in mine], [t for t, _ in pandoc], autojunk=False)
        for a, b, size in match.get_matching_blocks():
            for step in range(size):
                agree = mine[a + step][1] == pandoc[b + step][1] + before
                same, other = same + agree, other + (not agree)
    assert same > 500
    assert other <= same / 100
