"""The vaults that are measured: the notes of a public garden, or many made from all the corpora.

Where the corpora are not at hand, notes are made from the sample project. Always the same ones.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from exporter.source.vault import discover

Note = TypeVar("Note")

CONTENT = Path(__file__).parents[1] / "content"
CORPORA = Path(__file__).parents[2] / "shared/corpora"
# bytes of a note made from the sample project, about what a note of a published garden has
LENGTH = 9_000
# neither side is to wait for a server: exporter never asks one, Pandoc would
REMOTE = re.compile(
    r"!\[[^\]]*\]\(<?https?:[^)]*\)"
    r"|<(img|iframe|embed|source|video|audio|script|link)\b[^>]*https?:[^>]*>"
)
FRONT_MATTER = re.compile(r"\A---.*?^---\s*$\n?", re.DOTALL | re.MULTILINE)
WIKILINK = re.compile(r"(?<=\[\[)([^\]\[|#^\n\\]+)")
LINK = re.compile(r"(?<=\]\()([^)\s#]+)\.md\b")
# what would make a book of the notes, or settings
PROJECT_FILES = ("exporter.toml", "book.toml", "SUMMARY.md", ".*")


def about() -> str:
    """What the notes are."""
    if CORPORA.is_dir():
        return "notes that others wrote and published"
    return "notes made of the sample project, since the corpora are not here"


def garden(vault: Path, count: int = 925) -> list[Path]:
    """So many notes of the garden, at even distances, with all that they show; without it, as many
    that are made."""
    if not (CORPORA / "garden").is_dir():
        return made_of_content(vault, count)
    shutil.copytree(CORPORA / "garden", vault, ignore=shutil.ignore_patterns(*PROJECT_FILES))
    notes = _notes(vault)
    for note in notes:
        note.write_text(REMOTE.sub("", _text(note)), "utf-8")
    kept = evenly(notes, count)
    for note in set(notes).difference(kept):
        note.unlink()
    return kept


def evenly(notes: Sequence[Note], count: int) -> list[Note]:
    """So many of them at even distances, none at an end; all where there are no more."""
    count = min(count, len(notes))
    return [notes[(2 * place + 1) * len(notes) // (2 * count)] for place in range(count)]


def large(vault: Path, count: int) -> list[Path]:
    """`count` notes: those of all corpora, again and again under other names.

    A note's copy lies beside it, so that what both show is there once; what leads to a note leads
    from a copy to the copy of the same number, where there is one. Any number has the same mixture.
    """
    if not CORPORA.is_dir():
        return made_of_content(vault, count)
    shutil.copytree(CORPORA, vault, ignore=shutil.ignore_patterns(*PROJECT_FILES))
    paths = discover(vault).notes
    texts = {path: _text(vault / path) for path in paths}
    all_of_them, more = divmod(count, len(paths))
    once_more = frozenset(evenly(paths, more))
    copies = {path: all_of_them + (path in once_more) for path in paths}
    by_name = {Path(path).stem.casefold(): number for path, number in copies.items()}
    for path, text in texts.items():
        (vault / path).unlink()
        for number in range(copies[path]):
            _named(vault / path, number).write_text(_leading(text, number, by_name), "utf-8")
    return _notes(vault)


def _leading(text: str, number: int, copies: Mapping[str, int]) -> str:
    """A text whose links lead to copies of that number, or to the last that there is."""

    def name(found: re.Match[str]) -> str:
        target = found[1].removesuffix(".md")
        among = copies.get(target.rpartition("/")[2].strip().casefold(), 0)
        return _numbered(target, min(number, among - 1)) if among else found[0]

    def address(found: re.Match[str]) -> str:
        among = copies.get(found[1].rpartition("/")[2].replace("%20", " ").casefold(), 0)
        last = min(number, among - 1)
        return f"{_numbered(found[1], last, '%20') if among else found[1]}.md"

    return LINK.sub(address, WIKILINK.sub(name, text))


def _numbered(name: str, number: int, space: str = " ") -> str:
    return f"{name}{space}copy{space}{number}" if number > 0 else name


def _named(note: Path, number: int) -> Path:
    return note.with_name(f"{_numbered(note.stem, number)}{note.suffix}")


def made_of_content(vault: Path, count: int) -> list[Path]:
    """Notes from the sample project: its notes with their sections taken in another order each."""
    shutil.copytree(CONTENT, vault, ignore=shutil.ignore_patterns("*.md", "*.toml", "*.py"))
    sources = sorted(path for path in CONTENT.rglob("*.md") if path.parent != CONTENT)
    for number in range(count):
        source = sources[number % len(sources)]
        sections = _sections(source.read_text("utf-8"))
        start = number // len(sources) * 2 % len(sections)
        text = "\n".join(sections[start:] + sections[:start])
        # a note ends where a paragraph does
        cut = text.find("\n\n", LENGTH)
        text = f'---\ntitle: "{source.stem} {number}"\n---\n\n{text[: cut if cut > 0 else None]}\n'
        target = vault / source.parent.relative_to(CONTENT) / f"note {number:02}.md"
        target.write_text(REMOTE.sub("", text), "utf-8")
    return _notes(vault)


def _notes(vault: Path) -> list[Path]:
    return [vault / note for note in discover(vault).notes]


def _sections(text: str) -> list[str]:
    return re.split(r"^(?=##? )", FRONT_MATTER.sub("", text), flags=re.MULTILINE)


def _text(note: Path) -> str:
    return note.read_text("utf-8", "replace")
