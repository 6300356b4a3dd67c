"""SVG files: their size, and a copy that is safe to show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

LARGEST = 20_000_000
LENGTH = re.compile(r"\s*([\d.]+)\s*(px|pt|pc|mm|cm|in|em|ex)?\s*")
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
ACTIVE = frozenset({"script", "foreignObject", "iframe", "handler", "listener", "set"})


def svg_size(file: Path) -> tuple[tuple[int, int] | None, str]:
    """The size of an SVG file in CSS pixels, or what is wrong with it."""
    try:
        with file.open("rb") as stream:
            root = _parsed(stream.read(LARGEST))
    except (OSError, etree.XMLSyntaxError, ValueError) as error:
        return None, f"can't be read as SVG ({error})"
    if etree.QName(root).localname != "svg":
        return None, "is no SVG drawing"
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = [float(n) for n in re.findall(r"-?[\d.]+", root.get("viewBox") or "") if n.count(".") < 2]
    if len(box) == 4 and not (width and height):
        if width and box[2]:
            height = width * box[3] / box[2]
        elif height and box[3]:
            width = height * box[2] / box[3]
        else:
            width, height = box[2], box[3]
    if not (width and height):
        return None, ""
    return (max(round(width), 1), max(round(height), 1)), ""


def safe_svg(data: bytes) -> bytes:
    """The drawing without scripts, event handlers and references to anything outside itself.

    Raises `lxml.etree.XMLSyntaxError` where it is no XML.
    """
    root = _parsed(data)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or etree.QName(element).localname in ACTIVE:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for name, value in list(element.attrib.items()):
            local = etree.QName(name).localname
            outside = local in ("href", "src") and not value.strip().startswith(
                ("#", "data:image/")
            )
            if (
                local.lower().startswith("on")
                or outside
                or ("url(" in value and "url(#" not in value)
            ):
                del element.attrib[name]
        if etree.QName(element).localname == "style" and element.text:
            element.text = re.sub(r"@import[^;]*;?|url\((?!['\"]?#)[^)]*\)", "", element.text)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if width and height and root.get("viewBox") is None:
        # without one, a drawing that is shown smaller is cut off
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    cleaned: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return cleaned


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _length(value: str | None) -> float:
    found = LENGTH.fullmatch(value or "")
    try:
        return float(found.group(1)) * UNITS[found.group(2) or "px"] if found else 0.0
    except ValueError:
        return 0.0
