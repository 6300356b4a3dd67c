"""Names of the files that we write: those of the vault, as far as every file system takes them."""

from __future__ import annotations

import posixpath
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


@lru_cache(maxsize=1 << 16)  # folders of notes come again and again
def output_name(text: str) -> str:
    """A text as the name of a file or a folder, as far as every file system takes it."""
    plain = DIRECTIONS.sub("", unicodedata.normalize("NFC", text))
    name = one_line(FORBIDDEN.sub("-", plain))
    # a dot in front hides a file, one at the end is lost on Windows
    name = name.strip(" .-") or "untitled"
    if len(data := name.encode()) > LONGEST:
        name = data[:LONGEST].decode(errors="ignore").rstrip(" .-")
    return f"{name}-" if RESERVED.fullmatch(name) else name


def name_suffix(text: str) -> str:
    """What is to stand behind names, as far as every file system takes it."""
    return FORBIDDEN.sub("-", unicodedata.normalize("NFC", text)).rstrip(" .")


def suffixes(path: str) -> frozenset[str]:
    """Those that a file of the vault may get where it goes along, in small letters: its own, and
    what ends its name without what no name of ours has (`.html` of `page.html-`)."""
    name = posixpath.basename(path)
    return frozenset(posixpath.splitext(each)[1].lower() for each in (name, output_name(name)))
