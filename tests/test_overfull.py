"""No page is overfull: the checker itself, notes that try to be, and a sample of those of others.

`make overfull` goes through all notes.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
import weasyprint
from PIL import Image

from tests.overfull.__main__ import report
from tests.overfull.findings import Areas, findings
from tests.overfull.survey import areas_of_text, survey
from tests.overfull.things import Box, pages

# Notes of each corpus, at even distances in its sorted list
PICKED = {"garden": 12, "vault-docs": 5, "newsletters": 1, "book": 3}


# --- the checker itself --------------------------------------------------------------------------

PAGE = """<html lang="en"><title>t</title><style>
  @page { size: 300pt; margin: 50pt }
  body { margin: 0; font: 10pt/12pt serif } p { margin: 0 }
</style>%s</html>"""
AREAS: Areas = {(300, 300, side): Box(50, 50, 250, 250) for side in (0, 1)}
PICTURE = "<img alt='A' style='width:80pt;height:60pt;%s' src='data:image/svg+xml,%s'/>"
DRAWING = quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 6'><path d='M0 0h8v6h-8z'/></svg>"
)


def found_on(body: str, folder: Path) -> list[tuple[str, str]]:
    file = folder / "page.pdf"
    weasyprint.HTML(string=PAGE % body).write_pdf(file, pdf_variant="pdf/ua-1")
    return [(each.kind, each.words) for page in pages(file) for each in findings(page, AREAS)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p style='white-space:nowrap'>a%s</p>" % ("b" * 80), "text outside the page"),
        ("<p style='margin-left:-6pt'>words</p>", "text outside the type area"),
        ("<p style='position:absolute;top:215pt'>words</p>", "text outside the type area"),
        ("<p>some words</p><p style='margin-top:-9pt'>more words</p>", "text over text"),
        ("<p>some words</p>" + PICTURE % ("margin-top:-9pt", DRAWING), "text over picture"),
        (PICTURE % ("margin-left:140pt", DRAWING), "picture outside the type area"),
        (PICTURE % ("margin-left:240pt", DRAWING), "picture outside the page"),
        ("<p style='width:300pt;background:red'>words</p>", "ground outside the page"),
        ("<p style='width:30pt;overflow:hidden;white-space:nowrap'>some words</p>", "text cut off"),
        ("<p style='height:12pt;overflow:hidden'>some<br>words</p>", "text cut off"),
    ],
)
def test_what_is_overfull_is_seen(body: str, wanted: str, tmp_path: Path) -> None:
    assert wanted in [kind for kind, _ in found_on(body, tmp_path)]


def test_the_words_are_told(tmp_path: Path) -> None:
    body = "<p>fine</p><p style='margin-left:-6pt'>out of it</p>"
    assert found_on(body, tmp_path) == [("text outside the type area", "out of it")]


def test_what_is_in_order_is_not_overfull(tmp_path: Path) -> None:
    body = (
        "<p>Words <i>ff</i><sup>1</sup> <mark>with</mark> <b>marks</b> <code>gÅ</code></p><p>gÅ</p>"
        f"<table><tr><td>a</td><td>b</td></tr></table>{PICTURE % ('', DRAWING)}"
        "<div style='background:#eee'><p>on a ground</p></div><ol><li>a</li></ol>"
    )
    assert found_on(body, tmp_path) == []


def test_a_page_with_nothing_on_it_is_in_order(tmp_path: Path) -> None:
    assert found_on("<p>words</p>", tmp_path) == []
    with pikepdf.open(tmp_path / "page.pdf") as document:
        document.add_blank_page(page_size=(300, 300))
        document.save(tmp_path / "blank.pdf")
    assert [len(page.things) for page in pages(tmp_path / "blank.pdf")] == [1, 0]


# --- notes that try to be ------------------------------------------------------------------------

WORD = "incomprehensibilities" * 15
ADDRESS = "https://example.org/" + "path-of-it/%20?and=" * 12
SUM = "+".join(f"x_{{{number}}}" for number in range(60))
BOX = r"\left(" + r"\frac{aaaaaaaaaaaaaaaaa}{b}" * 30 + r"\right)"
HIGH = r"\frac{\frac{\frac{a}{b}}{c}}{\frac{d}{\frac{e}{f}}}"
TEXT = "Some words before it, and enough of them to fill a line of this page, then some more.\n\n"


def _table(*cells: str) -> str:
    line = "|" + "|".join(cells) + "|\n"
    return line + "|" + "-|" * len(cells) + "\n" + line * 3


def _nested(mark: str, depth: int, text: str) -> str:
    return "".join(f"{' ' * (len(mark) + 1) * level}{mark} {text}\n" for level in range(depth))


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def _html_table(inner: str, depth: int) -> str:
    for _ in range(depth):
        inner = f"<table><tr><td>left side</td><td>{inner}</td></tr></table>"
    return inner


def _diagram(direction: str, nodes: int) -> str:
    lines = [f"A{each}[A node of words]-->A{each + 1}[And more]" for each in range(nodes)]
    return "\n".join(["```mermaid", f"flowchart {direction}", *lines, "```"])


HOSTILE = {
    "a long word": f"{WORD}\n\nand {WORD} within.",
    "a long address": f"See {ADDRESS} or <{ADDRESS}> or [it]({ADDRESS}).",
    "a long heading": f"## {WORD}\n\n### {'Words of a heading ' * 20}\n\n#### `{WORD}`",
    "long code": f"Some `{WORD}` and `{'code_of_words ' * 12}`.\n\n```py\n{WORD}\n```\n",
    "deep lists": _nested("-", 12, "An item of many words that goes on and on and on and on"),
    "deep numbers": _nested("1000.", 9, f"An item of words {WORD}"),
    "deep quotes": "\n>\n".join(f"{'> ' * level}Quoted words" for level in range(1, 14)),
    "a long word, deep": f"{_nested('-', 12, 'Item')}{' ' * 24}- {WORD}",
    "deep tasks": _nested("- [x]", 10, f"Task {WORD[:90]}"),
    "a large picture": "![](huge.png)\n\nWords\n\n![](huge.png)\nand words\n\nx ![](huge.png) y",
    "a high picture": '![](high.png)\n\n![High](high.png "With a caption that is long")\n',
    "pictures in lists": _nested("-", 8, "![](huge.png) words that follow"),
    "a picture asked for": "![|3000](huge.png)\n\n<img src='huge.png' width='3000'>\n",
    "pictures in a row": "![](small.png)" * 40 + "\n\n" + "![](small.png) " * 40,
    "a table of 30": _table(*["word"] * 30),
    "a table of long words": _table("a", WORD[:90], "b"),
    "a table of code": _table(*["`some_long_name_of_it(with, arguments)`"] * 6),
    "a table of addresses": _table(ADDRESS, "words", f"<{ADDRESS}>"),
    "a table of pictures": _table(*["![](huge.png)"] * 4),
    "a table of formulas": _table(f"${SUM}$", "b"),
    "a table in a list": _nested("-", 4, "x") + "\n" + _indented(_table(*["some words"] * 9), 8),
    "tables in tables": _html_table("inner words", 5),
    "wide tables in tables": _html_table(WORD[:90], 3),
    "code in a table": _html_table(f"<pre>{'x = y + 1; ' * 30}</pre>", 1),
    "formulas": f"Inline ${SUM}$ and\n\n$${SUM}$$\n\n$${BOX}$$\n\n${BOX}$",
    "high formulas": f"Say ${HIGH}$ and so on. " * 9,
    "callouts": "\n".join(f"{'> ' * level}[!note] {WORD}" for level in range(1, 5)),
    "a wide diagram": _diagram("LR", 14),
    "a high diagram": _diagram("TD", 30),
    "footnotes": f"A[^1] and b[^2]\n\n[^1]: {WORD}\n\n[^2]: {ADDRESS}\n\n        {WORD}\n",
    "definitions": f"{WORD}\n: {WORD}\n",
    "tags and links": f"#{'tag' * 80} and [[{WORD}]] and [[a|{'[x] ' * 60}]]",
    "no spaces": "あ" * 300 + "\n\n" + "漢字" * 200 + "\n\n" + "א" * 250,
    "symbols": "\n\n".join(each * 200 for each in ("─", "🙂", "_", ".", "a\u00a0b")),
    "a raw box": f"<div style='width:2000px'>{TEXT}</div>",
    "details": f"<details><summary>{WORD}</summary>{TEXT}</details>",
}
FRONT_MATTER = (
    f"---\ntitle: {WORD}\nsubtitle: {WORD}\nauthor: {WORD}\ndescription: {ADDRESS}\n---\n"
)


def test_notes_that_try_to_are_not_overfull(tmp_path: Path) -> None:
    for name, text in HOSTILE.items():
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\n{TEXT}{text}\n\n{TEXT}")
    (tmp_path / "title.md").write_text(
        f"{FRONT_MATTER}\n## {WORD}\n\n{TEXT * 100}## {WORD}\n\n## A\n"
    )
    for name, size in {"huge": (4000, 900), "high": (300, 4000), "small": (60, 20)}.items():
        Image.new("RGB", size, "teal").save(tmp_path / f"{name}.png")
    found = survey(tmp_path, jobs=1)
    assert found.documents == len(HOSTILE) + 1
    assert (found.places, found.failed) == ((), ()), report("hostile", found)


def test_no_page_of_the_sample_project_is_overfull(built: Path, tmp_path: Path) -> None:
    areas = areas_of_text(tmp_path)
    found = [
        (file.name, *finding)
        for file in built.rglob("*.pdf")
        for page in pages(file)
        for finding in findings(page, areas)
    ]
    assert found == []


# --- the notes of others -------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", PICKED)
def test_no_page_of_real_notes_is_overfull(corpus: str, corpora: Path) -> None:
    found = survey(corpora / corpus, notes=PICKED[corpus], jobs=1)
    assert found.documents == PICKED[corpus]
    assert (found.places, found.failed) == ((), ()), report(corpus, found)
