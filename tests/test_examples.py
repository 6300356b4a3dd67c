"""The examples in the pages for writers: each is built, and does what its page says."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from PIL import Image

from exporter.codes import CODES
from exporter.config import FORMATS
from exporter.run import Summary
from tests.vaults import Project

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("writing", "obsidian", "academic")
HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
EXAMPLE = re.compile(r"^(`{3,})markdown\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([a-z]+/[a-z-]+)`")
CLASSES = re.compile(r'class="([^"]*)"')
# The classes that examples bring along
OWN = {"aside"}

# What the examples name beside themselves
NOTES = {
    "Garden.md": "---\naliases: [the plot]\n---\n# Garden\n\nOld.[^1]\n\n[^1]: A note.\n\n"
    "## Tools\n\nMany.\n\n### Spades\n\nTwo.\n\n## Rules\n\nNo haste. ^rule\n",
    "Old walls.md": "They keep warm, see [[Garden]].\n",
    "beds/Roses.md": "# Roses\n\nRed.\n",
    "Map.canvas": "{}",
    "Tasks.base": "views: []\n",
    "seeds.csv": "pear,apple\n",
    "song.mp3": "0123",
    "film.mp4": "0123",
    "works.bib": "@book{doe2020, author={Doe, Jane}, title={Walls}, year={2020}, publisher={P}}\n"
    "@book{knuth1984, author={Knuth, Donald}, title={TeX}, year={1984}, publisher={P}}\n",
    "exporter.toml": '[newsletter]\nfrom = "A Person <person@example.org>"\n',
}


class Example(NamedTuple):
    """An example, and the codes that its section names."""

    name: str
    text: str
    codes: frozenset[str]


def _examples() -> Iterator[Example]:
    for page in PAGES:
        _, *parts = HEADING.split((DOCS / f"{page}.md").read_text("utf-8"))
        for title, section in zip(parts[::2], parts[1::2], strict=True):
            codes = frozenset(CODE.findall(EXAMPLE.sub("", section)))
            for number, found in enumerate(EXAMPLE.finditer(section), 1):
                yield Example(f"{page}, {title.replace('/', ' ')} {number}", found[2], codes)


EXAMPLES = tuple(_examples())
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


class Built(NamedTuple):
    out: Path
    summary: Summary


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All examples as notes of one vault, in all formats."""
    root = tmp_path_factory.mktemp("examples") / "vault"
    project = Project(root)
    for name, text in (*NOTES.items(), *((f"{e.name}.md", e.text) for e in EXAMPLES)):
        project.write(name, text)
    Image.new("RGB", (160, 120), "olive").save(root / "pear.png")
    with pikepdf.new() as plan:
        plan.add_blank_page(page_size=(300, 150))
        plan.save(root / "plan.pdf")
    return Built(project.out, project.build(formats=FORMATS))


@each_example
def test_an_example_is_made_in_every_format(example: Example, built: Built) -> None:
    made = [each for each in built.summary.outcomes if each.source == f"{example.name}.md"]
    assert {each.format: each.message for each in made} == dict.fromkeys(FORMATS, "")


@each_example
def test_what_is_found_in_an_example_is_named_beside_it(example: Example, built: Built) -> None:
    found = [each for each in built.summary.diagnostics if each.note == f"{example.name}.md"]
    assert {each.code for each in found} <= example.codes
    assert [each for each in found if not each.line] == []


def test_a_page_names_no_code_that_does_not_exist() -> None:
    pages = {page: page.read_text("utf-8") for page in DOCS.rglob("*.md")}
    kinds = {code.partition("/")[0] for code in CODES}
    named = {code for text in pages.values() for code in CODE.findall(text)}
    assert {code for code in named if code.partition("/")[0] in kinds} - CODES.keys() == set()


def test_every_class_of_an_example_is_described_for_themes(built: Built) -> None:
    theming = (DOCS / "theming.md").read_text("utf-8")
    described = set(re.findall(r"`([a-z-]+)`", theming.partition("## Classes")[2]))
    shown = {
        name
        for text in _texts(built.out)
        for value in CLASSES.findall(text)
        for name in value.split()
    }
    # two letters are Pygments' names of tokens
    kinds = {name for name in shown if len(name) > 2 and not name.startswith(("callout-", "csl-"))}
    assert kinds - OWN - described == set()


def _texts(out: Path) -> Iterator[str]:
    """What is between the heads and the feet of the web pages and of the chapters of the EPUBs."""
    for page in out.glob("*.html"):
        if not page.name.endswith(".email.html"):
            yield page.read_text("utf-8").partition("<main")[2].partition("</main>")[0]
    for file in out.glob("*.epub"):
        with zipfile.ZipFile(file) as book:
            for name in book.namelist():
                if name.endswith(".xhtml") and not name.endswith(("nav.xhtml", "title.xhtml")):
                    yield book.read(name).decode().partition("</header>")[2]
