"""SVG files: their size, and a copy that is safe to show."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Any

from lxml import etree

from exporter.model.text import one_line

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
# What every XML takes as an id; other letters than ASCII's depend on its edition
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# References to ids: as a whole, in a value, and in a selector, where one of digits can't be
WHOLE = re.compile(r"^(\s*#)(.*?)(\s*)$")
ADDRESS = re.compile(r"(url\(\s*['\"]?#)([^'\")]*)(['\"]?\s*\))")
SELECTOR = re.compile(r"(#)([^\W\d][\w-]*)()")
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


def svg_title(file: Path) -> str:
    """What an SVG file says that it shows, in one line (SVG 2 §5.7), or nothing."""
    try:
        with file.open("rb") as stream:
            title = _parsed(stream.read(LARGEST)).find("{*}title")
    except (OSError, etree.XMLSyntaxError, ValueError):
        return ""
    return one_line("".join(title.itertext())) if title is not None else ""


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
            rules = re.sub(r"@import[^;]*;?", "", element.text)
            # `none` is a value wherever an address is one
            element.text = re.sub(r"url\((?!['\"]?#)[^)]*\)", "none", rules)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if width and height and root.get("viewBox") is None:
        # without one, a drawing that is shown smaller is cut off
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    _name(root)
    cleaned: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return cleaned


def _name(root: Any) -> None:
    """Make the ids of a drawing unique XML names, in what refers to them as well."""
    given = {element.get("id") for element in root.iter()}
    names: dict[str, str] = {}
    for element in root.iter():
        old = element.get("id")
        if old is None:
            continue
        if old in names:
            del element.attrib["id"]  # a reference means the first
            continue
        names[old] = old if NAME.fullmatch(old) else _unused(given)
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


def _unused(ids: set[str | None]) -> str:
    name = next(name for number in count(1) if (name := f"id-{number}") not in ids)
    ids.add(name)
    return name


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _length(value: str | None) -> float:
    found = LENGTH.fullmatch(value or "")
    try:
        return float(found.group(1)) * UNITS[found.group(2) or "px"] if found else 0.0
    except ValueError:
        return 0.0
