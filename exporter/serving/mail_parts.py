"""An e-mail as its two texts, and the lines that a list of messages shows."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Any
from urllib.parse import quote

from exporter.serving.files import find
from exporter.serving.parts import Part, as_part


def shown(file: Path, base: str) -> dict[str, Any]:
    """The addresses of both texts, subject and sender."""
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    stem = quote(file.stem)
    return {
        "html": f"{base}{stem}.email.html",
        "text": f"{base}{stem}.email.txt",
        "subject": str(message["subject"] or ""),
        "from": str(message["from"] or ""),
    }


def part(file: Path, path: str) -> Part | None:
    """A text, or a picture of the first, which lie beside the message."""
    found = find(file.parent, path)
    if found is None or not path.startswith(f"{file.stem}.email"):
        return None
    return as_part(found.file.read_bytes(), path)
