"""Documents as JSON and as MessagePack, and the JSON Schema that describes the former."""

from __future__ import annotations

from typing import Any

import msgspec

from exporter.model.document import Document

_json = msgspec.json.Encoder()
_from_json = msgspec.json.Decoder(Document)


def to_json(document: Document, *, indent: int = 2) -> bytes:
    """The document as UTF-8 JSON; `schema()` describes it."""
    encoded = _json.encode(document)
    return msgspec.json.format(encoded, indent=indent) if indent else encoded


def from_json(data: bytes) -> Document:
    """Raises `msgspec.ValidationError` where the data is no document."""
    return _from_json.decode(data)


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a document, generated from the types."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "exporter document, version 1",
        **msgspec.json.schema(Document),
    }
