"""What EPUBCheck says about all notes of a vault, each built alone, and about the books there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from exporter.executors import Workers
from exporter.run import Summary, build
from exporter.source.vault import discover
from tests import oracles
from tests.vaults import Project


class Survey(NamedTuple):
    """`documents` are notes and books, `empty` the notes that have nothing to make one of;
    `complaints` by the note or the book that they are about; `failed` those of which no EPUB was
    made, with the reason."""

    documents: int
    empty: frozenset[str]
    complaints: dict[str, list[str]]
    failed: dict[str, str]


def survey(root: Path, *, notes: int = 0, jobs: int = 2) -> Survey:
    """Build a vault's notes, or so many of them at even distances, and its books; check them."""
    paths = discover(root, exclude=Project(root).settings.build.exclude).notes
    chosen = paths[:: max(1, len(paths) // notes)][:notes] if notes else paths
    with TemporaryDirectory(prefix="epubs-") as folder:
        summaries = [_built(root, [root / path for path in chosen], Path(folder, "notes"), jobs)]
        if Project(root).books():
            summaries.append(_built(root, [], Path(folder, "books"), jobs))
        outcomes = [outcome for summary in summaries for outcome in summary.outcomes]
        made = {Path(o.path): o.source for o in outcomes if o.status != "failed"}
        found = oracles.epubcheck(list(made))
    empty = frozenset(d.note for s in summaries for d in s.diagnostics if d.code == "note/empty")
    lost = set(chosen) - empty - {outcome.source for outcome in outcomes}
    return Survey(
        len(outcomes),
        empty,
        {made[Path(file)]: said for file, said in found.items() if said},
        {o.source: o.message for o in outcomes if o.status == "failed"}
        | dict.fromkeys(sorted(lost), "nobody said why"),
    )


def _built(root: Path, notes: Sequence[Path], out: Path, jobs: int) -> Summary:
    settings = Project(root).settings
    return build(settings, notes, formats=("epub",), out=out, workers=Workers(jobs))
