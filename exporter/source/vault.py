"""What files there are: the notes and assets below a folder, as vault paths.

A vault path is relative to the root, with forward slashes. Nothing outside the root and nothing
hidden is ever listed: links to that are passed over, and so is whatever is no regular file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from exporter.errors import UsageError
from exporter.files import contents
from exporter.normalize.index import NOTE_SUFFIXES

IGNORE_FILE = ".exporterignore"
# Bytes of it: more than any has
LARGEST = 1_000_000
# In a name, and folders of any depth: the time that a pattern takes grows with the length of a path
# to the power of their number, and one of thirty never ends
MOST_STARS = 3
ALWAYS_IGNORED = ("node_modules/", "__pycache__/")
# a folder of this size is somebody's whole disk, not a vault
MOST_FILES = 500_000


class Vault(msgspec.Struct, frozen=True):
    """The files below `root`, sorted; `notes` and `assets` are vault paths. What has a name that is
    no text is neither: it is in `unnamed`, with its bytes as people write them."""

    root: str
    notes: tuple[str, ...]
    assets: tuple[str, ...]
    unnamed: tuple[str, ...] = ()


def discover(root: Path, *, exclude: Sequence[str] = (), out: Path | None = None) -> Vault:
    """List a vault. `exclude` holds gitignore patterns, as does a `.exporterignore` in the root.

    Hidden folders, the `out` folder, and links into these or out of the vault are left out. Raises
    UsageError where the folder is far too large to be a vault, its `.exporterignore` can't be read,
    or a pattern is none.
    """
    import pathspec

    patterns = [*ALWAYS_IGNORED, *exclude, *_ignore_file(root)]
    for pattern in patterns:
        _check_stars(pattern)
    try:
        ignored = pathspec.GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise UsageError(
            f"what is to be left out can't be understood: {error}",
            f"look at `exclude` in [build], and at {IGNORE_FILE}",
        ) from error
    inside = str(root.resolve())
    skipped = str(out.resolve()) if out is not None else ""
    notes: list[str] = []
    assets: list[str] = []
    unnamed: list[str] = []
    for path in _files(inside, skipped):
        if ignored.match_file(path):
            continue
        if not _is_text(path):
            unnamed.append(os.fsencode(path).decode("utf-8", "backslashreplace"))
            continue
        (notes if path.lower().endswith(NOTE_SUFFIXES) else assets).append(path)
        if len(notes) + len(assets) > MOST_FILES:
            raise UsageError(
                f"{root} holds more than {MOST_FILES:,} files",
                "name the folder that holds your notes, or put an exporter.toml into it",
            )
    return Vault(inside, tuple(sorted(notes)), tuple(sorted(assets)), tuple(sorted(unnamed)))


def _check_stars(pattern: str) -> None:
    parts = pattern.split("/")
    if parts.count("**") > MOST_STARS or any(part.count("*") > MOST_STARS for part in parts):
        raise UsageError(
            f"the pattern “{pattern}” has more than {MOST_STARS} stars",
            f"look at `exclude` in [build], and at {IGNORE_FILE}",
        )


def regular_files(root: Path, out: Path) -> Iterator[str]:
    """The vault paths of all files, of those, too, that settings leave out: a note may name one as
    its bibliography. Hidden folders, links out of the vault and `out` are passed over."""
    for path in _files(str(root.resolve()), str(out.resolve())):
        if _is_text(path) and not any(f"/{name}" in f"/{path}" for name in ALWAYS_IGNORED):
            yield path


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _ignore_file(root: Path) -> list[str]:
    try:
        return contents(root / IGNORE_FILE, root, LARGEST).decode(errors="replace").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:  # what it keeps back would be published
        raise UsageError(f"{IGNORE_FILE} can't be read: {error.strerror}") from error


def _files(root: str, skipped: str) -> Iterator[str]:
    """The regular files of the vault, but for what is hidden and the folder that is `skipped`.

    Linked folders are not entered: a loop of links lists a disk many times over.
    """
    folders = [""]
    while folders:
        folder = folders.pop()
        with suppress(OSError):  # what can't be entered has nothing for us
            for entry in os.scandir(os.path.join(root, folder)):
                path = f"{folder}{entry.name}"
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if entry.path != skipped:
                        folders.append(f"{path}/")
                elif entry.is_file(follow_symlinks=False) or _leads_inside(
                    entry.path, root, skipped
                ):
                    yield path


def _leads_inside(link: str, root: str, skipped: str) -> bool:
    target = Path(os.path.realpath(link))
    if not is_in_sight(target, Path(root)):
        return False
    folders = target.relative_to(root).parents[:-1]
    return skipped not in (os.path.join(root, each) for each in folders) and target.is_file()


def is_in_sight(target: Path, root: Path) -> bool:
    """Whether a path, with all links followed, lies below the root, and in nothing hidden there:
    such as `.git/config`, which has keys, and `.mailing`, which has people's addresses."""
    if not target.is_relative_to(root):
        return False
    return not any(part.startswith(".") for part in target.relative_to(root).parts)
