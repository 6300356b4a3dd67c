"""Pages of PDF documents as pictures, for every output that can't open the document itself."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

# Pixels for each point of a page: 144 to the inch
SCALE = 2.0
# Points: larger pages are posters, and their pictures would fill the memory
LARGEST = 5000


def page_size(file: Path, page: int) -> tuple[tuple[int, int] | None, str]:
    """The size of a page in CSS pixels, or why it can't be shown; `page` counts from 1."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(file) as document:
            if not 1 <= page <= len(document):
                return None, f"it has {len(document)} pages"
            width, height = document[page - 1].get_size()
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        return None, str(error).rstrip(".")
    if not 0 < max(width, height) <= LARGEST:
        return None, "it is too large"
    # a CSS pixel is three quarters of a point
    return (round(width / 0.75), round(height / 0.75)), ""


@lru_cache(maxsize=16)
def page_picture(file: str, page: int) -> bytes:
    """A page as PNG. Raises ValueError where it can't be drawn any more."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(file) as document:
            picture = document[page - 1].render(scale=SCALE).to_pil()
    except (pypdfium2.PdfiumError, OSError, IndexError) as error:
        raise ValueError(str(error)) from error
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "PNG", optimize=True)
    return stream.getvalue()
