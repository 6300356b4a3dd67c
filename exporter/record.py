"""What a build does to the manifest of its out folder: what was made is entered, what no note
stands for any more is taken out."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from exporter.config import Settings
from exporter.diagnostics import Diagnostic
from exporter.errors import RenderError
from exporter.keys import own_key
from exporter.output import manifest as manifests
from exporter.output.manifest import Made, Manifest
from exporter.output.sharing import saving
from exporter.output.stamps import Disk, Stamp
from exporter.output.writer import remove
from exporter.prospect import Prospect
from exporter.publication.books import settings_report
from exporter.publication.plan import Job
from exporter.publication.site import PUBLISHED
from exporter.staleness import name_of, refreshed
from exporter.work import Result, Written

# Seconds between two times that what is made is written down; and a hundredth of the time at most
PAUSE, SHARE = 5.0, 100


class Record:
    """The artifacts of an out folder while a build changes them. `made` are those that are there,
    `failures` what could not be made this time."""

    def __init__(self, before: Prospect, out: Path) -> None:
        self._before, self._out, self._mark = before, out, before.mark
        self._due = time.monotonic() + PAUSE
        self.made = dict(before.known.made)
        self.failures: dict[str, Written] = {}
        self._keys = dict(before.known.keys)
        self._traces = dict(before.known.traces)
        self._worlds = dict(before.known.worlds)
        self._jobs = {job.name: job for job in before.wanted}
        self._plan = before.around.plan
        self._confirm(before.asked.is_whole)

    def _confirm(self, whole: bool) -> None:
        """Enter that what is not made again is as it was found, so that it need not be looked at
        so closely again."""
        around = self._before.around
        for job in self._before.wanted:
            for name in job.formats:
                key = name_of(job, name)
                if key in self._before.why:
                    continue
                made = self.made[key]
                self._traces[made.trace] = refreshed(self._traces[made.trace], around)
                self._worlds[made.trace] = around.vault_of(name).digest
                files = made.files
                if around.disk.touched:
                    files = _within(around.disk.refreshed(_absolute(files, self._out)), self._out)
                if files != made.files or (made.named and whole):
                    named = made.named and not whole
                    self.made[key] = msgspec.structs.replace(made, files=files, named=named)

    def enter(self, task: Job, result: Result) -> None:
        """Enter a finished task; what failed keeps its last good files."""
        before, trace = self._before, manifests.name_of(result.trace)
        for written in result.written:
            name = name_of(task, written.format)
            if written.message:
                self.failures[name] = written
                if name in self.made:  # without a key, it is never taken for what would be made
                    self.made[name] = msgspec.structs.replace(self.made[name], key="")
                continue
            key = before.keys[written.format]
            self._keys[manifests.name_of(key)] = key
            self._traces[trace] = result.trace
            self._worlds[trace] = before.around.vault_of(written.format).digest
            self.made[name] = Made(
                task.source,
                manifests.name_of(key),
                own_key(
                    self._jobs[task.name], written.format, before.project.settings, before.theme
                ),
                trace,
                self._plan,
                written.files,
                written.pages,
                written.diagnostics,
                before.asked.names(task.source),
            )

    def remember(self, *, at_once: bool = False) -> None:
        """Write down what is made so far, now and then, or `at_once`: after a build that was ended,
        only the rest has to be made."""
        began = time.monotonic()
        if began < self._due and not at_once:
            return
        seen, pages = self._before.project.seen, self._before.known.pages
        with suppress(RenderError):  # it is told when all is done
            self._save(Manifest(self.made, seen, self._keys, self._traces, self._worlds, pages))
        ended = time.monotonic()
        self._due = ended + max(PAUSE, SHARE * (ended - began))

    def close(self) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
        """Write the manifest, and remove the files of what is gone, where all else could be made.

        What was removed is given, and what was found out. Raises RenderError.
        """
        before = self._before
        left = dict(self.made)
        gone = () if self.failures else before.gone
        dropped = [left.pop(name) for name in gone]
        dropped += [before.known.made[name] for name in before.why if name in before.known.made]
        kept, told = _owners(left, before.project.settings)
        removed, stay = leaving(dropped, kept, self._out)
        remove(self._out, removed, ("",))
        seen, pages = before.project.seen, dict(before.pages)
        manifest = Manifest(left, seen, self._keys, self._traces, self._worlds, pages)
        # comparing is quicker than writing
        if manifest != msgspec.structs.replace(before.known, kept=()):
            self._save(manifest)
        return removed, (*told, *self._told(stay))

    def _save(self, manifest: Manifest) -> None:
        with saving(self._out):
            alone = manifests.mark(self._out) == self._mark
            if not alone:
                manifest = _merged(self._before.known, manifest, self._out)
            manifests.save(self._out, manifest)
            if alone:  # else there is always something of others to keep
                self._mark = manifests.mark(self._out)

    def _told(self, stay: Iterable[str]) -> tuple[Diagnostic, ...]:
        report = settings_report(self._before.project.settings)
        for file in stay:
            report.add(
                "out/changed",
                f"no note stands for {file} any more; it stays, since it is not what was written",
                hint="remove it, or keep it under another name",
            )
        return tuple(report.diagnostics)


def leaving(
    dropped: Iterable[Made], kept: Container[str], out: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files of artifacts that leave, and those that stay since they are not what was written;
    those `kept` are of others, too."""
    files = {
        file: stamp for made in dropped for file, stamp in made.files.items() if file not in kept
    }
    stay = tuple(file for file, stamp in files.items() if _was_changed(out / file, stamp))
    return tuple(file for file in files if file not in stay), stay


def _owners(
    made: Mapping[str, Made], settings: Settings
) -> tuple[Mapping[str, Made], Sequence[Diagnostic]]:
    """What each file is of, and what two artifacts have both written."""
    owners: dict[str, Made] = {}
    report = settings_report(settings)
    for each in made.values():
        for file in each.files:
            other = owners.setdefault(file, each)
            # pages of a site share their pictures
            if other is not each and not file.startswith(PUBLISHED):
                report.add(
                    "out/clash",
                    f"{file} is of {other.source} and of {each.source}, and is what was made last",
                    hint="give one of them another slug",
                )
    return owners, report.diagnostics


def _merged(known: Manifest, ours: Manifest, out: Path) -> Manifest:
    """Our manifest with what other builds entered since we read what was `known`."""
    now = manifests.load(out)
    theirs = {
        name: made
        for name, made in now.made.items()
        if known.made.get(name) != made and ours.made.get(name) == known.made.get(name)
    }
    return msgspec.structs.replace(
        ours,
        made=ours.made | theirs,
        keys=now.keys | ours.keys,
        traces=now.traces | ours.traces,
        worlds=now.worlds | ours.worlds,
        pages=now.pages | ours.pages,
    )


def _was_changed(file: Path, written: Stamp) -> bool:
    return file.is_file() and not Disk().is_same(str(file), written)


def _absolute(files: dict[str, Stamp], out: Path) -> dict[str, Stamp]:
    return {f"{out}/{file}": stamp for file, stamp in files.items()}


def _within(files: dict[str, Stamp], out: Path) -> dict[str, Stamp]:
    return {file.removeprefix(f"{out}/"): stamp for file, stamp in files.items()}
