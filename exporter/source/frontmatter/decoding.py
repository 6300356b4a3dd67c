"""A note's bytes as text: byte order marks, line ends, other encodings than UTF-8."""

from __future__ import annotations

import codecs
import re

from exporter.diagnostics import Report
from exporter.errors import NoteError
from exporter.model.text import ILLEGAL

# UTF-32 before UTF-16, whose mark is the beginning of it
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# as PEP 263, XML and HTML say it, in the first kilobyte
DECLARED = re.compile(rb"(?:coding|charset|encoding)[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9._-]{2,40})")
HEAD = 1024
# UAX 9 §2.2: what makes of `gnp.exe` an `exe.png` that reads well
OVERRIDES = re.compile("[\u202d\u202e]")
# What Windows wrote before UTF-8; every byte is a character but five
FALLBACK = "cp1252"
MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")


def decode(data: bytes, report: Report) -> str:
    """The text of a note with `\\n` line ends, without byte order mark and what XML forbids.

    Text that is not UTF-8 is read as it declares itself, else as Windows-1252, with a diagnostic.
    Raises NoteError where there is no text at all.
    """
    text = _decoded(data, report).replace("\r\n", "\n").replace("\r", "\n")
    if turned := OVERRIDES.search(text):
        report.add(
            "source/direction",
            f"U+{ord(turned[0]):04X} turns letters around: a link may not be what it seems",
            hint="no language needs it; marks of isolation (U+2067, U+2069) do what is meant",
            line=text.count("\n", 0, turned.start()) + 1,
        )
    found = ILLEGAL.findall(text)
    if not found:
        return text
    report.add(
        "source/characters",
        f"{len(found)} of its characters may stand in no document and were left out, the first is"
        f" U+{ord(found[0]):04X}",
        line=text.count("\n", 0, text.index(found[0])) + 1,
    )
    # tabulators and feeds part words
    return ILLEGAL.sub("", text.replace("\v", " ").replace("\f", " "))


def _decoded(data: bytes, report: Report) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if b"\0" in data[: HEAD * 8]:
        raise NoteError(
            "it is a binary file, not text", "if it is no note, list it in .exporterignore"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other_encoding(data, error.start, report)


def _other_encoding(data: bytes, first: int, report: Report) -> str:
    line = data.count(b"\n", 0, first) + 1
    declared = DECLARED.search(data[:HEAD])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeError):  # more than UnicodeDecodeError: “undefined” is a codec
            pass
    hint = "save the note with the encoding UTF-8"
    if MULTIBYTE.search(data):
        report.add(
            "source/encoding",
            "some bytes are not UTF-8; “\ufffd” stands for each of them",
            hint=hint,
            line=line,
        )
        return data.decode("utf-8", errors="replace")
    report.add(
        "source/encoding",
        "the note is not UTF-8; it was read as Windows-1252",
        hint=hint,
        line=line,
    )
    return data.decode(FALLBACK, errors="replace")
