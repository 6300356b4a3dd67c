"""Names of outputs: those of the notes, as far as every file system takes them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from exporter.model.text import one_line

# What Windows forbids in a name, and what shells and URLs read as their own
FORBIDDEN = re.compile(r'[<>:"/\\|?*#%\x00-\x1f\x7f]+')
# Marks of direction (UAX 9 §2), by which a page of a folder may look like a picture
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Most file systems take 255 bytes; a suffix such as `.email.html` has to fit as well
LONGEST = 200
# What the files end in that are made of a note, and the folders beside them
MADE = (".html", ".pdf", ".epub", ".json", ".eml", ".email", ".txt", "_files")
# Folders of notes, and keys of names, which the pages of a site sort again and again
REMEMBERED = 1 << 16


def output_name(*parts: str) -> str:
    """A path below the out folder, without a suffix, from the parts of a vault path: no folder in
    it is called what a file of the note beside it may be."""
    *folders, name = [*filter(None, map(_component, parts))] or ["untitled"]
    named = (f"{each}-" if each.lower().endswith(MADE) else each for each in folders)
    return "/".join((*named, name))


@lru_cache(maxsize=REMEMBERED)
def _component(part: str) -> str:
    plain = DIRECTIONS.sub("", unicodedata.normalize("NFC", part))
    name = one_line(FORBIDDEN.sub("-", plain))
    # a dot in front hides a file, one at the end is lost on Windows
    name = name.strip(" .-") or ("untitled" if part.strip() else "")
    if len(data := name.encode()) > LONGEST:
        name = data[:LONGEST].decode(errors="ignore").rstrip()
    return f"{name}-" if RESERVED.fullmatch(name) else name


def name_suffix(text: str) -> str:
    """What is to stand behind names, as far as every file system takes it."""
    return FORBIDDEN.sub("-", unicodedata.normalize("NFC", text)).rstrip(" .")


def unique_name(name: str, taken: set[str], suffix: str = "") -> str:
    """The name, numbered where another output has it, also but for case or Unicode form."""
    candidate, number = f"{name}{suffix}", 1
    while (key := _key(candidate)) in taken:
        number += 1
        candidate = f"{name} {number}{suffix}"
    taken.add(key)
    return candidate


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
