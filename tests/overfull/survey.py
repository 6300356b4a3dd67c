"""The overfull places of all notes of a vault, each note built alone; and of the books there."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from exporter import config
from exporter.executors import Workers
from exporter.run import Summary, build
from exporter.source.vault import discover
from tests.conservation.words import words
from tests.overfull.findings import Areas, Finding, findings, is_running, key
from tests.overfull.things import Box, pages

# Pages of nothing but words show where words may stand
PROBE = "# Probe\n\n" + "incomprehensible words stand here in lines\n" * 600


class Place(NamedTuple):
    """A finding with its note or book; `line` is 0 where no line has its words."""

    note: str
    line: int
    finding: Finding

    def __str__(self) -> str:
        page, kind, shown = self.finding.page, self.finding.kind, self.finding.words
        line = f":{self.line}" if self.line else ""
        return f"{self.note}{line}: page {page}: {kind}{': ' if shown else ''}{shown[:80]}"


class Survey(NamedTuple):
    """`documents` are notes, or books; `failed` those of which no PDF was made."""

    documents: int
    pages: int
    places: tuple[Place, ...]
    failed: tuple[str, ...]


def survey(root: Path, *, notes: int = 0, books: bool = False, jobs: int = 2) -> Survey:
    """Build a vault's notes, or so many of them at even distances, or its books, and look at every
    page."""
    paths = discover(root).notes
    chosen = paths[:: max(1, len(paths) // notes)][:notes] if notes else paths
    with TemporaryDirectory(prefix="overfull-") as folder:
        named = [] if books else [root / path for path in chosen]
        summary = _built(root, named, Path(folder, "out"), jobs)
        made = {o.source: Path(o.path) for o in summary.outcomes if o.status != "failed"}
        failed = tuple(o.source for o in summary.outcomes if o.status == "failed")
        look = partial(_looked_at, areas=areas_of_text(Path(folder)), root=root)
        if jobs == 1:
            seen = [look(each) for each in made.items()]
        else:
            with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
                seen = list(pool.map(look, made.items(), chunksize=8))
    places = tuple(place for _, found in seen for place in found)
    return Survey(len(summary.outcomes), sum(number for number, _ in seen), places, failed)


def _built(root: Path, notes: Sequence[Path], out: Path, jobs: int) -> Summary:
    file = root / "exporter.toml"
    settings = config.load(file) if file.exists() else config.default(root)
    return build(settings, list(notes), formats=("pdf",), out=out, workers=Workers(jobs))


def areas_of_text(folder: Path) -> Areas:
    """Where words stand on the pages of notes and of books, on the left and on the right."""
    areas: dict[tuple[int, int, int], Box] = {}
    for style in ("notes", "book"):
        root = folder / f"probe-{style}"
        root.mkdir()
        (root / "probe.md").write_text(PROBE)
        (root / "exporter.toml").write_text(f'[pdf]\nstyle = "{style}"\n')
        summary = _built(root, [], folder / f"probed-{style}", 1)
        for page in pages(Path(summary.outcomes[0].path)):
            for thing in page.things:
                if not is_running(thing):
                    areas[key(page)] = areas.get(key(page), thing.box).around(thing.box)
    return areas


def _looked_at(made: tuple[str, Path], areas: Areas, root: Path) -> tuple[int, list[Place]]:
    """How many pages a document has, and its findings."""
    note, file = made
    looked = [list(findings(page, areas)) for page in pages(file)]
    source = root / note
    lines = source.read_text("utf-8", "replace").splitlines() if source.is_file() else []
    places = [Place(note, _line(each.words, lines), each) for found in looked for each in found]
    return len(looked), places


def _line(shown: str, source: Sequence[str]) -> int:
    """The first of the lines, from 1, that have the most of these words; 0 where none has any."""
    wanted = set(words(shown))
    ranked = [(-len(wanted & set(words(line))), number) for number, line in enumerate(source, 1)]
    count, number = min(ranked, default=(0, 0))
    return number if count else 0
