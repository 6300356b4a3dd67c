"""What a stranger's note can make of a page: nothing that runs, nothing that leads into a trap."""

from __future__ import annotations

import re

import pytest
from lxml import html

from tests.vaults import Project

LINKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html,<b>)",
    "[x][r]\n\n[r]: vbscript:x",
    "<javascript:alert(1)>",
    '<a href=" &#106;avascript:alert(1)">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<video src="javascript:alert(1)" poster="javascript:alert(2)"></video>',
    "![x](javascript:alert(1))",
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
]
ACTIVE = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)></svg>",
    "<object data=x></object>",
    "<form action=x><button formaction=y>go</button></form>",
    "<style>main { display: none }</style>",
]
SAFE = re.compile(r"(?:https?|mailto):|[^:]*$|data:image/(?:png|jpeg|gif|webp);")


def page(project: Project, text: str) -> tuple[html.HtmlElement, set[str]]:
    project.write("note.md", f"Before.\n\n{text}\n\nAfter.\n")
    summary = project.build()
    made = html.parse(str(project.out / "note.html")).getroot()
    return made, {found.code for found in summary.diagnostics}


@pytest.mark.parametrize("text", LINKS)
def test_an_address_that_runs_or_reads_files_is_dropped_and_told(
    project: Project, text: str
) -> None:
    made, codes = page(project, text)
    addresses = made.xpath("//main//@href | //main//@src | //main//@poster | //main//@data")
    assert [each for each in addresses if not SAFE.match(each)] == []
    assert codes & {"links/unsafe", "images/unsupported", "media/unsupported"}


@pytest.mark.parametrize("text", ACTIVE)
def test_what_is_active_is_left_out_and_told(project: Project, text: str) -> None:
    made, codes = page(project, text)
    assert made.xpath("//main//script | //main//svg | //main//object | //main//form") == []
    assert made.xpath("//main//style | //main//button") == []
    assert "html/dropped" in codes


def test_no_handler_and_no_style_of_a_note_reaches_the_page(project: Project) -> None:
    made, _ = page(
        project,
        '<p onclick="alert(1)" style="position: fixed">a</p> <a href="https://a.example"'
        ' onmouseover="alert(1)" target="_top">b</a> [c]{onclick="alert(1)" style="color: red"}',
    )
    names = {name for element in made.find(".//main").iter() for name in element.attrib}
    assert {name for name in names if name.startswith("on")} | {"style", "target"} & names == set()
