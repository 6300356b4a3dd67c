"""A PDF as pictures of its pages: they keep their place when it is made again, as the reader that a
browser has for PDF does not."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from exporter.serving.parts import Part, as_part

# Pixels for a point: twice those of a screen of 96 to the inch
SCALE = 2 * 96 / 72
# Pixels of a side; a poster is drawn as large as that
LARGEST = 4000
# Pages that stay drawn
DRAWN = 64
DOCUMENT = "document.pdf"


def shown(file: Path, base: str) -> dict[str, Any]:
    """The sizes of its pages in CSS pixels, and their addresses."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        sizes = [document[number].get_size() for number in range(len(document))]
    pages = [
        {"src": f"{base}{number}.png", "width": round(width / 0.75), "height": round(height / 0.75)}
        for number, (width, height) in enumerate(sizes, 1)
    ]
    return {"pages": pages, "document": f"{base}{DOCUMENT}"}


def part(file: Path, path: str) -> Part | None:
    """`3.png` is the third page."""
    if path == DOCUMENT:
        return as_part(file.read_bytes(), path)
    number = path.removesuffix(".png")
    if not (number.isascii() and number.isdecimal()):
        return None
    picture = _picture(str(file), file.stat().st_mtime_ns, int(number))
    return as_part(picture, path) if picture else None


@lru_cache(maxsize=DRAWN)
def _picture(file: str, _changed: int, number: int) -> bytes | None:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        scale = min(SCALE, LARGEST / max(page.get_size()))
        picture = page.render(scale=scale).to_pil()
    stream = io.BytesIO()
    # on the way to a browser on the same computer, time counts and bytes do not
    picture.convert("RGB").save(stream, "PNG", compress_level=1)
    return stream.getvalue()
