"""Links that name the page they lead to."""

from __future__ import annotations

from pathlib import Path

from tests import oracles
from tests.vaults import Project

LONG = "Words that fill pages. " * 250


def text(project: Project) -> str:
    (file,) = project.out.glob("*.pdf")
    return " ".join(oracles.pdftotext(file).split())


def book(tmp_path: Path, settings: str = "") -> Project:
    project = Project(tmp_path / "vault")
    project.write("exporter.toml", f"[pdf]\ncover = false\n{settings}")
    project.write("book.toml", 'title = "Book"\nforeword = "f.md"\nchapters = ["a.md", "b.md"]\n')
    project.write("f.md", "# Foreword\n\nWords.\n")
    project.write("b.md", "# B\n\n## There {#there}\n\nWords.\n")
    return project


def test_a_link_of_the_class_page_is_the_number_of_its_page(tmp_path: Path) -> None:
    project = book(tmp_path)
    project.write(
        "a.md",
        "# A\n\nsee [it](b.md#there){.page}, [this](f.md){.page}, [web](https://a.b){.page},"
        f" [[b]]\n\n{LONG}",
    )
    project.build(formats=("pdf", "html"))
    assert "see page 4, page iv, web, b Words" in text(project)
    assert ">it</a>" in next(project.out.glob("*.html")).read_text()


def test_all_links_name_their_page_where_that_is_asked_for(tmp_path: Path) -> None:
    project = book(tmp_path, "link_pages = true\n")
    project.write("a.md", f"---\nlang: de\n---\n\n# A\n\n[[b]] [web](https://a.b)\n\n{LONG}")
    project.build(formats=("pdf",))
    assert "b (Seite 4) web Words" in text(project)
