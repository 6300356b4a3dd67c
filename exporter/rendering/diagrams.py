"""Diagrams as drawings: mermaid through `mmdr`, which is there with `exporter[diagrams]`.

The drawing is SVG with our face of type and nothing active in it; where none can be made, the
reason. `docs/decisions/0006-diagrams.md` says why it is this program.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from lxml import etree

from exporter.model.nodes import Diagram
from exporter.rendering.labels import labels
from exporter.rendering.markup import attribute
from exporter.rendering.svg import safe_svg
from exporter.rendering.svg_styles import settle

PACKAGE = "mmdr"
# Characters: mermaid's own bound (`maxTextSize`)
LONGEST = 50_000
# `a & b --> c & d` stands for every pair: 34 KB of it would ask for 9 million arrows
MOST_JOINED = 500
JOINED = re.compile(r"&(?!\w+;|#\d+;)")
# Bytes of SVG: 20 times the largest drawing that can still be read
LARGEST = 2_000_000
# The face that mmdr measures words in; the one they are set in, Source Sans, is a little narrower
MEASURED = '"trebuchet ms",verdana,arial,sans-serif'
FACE = "'Source Sans Pro','Source Sans 3','Trebuchet MS','Liberation Sans',Arial,sans-serif"
# What Obsidian and Quarto show, where mmdr would take the look of mermaid 12; a note may say else
LOOK = {
    "look": "classic",
    "theme": "default",
    "fontFamily": MEASURED,
    "themeVariables": {"fontFamily": MEASURED, "fontSize": "16px"},
}
FRONT = re.compile(r"\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|$)", re.DOTALL)
# A node's link: mmdr loses the place of its label
CLICKABLE = re.compile(r"^\s*(?:flowchart|graph|classDiagram|stateDiagram|gantt)\b", re.MULTILINE)
CLICK = re.compile(r"^[ \t]*click[ \t]+\S+[ \t]+.*$", re.MULTILINE)
# The ids of a drawing begin so; what follows is their number, after that of the drawing
IDS = "diagram-"
OUR_ID = re.compile(rf'(\bid="|url\(#|href="#)({IDS})(?=[\d-]+[")])')
TITLE = re.compile(r"^\s*(?:accTitle\s*:|title\s*:|(?:pie\s+)?title\s)\s*(.+)$", re.MULTILINE)
TOLD = re.compile(r"^\s*accDescr\s*(?::\s*(.+)$|\{([^}]*)\})", re.MULTILINE)
# Characters of a name that is made of a drawing's words
NAMED = 200
ROOT = re.compile(r"<svg\b")
SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
SPACE = re.compile(r"[ \t\r\n]+")
FIRST_STOP = re.compile(
    r'<(?:linear|radial)Gradient[^>]*\bid="([^"]*)"[^>]*><stop[^>]*stop-color="([^"]*)"'
)
STROKED = re.compile(r'stroke="url\(#([^)]*)\)"')
LIGATURE = re.compile(r"f(?=[fijlt][^<>]*</)")


class Drawing(NamedTuple):
    """An SVG element; the reason, where there is none. `unlinked` are the links that it lost."""

    svg: str
    reason: str = ""
    unlinked: int = 0


def is_installed() -> bool:
    """Whether anything here draws."""
    return find_spec(PACKAGE) is not None


def drawing(text: str, number: int = 1) -> Drawing:
    """A mermaid diagram drawn; `number` keeps its ids apart from those of others in the note."""
    if len(text) > LONGEST:
        return Drawing("", f"it has {len(text)} characters, and {LONGEST} are the most")
    if len(JOINED.findall(text)) > MOST_JOINED:
        return Drawing("", f"it joins more than {MOST_JOINED} nodes by “&”")
    unlinked = 0
    if CLICKABLE.search(text):
        text, unlinked = CLICK.subn("", text)
    svg, reason = _drawn(text)
    return Drawing(OUR_ID.sub(rf"\g<1>\g<2>{number}-", svg), reason, unlinked)


@lru_cache(maxsize=256)
def _drawn(text: str) -> tuple[str, str]:
    from mmdr import _mmdr

    try:
        # `mmdr.Diagram` makes pictures besides, for which it loads another library
        drawn = _mmdr.render(_with_look(text), "merman")
    except ValueError as error:
        return "", " ".join(str(error).split())[:300]
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # Rust's assertions come as no Exception (pyo3)
        return "", "mmdr can't draw it"
    if len(drawn) > LARGEST:
        return "", f"its drawing has {len(drawn)} bytes, too many for a page"
    return _settled(drawn)


def _with_look(text: str) -> str:
    """The text with our wishes before its own, which then hold."""
    front = FRONT.match(text)
    head = front.group() if front else ""
    look = {key: value for key, value in LOOK.items() if f"{key}:" not in head}
    return f"{head}%%{{init: {json.dumps(look)}}}%%\n{text[len(head) :]}"


def _settled(drawn: str) -> tuple[str, str]:
    root: Any = etree.fromstring(safe_svg(drawn.encode()))
    box = [float(n) for n in root.get("viewBox", "").split()]
    if len(box) != 4:
        return "", "its drawing has no size"
    settle(root, IDS)
    for link in root.iter("{*}a"):
        link.tag = f"{{{root.nsmap[None]}}}g"
    for words in root.iter("{*}text", "{*}tspan"):
        # a line's end, or a space at it, is none to a browser and a glyph to WeasyPrint and resvg
        words.text = SPACE.sub(" ", words.text or "")
        if not len(words) and etree.QName(words).localname == "text":
            words.text = words.text.rstrip(" ")
    # a title would pop up wherever the pointer rests; `name` is said beside the drawing
    for told in list(root.iter("{*}title", "{*}desc")):
        told.getparent().remove(told)
    for side in ("width", "height"):
        root.attrib.pop(side, None)
    root.set("font-family", FACE)
    sides = f' width="{max(box[2], 1):.0f}" height="{max(box[3], 1):.0f}"'
    return ROOT.sub(f"<svg{sides}", etree.tostring(root, encoding="unicode"), count=1), ""


def name(node: Diagram, lang: str, *, shortened: bool = True) -> str:
    """What the drawing is called for those who don't see it: its title and what the writer told
    of it, else its words, or as many as one listens to."""
    title, told = TITLE.search(node.text), TOLD.search(node.text)
    said = [title.group(1).strip().strip("\"'")] if title else []
    if told:
        said.append(" ".join((told.group(1) or told.group(2) or "").split()))
    if not said:
        words = " · ".join(" ".join(each.split()) for each in words_of(node.svg))
        long = shortened and len(words) > NAMED
        said = [f"{words[:NAMED].rsplit(' ', 1)[0]} …" if long else words]
    return f"{labels(lang).diagram}: {'. '.join(filter(None, said))}".removesuffix(": ")


def words_of(svg: str) -> list[str]:
    """The texts of a drawing, in its order."""
    if not svg:
        return []
    texts = (
        "".join(map(str, element.itertext())) for element in etree.fromstring(svg).iter("{*}text")
    )
    return [text for text in texts if text.strip()]


def size(svg: str) -> tuple[int, int]:
    """Width and height in CSS pixels."""
    found = SIZE.match(svg)
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)


def without_gradients(svg: str) -> str:
    """The drawing with the first colour of a gradient for its lines: WeasyPrint 70 draws none."""
    first = dict(FIRST_STOP.findall(svg))
    return STROKED.sub(lambda found: f'stroke="{first.get(found.group(1), "none")}"', svg)


def without_ligatures(svg: str) -> str:
    """The drawing with letters that do not join: in a line that has a ligature, resvg 0.5 takes no
    emoji from another font."""
    return LIGATURE.sub("f\u200c", svg)


def inline(node: Diagram, id_prefix: str, style: str = "") -> str:
    """The drawing as an element of a page, with ids that the page has once."""
    drawn = OUR_ID.sub(rf"\g<1>{id_prefix}\g<2>", node.svg) if id_prefix else node.svg
    return ROOT.sub(f"<svg{attribute('style', style)}", drawn, count=1)
