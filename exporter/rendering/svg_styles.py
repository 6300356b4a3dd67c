"""A drawing's stylesheet written into its elements, and what nothing refers to taken out.

A drawing stands inside pages, books and letters: its rules must not reach what is around it, nor
theirs the drawing, and not every program that shows SVG reads CSS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

# SVG 2 §6.6, less the faces of text, which are ours, and effects that print does not have
PROPERTIES = frozenset(
    "fill fill-opacity fill-rule stroke stroke-opacity stroke-width stroke-dasharray"
    " stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity color display"
    " visibility font-size font-weight font-style text-anchor dominant-baseline text-decoration"
    " marker-start marker-mid marker-end stop-color stop-opacity clip-path mask".split()
)
GEOMETRY = frozenset(
    "id d x y x1 y1 x2 y2 cx cy r rx ry width height points transform viewBox dx dy rotate offset"
    " textLength lengthAdjust href preserveAspectRatio refX refY markerUnits markerWidth"
    " markerHeight orient gradientUnits gradientTransform spreadMethod fx fy clipPathUnits"
    " maskUnits patternUnits patternTransform".split()
)
# What has a meaning on some elements only, and is an error on the others
OF_TEXT = frozenset({"font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"})
WITH_TEXT = frozenset({"svg", "g", "text", "tspan"})
OF_A_PLACE = frozenset("x y dx dy width height".split())
WITHOUT_PLACE = frozenset({"g", "defs", "circle", "ellipse", "path", "line", "polygon", "polyline"})
REFERRED = frozenset("marker linearGradient radialGradient clipPath mask pattern symbol".split())
SILENT = frozenset("style filter image animate animateTransform animateMotion".split())
SAFE_VALUE = re.compile(r"[\w\s.,%()+\-#]+")
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")

# More than any selector has
OWN_STYLE = (1000,)
BASELINES = frozenset("auto middle central hanging mathematical alphabetic ideographic".split())

Cascaded = dict[str, tuple[tuple[bool, tuple[int, ...], int], str]]


def settle(root: Any, prefix: str) -> None:
    """Make an SVG tree (lxml) stand by itself: presentation attributes for its CSS, ids that
    begin with `prefix` where something refers to them, nothing else but its shapes and words."""
    matcher = _matcher(root)
    styled = [
        (wrapper.etree_element, _cascaded(wrapper, matcher))
        for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree()
    ]
    for element, cascaded in styled:
        _dress(element, cascaded)
    for element in list(root.iter(*(f"{{*}}{name}" for name in SILENT))):
        element.getparent().remove(element)
    _keep_referred(root, prefix)
    for group in reversed(list(root.iter("{*}g", "{*}defs"))):
        if not len(group) and not (group.text or "").strip():
            group.getparent().remove(group)


def _matcher(root: Any) -> Any:
    matcher = cssselect2.Matcher()
    for style in root.iter("{*}style"):
        for rule in tinycss2.parse_stylesheet(style.text or "", True, True):
            if rule.type != "qualified-rule":
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            declarations = list(_declarations(rule.content))
            for selector in selectors:
                matcher.add_selector(selector, declarations)
    return matcher


def _declarations(content: Any) -> Iterator[tuple[str, str, bool]]:
    for each in tinycss2.parse_blocks_contents(content, True, True):
        if each.type == "declaration" and each.lower_name in PROPERTIES:
            value = tinycss2.serialize(each.value).strip()
            # a width below nothing is no declaration: the one before it holds
            if _is_safe(value) and not value.startswith("-"):
                yield each.lower_name, value, each.important


def _is_safe(value: str) -> bool:
    return bool(REFERENCE.fullmatch(value)) or (
        bool(SAFE_VALUE.fullmatch(value)) and "url(" not in value.lower() and "var(" not in value
    )


def _cascaded(wrapper: Any, matcher: Any) -> Cascaded:
    """CSS Cascade 4 §6.1, of one stylesheet and the style attribute."""
    found: Cascaded = {}
    layers = [
        (specificity, order, declarations)
        for specificity, order, pseudo, declarations in matcher.match(wrapper)
        if pseudo is None
    ]
    own = list(_declarations(wrapper.etree_element.get("style", "")))
    for specificity, order, declarations in [*layers, (OWN_STYLE, 0, own)]:
        for name, value, important in declarations:
            weight = (important, tuple(specificity), order)
            if name not in found or found[name][0] <= weight:
                found[name] = (weight, value)
    return found


def _dress(element: Any, cascaded: Cascaded) -> None:
    kind = etree.QName(element).localname
    barred = (OF_A_PLACE if kind in WITHOUT_PLACE else frozenset()) | (
        frozenset() if kind in WITH_TEXT else OF_TEXT
    )
    written = dict(element.attrib)
    element.attrib.clear()
    for name, value in written.items():
        local = etree.QName(name).localname
        if local in GEOMETRY and local not in barred:
            element.set(name if local == "href" else local, value)
        elif local in PROPERTIES - barred and _is_safe(value):
            element.set(local, value)
    for name, (_, value) in cascaded.items():
        if name not in barred:
            element.set(name, value)
    if element.get("dominant-baseline") not in BASELINES:
        element.attrib.pop("dominant-baseline", None)


def _keep_referred(root: Any, prefix: str) -> None:
    """Number the ids that something refers to; drop the others, and what only they could name."""
    named: dict[str, Any] = {}
    for element in root.iter():
        named.setdefault(element.attrib.pop("id", ""), element)
    ids: dict[str, str] = {}
    for element in root.iter():
        for attribute, value in element.attrib.items():
            target = _target(attribute, value)
            if target is None:
                continue
            if target not in named:
                del element.attrib[attribute]
                continue
            new = ids.setdefault(target, f"{prefix}{len(ids) + 1}")
            named[target].set("id", new)
            element.set(attribute, f"url(#{new})" if value.startswith("url") else f"#{new}")
    for element in list(root.iter(*(f"{{*}}{name}" for name in REFERRED))):
        if "id" not in element.attrib:
            element.getparent().remove(element)


def _target(attribute: str, value: str) -> str | None:
    if etree.QName(attribute).localname == "href" and value.startswith("#"):
        return value[1:]
    found = REFERENCE.fullmatch(value)
    return found.group(1) if found else None
