"""The whole drill: `python -m tests.letters CORPORA [--pictures FOLDER]`.

All 60 issues of the garden and all 53 of `newsletters` become letters; each is looked at, and its
words are counted. With `--pictures`, the specimen is photographed. Exit code 1 where a letter has a
fault or lost more than one word in a thousand.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

from exporter import config
from exporter.config import Project, Settings
from exporter.run import Outcome
from tests.browser import chromium
from tests.conservation.checking import REQUIRED, accounts
from tests.conservation.source import visible
from tests.letters.checking import NEWSLETTER, Letter, faults, letter
from tests.letters.photographs import photograph, too_wide

ISSUES = {"garden": "03 CREATE/📧 Newsletter/*.md", "newsletters": "*.md"}
SPECIMEN = Path(__file__).parent / "specimen"
TOLD = 30


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the drill is for


def drill(root: Path, pattern: str) -> bool:
    """Make the letters of a vault and tell what is wrong with them; whether nothing is."""
    settings = settings_of(root)
    notes = sorted(root.glob(pattern))
    with tempfile.TemporaryDirectory(prefix="letters-") as folder:
        letters = {note.name: letter(settings, note, Path(folder, "out")) for note in notes}
        made = [_written(name, each, Path(folder)) for name, each in letters.items()]
        sources = {note.name: visible(note.read_text("utf-8", "replace")) for note in notes}
        kept = accounts(sources, ("email",), made)
    found = [f"{name}: {fault}" for name, each in letters.items() for fault in faults(each)]
    with chromium() as browser:
        found += too_wide(browser, (each.page for each in letters.values()))
    sizes = sorted(each.size / 1024 for each in letters.values())
    middle, largest = sizes[len(sizes) // 2], sizes[-1]
    say(f"{root.name}: {len(letters)} issues")
    say(f"  HTML part: {middle:.0f} KB in the middle, {largest:.1f} KB the largest")
    for part, account in kept.items():
        say(f"  {part}: {account.expected:,} words, {account.share:.3%} kept")
        for lost in account.missing[:TOLD]:
            say(f"    lost: {lost}")
    say(f"  faults: {len(found)}")
    for fault in found[:TOLD]:
        say(f"    {fault}")
    whole = all(account.share >= REQUIRED for account in kept.values())
    return whole and not found


def settings_of(root: Path) -> Settings:
    """A vault without any configuration, as a newsletter."""
    project = Project(url="https://letters.example.org/")
    return msgspec.structs.replace(config.default(root), project=project, newsletter=NEWSLETTER)


def _written(name: str, made: Letter, folder: Path) -> Outcome:
    file = folder / f"{name}.eml"
    file.write_bytes(made.data)
    return Outcome(name, "email", str(file), len(made.data), None, "written")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.letters")
    parser.add_argument("corpora", nargs="*", type=Path, help="folders with the corpora's names")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the specimen")
    options = parser.parse_args()
    well = True
    for root in options.corpora:
        if root.name in ISSUES:
            well &= drill(root.resolve(), ISSUES[root.name])
    if options.pictures:
        for file in photograph(SPECIMEN, options.pictures):
            say(str(file))
    return int(not well)


if __name__ == "__main__":
    sys.exit(main())
