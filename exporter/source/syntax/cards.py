"""Cards of links, as Obsidian's plugins Auto Card Link and Link Embed write them: in YAML.

```cardlink
url: https://example.org/
title: "An example"
description: What it is about.
host: example.org
image: https://example.org/picture.png
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from exporter.model.nodes import (
    Attributes,
    Block,
    Division,
    Image,
    Link,
    Paragraph,
    Plain,
    Span,
    Strong,
    Text,
)

LANGUAGES = frozenset({"cardlink", "embed"})
# Both plugins write one key a line, with quotation marks or without
FIELD = re.compile(
    r"""^(\w+):[ \t]*+(?:"((?:[^"\\]|\\.)*)"[ \t]*$|'((?:[^']|'')*)'[ \t]*$|(.*))""", re.M
)
WIDTH = 140  # pixels of its picture


def card(text: str) -> Block | None:
    """The card that a listing describes; None where it names no web address."""
    told = {name: _value(*quoted) for name, *quoted in FIELD.findall(text)}
    address = told.get("url", "")
    host = _host(address) if "://" in address else None
    return _card(address, host, told) if host else None


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:  # `http://[`
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def _card(address: str, host: str, told: Mapping[str, str]) -> Block:
    title = Strong((Text(told.get("title") or host.removeprefix("www.")),))
    blocks: list[Block] = [Paragraph((Link((title,), address),))]
    if description := told.get("description"):
        blocks.append(Paragraph((Text(description),)))
    host_ = Span((Text(told.get("host") or host),), Attributes(classes=("bookmark-host",)))
    blocks.append(Paragraph((host_,)))
    if picture := told.get("image"):
        image = Image((), picture, width=str(WIDTH), decorative=True)
        blocks.insert(0, Division((Plain((image,)),), Attributes(classes=("bookmark-picture",))))
    return Division(tuple(blocks), Attributes(classes=("bookmark",)))


def _value(double: str, single: str, bare: str) -> str:
    if double:
        return re.sub(r"\\(.)", r"\1", double)
    return single.replace("''", "'") or bare.rstrip(" \t")
