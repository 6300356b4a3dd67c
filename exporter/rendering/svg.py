"""SVG files: their size, and a copy that is safe to show."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from lxml import etree

from exporter.model.text import one_line
from exporter.rendering.svg_addresses import harmless
from exporter.rendering.svg_weight import ADDRESS, MOST_DRAWN, weight

LARGEST = 20_000_000
SVG_NAME = "http://www.w3.org/2000/svg"
XML_NAME = "http://www.w3.org/XML/1998/namespace"
LENGTH = re.compile(r"([\d.]++)\s*+(px|pt|pc|mm|cm|in|em|ex)?")
NUMBER = re.compile(r"-?(?:\d++\.?\d*+|\.\d++)")
# What stands in a `viewBox` (SVG 2 §8.6); of another one, WeasyPrint 70 lays out nothing
BOX = re.compile(r"[\s,]*+(?:[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?[\s,]*+){4}", re.ASCII)
# CSS pixels: what says that it is larger says nothing
LONGEST = 1e9
# CSS pixels, CSS Values 3 §5.2
UNITS = {
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    "em": 16,
    "ex": 8,
}
# What every XML takes as an id; other letters than ASCII's depend on its edition
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# References to ids: as a whole, and in a selector, where one of digits can't be
WHOLE = re.compile(r"^(#)(.*+)()", re.DOTALL)
SELECTOR = re.compile(r"(#)([^\W\d][\w-]*)()")
RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.IGNORECASE)
DRAWING = re.compile(r"data:image/svg\+xml[^,]*?(;base64)?,", re.IGNORECASE)
# What a link tells of whoever follows it
TELLING = frozenset({"ping", "attributionsrc"})
# What may be an address in CSS, and where no CSS is
SUSPECT = re.compile(r"\\|url|src|image|@import", re.IGNORECASE)
PLAIN = frozenset("id class d points result in in2 systemLanguage attributeName".split())
# What draws (SVG 2, SVG 1.1 and Filter Effects 1); of other names and of other namespaces, there is
# what runs and what fetches
KEPT = frozenset(
    "svg g defs symbol use switch view a title desc metadata style path rect circle ellipse line"
    " polyline polygon text tspan tref textPath image marker clipPath mask pattern linearGradient"
    " radialGradient stop filter animate animateTransform animateMotion mpath feBlend feColorMatrix"
    " feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap"
    " feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage"
    " feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile"
    " feTurbulence".split()
)
SHOWING = tuple(f"{{*}}{name}" for name in ("image", "use", "feImage"))
NAMESPACES = frozenset({"", SVG_NAME, "http://www.w3.org/1999/xlink"})
KEPT_OF_XML = frozenset({"space", "lang"})
# Drawings within drawings: as deep as any program draws them
DEEPEST = 3
# The noise of a filter is added up so many times, for each pixel: more can't be seen
OCTAVES = 10


def svg_size(file: Path) -> tuple[tuple[int, int] | None, str]:
    """The size of an SVG file in CSS pixels, or what is wrong with it."""
    try:
        root = _parsed(_start(file))
    except (OSError, etree.XMLSyntaxError, ValueError) as error:
        return None, f"can't be read as SVG ({error})"
    if not _is_drawing(root):
        return None, "is no SVG drawing"
    try:
        if weight(root) > MOST_DRAWN:
            return None, f"draws more than {MOST_DRAWN:,} things"
    except RecursionError:
        return None, "has things in things without end"
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = [float(number) for number in NUMBER.findall(root.get("viewBox") or "")]
    if len(box) == 4 and not (width and height):
        if width and box[2]:
            height = width * box[3] / box[2]
        elif height and box[3]:
            width = height * box[2] / box[3]
        else:
            width, height = box[2], box[3]
    if not (0 < width < LONGEST and 0 < height < LONGEST):
        return None, ""
    return (max(round(width), 1), max(round(height), 1)), ""


def svg_title(file: Path) -> str:
    """What an SVG file says that it shows, in one line (SVG 2 §5.7), or nothing."""
    try:
        title = _parsed(_start(file)).find("{*}title")
    except (OSError, etree.XMLSyntaxError, ValueError):
        return ""
    return one_line("".join(title.itertext())) if title is not None else ""


def svg_html(file: Path) -> str:
    """The words that an SVG file has as HTML alone (SVG 2 §12.3), in one line: no copy of ours has
    them. A `switch` has others beside them, for programs that know no HTML."""
    try:
        data = _start(file)
        if b"foreignObject" not in data:
            return ""
        found = _parsed(data).iter("{*}foreignObject")
    except (OSError, etree.XMLSyntaxError, ValueError):
        return ""
    alone = (each for each in found if not _has_other(each))
    return one_line(" ".join(text for each in alone for text in each.itertext()))


def _start(file: Path) -> bytes:
    """As much of a file as a drawing may have."""
    with file.open("rb") as stream:
        return stream.read(LARGEST)


def _has_other(element: Any) -> bool:
    parent = element.getparent()
    switch = parent is not None and etree.QName(parent).localname == "switch"
    return switch and any(map(_draws, parent))


def safe_svg(data: bytes) -> bytes:
    """The drawing without scripts, event handlers and references to anything outside itself.

    Raises `lxml.etree.XMLSyntaxError` where it is no XML, ValueError where it is no drawing.
    """
    return _safe(data, DEEPEST)


def _safe(data: bytes, depth: int) -> bytes:
    root = _parsed(data)
    if not _is_drawing(root):
        raise ValueError("it is no SVG drawing")
    for element in list(root.iter()):
        if not _draws(element):
            _remove(element)
            continue
        for name, value in list(element.attrib.items()):
            kept = _attribute(etree.QName(name), value, depth)
            if kept is None:
                del element.attrib[name]
            else:
                element.set(name, kept)  # with its entities, of which the copy has none, filled in
    for style in list(root.iter("{*}style")):
        # as a whole: what was taken out may have stood within an address
        css = "".join(style.itertext())
        del style[:]
        style.text = harmless(css)
    for element in list(root.iter(*SHOWING)):
        if not any(etree.QName(name).localname == "href" for name in element.attrib):
            _remove(element)  # it would show what is not there
    width, height = _length(root.get("width")), _length(root.get("height"))
    if width and height and root.get("viewBox") is None:
        # without one, a drawing that is shown smaller is cut off
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    _name(root)
    cleaned: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return cleaned


def _remove(element: Any) -> None:
    """Take an element out, and leave the text after it where it stands."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_drawing(root: Any) -> bool:
    return _draws(root) and etree.QName(root).localname == "svg"


def _draws(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    name = etree.QName(element)
    if (name.namespace or "") not in NAMESPACES or name.localname not in KEPT:
        return False
    # an animation can put an address in the place of a harmless one
    moved = element.get("attributeName", "").strip().rpartition(":")[2].lower()
    return moved not in ("href", "numoctaves") and not moved.startswith("on")


def _attribute(name: Any, value: str, depth: int) -> str | None:
    """The value of an attribute as it may stay; None where it has to go."""
    local, namespace = name.localname, name.namespace or ""
    if namespace == XML_NAME:
        return value if local in KEPT_OF_XML else None
    if namespace not in NAMESPACES or local.lower().startswith("on") or local in TELLING:
        return None
    if local in ("href", "src"):
        return _address(value.strip(), depth)
    if local == "viewBox":
        return value if BOX.fullmatch(value) else None
    if local == "numOctaves":
        return value if value in map(str, range(OCTAVES)) else str(OCTAVES)
    return harmless(value) if SUSPECT.search(value) and local not in PLAIN else value


def _address(value: str, depth: int) -> str | None:
    """An address within the drawing, or a picture that it holds."""
    if value.startswith("#") or RASTER.match(value):
        return value
    drawing = DRAWING.match(value)
    if not drawing or not depth:
        return None
    try:
        inner = unquote_to_bytes(value[drawing.end() :])
        data = b64decode(inner) if drawing[1] else inner
        return f"data:image/svg+xml;base64,{b64encode(_safe(data, depth - 1)).decode()}"
    except (ValueError, etree.XMLSyntaxError):
        return None


def _name(root: Any) -> None:
    """Make the ids of a drawing unique XML names, in what refers to them as well."""
    given = {element.get("id") for element in root.iter()}
    unused = (name for number in count(1) if (name := f"id-{number}") not in given)
    names: dict[str, str] = {}
    for element in root.iter():
        old = element.get("id")
        if old is None:
            continue
        if old in names:
            del element.attrib["id"]  # a reference means the first
            continue
        names[old] = old if NAME.fullmatch(old) else next(unused)
        element.set("id", names[old])

    def renamed(found: re.Match[str]) -> str:
        return f"{found[1]}{names.get(found[2], found[2])}{found[3]}"

    if all(old == new for old, new in names.items()):
        return
    for element in root.iter():
        for name, value in element.attrib.items():
            if "#" in value:
                # `#000` is a colour elsewhere
                pattern = WHOLE if etree.QName(name).localname == "href" else ADDRESS
                element.set(name, pattern.sub(renamed, value))
        if etree.QName(element).localname == "style" and element.text:
            element.text = SELECTOR.sub(renamed, ADDRESS.sub(renamed, element.text))


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _length(value: str | None) -> float:
    """CSS pixels; 0 where none are said, or what can't be."""
    found = LENGTH.fullmatch((value or "").strip())
    try:
        length = float(found.group(1)) * UNITS[found.group(2) or "px"] if found else 0.0
    except ValueError:
        return 0.0
    return length if length < LONGEST else 0.0
