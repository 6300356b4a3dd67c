"""The markup of a letter: what mail programs drop or break is not in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from exporter.backends import email as backend
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Edition
from exporter.rendering.email import EMAIL, shown_size
from exporter.rendering.email_boxes import WIDEST
from exporter.rendering.email_code import LONGEST_LINE
from exporter.rendering.email_notes import endnotes
from exporter.rendering.markup import Renderer
from exporter.rendering.templates import Theme, load_theme
from tests import editions
from tests.editions import paragraph

# Blocks that the backend styles as a whole, and what is bare text to every client
UNSTYLED = {"note", "unresolved", "citation", "tex", "tasks", "notes", "line", "o", "n"}
# caniemail: what Outlook, Gmail or both leave out
NOT_KEPT = re.compile(
    r"var\(|rgba\(|\d(?:rem|em|vw)\b|position:|display:\s*(?:flex|grid)|<(?:figure|details|summary"
    r"|aside|section|input|math|svg|script|iframe|video|mark)\b|\bdata:"
)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", Path(__file__).parent)


def markup(*blocks: n.Block) -> str:
    return Renderer(EMAIL)(blocks)


def letter(theme: Theme, *blocks: n.Block, edition: Edition | None = None) -> str:
    made = backend.render(edition or editions.note(*blocks), theme, Reports(Report("note.md")))
    return made.files[1].data.decode()


def elements(html: str) -> list[lxml.html.HtmlElement]:
    page = lxml.html.document_fromstring(html)
    return [each for each in page.iter("*") if isinstance(each, lxml.html.HtmlElement)]


def shown_text(html: str) -> str:
    return "".join(lxml.html.fragment_fromstring(html, create_parent=True).itertext()).strip("\n")


def everything() -> tuple[n.Block, ...]:
    item = n.ListItem((n.Plain((n.Text("item"),)),))
    row = n.Row((n.Cell((paragraph(),), "right"), n.Cell((paragraph(),), scope="col")))
    inlines = (
        n.Emphasis((n.Text("a"),)), n.Strong((n.Text("b"),)), n.Strikethrough((n.Text("c"),)),
        n.Underline((n.Text("d"),)), n.Superscript((n.Text("e"),)), n.Subscript((n.Text("f"),)),
        n.SmallCaps((n.Text("g"),)), n.Highlight((n.Text("h"),)), n.Code("i"), n.Tag("j"),
        n.Math("k"), n.Link((n.Text("l"),), "https://example.org"),
        n.Quoted((n.Text("m"),), "single"), n.Span((n.Text("n"),), n.Attributes(classes=("kbd",))),
    )  # fmt: skip
    return (
        *(n.Heading(level, (n.Text("Head"),), n.Attributes(id=f"h{level}")) for level in (2, 3, 4)),
        paragraph(*inlines),
        n.BlockQuote((paragraph(),)),
        n.BulletList((item, n.ListItem((paragraph(),), "x"))),
        n.OrderedList((item,), 3, "lower-roman"),
        n.DefinitionList((n.Definition((n.Text("t"),), ((paragraph(),),)),)),
        n.CodeBlock("def f(): return 'x'", "python", "a.py", True),
        n.Diagram("mermaid", "graph LR"),
        n.Table((n.Column(), n.Column()), (row,), (row,), caption=(paragraph(),)),
        n.Figure((editions.image("https://example.org/a.png"),), (paragraph(),)),
        n.Callout("warning", (n.Text("Title"),), (paragraph(),), "closed"),
        n.LineBlock(((n.Text("line"),),)),
        n.ThematicBreak(),
        editions.footnote("note"),
    )


def test_nothing_is_in_it_that_clients_leave_out(theme: Theme) -> None:
    body = letter(theme, *everything()).partition("<body")[2]
    assert not NOT_KEPT.findall(body)


def test_no_element_depends_on_the_head_for_its_looks(theme: Theme) -> None:
    bare = {
        (element.tag, element.get("class"))
        for element in elements(letter(theme, *everything()))
        if element.get("class") and not element.get("style")
        if not UNSTYLED & set(element.get("class", "").split())
    }
    assert bare == set()


def test_padding_and_borders_of_boxes_stand_on_cells(theme: Theme) -> None:
    # Outlook for Windows pads cells only; `kbd` and what embeds a note are as good without
    padded = {
        element.tag
        for element in elements(letter(theme, *everything()))
        if re.search(r"padding(-left)?:(?!0;|0$)", element.get("style", ""))
    }
    assert padded <= {"td", "th", "kbd"}


def test_every_layout_table_says_that_it_is_none(theme: Theme) -> None:
    tables = [e for e in elements(letter(theme, *everything())) if e.tag == "table"]
    for table in tables:
        assert ("data" in table.get("class", "").split()) != (table.get("role") == "presentation")


def test_what_stands_in_the_head_is_little(theme: Theme) -> None:
    html = re.sub(r"<!--.*?-->", "", letter(theme, paragraph()), flags=re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    # Gmail drops a whole element for one rule that it does not like, so Outlook's is its own
    assert len(styles) == 2
    assert sum(map(len, styles)) < 16 * 1024
    assert "data-ogsc" not in styles[0]
    assert re.sub(r"/\*.*?\*/", "", styles[0]).lstrip().startswith("@media")


def test_bullets_are_not_drawn_by_hand(theme: Theme) -> None:
    made = markup(n.BulletList((n.ListItem((paragraph(),)), n.ListItem((paragraph(),), "x"))))
    assert made.startswith("<ul")
    assert "☑" in made
    # Outlook hangs a bullet in the margin, and knows no padding of a list
    assert re.search(r'<ul style="margin:0 0 18px 26px;padding:0', letter(
        theme, n.BulletList((n.ListItem((paragraph(),)),))
    ))  # fmt: skip


def test_anchors_have_names_for_gmail() -> None:
    assert '<a name="there"></a>' in markup(editions.heading("There", "there"))
    assert '<a name="list"></a>' in markup(n.CodeBlock("x", attributes=n.Attributes(id="list")))


def test_notes_are_read_without_a_click() -> None:
    block = editions.footnote("The note.", 3)
    made = endnotes((block,), Renderer(EMAIL))
    assert '<a name="fn3"></a><a href="#fnref3">3.</a>' in made
    # and with one click back again
    assert '<a name="fnref3"></a>' in markup(block)
    assert "The note." in made


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({}, (0, 0)),
        ({"pixels": (100, 50)}, (100, 50)),
        ({"pixels": (WIDEST * 2, 400)}, (WIDEST, 200)),
        ({"pixels": (400, 200), "width": "200"}, (200, 100)),
        ({"pixels": (400, 200), "width": "50%"}, (WIDEST // 2, WIDEST // 4)),
        ({"pixels": (400, 200), "width": "600", "height": "100"}, (WIDEST, 88)),
        ({"pixels": (400, 200), "width": "3em"}, (400, 200)),
    ],
)  # fmt: skip
def test_no_picture_is_wider_than_its_cell(fields: dict[str, object], size: object) -> None:
    assert shown_size(n.Image((), "a.png", **fields)) == size  # type: ignore[arg-type]


def test_long_code_is_broken_once_and_keeps_its_numbers() -> None:
    made = markup(n.CodeBlock("    call(" + "word, " * 20 + ")\nx", "", "", True, 9, (1,)))
    lines = shown_text(made).split("\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert lines[0].startswith(" 9      call(word,")
    assert lines[1].startswith("            word")
    assert lines[-1] == "10  x"
    assert made.count('<span class="mark">') == len(lines) - 1


def test_blank_lines_and_tabs_of_code_stay() -> None:
    made = markup(n.CodeBlock("a\n\n\tb\n" + " " * 200 + "\nc"))
    assert shown_text(made) == "a\n\n        b\n\nc"


@pytest.mark.parametrize("language", ["", "rust"])
def test_blank_lines_at_the_end_of_code_stay(language: str) -> None:
    assert "a\n\n</code>" in markup(n.CodeBlock("a\n\n", language))


def test_a_table_of_many_columns_is_set_smaller() -> None:
    wide = n.Table((n.Column(),) * 7, (), (n.Row((n.Cell((paragraph(),)),) * 7),))
    assert 'class="data dense"' in markup(wide)


def test_a_letter_from_right_to_left_is_one(theme: Theme) -> None:
    edition = editions.note(
        paragraph(), n.BlockQuote((paragraph(),)), metadata=Metadata(title="عنوان", lang="ar")
    )
    html = letter(theme, edition=edition)
    assert '<html lang="ar" dir="rtl"' in html
    assert re.search(r'<table class="column"[^>]*text-align:right', html)
    assert re.search(r'<td class="quote-cell"[^>]*border-right:3px', html)


def test_a_letter_with_nothing_to_say_at_its_foot_has_none(theme: Theme) -> None:
    assert 'class="footer"' not in letter(theme, paragraph())


def test_a_button_is_drawn_for_outlook(theme: Theme) -> None:
    button = n.Attributes(classes=("button",))
    link = n.Link(
        (n.Text('Join "us" & <them>'),), "https://example.org/?a=1&b=2", attributes=button
    )
    html = letter(theme, paragraph(link, n.Text(" "), link))
    drawn = re.findall(r"<!--\[if mso\]>(<v:roundrect.*?</v:roundrect>)<!\[endif\]-->", html)
    assert len(drawn) == 2
    # the box that Outlook draws has to be a size: it does not grow with its words
    assert 'href="https://example.org/?a=1&amp;b=2" style="height:46px;width:' in drawn[0]
    assert "Join &#34;us&#34; &amp; &lt;them&gt;</center>" in drawn[0]
    assert html.count('<!--[if !mso]><!--><a class="button" href="https://example.org/?a=1') == 2


def test_a_button_without_an_address_is_its_text(theme: Theme) -> None:
    button = n.Attributes(classes=("button",))
    html = letter(theme, paragraph(n.Link((n.Text("Go"),), "", note="a.md", attributes=button)))
    assert "v:roundrect" not in html
    assert ">Go</span></p>" in html


def test_a_film_without_a_picture_is_a_card() -> None:
    film = n.Media("video", (n.Text("Film"),), "https://www.youtube.com/watch?v=abcdefghijk")
    made = markup(n.Plain((film,)))
    assert made.startswith('<table class="media" role="presentation"')
    assert "▶" in made
    assert '<span class="media-host">www.youtube.com</span>' in made


def wide(*cells: n.Cell) -> n.Table:
    head = n.Row(tuple(n.Cell((paragraph(n.Text(f"Name{each}")),), scope="col") for each in "ABC"))
    return n.Table((n.Column(),) * 3, (head,), (n.Row(cells),))


def test_a_table_that_a_phone_has_no_room_for_names_its_cells() -> None:
    long = n.Cell((paragraph(n.Text("incomprehensibilities")),))
    listed = n.Cell((n.BulletList((n.ListItem((paragraph(),)),)),))
    made = markup(wide(long, listed, long))
    assert 'class="data stacked"' in made
    assert '<td><p><span class="label">NameA: </span>incomprehensibilities</p>' in made
    assert '<td><span class="label">NameB: </span><ul>' in made


@pytest.mark.parametrize("cell", [n.Cell((paragraph(),)), n.Cell((paragraph(),), colspan=2)])
def test_other_tables_stay_as_they_are(cell: n.Cell) -> None:
    long = n.Cell((paragraph(n.Text("incomprehensibilities " * 3)),))
    cells = (cell, cell, cell) if cell.colspan == 1 else (cell, long)
    assert "label" not in markup(wide(*cells))


def test_what_a_caption_says_is_not_said_in_the_place_of_its_picture() -> None:
    """Where pictures are blocked, both would be read, one below the other."""

    def figure(caption: str, **fields: Any) -> str:
        shown = n.Plain((n.Image((n.Text("Moss"),), "https://example.org/a.png", **fields),))
        found = re.search(
            r'alt="(.*?)"', markup(n.Figure((shown,), (n.Plain((n.Text(caption),)),)))
        )
        return found[1] if found else "none"

    assert figure("Moss") == figure("Figure 1. Moss") == "Image"
    assert figure("On the north side.") == "Moss"
    assert figure("Moss", decorative=True) == ""
