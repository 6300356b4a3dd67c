"""Content by format: what stands in some outputs only, and what the others make of the rest."""

from __future__ import annotations

import re
import zipfile

from tests.vaults import Project

NOTE = """
::: {.only-html}
Web words[^w].
:::

::: {.not-html .aside}
Other words[^o].
:::

All of [these words]{.only-email .only-epub}[those]{.not-epub} words[^a].

::: {.content-visible when-format="epub"}
Quarto words
:::

::: {.content-hidden when-format="html"}
Hidden words
:::

[^w]: W
[^o]: O
[^a]: A
"""


def texts(project: Project) -> dict[str, str]:
    with zipfile.ZipFile(project.out / "n.epub") as book:
        chapter = book.read("EPUB/n.xhtml").decode()
    html = (project.out / "n.html").read_text()
    mail = (project.out / "n.email.txt").read_text()
    return {"html": html, "epub": chapter, "email": mail}


def test_each_format_has_its_own_words(project: Project) -> None:
    project.write("n.md", NOTE)
    project.build(formats=("html", "epub", "email"))
    wanted = {
        "Web words": ["html"],
        "Other words": ["epub", "email"],
        "these words": ["epub", "email"],
        "those words": ["html", "email"],
        "Quarto words": ["epub"],
        "Hidden words": ["epub", "email"],
    }
    found = texts(project)
    shown = {
        words: [name for name, text in found.items() if words in re.sub("<[^>]+>", "", text)]
        for words in wanted
    }
    assert shown == wanted


def test_notes_are_numbered_without_gaps(project: Project) -> None:
    project.write("n.md", NOTE)
    project.build(formats=("html", "epub", "email"))
    assert re.findall(r'id="fn(\d)"', texts(project)["epub"]) == ["1", "2"]
    assert re.findall(r'id="fn(\d)"', texts(project)["html"]) == ["1", "2"]


def test_a_class_beside_the_condition_stays(project: Project) -> None:
    project.write("n.md", NOTE)
    project.build(formats=("epub", "html", "email"))
    assert '<div class="aside">' in texts(project)["epub"]


def test_a_picture_of_another_format_is_not_packed(project: Project) -> None:
    from PIL import Image

    Image.new("RGB", (4, 3)).save(project.root / "p.png")
    project.write("n.md", "text\n\n::: {.not-epub}\n![A](p.png)\n:::\n")
    project.build(formats=("epub",))
    with zipfile.ZipFile(project.out / "n.epub") as book:
        assert not [name for name in book.namelist() if name.endswith(".png")]


def test_a_file_of_another_format_does_not_go_with_it(project: Project) -> None:
    (project.root / "data.csv").write_text("a,b\n")
    project.write("n.md", "text\n\n::: {.not-html}\n[Data](data.csv)\n:::\n")
    project.build(formats=("html",))
    assert [file.name for file in project.out.iterdir() if not file.name.startswith(".")] == [
        "n.html"
    ]
