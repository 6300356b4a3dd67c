"""Drawings of others: what is taken out of them, and what it becomes valid by."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from exporter.model.edition import Asset
from exporter.rendering.images import HIGHEST_DRAWN, as_png, harmless
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
        (
            "<style>a{}<!-- x -->@import url(http://a.b/c); b{fill:url(http://a.b/d)}</style>",
            "<style>a{} b{fill:none}</style>",
        ),
        ("<style>a{}<?x y?>@import url(http://a.b/c);</style>", "<style>a{}</style>"),
        ("<style>a{}@im<x/>port url(http://a.b/c);</style>", "<style>a{}</style>"),
        ("<style>a{}@im<g>port 'http://a.b/c';</g></style>x", "<style>a{}</style>x"),
        ('<a ping="http://a.b" attributionsrc="http://a.b" href="#">x</a>', '<a href="#">x</a>'),
        ('<feTurbulence numOctaves="0001000"/>', '<feTurbulence numOctaves="10"/>'),
        ('<feTurbulence numOctaves="²"/>', '<feTurbulence numOctaves="10"/>'),
        (
            '<feTurbulence><animate attributeName="numOctaves" to="9999"/></feTurbulence>',
            "<feTurbulence/>",
        ),
    ],
)
def test_nothing_acts_and_nothing_leads_outside(drawing: str, wanted: str) -> None:
    assert cleaned(drawing) == wanted


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" attributeName="href" onload="x()"/>',
        '<svg xmlns="http://www.w3.org/1999/xhtml" onfocus="x()" autofocus="" tabindex="1"/>',
        '<script xmlns="http://www.w3.org/2000/svg">x()</script>',
    ],
)
def test_what_is_no_drawing_is_not_shown(tmp_path: Path, drawing: str) -> None:
    (tmp_path / "a.svg").write_text(drawing)
    assert svg_size(tmp_path / "a.svg") == (None, "is no SVG drawing")
    with pytest.raises(ValueError, match="no SVG drawing"):
        safe_svg(drawing.encode())


def test_entities_of_a_drawing_are_filled_in() -> None:
    declared = '<!DOCTYPE svg [<!ENTITY look "fill:red"><!ENTITY away "fill:url(http://a.b/c)">]>'
    drawing = SVG.format('<g style="&look;"/><g style="&away;"/>')
    made = safe_svg(f"{declared}{drawing}".encode())
    assert [group.get("style") for group in etree.fromstring(made)] == ["fill:red", "fill:none"]


@pytest.mark.parametrize(
    ("name", "kept"), [("a.svg", False), ("a.SVG. .", False), ("a.svg.txt", True)]
)
def test_a_drawing_is_one_by_its_name_as_windows_reads_it(
    tmp_path: Path, name: str, kept: bool
) -> None:
    (tmp_path / name).write_text(SVG.format("<script>x()</script>"))
    asset = Asset(name, str(tmp_path / name), "")
    assert (b"script" in harmless(asset)) is kept


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
        "<style>@media screen { .a { fill: url(#a1) } } g [href] { fill: url(#a0) }</style>"
        + "".join(
            f"<style>g > .c{n}{{fill:url('#a{n + 1}')}}</style>"
            f"""<g id="a{n}">{f'<g class="b c{n}"/>' * 10}</g>"""
            for n in range(8)
        ),
    ],
)
def test_a_drawing_of_drawings_of_drawings_is_not_shown(tmp_path: Path, drawing: str) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(drawing))
    size, problem = svg_size(tmp_path / "a.svg")
    assert size is None
    assert problem


def test_a_style_is_drawn_where_its_selector_has_a_word_of_the_element(tmp_path: Path) -> None:
    many = "".join(f'<rect class="a{n % 500}"/>' for n in range(2000))
    styles = "".join(f".a{n} {{ fill: url(#p{n}) }}" for n in range(500))
    light = "".join(f'<pattern id="p{n}"><rect/></pattern>' for n in range(500))
    (tmp_path / "a.svg").write_text(SVG.format(f"<style>{styles}</style>{light}{many}"))
    assert svg_size(tmp_path / "a.svg")[1] == ""


def test_what_refers_to_itself_is_drawn_once(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format('<g id="a"><use href="#a"/></g>'))
    assert svg_size(tmp_path / "a.svg")[1] == ""


def test_a_reference_means_the_first_of_two_with_an_id_however_it_is_written(
    tmp_path: Path,
) -> None:
    drawing = "".join(f'<g id="a{n}">{f"""<use href="#%61{n + 1}"/>""" * 10}</g>' for n in range(8))
    light = "".join(f'<g id="a{n}"/>' for n in range(9))
    (tmp_path / "a.svg").write_text(SVG.format(drawing + light))
    assert "draws more" in svg_size(tmp_path / "a.svg")[1]


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ('viewBox="0 0 . 5"', None),
        ('viewBox="0 0 1.5. 5"', (2, 5)),
        ('viewBox="0 0 .5 -5"', None),
        (f'viewBox="0 0 {"9" * 400} 5"', None),
        (f'viewBox="0 0 {"0" * 400}.{"0" * 400}1 5" height="5"', None),
        (f'width="{"9" * 400}" height="5" viewBox="0 0 20 10"', (10, 5)),
        (f'width="{"9" * 300}" height="5"', None),
        ('width="1.2.3" height="5"', None),
        ('width=" 10 px " height="5"', (10, 5)),
    ],
)
def test_a_size_that_can_not_be_is_not_given(
    tmp_path: Path, given: str, size: tuple[int, int] | None
) -> None:
    drawing = SVG.format("<rect/>").replace("<svg", f"<svg {given}")
    (tmp_path / "a.svg").write_text(drawing)
    assert svg_size(tmp_path / "a.svg") == (size, "")
    safe_svg(drawing.encode())


@pytest.mark.parametrize(
    ("box", "stays"),
    [
        ("0 0 10 20", True),
        ("-1,+2.5 , 1e3\n.5", True),
        ("0 0 . 5", False),
        ("0 0 5", False),
        ("0 0 5 5 5", False),
        ("0 0 \u0663 5", False),
        ("1" * 100_000, False),
    ],
)
def test_a_box_of_other_than_four_numbers_does_not_stay(box: str, stays: bool) -> None:
    drawing = SVG.format("<rect/>").replace("<svg", f'<svg viewBox="{box}"')
    assert (b"viewBox" in safe_svg(drawing.encode())) == stays


@pytest.mark.parametrize(
    "inner",
    [
        "".join(f'<g id="{n}"/>' for n in range(50_000)),
        f'<use href="#{" " * 1_000_000}x"/><g id="1"/>',
        f'<g fill="url(#a{" " * 1_000_000}x"/><g id="1"/>',
        f'<g fill="url({" " * 1_000_000}x"/><g id="1"/>',
        f'<g fill="{"url(#" * 300_000}"/><g id="1"/>',
    ],
    ids=["ids", "whole", "address", "spaces", "addresses"],
)
def test_large_drawings_are_read_in_one_go(tmp_path: Path, inner: str) -> None:
    drawing = SVG.format(inner).replace("<svg", f'<svg width="1{" " * 1_000_000}x"')
    (tmp_path / "a.svg").write_text(drawing)
    assert svg_size(tmp_path / "a.svg")[1] == ""
    safe_svg(drawing.encode())


def test_a_picture_of_a_drawing_is_only_so_high() -> None:
    drawing = SVG.format("").replace("<svg", '<svg viewBox="0 0 1 900000000"')
    with Image.open(io.BytesIO(as_png(drawing, 600))) as picture:
        assert picture.size == (1, HIGHEST_DRAWN)
