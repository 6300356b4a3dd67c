"""`python -m tests.epub_validity CORPUS… [--notes N]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.epub_validity.survey import Survey, survey


def main() -> int:
    """Print what EPUBCheck says about each vault; 1 where it says anything."""
    parser = argparse.ArgumentParser(prog="python -m tests.epub_validity", description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a folder of notes")
    parser.add_argument("--notes", type=int, default=0, help="so many notes, at even distances")
    parser.add_argument("--jobs", type=int, default=2, help="processes that build")
    options = parser.parse_args()
    clean = True
    for root in options.corpora:
        found = survey(root.resolve(), notes=options.notes, jobs=options.jobs)
        sys.stdout.write(report(root.name, found))
        sys.stdout.flush()
        clean = clean and not (found.complaints or found.failed)
    return int(not clean)


def report(name: str, found: Survey) -> str:
    """A survey for people."""
    number = sum(map(len, found.complaints.values()))
    made = f"{name}: {found.documents:,} EPUB files, {len(found.empty)} empty notes"
    lines = [f"{made}, {number:,} errors and warnings"]
    lines += [f"  {source}: {said}" for source, all_ in found.complaints.items() for said in all_]
    lines += [f"  {source}: no EPUB was made: {why}" for source, why in found.failed.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
