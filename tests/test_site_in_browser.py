"""A site in Chromium: search, previews, night, contents, and what is there without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Open, barriers, windows
from tests.vaults import Project

SECTIONS = "\n\n".join(f"## Part {n}\n\n" + "It goes on and on. " * 120 for n in range(1, 5))
NOTES = {
    "exporter.toml": '[project]\ntitle = "Garden"\n[site]\ngraph = true\n',
    "AI/Deep Thought.md": (
        "---\ntags: [ai]\ndate: 2025-03-04\n---\n# Deep Thought\n\n"
        f"It computes [[Life|the question]] and [[Life#Later|what came later]].\n\n{SECTIONS}\n"
    ),
    "Life.md": "# Life\n\nForty-two, they said.\n\n## Later\n\nNobody knew why.\n\n`ls`\n",
    "中文.md": "---\nlang: zh\ntags: [ai/zh]\n---\n# 中文笔记\n\n深度学习是机器学习的一个分支。\n",
}
# a page of each kind
KINDS = {
    "home": "",
    "note": "ai/deep-thought/",
    "note that is linked to": "life/",
    "folder": "ai/",
    "tag": "tags/ai/",
    "tags": "tags/",
    "all notes": "all-notes/",
    "graph": "graph/",
    "not found": "404.html",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project(tmp_path_factory.mktemp("garden"))
    for name, text in NOTES.items():
        project.write(name, text)
    project.build(formats=("site",))
    return project.out / "site"


@pytest.fixture
def window(browser: Browser, made: Path) -> Iterator[Open]:
    with windows(browser, made, faultless=True) as opening:
        yield opening


@pytest.mark.parametrize(
    ("words", "title", "marked"),
    [
        ("comput", "Deep Thought", "computes"),
        ("学习", "中文笔记", "学习"),
        ("#ai/zh", "中文笔记", ""),
    ],
)
def test_the_search_finds_a_note(window: Open, words: str, title: str, marked: str) -> None:
    there = window()
    page = there.open("life/")
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    result = page.locator(".search li a").first
    expect(result.locator("strong")).to_have_text(title)
    if marked:
        expect(result.locator("mark").first).to_have_text(marked)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_nothing_of_the_search_is_loaded_before_it_is_used(window: Open) -> None:
    there = window()
    asked: list[str] = []
    there.page.on("request", lambda request: asked.append(request.url))
    page = there.open("life/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url]
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("nothing of that kind")
    expect(page.get_by_role("status")).to_have_text("Nothing found for nothing of that kind")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.search")).to_be_hidden()


def test_a_link_shows_what_it_leads_to(window: Open) -> None:
    page = window().open("ai/deep-thought/")
    preview = page.locator(".preview")
    page.get_by_role("link", name="the question").hover()
    expect(preview).to_contain_text("Forty-two, they said.")
    preview.hover()
    page.wait_for_timeout(400)
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_the_keyboard_is_shown_it_too_and_from_the_section_on(window: Open) -> None:
    page = window().open("ai/deep-thought/")
    preview = page.locator(".preview")
    page.get_by_role("link", name="the question").focus()
    page.keyboard.press("Tab")
    expect(preview).to_contain_text("Nobody knew why.")
    expect(preview).not_to_contain_text("Forty-two")
    page.keyboard.press("Tab")
    expect(preview).to_be_hidden()


def test_day_and_night_can_be_switched_and_it_stays(window: Open) -> None:
    page = window().open("life/")
    page.get_by_role("button", name=re.compile("dark", re.IGNORECASE)).click()
    expect(page.locator("html")).to_have_css("background-color", "rgb(25, 24, 22)")
    page.goto(page.url.replace("life/", ""))
    expect(page.locator("html")).to_have_css("background-color", "rgb(25, 24, 22)")


def test_the_contents_follow(window: Open) -> None:
    page = window().open("ai/deep-thought/")
    page.locator("#part-3").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('part-3').scrollIntoView()")
    expect(page.locator(".contents [aria-current]")).to_have_text("Part 3")


def test_without_scripts_all_text_is_there(window: Open) -> None:
    page = window(java_script_enabled=False).open("ai/deep-thought/")
    expect(page.locator("article")).to_contain_text("It computes the question")
    expect(page.locator(".contents")).to_contain_text("Part 4")
    expect(page.get_by_role("button", name="Search")).to_be_hidden()
    page.get_by_role("link", name="the question").click()
    expect(page.locator(".backlinks")).to_contain_text("Deep Thought")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_is_accessible(window: Open, kind: str, colours: str) -> None:
    there = window(color_scheme=colours)
    page = there.open(KINDS[kind])
    assert barriers(page) == []
    assert there.refusals() == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_what_is_found_is_accessible(window: Open, colours: str) -> None:
    page = window(color_scheme=colours).open("life/")
    page.keyboard.press("Control+k")
    page.keyboard.type("computes")
    expect(page.locator(".search mark").first).to_be_visible()
    assert barriers(page) == []
