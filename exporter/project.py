"""Which project is meant, by the paths that were given or by the current folder; its settings, and
where its artifacts go. Commands ask here, and the API does."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter import config
from exporter.config import Settings, shown
from exporter.errors import UsageError
from exporter.files import lies_in

if TYPE_CHECKING:
    from exporter.output.delivery import Delivery


def settings_for(
    paths: Sequence[Path], profile: str = "", theme: str = "", trust: bool | None = None
) -> Settings:
    """The settings of the project that holds all paths; of the current folder's where none are.
    `theme` is another one than its own; where `trust` says nothing, what the user once said holds.

    Without any `exporter.toml`, the vault is the folder that holds the paths, or the Obsidian
    vault that this folder lies in, or the current folder where that is a book's. Raises UsageError
    where there is no such project, or several, or no such profile.
    """
    file = _config_file(paths)
    root = file.parent if file else _vault(paths)
    trusted = config.is_trusted(root) if trust is None else trust
    if file:
        settings = config.load(file, profile, trusted=trusted)
    else:
        settings = config.default(root, profile, trusted=trusted)
    return msgspec.structs.replace(settings, theme=_theme(theme)) if theme else settings


def _config_file(paths: Sequence[Path]) -> Path | None:
    """The one `exporter.toml` of all paths."""
    if not paths:
        file = config.find(Path.cwd())
        if file is None and not any(os.path.isfile(name) for name in config.MANIFESTS):
            raise UsageError(
                f"there is no {config.FILE_NAME} in this folder or above it",
                "name what to build (`exporter build note.md`, `exporter build .`), "
                "or start a project with `exporter init my-notes`",
            )
        return file
    first, *others = (config.find(path) for path in paths)
    for path, other in zip(paths[1:], others, strict=True):
        if other != first:
            raise UsageError(
                f"{shown(paths[0])} and {shown(path)} belong to different projects",
                "build them one after another",
            )
    return first


def _theme(name: str) -> str:
    # a folder that is named is relative to the current one, not to the vault
    return str(Path(name).resolve()) if Path(name).is_dir() else name


def existing(path: Path) -> Path:
    """The path, absolute; a book's folder for the file that describes the book.

    Raises UsageError where there is no note or folder.
    """
    from exporter.normalize.index import NOTE_SUFFIXES

    if not os.path.lexists(path):
        raise UsageError(f"there is no file or folder {shown(path)}", _neighbour(path))
    if os.path.islink(path) and not os.path.exists(path):
        raise UsageError(f"{shown(path)} is a link to something that is not there")
    if os.path.isfile(path):
        if path.name in config.MANIFESTS:
            return path.parent.resolve()
        if path.suffix.lower() not in NOTE_SUFFIXES:
            raise UsageError(f"{shown(path)} is no note", "notes end in .md or .markdown")
    elif not os.path.isdir(path):
        raise UsageError(f"{shown(path)} is neither a note nor a folder")
    elif not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"the folder {shown(path)} can't be read: permission denied")
    return path.resolve()


def out_folder(given: Path | None, settings: Settings, paths: Sequence[Path]) -> Path:
    """Where artifacts go, absolute: as given, as configured, or `out` in the current folder.

    Raises UsageError where nothing could be written there, or where it would hide the notes.
    """
    out = Path(os.path.normpath(given.absolute())) if given is not None else usual_out(settings)
    _check_writable(out)
    if given is None and not settings.trusted:
        _check_own(out, settings)
    for path in paths:
        # what lies in the out folder is no note, unless the whole vault is built into itself
        if (out == path or out in path.parents) and out != Path(settings.root):
            raise UsageError(
                f"the notes in {shown(path)} lie in the out folder {shown(out)}",
                "choose another folder with --out",
            )
    return out


def destination(
    given: str | None, settings: Settings, paths: Sequence[Path]
) -> tuple[Path, Delivery | None]:
    """The folder that artifacts are written to, absolute, and what brings them on where an address
    is given. Raises UsageError where nothing could be written (`out_folder`)."""
    from exporter.output.delivery import Delivery, is_address

    if given and is_address(given):
        delivery = Delivery(given, Path(settings.root))
        return delivery.folder, delivery
    if given is None and is_address(settings.build.out):
        raise UsageError(
            f"out = “{settings.build.out}”: an address stands in no file",
            f"name it each time, so that no vault chooses it: --out {settings.build.out}",
        )
    return out_folder(Path(given) if given else None, settings, paths), None


def check_watched(brought: Delivery | None, executor: str | None) -> None:
    """Raises UsageError where a build that watches is asked for what it does not do."""
    if brought or executor == "dask":
        what = "address" if brought else "cluster"
        raise UsageError(f"--watch builds into a folder of this computer, and needs no {what}")


def usual_out(settings: Settings) -> Path:
    """Where artifacts go where nothing else is said, absolute."""
    home = Path(settings.root) if settings.config_file else Path.cwd()
    return Path(os.path.normpath(home / settings.build.out))


def _check_own(out: Path, settings: Settings) -> None:
    """A stranger's settings, or a link, may lead to any folder of the user's."""
    from exporter.output.manifest import is_ours

    home = usual_out(settings).parent if not settings.config_file else Path(settings.root)
    if lies_in(out, home) or is_ours(out):
        return
    # elsewhere, also a new folder may mean something: ~/.config/autostart
    beside = out.parent == home.parent and not out.name.startswith(".")
    if beside and (not os.path.lexists(out) or (not os.path.islink(out) and not os.listdir(out))):
        return
    raise UsageError(
        f"the out folder {shown(out)} lies outside the vault, and is no new folder beside it",
        "name it with --out, or say once that you know whose settings these are: --trust",
    )


def _check_writable(out: Path) -> None:
    there = next(folder for folder in (out, *out.parents) if os.path.lexists(folder))
    if not os.path.isdir(there):
        raise UsageError(
            f"the out folder {shown(out)} can't be made: {shown(there)} is a file",
            "choose another folder with --out",
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(
            f"nothing can be written to the out folder {shown(out)}: permission denied",
            "choose another folder with --out",
        )


def _vault(paths: Sequence[Path]) -> Path:
    if not paths:
        return Path.cwd()
    folders = [path if path.is_dir() else path.parent for path in paths]
    common = Path(os.path.commonpath(folders))
    if common == Path(common.anchor) and common not in folders:
        raise UsageError("the paths have no folder in common", "build them one after another")
    home = Path(os.path.expanduser("~"))
    for folder in (common, *common.parents):
        if os.path.isdir(folder / ".obsidian"):
            return folder
        if folder == home:
            break
    return common


def _neighbour(path: Path) -> str:
    """The file beside it that was probably meant."""
    try:
        names = os.listdir(path.parent)
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, n=1, cutoff=0.7)
    return f"did you mean {shown(path.parent / close[0])}?" if close else ""
