"""Finding and reading `exporter.toml`. What is wrong with it is a `UsageError` naming its line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from exporter.config.checking import Wrong, check_profiles, checked
from exporter.config.profiles import from_profile, with_profile
from exporter.config.settings import Settings
from exporter.config.toml import TomlError, line_of, parse
from exporter.config.wording import shown
from exporter.errors import UsageError
from exporter.files import contents

FILE_NAME = "exporter.toml"
# Bytes: more than any has
LARGEST = 1_000_000
TOML_HINT = 'a line is a key, “=” and a value; text stands in quotation marks: title = "My notes"'


def find(path: Path) -> Path | None:
    """The `exporter.toml` in that folder (or beside that file) or in the nearest folder above.

    The search ends at the user's home and at the folder of a repository or of an Obsidian vault:
    what lies above belongs to something else.
    """
    start = path.resolve()
    home = Path(os.path.expanduser("~"))
    for folder in [start, *start.parents] if start.is_dir() else start.parents:
        # os.path rather than Path: a folder that may not be entered holds nothing, and is no error
        if os.path.isfile(folder / FILE_NAME):
            return folder / FILE_NAME
        if folder == home or any(os.path.exists(folder / mark) for mark in (".git", ".obsidian")):
            return None
    return None


def default(root: Path, profile: str = "", *, trusted: bool = False) -> Settings:
    """The settings of a folder without any configuration. Raises UsageError for no such profile."""
    return _settings({}, profile, str(root.resolve()), trusted=trusted)


def load(file: Path, profile: str = "", *, trusted: bool = False) -> Settings:
    """Read a configuration as it is with a profile; with the folder's templates where the vault is
    `trusted`.

    Raises UsageError, with line and hint, where it can't be used.
    """
    text = _text(file)
    data = _parsed(file, text)
    try:
        checked({key: value for key, value in data.items() if key != "profile"})
        check_profiles(data.get("profile", {}))
    except Wrong as wrong:
        line = line_of(text, wrong.path)
        raise UsageError(f"{shown(file)}:{line}: {wrong}", wrong.hint) from None
    root = file.parent.resolve()
    return _settings(data, profile, str(root), str(root / file.name), trusted=trusted)


def _settings(
    data: dict[str, Any], profile: str, root: str, config_file: str = "", *, trusted: bool
) -> Settings:
    settings = checked(with_profile(data, profile))
    return Settings(
        root=root,
        config_file=config_file,
        project=settings.project,
        build=settings.build,
        pdf=settings.pdf,
        epub=settings.epub,
        html=settings.html,
        site=settings.site,
        books=settings.book,
        digests=settings.digest,
        every_book=from_profile(data, profile, "book"),
        every_pdf=from_profile(data, profile, "pdf"),
        newsletter=settings.newsletter,
        trusted=trusted,
    )


def _text(file: Path) -> str:
    try:
        data = contents(file, file.parent, LARGEST)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{shown(file)}:{line}: this is not UTF-8 text"
        raise UsageError(message, "save the file with the encoding UTF-8") from error
    except OSError as error:
        raise UsageError(f"{shown(file)} can't be read: {error.strerror}") from error


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return parse(text)
    except TomlError as error:
        place = "".join(f":{number}" for number in (error.line, error.column) if number)
        raise UsageError(f"{shown(file)}{place}: {error}", TOML_HINT if place else "") from error
