"""Names of outputs: each once, in an order, and short ones for what is in them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from exporter.normalize.identifiers import Taken, numbered

# Folders of notes, and keys of names, which the pages of a site sort again and again
REMEMBERED = 1 << 16


def unique_name(name: str, taken: Taken, suffix: str = "") -> str:
    """The name, numbered where another output has it, also but for case or Unicode form."""
    return numbered(
        lambda number: f"{name} {number}{suffix}" if number > 1 else f"{name}{suffix}", taken, _key
    )


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


@lru_cache(maxsize=REMEMBERED)
def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `ch2` before `ch10`."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple(_number(part) if part.isdecimal() else (1, 0, part) for part in parts if part)


def _number(digits: str) -> tuple[int, int, str]:
    # `int` refuses thousands of digits
    plain = "".join(str(unicodedata.decimal(each)) for each in digits).lstrip("0")
    return (0, len(plain), plain)


def ascii_id(text: str, fallback: str) -> str:
    """A short name of ASCII letters, digits and hyphens, safe as a file name and an XML name."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:48].strip("-")
    if not name:
        return fallback
    return name if name[0].isalpha() else f"c-{name}"
