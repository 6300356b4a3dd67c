"""`python -m benchmarks [PART…] [--quick]`: measure, and write `docs/benchmarks.md`.

A part that is measured again replaces its own figures; the others stay.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks import figures, garden, large_vault, page, reading, start, vaults
from benchmarks.cost import ROOT
from benchmarks.figures import Part, Row

PARTS: Mapping[str, Callable[..., Iterator[Row]]] = {
    "start": start.measure,
    "reading": reading.measure,
    "garden": garden.measure,
    "large": large_vault.measure,
}
DOCS, TRIAL = ROOT / "docs", Path("out/benchmarks")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; or all")
    parser.add_argument("--quick", action="store_true", help=f"fewer notes, written to {TRIAL}")
    parser.add_argument("--page", action="store_true", help="the page anew, nothing measured")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts).difference(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}, only {', '.join(PARTS)}")
    docs = TRIAL if arguments.quick else DOCS
    if arguments.page:
        page.write(figures.load(docs / page.FIGURES), docs)
    else:
        _measure(arguments.parts or list(PARTS), docs, quick=arguments.quick)
    print(f"written to {docs / page.NAME}")


def _measure(parts: Sequence[str], docs: Path, *, quick: bool) -> None:
    """Measure parts, and write the page after each."""
    known = figures.of_this_machine(docs / page.FIGURES)
    for name in parts:
        part = _measured(name, quick=quick)
        known = msgspec.structs.replace(known, parts=known.parts | {name: part})
        figures.save(known, docs / page.FIGURES)
        page.write(known, docs)


def _measured(name: str, *, quick: bool) -> Part:
    began, load, clock = figures.now(), os.getloadavg()[0], time.perf_counter()
    rows: list[Row] = []
    with TemporaryDirectory(prefix="exporter-bench-") as folder:
        for row in PARTS[name](Path(folder), quick=quick):
            rows.append(row)
            print(f"{name:8}{_told(row)}", flush=True)
    took = time.perf_counter() - clock
    print(f"{name:8}took {took / 60:.1f} minutes", flush=True)
    return Part(began, figures.commit(), load, took, vaults.about(), tuple(rows))


def _told(row: Row) -> str:
    return (
        f"{row.way:26}{row.formats:22}{row.state:22}{row.jobs} at once{row.notes:8,} notes"
        f"{row.seconds:9.2f} s{row.processor:9.2f} s{row.memory / 2**20:7.0f} MiB"
    )


if __name__ == "__main__":
    main()
