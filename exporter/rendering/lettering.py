"""Words as outlines: a line shaped by Pango, in the theme's faces or whatever font has its
characters, and drawn as an SVG path.

Pango comes with WeasyPrint. Outlines look the same in every program, and no reader takes them for
text. Where lines end is decided in `fitting`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from exporter.rendering.templates import Theme

# Units of an outline to the em
EM = 1000
# Latin, Greek and Cyrillic stand before it
FIRST_JOINING = "\u0530"
# The tables of fonts whose glyphs are pictures
IN_COLOUR = ("COLR", "SVG ", "CBDT", "sbix")
# What has the scripts that a face lacks, before Pango looks for them
OTHERS = "EB Garamond,Amiri,Frank Ruhl Libre"
FONTS = ("cover/fonts.toml", "print/scripts.toml")


class Face(NamedTuple):
    """A face of type; `spacing` is between letters, in ems."""

    family: str
    weight: int = 400
    italic: bool = False
    spacing: float = 0


class Line(NamedTuple):
    """An outline in units of EM, y downward from the baseline; `left` to `right` and `top` to
    `bottom` are its ink, and `missing` what no font can draw."""

    path: str = ""
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0
    missing: str = ""


@dataclass(frozen=True)
class _Font:
    """An open font, its glyphs, and the outlines that were needed of them, `scale` times so large.

    `face` is kept since its address is what the font is known by.
    """

    face: Any
    glyphs: Any
    scale: float
    outlines: dict[int, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fonts:
    """The fonts of a theme and of the system, opened as they are needed."""

    configuration: Any
    opened: dict[tuple[int, str], _Font] = field(default_factory=dict)


class Type(NamedTuple):
    """Fonts, for words in a language and a direction."""

    fonts: Fonts
    lang: str = "en"
    direction: str = "ltr"


class _Glyph(NamedTuple):
    """A glyph, None where no font has an outline of it, and the characters that it stands for."""

    outline: Any
    scale: float
    x: float
    y: float
    advance: float
    text: str


@lru_cache(maxsize=4)
def fonts_of(theme: Theme) -> Fonts:
    """The fonts of a theme and of the system, for Pango. Raises OSError where that is missing."""
    from exporter.rendering.font_fetcher import configuration

    return Fonts(configuration(theme, *FONTS))


def shape(type_: Type, text: str, face: Face) -> Line:
    """A line of text as one outline."""
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.teePen import TeePen
    from fontTools.pens.transformPen import TransformPen

    drawn = SVGPathPen(None, ntos=lambda number: str(round(number)))
    ink = BoundsPen(None, ignoreSinglePoints=True)
    missing: dict[str, None] = {}
    # the letters of other scripts join
    spacing = face.spacing * EM if max(text, default="") < FIRST_JOINING else 0
    x = 0.0
    for glyph in _glyphs(type_, text, face):
        if glyph.outline is None:
            missing[glyph.text] = None
        else:
            place = (glyph.scale, 0, 0, -glyph.scale, x + glyph.x, glyph.y)
            glyph.outline.replay(TransformPen(TeePen(drawn, ink), place))
        x += glyph.advance + (spacing if glyph.advance else 0)
    lost = "".join(each for each in missing if each.strip() and each.isprintable())
    left, top, right, bottom = ink.bounds or (0, 0, 0, 0)
    return Line(drawn.getCommands(), left, top, right, bottom, lost)


def _glyphs(type_: Type, text: str, face: Face) -> Iterator[_Glyph]:
    """The glyphs of a line from left to right."""
    from weasyprint.text.ffi import ffi, pango

    layout, encoded = line_layout(type_, text, face), text.encode()
    run = pango.pango_layout_get_line_readonly(layout, 0).runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        font = _font(type_.fonts, item.analysis.font)
        starts = [string.log_clusters[number] for number in range(string.num_glyphs)]
        # a cluster ends where the next one of the run begins
        ends = dict(zip(sorted({*starts}), [*sorted({*starts})[1:], item.length], strict=True))
        for number, start in enumerate(starts):
            info = string.glyphs[number]
            part = encoded[item.offset + start : item.offset + ends[start]]
            known = font.glyphs is not None and info.glyph < pango.PANGO_GLYPH_EMPTY
            place = info.geometry
            yield _Glyph(
                _outline(font, info.glyph) if known else None,
                font.scale,
                _units(place.x_offset),
                _units(place.y_offset),
                _units(place.width),
                part.decode(errors="ignore"),
            )
        run = run.next


def _units(pango_units: float) -> float:
    """At a font size of EM, Pango's units are 1024 to one of ours."""
    return pango_units / 1024


def _outline(font: _Font, glyph: int) -> Any:
    """What draws a glyph; None for a picture such as an emoji."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    if glyph not in font.outlines:
        file = font.glyphs.font
        pen = DecomposingRecordingPen(font.glyphs)
        try:
            font.glyphs[file.getGlyphName(glyph)].draw(pen)
        except (KeyError, ValueError, AttributeError, IndexError):
            pen = None
        if any(table in file for table in IN_COLOUR) and not (pen and pen.value):
            pen = None
        font.outlines[glyph] = pen
    return font.outlines[glyph]


def _font(fonts: Fonts, pango_font: Any) -> _Font:
    """A font, opened; without glyphs where it has pictures only."""
    from fontTools.ttLib import TTFont, TTLibError
    from weasyprint.text.ffi import ffi, harfbuzz, pango
    from weasyprint.text.fonts import get_hb_object_data, get_pango_font_hb_face

    face = get_pango_font_hb_face(pango_font)
    described = ffi.gc(
        pango.pango_font_describe_with_absolute_size(pango_font),
        pango.pango_font_description_free,
    )
    settings = pango.pango_font_description_get_variations(described)
    axes = "" if settings == ffi.NULL else ffi.string(settings).decode()
    key = (int(ffi.cast("uintptr_t", face)), axes)
    if key not in fonts.opened:
        try:
            file = BytesIO(get_hb_object_data(face))
            font = TTFont(file, fontNumber=harfbuzz.hb_face_get_index(face) & 0xFFFF, lazy=True)
            place = {axis: float(value) for axis, _, value in _pairs(axes)}
            glyphs = font.getGlyphSet(location=place or None)
            opened = _Font(face, glyphs, EM / font["head"].unitsPerEm)
        except (TTLibError, KeyError, ValueError):
            opened = _Font(face, None, 1)
        fonts.opened[key] = opened
    return fonts.opened[key]


def _pairs(axes: str) -> Iterator[tuple[str, str, str]]:
    return (axis.partition("=") for axis in axes.split(",") if axis)


def line_layout(type_: Type, text: str, face: Face) -> Any:
    from weasyprint.text.constants import PANGO_DIRECTION
    from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

    context = ffi.gc(
        pango.pango_font_map_create_context(type_.fonts.configuration.font_map),
        gobject.g_object_unref,
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[type_.direction])
    lang, _lang = unicode_to_char_p(type_.lang)
    pango.pango_context_set_language(context, pango.pango_language_from_string(lang))
    described = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    family, _family = unicode_to_char_p(f"{face.family},{OTHERS}")
    pango.pango_font_description_set_family(described, family)
    pango.pango_font_description_set_weight(described, face.weight)
    slant = pango.PANGO_STYLE_ITALIC if face.italic else pango.PANGO_STYLE_NORMAL
    pango.pango_font_description_set_style(described, slant)
    pango.pango_font_description_set_absolute_size(described, EM * 1024)
    layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout, False)
    pango.pango_layout_set_single_paragraph_mode(layout, True)
    pango.pango_layout_set_font_description(layout, described)
    words, _words = unicode_to_char_p(text)
    pango.pango_layout_set_text(layout, words, -1)
    return layout
