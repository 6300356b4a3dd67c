"""The fonts of a book that is laid out in pieces: each is in it once, with all glyphs in use.

A piece has only the descriptions of its fonts. Their files are cut down once it is known what all
pieces show. Fonts that WeasyPrint has to change (variable ones, bitmaps, emoji in colour) stay in
the pieces as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any

import msgspec
from weasyprint.pdf.fonts import Font

# Tables that a PDF has no use for; as WeasyPrint drops them
DROPPED = [
    int.from_bytes(name, "big")
    for name in b"BASE DSIG EBDT EBLC EBSC GPOS GSUB JSTF LTSH PCLT".split()
]


class FontUse(msgspec.Struct, frozen=True, array_like=True):
    """What of a font is in use: the text and the width of each glyph. `file` is the digest of its
    file, `index` its place in a collection."""

    file: str
    index: int
    text: dict[int, str]
    widths: dict[int, int]


class Fonts(dict[int, Any]):
    """The fonts of a document as WeasyPrint fills them in, whose files are left out of its PDF."""

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[str, bytes] = {}

    def __setitem__(self, key: int, font: Font) -> None:
        if _is_plain(font):
            content = font.file_content
            font.digest = blake2b(content, digest_size=16).hexdigest()
            self._files[font.digest] = content
            font.clean = partial(_leave_out, font)
        super().__setitem__(key, font)

    def used(self) -> dict[str, FontUse]:
        """The use of each font whose file was left out, by its name among the resources."""
        return {
            font.hash: FontUse(font.digest, font.index, font.to_unicode, font.widths)
            for font in self.values()
            if hasattr(font, "digest")
        }

    def files(self) -> dict[str, bytes]:
        """The files that were left out, by their digests."""
        return self._files


def _is_plain(font: Font) -> bool:
    return not (font.bitmap or font.png or font.svg or font.colr or "fvar" in font.tables)


def _leave_out(font: Font, _to_unicode: Any, _hinting: bool) -> None:
    # the first bytes tell WeasyPrint what kind of font it is; those of a collection don't
    font.file_content = b"OTTO" if "CFF " in font.tables else b"\0\1\0\0"


def merged(uses: Iterable[FontUse]) -> FontUse:
    """The use of a font in all pieces together. They name the same font."""
    first, *rest = uses
    text, widths = dict(first.text), dict(first.widths)
    for use in rest:
        text = {**use.text, **text}
        widths |= use.widths
    return FontUse(first.file, first.index, text, widths)


def subset(file: bytes, index: int, glyphs: Iterable[int]) -> bytes:
    """The font with those glyphs alone, each under the number that it had.

    First all others are emptied, then those behind the last one are taken out, as WeasyPrint does.
    """
    import uharfbuzz

    wanted = {0, *glyphs}
    face = uharfbuzz.Face(file, index)
    for kept, flags in (
        (wanted, uharfbuzz.SubsetFlags.RETAIN_GIDS),
        (range(max(wanted) + 1), uharfbuzz.SubsetFlags.NO_HINTING),
    ):
        cut = uharfbuzz.SubsetInput()
        cut.flags = (
            flags
            | uharfbuzz.SubsetFlags.PASSTHROUGH_UNRECOGNIZED
            | uharfbuzz.SubsetFlags.DESUBROUTINIZE
        )
        cut.glyph_set.update(kept)
        cut.drop_table_tag_set.update(DROPPED)
        face = uharfbuzz.subset(face, cut)
    return bytes(face.blob.data)


def widths_array(widths: Mapping[int, int]) -> list[Any]:
    """ISO 32000-1 §9.7.4.3: runs of glyphs as their first number and their widths."""
    runs: list[Any] = []
    for glyph in sorted(widths):
        if glyph - 1 in widths:
            runs[-1].append(widths[glyph])
        else:
            runs += [glyph, [widths[glyph]]]
    return runs


def to_unicode(text: Mapping[int, str]) -> bytes:
    """ISO 32000-1 §9.10.3: what each glyph says."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    said = sorted(text.items())
    for start in range(0, len(said), 100):
        batch = said[start : start + 100]
        lines.append(f"{len(batch)} beginbfchar")
        lines += [f"<{glyph:04x}> <{each.encode('utf-16-be').hex()}>" for glyph, each in batch]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")
