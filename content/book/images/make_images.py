"""Draws every picture of the sample project: run it and the files are written again.

`diagrams` holds the book's line drawings (SVG), `specimens` its cover and samples of type (PNG),
`garden` what the notes and the newsletter need.
Needs Pillow with Raqm and EB Garamond (`pip install Pillow fontpkg-eb-garamond`).
"""

from __future__ import annotations

from pathlib import Path

from diagrams import DIAGRAMS
from garden import flower_border, october, specimen_sheet
from specimens import SPECIMENS

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent.parent


def main() -> None:
    drawings = {HERE / name: draw for name, draw in DIAGRAMS.items()}
    drawings[CONTENT / "notes/images/flower border.svg"] = flower_border
    pictures = {HERE / name: paint for name, paint in SPECIMENS.items()}
    pictures[CONTENT / "notes/images/specimen sheet.png"] = specimen_sheet
    pictures[CONTENT / "newsletter/images/october.png"] = october
    for path, draw in drawings.items():
        path.write_text(draw(), encoding="utf-8")
    for path, paint in pictures.items():
        paint().save(path, optimize=True)


if __name__ == "__main__":
    main()
