"""Draws every picture of *The Plain Page*: run it and the files beside it are written again.

`diagrams` holds the line drawings (SVG), `specimens` the cover and the samples of type (PNG).
Needs Pillow with Raqm and EB Garamond (`pip install Pillow fontpkg-eb-garamond`).
"""

from __future__ import annotations

from pathlib import Path

from diagrams import DIAGRAMS
from specimens import SPECIMENS

HERE = Path(__file__).resolve().parent


def main() -> None:
    for name, draw in DIAGRAMS.items():
        (HERE / name).write_text(draw(), encoding="utf-8")
    for name, paint in SPECIMENS.items():
        paint().save(HERE / name, optimize=True)


if __name__ == "__main__":
    main()
