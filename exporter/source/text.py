"""The text of a wikilink."""

from __future__ import annotations


def wikilink_text(target: str) -> str:
    """What Obsidian shows of a wikilink without a text of its own: `note > heading`."""
    parts = [part.strip() for part in target.split("#") if part.strip()]
    return " > ".join(part.removeprefix("^") for part in parts) or target
