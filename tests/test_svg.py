"""Drawings of others: what is taken out of them, and what it becomes valid by."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from lxml import etree

from exporter.rendering.svg import safe_svg, svg_size

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def cleaned(inner: str) -> str:
    root = etree.fromstring(safe_svg(SVG.format(inner).encode()))
    whole = "".join(etree.tostring(child, encoding="unicode") for child in root)
    return whole.replace(' xmlns="http://www.w3.org/2000/svg"', "").replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )


@pytest.mark.parametrize(
    ("drawing", "wanted"),
    [
        ('<a xlink:href="https://a.b">x</a><script>y()</script>', "<a>x</a>"),
        ('<g onload="x()" fill="url(http://a.b/c)"/>', '<g fill="none"/>'),
        ('<g fill="url(#a) url(http://a.b/c)"/>', '<g fill="url(#a) none"/>'),
        (r'<g style="fill: u\72l(http://a.b/c)"/>', '<g style="fill: none"/>'),
        (
            r"<style>@\69mport 'http://a.b/c'; a { b: image-set('c' 1x) }</style>",
            "<style> a { b: none }</style>",
        ),
        ('<g xml:base="http://a.b/"><use href="#c"/></g>', '<g><use href="#c"/></g>'),
        (
            '<a href="#"><animate attributeName="href" to="javascript:x()"/>y</a>',
            '<a href="#">y</a>',
        ),
        ("<text>a<script>x()</script>b</text>", "<text>ab</text>"),
        ('<object xmlns="http://www.w3.org/1999/xhtml" data="http://a.b/"/>', ""),
        ('<feTurbulence numOctaves="99999"/>', '<feTurbulence numOctaves="10"/>'),
        ('<image href="data:text/html,x"/>', ""),
        (
            "<style>@import 'a.css'; p { fill: url(http://a.b/c) } q { fill: url(#d) }</style>",
            "<style> p { fill: none } q { fill: url(#d) }</style>",
        ),
    ],
)
def test_nothing_acts_and_nothing_leads_outside(drawing: str, wanted: str) -> None:
    assert cleaned(drawing) == wanted


@pytest.mark.parametrize(
    ("drawing", "wanted"),
    [
        ('<g id="a"/><use xlink:href="#a"/>', '<g id="a"/><use xlink:href="#a"/>'),
        ('<g id="1 a"/><use href="#1 a"/>', '<g id="id-1"/><use href="#id-1"/>'),
        ('<g id="é"/><g fill="url(#é)"/>', '<g id="id-1"/><g fill="url(#id-1)"/>'),
        ('<style>#é { x: y }</style><g id="é"/>', '<style>#id-1 { x: y }</style><g id="id-1"/>'),
        ('<g id="000" fill="#000"/>', '<g id="id-1" fill="#000"/>'),
        ('<g id="id-1"/><g id="é"/>', '<g id="id-1"/><g id="id-2"/>'),
        ('<g id="a"/><g id="a"/><use href="#b"/>', '<g id="a"/><g/><use href="#b"/>'),
    ],
)
def test_ids_are_unique_xml_names_and_references_lead_to_them(drawing: str, wanted: str) -> None:
    assert cleaned(drawing) == wanted


def test_a_drawing_within_a_drawing_is_made_safe_as_well() -> None:
    inner = SVG.format('<image href="/etc/passwd"/><rect/>')
    address = f"data:image/svg+xml;base64,{base64.b64encode(inner.encode()).decode()}"
    made = cleaned(f'<image href="{address}"/>')
    data = base64.b64decode(made.partition("base64,")[2].partition('"')[0])
    assert b"rect" in data
    assert b"passwd" not in data


@pytest.mark.parametrize(
    "drawing",
    [
        "".join(f'<g id="a{n}">{f"""<use href="#a{n + 1}"/>""" * 10}</g>' for n in range(8)),
        "".join(f'<g id="a{n}">{f"""<g fill="url(#a{n + 1})"/>""" * 10}</g>' for n in range(8)),
        "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(5000)),
    ],
)
def test_a_drawing_of_drawings_of_drawings_is_not_shown(tmp_path: Path, drawing: str) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(drawing))
    size, problem = svg_size(tmp_path / "a.svg")
    assert size is None
    assert problem


def test_what_refers_to_itself_is_drawn_once(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format('<g id="a"><use href="#a"/></g>'))
    assert svg_size(tmp_path / "a.svg")[1] == ""
