"""The PDF of a long book: laid out in one piece, by chapter in several processes, and once more
after an edit in one chapter.

All three are whole commands from the start of Python to the written file, and are measured in one
run; the text and the bookmarks of the three are compared, too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from benchmarks.cost import Cost, measured

BUILD = "import sys; from exporter.cli import main; sys.exit(main())"
IN_ONE_PIECE = f"from exporter.backends import pdf; pdf.LONG = 10**9; {BUILD}"
EDIT = "\nA sentence that was not here before.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path, metavar="DIR", help="the project of a book")
    parser.add_argument("--edit", metavar="NOTE", help="the chapter to edit; its middle one")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="exporter-bench-") as folder:
        book, root = Path(folder, "book"), Path(folder)
        shutil.copytree(arguments.book, book, ignore=shutil.ignore_patterns(".*"))
        notes = sorted(book.rglob("*.md"))
        edited = book / arguments.edit if arguments.edit else notes[len(notes) // 2]

        cold = _build(BUILD, book, root / "by chapter")
        with edited.open("a", encoding="utf-8") as note:
            note.write(EDIT)
        again = _build(BUILD, book, root / "by chapter")
        # one process does all the work of a job
        whole = _build(IN_ONE_PIECE, book, root / "whole", "--jobs", "1")

        print(f"{os.cpu_count()} processors; {edited.relative_to(book)} was edited")
        _show("in one piece", whole, whole)
        _show("by chapter", cold, whole)
        _show("after the edit", again, whole)
        print(f"after the edit, against by chapter: {cold.seconds / again.seconds:.1f} times")
        one, other = (_made(root / name) for name in ("whole", "by chapter"))
        print(
            f"{_pages(one)} and {_pages(other)} pages; the same text: {_text(one) == _text(other)}"
        )
        print(f"the same bookmarks: {_bookmarks(one) == _bookmarks(other)}")


def _build(program: str, book: Path, out: Path, *options: str) -> Cost:
    command = [sys.executable, "-c", program, "build", str(book), "--to", "pdf", "--quiet"]
    return measured([*command, "--out", str(out), *options], book)


def _show(name: str, cost: Cost, whole: Cost) -> None:
    times = whole.seconds / cost.seconds
    print(f"{name:16}{cost.seconds:7.1f} s{cost.memory / 2**20:8.0f} MiB{times:7.1f} times")


def _made(out: Path) -> Path:
    return max(out.rglob("*.pdf"), key=lambda file: file.stat().st_size)


def _pages(file: Path) -> int:
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def _text(file: Path) -> str:
    command = ["pdftotext", str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _bookmarks(file: Path) -> list[tuple[int, str]]:
    with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
        return list(_titles(outline.root))


def _titles(items: Iterable[pikepdf.OutlineItem], depth: int = 0) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, item.title
        yield from _titles(item.children, depth + 1)


if __name__ == "__main__":
    main()
