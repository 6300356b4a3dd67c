"""The bench of a build as it goes to other computers: what has to be the same there, which files
are read, and where they lie once they have come."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter import versions
from exporter.bench import Bench
from exporter.config.days import EPOCH
from exporter.executors.luggage import Folder, folder_of
from exporter.rendering.fonts import collection
from exporter.rendering.templates import Theme, default_folder
from exporter.source.vault import regular_files
from exporter.work import take

if TYPE_CHECKING:
    from exporter.executors.station import Alike

# Files that a note may name though its vault leaves them out
CITED = (".bib", ".biblatex", ".bibtex", ".csl", ".ris")


@dataclass(frozen=True)
class Taking:
    """What takes the bench of a build in a process, here or elsewhere (`executors.station`);
    `epoch` is the SOURCE_DATE_EPOCH of whoever asks for the build, and `fonts` are those of their
    system."""

    bench: Bench
    epoch: str = field(default_factory=lambda: os.environ.get(EPOCH, ""))
    fonts: str = field(default_factory=collection)

    def __call__(self) -> None:
        take(self.bench)

    @staticmethod
    def alike() -> Alike:
        """What documents depend on beside their sources, by what people call it."""
        return {**versions.alike(), "the default theme": Theme((default_folder(),)).digest}

    def folders(self) -> Sequence[Folder]:
        """The vault, and what of the theme is not ours."""
        root, theme = Path(self.bench.settings.root), self.bench.theme
        own = [folder for folder in theme.folders if folder != default_folder()]
        return [folder_of(root, self._sources(root)), *(folder_of(*_below(each)) for each in own)]

    def _sources(self, root: Path) -> set[str]:
        bench = self.bench
        settings = [os.path.relpath(file, root) for file in (bench.settings.config_file,) if file]
        cited = (name for name in regular_files(root, bench.out) if name.lower().endswith(CITED))
        notes = (entry.path for entry in bench.entries)
        return {*notes, *bench.assets, *cited, *settings, *bench.settings.manifests}

    def written(self) -> Path:
        """The out folder."""
        return self.bench.out

    def elsewhere(self, places: Mapping[str, str]) -> Callable[[], None]:
        """What takes the bench where the folders lie at these places."""
        bench, settings = self.bench, self.bench.settings
        home, root = settings.root, places[settings.root]
        file = settings.config_file and os.path.join(
            root, os.path.relpath(settings.config_file, home)
        )
        folders = (places.get(str(each), str(default_folder())) for each in bench.theme.folders)
        there = replace(
            bench,
            settings=msgspec.structs.replace(settings, root=root, config_file=file),
            theme=Theme(tuple(map(Path, folders))),
            has_other_fonts=collection() != self.fonts,
            reaches_out=str(bench.out) in places,
            scratch="",  # processes there have a temporary folder of their own
            jobs=min(bench.jobs, os.cpu_count() or 1),
            # nothing is kept in a copy that goes when all is done
            stamp=bench.stamp if root == home else "",
        )
        return _Elsewhere(there, self.epoch)


@dataclass(frozen=True)
class _Elsewhere:
    """What takes a bench on another computer, at the time of the one that asks."""

    bench: Bench
    epoch: str

    def __call__(self) -> None:
        os.environ[EPOCH] = self.epoch
        take(self.bench)


def _below(folder: Path) -> tuple[Path, list[str]]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return folder, [file.relative_to(folder).as_posix() for file in files]
