"""Raw HTML in a note: it becomes nodes, and nothing that can be read is lost."""

from __future__ import annotations

import pytest

from exporter.diagnostics import Report
from exporter.model.nodes import Blocks, Paragraph, RawBlock, Text
from exporter.model.walk import depth, plain_text
from exporter.rendering.markup import Renderer
from exporter.rendering.xhtml import XHTML
from exporter.source.html import lift_blocks


def lifted(markup: str) -> tuple[Blocks, Report]:
    report = Report("note.md", markup)
    return lift_blocks((RawBlock("html", markup),), report), report


def shown(markup: str) -> str:
    return Renderer(XHTML)(lifted(markup)[0]).strip()


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<div>one</div>two", "<p>one</p>\n<p>two</p>"),
        ("<ul><li>a<li><p>b</ul>", "<ul>\n<li>a</li>\n<li><p>b</p>\n</li>\n</ul>"),
        ("<p>a<br>b", "<p>a<br/>\nb</p>"),
        ("<kbd>Ctrl</kbd>", "<p><kbd>Ctrl</kbd></p>"),
        ("<mark>a</mark> <u>b</u>", "<p><mark>a</mark> <u>b</u></p>"),
        ("<center><font color=red>x</font></center>", "<p>x</p>"),
        ("<p onclick='x()' style='color:red'>a</p>", "<p>a</p>"),
        ("<a href='javascript:x()'>a</a>", '<p><a href="javascript:x()">a</a></p>'),
        ("<!-- gone -->x", "<p>x</p>"),
        ("<p>a&#1;&#x1F;&#xFFFE;&#65;&#x110000;", "<p>aA</p>"),
    ],
)
def test_markup_becomes_what_it_means(markup: str, wanted: str) -> None:
    assert shown(markup) == wanted


def test_a_list_of_terms_in_another_stands_there_once() -> None:
    inner = "<dl><dt>Quagga</dt><dd>d</dd></dl>"
    assert shown(f"<dl><dt>a</dt><dd>b{inner}</dd></dl>").count("Quagga") == 1


def test_a_picture_between_the_items_of_a_list_stays() -> None:
    assert 'src="a.png"' in shown("<ul><img src=a.png alt=b></ul>")


@pytest.mark.parametrize(
    "markup",
    [
        "<table>stray<tr><td>a</td>loose</tr></table>",
        "<table><tr><p>a stray loose</p></tr></table>",
        "<dl><dd>a</dd><dt>stray</dt></dl>loose",
        "<dl>a<dt>t</dt>stray<div>loose</div><dd>d</dd></dl>",
        "<dl><div>a<dt>t</dt><dd>stray</dd></div><b>loose</b></dl>",
        '<a class="markdown-embed-link" href="x">a <b>stray</b></a>loose',
        "<ul>stray<p>a</p>loose</ul>",
        "<details>a<summary>stray</summary>loose</details>",
        "<figure>a<figcaption>stray</figcaption>loose</figure>",
        "<div><span>a</span><blink>stray</blink></div></b>loose",
    ],
)
def test_no_text_is_lost_where_markup_is_wrong(markup: str) -> None:
    blocks, _ = lifted(markup)
    text = plain_text(blocks) + shown(markup)
    assert all(word in text for word in ("a", "stray", "loose"))


@pytest.mark.parametrize("tag", ["script", "style", "form><input", "svg", "textarea", "button"])
def test_what_has_no_place_is_left_out_and_told(tag: str) -> None:
    _, report = lifted(f"<p>a</p>\n<{tag}>alert(1)")
    if tag != "form><input":
        assert [(found.code, found.line) for found in report.diagnostics] == [("html/dropped", 2)]
    assert "alert" not in shown(f"<{tag}>alert(1)</{tag}>") or tag.startswith("form")


def test_deep_markup_is_flattened_with_all_its_text() -> None:
    blocks, report = lifted("<div>x" * 3000 + "the core" + "</div>" * 3000)
    assert depth(blocks) < 60
    assert "the core" in plain_text(blocks)
    assert {found.code for found in report.diagnostics} == {"source/nesting"}


def test_a_video_is_a_link_with_its_title() -> None:
    markup = '<iframe src="https://v.example/1" title="A film"></iframe>'
    assert '<a href="https://v.example/1" class="media frame">A film</a>' in shown(markup)


def test_a_span_of_a_million_columns_is_bounded() -> None:
    assert 'colspan="100"' in shown("<table><tr><td colspan=1000000>a</table>")


@pytest.mark.parametrize("tag", ["video", "audio", "iframe"])
def test_words_for_who_cannot_play_it_are_told(tag: str) -> None:
    _, report = lifted(f"<p>a</p>\n<{tag} src='https://x.y/z'>Quagga</{tag}>")
    assert [(each.code, each.line) for each in report.diagnostics] == [("html/dropped", 2)]
    _, report = lifted(f"<{tag} src='https://x.y/z'> </{tag}>")
    assert report.diagnostics == []


@pytest.mark.parametrize("tag", ["video", "iframe", "xmp", "title", "plaintext"])
def test_an_element_that_never_ends_swallows_no_markdown(tag: str) -> None:
    after = Paragraph((Text("Quagga"),))
    blocks = lift_blocks((RawBlock("html", f"<{tag} src='a'>"), after), Report("note.md"))
    assert blocks[-1] == after
    assert "x-node" not in plain_text(blocks)
