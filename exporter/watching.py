"""What changes in a project, as it changes: bursts as one, and nothing of what editors leave for a
moment."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Event

from exporter.config import Settings

# Milliseconds without another change that end a burst, and after which a burst is long enough
PAUSE, LONGEST = 50, 500
# Milliseconds until it is clear that nothing happens at once
TICK = 500
# Vim asks whether it may write with a file 4913; Emacs, JetBrains, and what saves by way of a copy
PASSING = re.compile(r"~$|^4913$|^#.*#$|___jb_\w+___$|\.tmp$")
IGNORE_FILE = ".exporterignore"


def watched(settings: Settings, themes: Collection[Path]) -> tuple[Path, ...]:
    """The folders that a build depends on, none within another."""
    folders = {Path(settings.root), *(folder.resolve() for folder in themes)}
    return tuple(sorted(each for each in folders if folders.isdisjoint(each.parents)))


def changes(folders: Collection[Path], out: Path, stop: Event) -> Iterator[frozenset[Path]]:
    """The files that were changed, added or removed, burst by burst, until `stop` is set; at first
    none, where nothing happens at once: what changed before one watched, nobody saw.

    What happens while a burst is worked on is in the next one. Nothing below `out` counts, and
    nothing hidden. Raises OSError where the system watches no more files.
    """
    from watchfiles import watch

    made = out.resolve()

    def counts(_change: object, name: str) -> bool:
        path = Path(name)
        return made != path and made not in path.parents and not _passing(path, folders)

    begun = False
    while not stop.is_set():
        places, linked = _below(folders, made)
        for found in watch(
            *(places if linked else folders),
            recursive=not linked,
            watch_filter=counts,
            stop_event=stop,
            step=PAUSE,
            debounce=LONGEST,
            raise_interrupt=False,
            yield_on_timeout=True,
            rust_timeout=TICK,
        ):
            paths = frozenset(Path(name) for _change, name in found)
            if paths or not begun:
                yield paths
            begun = True
            if any(path.is_dir() and (linked or path.is_symlink()) for path in paths):
                begun = False  # what was put into a new folder before it is watched, nobody saw
                break


def _below(folders: Collection[Path], made: Path) -> tuple[tuple[str, ...], bool]:
    """All folders in these, and whether there are links to others among them: the system's watch
    for a whole tree would follow them, perhaps through all of a disk."""
    places: list[str] = []
    linked = False
    for top in folders:
        for folder, names, _files in os.walk(top):
            places.append(folder)
            linked = linked or any(os.path.islink(os.path.join(folder, name)) for name in names)
            names[:] = [
                name
                for name in names
                if not name.startswith(".") and os.path.join(folder, name) != str(made)
            ]
    return tuple(places), linked


def _passing(path: Path, folders: Collection[Path]) -> bool:
    """Whether a build never looks at the file."""
    above = next((folder for folder in folders if folder in path.parents), path.parent)
    parts = path.relative_to(above).parts
    hidden = any(part.startswith(".") for part in parts) and path.name != IGNORE_FILE
    return hidden or PASSING.search(path.name) is not None
