"""The picture of a site's links."""

from __future__ import annotations

import pytest
from lxml import html

from exporter.site import graph
from exporter.site.graph import Links, drawn
from tests.vaults import Project


@pytest.fixture
def garden(project: Project) -> Project:
    project.write("exporter.toml", '[project]\nurl = "https://example.org"\n[site]\ngraph = true\n')
    project.write("A.md", "To [[B]] and [[C]].\n")
    project.write("B.md", "To [[A]].\n")
    project.write("C.md", "Nowhere.\n")
    project.write("Alone.md", "Nothing.\n")
    return project


def test_linked_notes_are_dots_that_lead_to_them(garden: Project) -> None:
    assert garden.build(formats=("site",)).diagnostics == ()
    page = html.parse(str(garden.out / "site/graph/index.html"))
    assert page.xpath("//svg/a/@href") == ["../a/", "../b/", "../c/"]
    assert page.xpath("//svg/a/title/text()") == ["A", "B", "C"]
    assert page.xpath("string(//svg/path/@d)").count("M") == 2


def test_the_same_links_are_the_same_picture() -> None:
    pages = tuple((f"{n}/", f"Note {n}") for n in range(60))
    pairs = tuple((n, (n * 7 + 1) % 60) for n in range(40) if n != (n * 7 + 1) % 60)
    assert drawn(Links(pages, pairs)) == drawn(Links(pages, pairs))


def test_all_is_within_the_picture_and_titles_stand_apart() -> None:
    pages = tuple((f"{n}/", f"A title of some length {n}") for n in range(300))
    pairs = tuple((n // 3, n) for n in range(1, 250))
    picture = drawn(Links(pages, pairs))
    assert all(0 <= dot.x <= picture.width and 0 <= dot.y <= picture.height for dot in picture.dots)
    named = [dot for dot in picture.dots if dot.name]
    assert len(named) > 5
    for one in named:
        for other in named:
            apart = abs(one.x - other.x) > 200 or abs(one.y - other.y) > graph.LINE
            assert one is other or apart


def test_no_links_are_a_picture_of_nothing() -> None:
    assert drawn(Links((), ())).dots == ()


def test_where_it_cannot_be_laid_out_that_is_told(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "can_draw", lambda: False)
    (finding,) = garden.build(formats=("site",)).diagnostics
    assert (finding.code, finding.hint) == ("site/graph", 'pip install "exporter[graph]"')
    assert not (garden.out / "site/graph").exists()
