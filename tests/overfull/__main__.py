"""`python -m tests.overfull CORPUS… [--notes N] [--books]`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.overfull.survey import Survey, survey


def main() -> int:
    """Print what is overfull in each vault; 1 where anything is."""
    parser = argparse.ArgumentParser(prog="python -m tests.overfull", description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a folder of notes")
    parser.add_argument("--notes", type=int, default=0, help="so many notes, at even distances")
    parser.add_argument("--books", action="store_true", help="the books there, and no notes alone")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    options = parser.parse_args()
    clean = True
    for root in options.corpora:
        found = survey(root.resolve(), notes=options.notes, books=options.books, jobs=options.jobs)
        sys.stdout.write(report(root.name, found))
        sys.stdout.flush()
        clean = clean and not (found.places or found.failed)
    return int(not clean)


def report(name: str, found: Survey) -> str:
    """A survey for people."""
    head = f"{name}: {found.documents:,} documents, {found.pages:,} pages"
    lines = [f"{head}, {len(found.places)} overfull"]
    kinds = Counter(place.finding.kind for place in found.places)
    lines += [f"  {count:>8,} {kind}" for kind, count in kinds.most_common()]
    lines += [f"    {place}" for place in found.places]
    lines += [f"    {note}: no PDF was made" for note in found.failed]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
