"""Cross-references: what is numbered, and where the references lead, in notes and in books."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from tests.vaults import Project

REFERENCE = re.compile(r'<a href="#([^"]+)" class="cross-reference">([^<]+)')
NOTE = """
See [@fig:one], @tbl-two, [-@eq:three], [@lst:four; @sec:five] and [@fig:none].

![A picture](p.png){#fig:one}

| a |
|---|
| b |

: A table {#tbl-two}

$$x^2$$ {#eq:three}

```python {#lst:four caption="A listing"}
pass
```

## The fifth {#sec:five}

Write to me@fig-tree.org or @fig-tree, or `[@fig:one]`.
"""


@pytest.fixture
def figures(project: Project) -> Project:
    Image.new("RGB", (40, 30)).save(project.root / "p.png")
    return project


def page(project: Project, name: str) -> str:
    return (project.out / name).read_text()


def test_what_has_a_label_is_numbered_and_referred_to(figures: Project) -> None:
    figures.write("n.md", NOTE)
    summary = figures.build()
    text = page(figures, "n.html")
    assert REFERENCE.findall(text) == [
        ("fig-one", "Figure\u00a01"),
        ("tbl-two", "Table\u00a01"),
        ("eq-three", "1"),
        ("lst-four", "Listing\u00a01"),
        ("sec-five", "The fifth"),
    ]
    for name in ("fig-one", "tbl-two", "eq-three", "lst-four", "sec-five"):
        assert text.count(f'id="{name}"') == 1
    assert '<span class="caption-label">Figure\u00a01</span>: A picture' in text
    assert '<span class="caption-label">Table\u00a01</span>: A table' in text
    assert '<span class="equation-number">(1)</span>' in text
    assert "Listing\u00a01: A listing" in text
    assert "and @fig:none." in text
    assert "me@fig-tree.org" in text
    assert "<code>[@fig:one]</code>" in text
    unknown = [found.line for found in summary.diagnostics if found.code == "references/unknown"]
    assert unknown == [2, 20]


def test_pandocs_markdown_has_the_same_references(figures: Project) -> None:
    figures.write("n.md", "---\ndialect: pandoc\n---\n" + NOTE)
    figures.build()
    shown = re.findall(r'class="cross-reference">([^<]+)', page(figures, "n.html"))
    assert shown == ["Figure\u00a01", "Table\u00a01", "1", "Listing\u00a01", "The fifth"]


def test_quartos_divisions_are_figures_and_tables(figures: Project) -> None:
    figures.write(
        "n.md",
        "@fig-a @tbl-b\n\n::: {#fig-a}\n![](p.png)\n\nThe *caption*\n:::\n\n"
        "::: {#tbl-b}\n| a |\n|---|\n| b |\n\nIts caption\n:::\n",
    )
    figures.build()
    text = page(figures, "n.html")
    assert text.count("<figure") == 1
    assert "Figure\u00a01</span>: The <em>caption</em></figcaption>" in text
    assert "Table\u00a01</span>: Its caption</caption>" in text


def test_a_book_numbers_by_chapter_and_leads_across(figures: Project) -> None:
    picture = "![A](p.png){#fig:one}\n\n"
    figures.write("a.md", f"{picture}Here [@fig:one], there [@fig:two].\n")
    figures.write("b.md", f"{picture}![B](p.png){{#fig:two}}\n\n[@fig:one]\n")
    figures.write("exporter.toml", '[[book]]\ntitle = "B"\n')
    figures.build()
    assert REFERENCE.findall(page(figures, "B.html")) == [
        ("a-fig-one", "Figure\u00a01.1"),
        ("b-fig-two", "Figure\u00a02.2"),
        ("b-fig-one", "Figure\u00a02.1"),
    ]


def test_references_speak_the_language_of_the_note(figures: Project) -> None:
    figures.write("n.md", "---\nlang: de\n---\n![B](p.png){#fig:one}\n\n[@fig:one]\n")
    figures.build()
    assert "Abbildung\u00a01</a>" in page(figures, "n.html")


def test_a_figure_of_several_pictures_keeps_their_captions(figures: Project) -> None:
    figures.write("n.md", "::: {#fig-a}\n![One](p.png)\n\n![Two](p.png)\n\nBoth\n:::\n\n@fig-a\n")
    figures.build()
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page(figures, "n.html"))
    assert captions == [
        "One",
        "Two",
        '<span class="caption-label">Figure\u00a01</span>: Both',
    ]
