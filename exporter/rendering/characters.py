"""Which characters no font has, what is printed in their place, and which fonts would have them.

Pango is asked, with the fonts of the theme and of the system: it would draw a box.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from exporter.rendering.templates import Theme

# What stands before it is in every font of text
FIRST_ASKED = "\u00a0"
# Of a run of characters, these are named
NAMED = 3
# Joins emoji, or chooses between two looks of a character
JOINERS = "\u200c\u200d\ufe0e\ufe0f"
# a title stands in running heads by way of an attribute of its own
SHOWN = re.compile(r'>[^<]+| data-[a-z]+="[^"]*"')


class Fonts(NamedTuple):
    """Fonts that were asked, and for each character the answer."""

    map: object
    has: dict[str, bool]


class Package(NamedTuple):
    """What brings fonts: Debian's package, Homebrew's cask, an optional feature of Windows."""

    debian: str
    macos: str
    windows: str


CJK = Package("fonts-noto-cjk", "font-noto-sans-cjk", "the Supplemental Fonts of the language")
EMOJI = Package("fonts-noto-color-emoji", "font-noto-color-emoji", "Segoe UI Emoji")
SYMBOLS = Package("fonts-noto-core", "font-noto-sans-symbols", "Segoe UI Symbol")
# ISO 15924
EAST_ASIAN = frozenset("Bopo Hang Hani Hira Kana".split())
COMMON = frozenset("Zinh Zyyy".split())
# punctuation and forms that stand in squares, as their blocks have them
SQUARE = re.compile("[\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]")
# private use, and what Unicode has not assigned
UNASSIGNED = "Zzzz"
FIRST_EMOJI = "\U0001f000"


@lru_cache(maxsize=4)
def fonts_of(theme: Theme) -> Fonts:
    """The fonts of a theme and of the system. Raises OSError where Pango is missing."""
    from exporter.rendering.font_fetcher import configuration

    return Fonts(configuration(theme), {})


def lacking(text: str, fonts: Fonts) -> str:
    """The characters of a text that no font has, each once, in order."""
    present = set(text)
    if unasked := {each for each in present if each >= FIRST_ASKED} - fonts.has.keys():
        unknown = set(_unknown(sorted(unasked), fonts))
        fonts.has.update((each, each not in unknown) for each in unasked)
    if all(fonts.has.get(each, True) for each in present):
        return ""
    return "".join(each for each in dict.fromkeys(text) if not fonts.has.get(each, True))


def _unknown(characters: list[str], fonts: Fonts) -> Iterator[str]:
    from weasyprint.text.ffi import ffi, pango

    from exporter.rendering import lettering

    type_ = lettering.Type(lettering.Fonts(fonts.map))
    # with spaces between, or marks would join what stands before them
    line = lettering.line_layout(type_, " ".join(characters), lettering.Face("Spectral"))
    run = pango.pango_layout_get_line_readonly(line, 0).runs
    while run != ffi.NULL:
        glyphs = run.data.glyphs
        for number in range(glyphs.num_glyphs):
            glyph = glyphs.glyphs[number].glyph
            if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                yield chr(glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG)
        run = run.next


def shown(markup: str) -> str:
    """The text of markup, without its elements."""
    return "".join(match[0][1:] for match in SHOWN.finditer(markup))


def with_stand_ins(markup: str, fonts: Fonts) -> str:
    """Markup in whose text, not in its head, code points stand for what no font has: `[U+0915]`,
    or `[U+0928 U+092E U+0938 …]` for a longer run."""
    head, closed, body = markup.rpartition("</head>")
    missing = lacking(shown(body), fonts)
    if not missing:
        return markup
    one = f"[{re.escape(missing)}]"
    run = re.compile(rf"{one}(?:[{re.escape(missing + JOINERS)}\s]*{one})?[{JOINERS}]*")
    changed = SHOWN.sub(
        lambda text: run.sub(lambda found: _stand_in(found[0], missing), text[0]), body
    )
    return f"{head}{closed}{changed}"


def _stand_in(run: str, missing: str) -> str:
    points = [code_point(each) for each in run if each in missing]
    rest = " …" if len(points) > NAMED else ""
    return f"[{' '.join(points[:NAMED])}{rest}]"


def code_point(character: str) -> str:
    """As Unicode writes it: `U+0915`."""
    return f"U+{ord(character):04X}"


def script_of(character: str) -> str:
    """The name of a script, `emoji`, or `symbols` for what belongs to none; empty for characters
    that Unicode does not define."""
    from fontTools.unicodedata import script, script_name

    code = str(script(character))
    if code in EAST_ASIAN:
        return {"Hang": "Korean", "Hani": "Chinese"}.get(code, "Japanese")
    if code == UNASSIGNED:
        return ""
    if code in COMMON and SQUARE.match(character):
        return "East Asian punctuation"
    if code in COMMON:
        return "emoji" if character >= FIRST_EMOJI else "symbols"
    return str(script_name(code)).replace("_", " ")


def package_of(script: str) -> Package | None:
    """What brings a font for a script, as `script_of` names it."""
    if not script:
        return None
    if script in ("Chinese", "Japanese", "Korean", "East Asian punctuation"):
        return CJK
    if script in ("emoji", "symbols"):
        return EMOJI if script == "emoji" else SYMBOLS
    cask = f"font-noto-sans-{script.lower().replace(' ', '-')}"
    return Package("fonts-noto-core", cask, f"{script} Supplemental Fonts")


def install(package: Package | None) -> str:
    """How it is installed on this system; on each where that is not known."""
    if package is None:
        return "Unicode does not define them: only the font that they were made for has them"
    ways = {
        "linux": f"apt-get install {package.debian}",
        "darwin": f"brew install --cask {package.macos}",
        "win32": f"Settings, System, Optional features: {package.windows}",
    }
    return ways.get(sys.platform) or ", or ".join(ways.values())
