"""A second opinion on a vault: what `exporter check` should find, counted with patterns over the
source. It shares no code with the program, reads no tree, and knows nothing of Pandoc.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^[ \t>]*(?:[-*+] |\d+[.)] )*[ \t]*(`{3,}|~{3,})")
SPAN = re.compile(r"(?<!`)(`+)(?!`)((?:(?!\n[ \t>]*\n).)*?)(?<!`)\1(?!`)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->|%%.*?%%", re.DOTALL)
WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]*))?\]\]")
DESTINATION = r"(?:<([^<>\n]*)>|((?:[^ \t\n()\\]|\\.|\((?:[^ \t\n()\\]|\\.)*\))*))"
INLINE = re.compile(rf"\]\([ \t]*\n?{DESTINATION}(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)")
DEFINITION = re.compile(
    r"^[ \t>]{0,6}\[([^\[\]^][^\[\]]*)\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|(\S+))", re.M
)
LABEL = re.compile(r"\[([^\[\]]+(?:\[[^\[\]]*\][^\[\]]*)*)\](?!\()")
HREF = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
IMG = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?!:)|//")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".tif", ".tiff")


class Place(NamedTuple):
    note: str
    line: int
    target: str


class Count(NamedTuple):
    dangling: set[Place]
    images: set[Place]
    repaired: set[str]


def count(root: Path) -> Count:
    files = [
        Path(folder, name).relative_to(root).as_posix()
        for folder, _, names in os.walk(root)
        for name in names
    ]
    notes = [name for name in files if name.lower().endswith((".md", ".markdown"))]
    texts = {note: (root / note).read_text("utf-8") for note in notes}
    known_notes = _names(re.sub(r"\.(md|markdown)$", "", n, flags=re.I) for n in notes)
    known_notes |= {_folded(alias) for text in texts.values() for alias in _aliases(text)}
    known_files = _names(name for name in files if name not in texts)
    dangling: set[Place] = set()
    images: set[Place] = set()
    for note, text in texts.items():
        for line, target, embedded in _targets(text):
            path = target.partition("#")[0]
            if embedded:
                if path.lower().endswith(PICTURES) or embedded == "image":
                    plain = unquote(path.partition("?")[0])
                    if not _known(plain, note, known_files):
                        images.add(Place(note, line, plain))
                continue
            page = re.sub(r"\.html$", "", path)
            known = _known(path, note, known_notes | known_files)
            if path and not known and not _known(page, note, known_notes):
                dangling.add(Place(note, line, path))
    return Count(dangling, images, {note for note, text in texts.items() if _is_repaired(text)})


def _targets(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, target, and whether it is an embed (`wiki`) or an image."""
    visible = blanked(text)
    for found in WIKI.finditer(visible):
        yield _line(text, found), found[2].strip().rstrip("\\"), "wiki" if found[1] else ""
    shown = WIKI.sub(lambda found: " " * len(found[0]), visible)
    for found in INLINE.finditer(shown):
        if (start := _opening(shown, found.start())) is None:
            continue
        image = "image" if shown[max(start - 1, 0) : start] == "!" else ""
        yield from _local(_line(text, found), found[1] or found[2] or "", image)
    labelled = blanked(text, spans=False)
    uses = DEFINITION.sub("", labelled)
    labels = {_label(found[1]) for found in LABEL.finditer(uses)}
    seen: set[str] = set()
    for found in DEFINITION.finditer(labelled):
        if _label(found[1]) in labels and _label(found[1]) not in seen:
            yield from _local(_line(text, found), found[2] or found[3] or "", "")
        seen.add(_label(found[1]))
    for pattern, kind in ((HREF, ""), (IMG, "image")):
        for found in pattern.finditer(visible):
            yield from _local(_line(text, found), next(filter(None, found.groups()), ""), kind)


def _local(line: int, target: str, kind: str) -> Iterator[tuple[int, str, str]]:
    plain = unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target))
    if SCHEME.match(plain) or plain.startswith("#"):
        return
    path = unquote(plain.partition("#")[0].partition("?")[0])
    if path.strip("/ "):
        yield line, path, kind


def _opening(text: str, end: int) -> int | None:
    """Where the bracket opens that closes at `end`."""
    depth = 0
    for position in range(end, max(end - 2000, -1), -1):
        if text[position] in "[]" and text[position - 1 : position] != "\\":
            depth += 1 if text[position] == "]" else -1
            if depth == 0:
                return position
    return None


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def blanked(text: str, *, spans: bool = True) -> str:
    """The text with front matter, code and comments as blanks; offsets stay.

    Code within a line is kept where `spans` is false: labels of links may hold it.
    """
    front = FRONT.match(text)
    if front:
        text = _blank(front[0]) + text[front.end() :]
    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        found = FENCE.match(line)
        if fence:
            bare = line.strip(" \t>")
            if bare and set(bare) == {fence[0]} and len(bare) >= len(fence):
                fence = ""
            lines[number] = " " * len(line)
        elif found and "`" not in line[found.end() :]:
            fence = found[1]
            lines[number] = " " * len(line)
    text = "\n".join(lines)
    for pattern in (SPAN, COMMENT) if spans else (COMMENT,):
        text = pattern.sub(lambda found: _blank(found[0]), text)
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _names(paths: Iterator[str]) -> set[str]:
    """Every path, and every end of it that begins after a slash."""
    known: set[str] = set()
    for path in paths:
        parts = _folded(path).split("/")
        known |= {"/".join(parts[n:]) for n in range(len(parts))}
    return known


def _known(target: str, note: str, names: set[str]) -> bool:
    plain = re.sub(r"\.(md|markdown)$", "", target.strip().strip("/"), flags=re.I)
    relative = os.path.normpath(os.path.join(os.path.dirname(note), plain))
    tries = {plain, target.strip().strip("/"), relative, re.sub(r"^(\.\./)+|^\./", "", plain)}
    return any(_folded(each) in names for each in tries)


def _aliases(text: str) -> Iterator[str]:
    front = FRONT.match(text)
    block = front[1] if front else ""
    if found := re.search(r'"alias(?:es)?":(\[.*?\]|".*?")', block):
        values = json.loads(found[1])
        yield from values if isinstance(values, list) else [values]
    if found := re.search(r"^alias(?:es)?:[ \t]*(.*)\n((?:[ \t]*- .*\n)*)", block, re.M):
        for value in (*found[1].strip("[] ").split(","), *found[2].splitlines()):
            yield value.strip(" -\"'")


def _is_repaired(text: str) -> bool:
    """JSON in front matter with an escape that JSON does not have."""
    front = FRONT.match(text)
    if not front or not front[1].lstrip().startswith("{"):
        return False
    return bool(re.search(r'(?<!\\)(?:\\\\)*\\[^"\\/bfnrtu]', front[1]))
