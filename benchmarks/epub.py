"""The EPUB of a book: ours, Pandoc's and calibre's, and what EPUBCheck and Ace say about each.

All are whole commands, measured in one run. Pandoc gets the book's chapters in the order of its
SUMMARY.md; calibre, which reads one file, gets the one page of HTML that Pandoc makes of them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import pypandoc

from benchmarks.cost import Cost, measured
from exporter.source.pandoc import DIALECTS

sys.path.append(str(Path(__file__).parent.parent))
from tests import oracles

LINK = re.compile(r"\]\(<?([^)>]+\.md)>?\)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path, metavar="DIR", help="a book as mdBook has it")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="exporter-bench-") as folder:
        root, book = Path(folder), Path(folder, "book")
        shutil.copytree(arguments.book, book, ignore=shutil.ignore_patterns(".*"))
        print("| | time | memory | size | EPUBCheck | Ace: serious and critical | lesser |")
        print("|---|---|---|---|---|---|---|")
        for name, (cost, made) in _made(book, root).items():
            print(f"| {name} | {_row(cost, made)} |")


def _made(book: Path, root: Path) -> dict[str, tuple[Cost, Path]]:
    """What each makes of the book, by their names."""
    chapters = _chapters(book / "src")
    ours, pandoc, page, calibre = (
        root / name for name in ("ours", "pandoc.epub", "book.html", "calibre.epub")
    )
    build = [sys.executable, "-m", "exporter.cli", "build", str(book), "--to", "epub", "--quiet"]
    read = [pypandoc.get_pandoc_path(), "--from", DIALECTS["obsidian"], "--standalone", "--toc"]
    read += ["--metadata", "title=Book", "--metadata", "lang=en"]
    found = {
        "exporter": (measured([*build, "--out", str(ours)], book), next(ours.glob("*.epub"))),
        "`pandoc -t epub3`": (
            measured([*read, "--to", "epub3", "--output", str(pandoc), *chapters], book / "src"),
            pandoc,
        ),
    }
    if convert := shutil.which("ebook-convert"):
        measured([*read, "--to", "html", "--output", str(page), *chapters], book / "src")
        made = measured([convert, str(page), str(calibre), "--epub-version", "3"], root)
        found["`ebook-convert`, from one page of HTML"] = (made, calibre)
    return found


def _chapters(source: Path) -> list[str]:
    names = map(unquote, LINK.findall((source / "SUMMARY.md").read_text("utf-8")))
    return [name for name in dict.fromkeys(names) if (source / name).exists()]


def _row(cost: Cost, made: Path) -> str:
    checked = oracles.epubcheck([made])[str(made)]
    kinds = Counter(re.search(r"FATAL|ERROR|WARNING", each)[0].lower() for each in checked)  # type: ignore[index]
    try:
        access = oracles.ace(made)
        grave = oracles.grave(access)
        judged = f"{len(grave):,} | {len(access) - len(grave):,}"
    except RuntimeError:  # it opens no book that is not well-formed
        judged = "can't open it | "
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) or "nothing"
    return (
        f"{cost.seconds:.1f} s | {cost.memory / 2**20:.0f} MiB | {made.stat().st_size / 1e6:.2f} MB"
        f" | {told} | {judged}"
    )


if __name__ == "__main__":
    main()
