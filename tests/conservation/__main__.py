"""`python -m tests.conservation CORPUS… [--to html,…] [--notes N] [--missing]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.conservation.checking import FORMATS, REQUIRED, Survey, survey

LISTED = 20


def main() -> int:
    """Print what each output of each vault kept; 1 where that is less than is required."""
    options = _options()
    formats = options.to.split(",")
    short = False
    for root in options.corpora:
        found = survey(root.resolve(), formats, notes=options.notes, jobs=options.jobs)
        sys.stdout.write(report(root.name, found, None if options.missing else LISTED))
        sys.stdout.flush()
        short = short or any(account.share < REQUIRED for account in found.accounts.values())
    return int(short)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conservation", description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, metavar="CORPUS", help="a folder of notes")
    parser.add_argument("--to", default=",".join(FORMATS), help="formats, with commas")
    parser.add_argument("--notes", type=int, default=0, help="so many notes, at even distances")
    parser.add_argument("--jobs", type=int, default=2, help="processes that build")
    parser.add_argument("--missing", action="store_true", help="list every word that is missing")
    return parser.parse_args()


def report(name: str, found: Survey, listed: int | None) -> str:
    """A survey for people; of the missing words the first `listed` ones, all where it is None."""
    lines = [f"{name}: {found.notes:,} notes"]
    for part, account in found.accounts.items():
        kept = account.expected - len(account.missing)
        lines.append(
            f"  {part:<6}{account.expected:>10,} words expected {kept:>10,} found"
            f" {account.share:>10.3%} {len(account.missing):>7,} missing"
        )
    lines.append("  not expected:")
    counts = (+found.left_out).most_common()
    lines += [f"  {count:>10,} {construct}" for construct, count in counts]
    for part, account in found.accounts.items():
        if account.missing:
            lines.append(f"  missing in {part}:")
            lines += [f"    {each}" for each in account.missing[:listed]]
        if listed is not None and len(account.missing) > listed:
            lines.append(f"    and {len(account.missing) - listed:,} more: see --missing")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
