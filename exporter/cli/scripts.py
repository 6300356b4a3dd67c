"""What `exporter doctor` says of notes: their scripts, and what no font has of these."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from exporter.config import Settings
from exporter.rendering.characters import (
    Fonts,
    code_point,
    fonts_of,
    install,
    lacking,
    package_of,
    script_of,
)
from exporter.rendering.templates import theme_of

# Characters, and notes, that are named
NAMED = 6


class Script(NamedTuple):
    """A script of some notes, as `script_of` names it; `missing` are its characters that no font
    has, and `lacking` the notes that have these."""

    name: str
    notes: tuple[str, ...]
    missing: str
    lacking: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.name or "undefined characters"

    @property
    def hint(self) -> str:
        return install(package_of(self.name))


def scripts_of(settings: Settings, paths: Sequence[Path]) -> list[Script]:
    """The scripts of the notes below those paths, the most common first. A note that can't be read
    is left to a build."""
    fonts = fonts_of(theme_of(settings))
    texts = dict(_texts(settings, paths))
    found: dict[str, dict[str, str]] = {}
    for note, characters in texts.items():
        for each in characters:
            found.setdefault(script_of(each), {}).setdefault(note, "")
            found[script_of(each)][note] += each
    scripts = [_script(name, notes, fonts) for name, notes in found.items()]
    return sorted(scripts, key=lambda script: (-len(script.notes), script.name))


def _script(name: str, notes: dict[str, str], fonts: Fonts) -> Script:
    missing = {note: lacking(characters, fonts) for note, characters in notes.items()}
    every = dict.fromkeys("".join(missing.values()))
    without = tuple(note for note, characters in missing.items() if characters)
    return Script(name, tuple(notes), "".join(every), without)


def _texts(settings: Settings, paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """The notes, and the characters of each in order."""
    from exporter.errors import NoteError
    from exporter.project import usual_out
    from exporter.publication.asked import asked_for
    from exporter.source.note import open_note
    from exporter.source.vault import discover

    root, asked = Path(settings.root), asked_for(settings.root, paths)
    vault = discover(root, exclude=settings.build.exclude, out=usual_out(settings))
    for note in vault.notes:
        if not asked.holds(note):
            continue
        try:
            text = open_note(root, note).report.source
        except NoteError:
            continue
        yield note, "".join(filter(_counts, sorted(set(text))))


def _counts(character: str) -> bool:
    """Whether a font is asked for a character, and it tells of a script."""
    if character <= "~":
        return character.isalpha()
    category = unicodedata.category(character)
    return category == "Co" or category[0] not in "CZ"


def rows(scripts: Sequence[Script]) -> list[tuple[str, ...]]:
    """Lines of a table: whether all is there, the script, how many have it, what is missing."""
    return [
        (
            "MISSING" if script.missing else "ok",
            script.label,
            f"{len(script.notes)} {'note' if len(script.notes) == 1 else 'notes'}",
            _named(script.missing),
        )
        for script in scripts
    ]


def _named(characters: str) -> str:
    listed = " ".join(f"{each} {code_point(each)}" for each in characters[:NAMED])
    more = len(characters) - NAMED
    return f"{listed} and {more} more" if more > 0 else listed


def where(script: Script) -> str:
    """The notes that have what is missing."""
    more = len(script.lacking) - NAMED
    listed = ", ".join(script.lacking[:NAMED])
    return f"{listed} and {more} more" if more > 0 else listed
