"""A book as linked web pages in Chromium: pages are turned by keyboard, words are found, and it can
be read from a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import SITE, Open, barriers, windows
from tests.vaults import Project

FILES = {
    "exporter.toml": '[[book]]\ntitle = "The Book"\nweb = "chapters"\n',
    "01 First.md": "# First\n\nIt begins with [a link](#x).\n\n## X\n\n```\ncode\n```\n",
    "02 Second.md": "# Second\n\nIt goes on with marmalade.\n",
    "03 Third.md": "# Third\n\nIt ends.\n",
    "03 Third/More.md": "# More\n\nIt ends.\n",
}
PAGES = ("index.html", "01-first.html")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project(tmp_path_factory.mktemp("book"))
    for name, text in FILES.items():
        project.write(name, text)
    project.build(formats=("html",))
    return project.out / "The Book"


@pytest.fixture
def window(browser: Browser, made: Path) -> Iterator[Open]:
    with windows(browser, made, faultless=True) as opening:
        yield opening


def pressed(page: Page, key: str, title: str) -> None:
    page.keyboard.press(key)
    expect(page.locator("h1")).to_have_text(title)
    page.wait_for_load_state()  # its script listens from then on


def test_the_arrow_keys_turn_the_pages(window: Open) -> None:
    page = window().open("index.html")
    pressed(page, "ArrowRight", "1 First")
    pressed(page, "ArrowRight", "2 Second")
    pressed(page, "ArrowLeft", "1 First")
    pressed(page, "ArrowLeft", "The Book")
    pressed(page, "ArrowLeft", "The Book")


@pytest.mark.parametrize("keys", [("Tab", "ArrowRight"), ("Control+k", "x", "ArrowRight")])
def test_the_arrow_keys_do_what_they_do_elsewhere(window: Open, keys: tuple[str, ...]) -> None:
    page = window().open("01-first.html")
    for key in (*keys, "Shift+ArrowRight"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url == f"{SITE}/01-first.html"


def test_words_are_found_in_other_chapters(window: Open) -> None:
    page = window().open("01-first.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("marmalade")
    expect(page.locator("dialog.search li a strong")).to_have_text(["Second"])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("2 Second")


def test_it_can_be_read_from_a_disk(window: Open, made: Path) -> None:
    one = window()
    one.context.unroute_all()
    one.page.goto((made / "index.html").as_uri())
    one.page.keyboard.press("ArrowRight")
    expect(one.page.locator("h1")).to_have_text("1 First")
    # a browser fetches nothing for a page that is opened as a file
    expect(one.page.locator(".search-open")).to_be_hidden()
    one.page.locator(".of-book a", has_text="Third").click()
    expect(one.page.locator("h1")).to_contain_text("Third")
    assert one.refusals() == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_its_pages_are_accessible(window: Open, name: str, colours: str) -> None:
    assert barriers(window(color_scheme=colours).open(name)) == []
