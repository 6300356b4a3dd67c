"""Drawings of others: what is taken out of them, and what it becomes valid by."""

from __future__ import annotations

import pytest
from lxml import etree

from exporter.render.svg import safe_svg

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
        ('<g onload="x()" fill="url(http://a.b/c)"/>', "<g/>"),
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
