"""Web pages in Chromium: what the script adds, what is there without it, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from exporter import config
from exporter.run import build
from tests.browser import Open, barriers, until, windows
from tests.conftest import CONTENT
from tests.vaults import Project

SPECIMEN = "notes/a-specimen-of-everything.html"
BOOK, DIGEST = "The Plain Page.html", "New in the garden.html"
LETTER = "newsletter/07 The month in the garden.html"
PAGES = [SPECIMEN, BOOK, DIGEST, LETTER]
NARROW = {"viewport": {"width": 390, "height": 844}}
# how many of the garden's notes are looked at; of 60 none was refused anything
SAMPLE = 12


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The out folder of `content/` with its web pages."""
    out = tmp_path_factory.mktemp("pages")
    build(config.load(CONTENT / "exporter.toml"), [], formats=("html",), out=out)
    return out


@pytest.fixture
def window(browser: Browser, made: Path) -> Iterator[Open]:
    with windows(browser, made) as opening:
        yield opening


@pytest.fixture
def page(window: Open) -> Page:
    """The specimen on a wide screen, by day."""
    return window().open(SPECIMEN)


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return dict(found)


# --- what nobody is kept from ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [SPECIMEN, BOOK, DIGEST])
def test_a_page_has_no_barriers_by_day_and_by_night(window: Open, name: str) -> None:
    shown = window().open(name)
    assert barriers(shown) == []
    shown.emulate_media(color_scheme="dark")
    assert barriers(shown, "color-contrast") == []


def test_a_page_has_no_barriers_on_a_phone(window: Open) -> None:
    assert barriers(window(**NARROW).open(SPECIMEN)) == []


def test_the_judge_of_access_finds_what_is_wrong(page: Page) -> None:
    page.evaluate("document.querySelector('main img').removeAttribute('alt')")
    assert any(found.startswith("image-alt") for found in barriers(page))


@pytest.mark.parametrize("name", PAGES)
def test_all_text_is_there_without_the_script(window: Open, name: str) -> None:
    words = [
        re.findall(r"\w+", window(java_script_enabled=script).open(name).inner_text("main"))
        for script in (True, False)
    ]
    assert len(words[1]) > 100
    assert [word for word in words[0] if word != "Copy"] == words[1]


def test_nothing_is_offered_that_needs_the_script_where_there_is_none(window: Open) -> None:
    still = window(java_script_enabled=False).open(SPECIMEN)
    assert still.locator("button:visible").count() == 0


# --- what the policy allows -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_lets_a_page_be_whole(window: Open, name: str) -> None:
    one = window()
    shown = one.open(name)
    shown.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    shown.evaluate("scrollTo(0, document.body.scrollHeight)")
    shown.wait_for_load_state("networkidle")
    assert (one.refusals(), one.errors) == ([], [])


def test_the_policy_lets_notes_of_the_garden_be_whole(
    window: Open, corpora: Path, tmp_path: Path
) -> None:
    notes = sorted((corpora / "garden").rglob("*.md"))
    settings = config.default(corpora / "garden")
    build(settings, notes[:: len(notes) // SAMPLE][:SAMPLE], formats=("html",), out=tmp_path)
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) > SAMPLE // 2
    one = window(tmp_path)
    for file in pages:
        one.open(file.relative_to(tmp_path).as_posix())
        assert (file.name, one.refusals(), one.errors) == (file.name, [], [])


def test_the_policy_refuses_what_is_not_ours(window: Open, made: Path, tmp_path: Path) -> None:
    text = (made / SPECIMEN).read_text("utf-8")
    evil = (
        "<script>window.run = 1</script><img src=x onerror='window.run = 1'>"
        "<link rel=stylesheet href=https://evil.invalid/x.css><style>main { display: none }</style>"
        "<iframe src=https://evil.invalid/></iframe><base href=https://evil.invalid/>"
    )
    (tmp_path / "page.html").write_text(text.replace("<main>", f"<main>{evil}"), "utf-8")
    one = window(tmp_path)
    shown = one.open("page.html")
    assert shown.evaluate("window.run") is None
    assert shown.locator("main").is_visible()
    assert one.asked == []
    kinds = {found.partition(":")[0] for found in one.refusals()}
    assert {"script-src-elem", "script-src-attr", "style-src-elem", "frame-src"} <= kinds


@pytest.mark.parametrize("scheme", ["https", "file"])
def test_what_lies_beside_a_page_is_found_and_allowed(
    window: Open, project: Project, scheme: str
) -> None:
    from tests.editions import asset

    asset(project.root, "dot.png")
    project.write("exporter.toml", '[html]\nassets = "beside"\nfonts = true\n')
    project.write("Note.md", "![A dot](dot.png)\n\n```py\nx = 1\n```\n\nSo.[^1]\n\n[^1]: Noted.\n")
    project.build()
    one = window(project.out)
    if scheme == "file":
        one.context.unroute_all()
        one.page.goto((project.out / "Note.html").as_uri())
    else:
        one.open("Note.html")
    assert (one.refusals(), one.errors) == ([], [])
    assert one.page.evaluate("document.querySelector('figure img').naturalWidth") == 2
    assert one.page.locator(".dark-switch").is_visible()
    assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") is not None
    assert "Spectral" in one.page.evaluate("[...document.fonts].map((each) => each.family).join()")


# --- what the script adds -------------------------------------------------------------------------


def test_a_footnote_stands_beside_its_number_on_a_wide_screen(page: Page) -> None:
    call, note, main = (box(page, each) for each in ("#fnref1", "#fn1", "main"))
    assert note["x"] > main["x"] + main["width"]
    assert abs(note["y"] - call["y"]) < 30
    assert note["x"] + note["width"] <= 1440


def test_a_footnote_goes_along_when_the_text_above_it_opens(page: Page) -> None:
    before = box(page, "#fn1")["y"]
    page.evaluate("document.querySelector('main p').style.paddingBottom = '300px'")
    moved = "before => document.getElementById('fn1').getBoundingClientRect().y > before + 250"
    until(page, moved, before)


def test_no_footnote_stands_over_another(page: Page) -> None:
    boxes = [each.bounding_box() for each in page.locator(".footnotes > ol > li").all()]
    assert len(boxes) > 5
    sides = [each for each in boxes if each]
    assert all(a["y"] + a["height"] <= b["y"] for a, b in pairwise(sides))


def test_a_footnote_is_at_the_foot_of_a_narrow_screen_and_shown_at_its_number(window: Open) -> None:
    shown = window(**NARROW).open(SPECIMEN)
    assert box(shown, "#fn1")["y"] > box(shown, "#fnref1")["y"] + 500
    preview = shown.locator(".footnote-preview")
    shown.locator("#fnref1").focus()
    expect(preview).to_be_visible()
    expect(preview).to_have_text(re.compile(r"\w+"))
    at, call = box(shown, ".footnote-preview"), box(shown, "#fnref1")
    assert 0 <= at["y"] - call["y"] < 60
    assert at["x"] >= 0
    assert at["x"] + at["width"] <= 390
    shown.keyboard.press("Escape")
    expect(preview).to_be_hidden()


PAPER = "getComputedStyle(document.documentElement).backgroundColor"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_colours_can_be_switched_and_are_remembered(window: Open, system: str) -> None:
    one = window(color_scheme=system)
    shown = one.open(SPECIMEN)
    before = shown.evaluate(PAPER)
    switch = shown.get_by_role("button", name="Dark colours")
    expect(switch).to_have_attribute("aria-pressed", str(system == "dark").lower())
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", str(system == "light").lower())
    after = shown.evaluate(PAPER)
    assert after != before
    shown.reload()
    assert shown.evaluate(PAPER) == after
    switch.click()
    assert shown.evaluate(PAPER) == before
    # what the system has is no choice: the page follows it again
    shown.emulate_media(color_scheme="dark" if system == "light" else "light")
    assert shown.evaluate(PAPER) == after
    assert one.refusals() == []


def test_the_contents_follow_the_reader(window: Open) -> None:
    shown = window().open(BOOK)
    current = shown.locator(".contents [aria-current='location']")
    for number in (3, 12, 2):
        link = shown.locator(".contents > details > ol > li > a").nth(number)
        link.evaluate("link => document.getElementById(link.hash.slice(1)).scrollIntoView()")
        expect(current).to_have_count(1)
        expect(current).to_have_attribute("href", link.get_attribute("href") or "")


def test_the_contents_stay_at_the_last_part_where_a_page_ends_without_a_heading(
    window: Open,
) -> None:
    shown = window().open(BOOK)
    shown.evaluate("document.body.style.paddingBottom = '300vh'")
    shown.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = shown.locator(".contents a").last
    current = shown.locator(".contents [aria-current='location']")
    expect(current).to_have_attribute("href", last.get_attribute("href") or "")


def test_a_listing_can_be_copied(window: Open) -> None:
    one = window(permissions=["clipboard-read", "clipboard-write"])
    shown = one.open(SPECIMEN)
    listing = shown.locator(".copyable").first
    button = listing.get_by_role("button")
    expect(button).to_have_accessible_name("Copy")
    button.press("Enter")
    expect(button).to_have_text("Copied")
    copied = shown.evaluate("navigator.clipboard.readText()")
    assert copied
    assert copied == listing.locator("code").text_content().rstrip("\n")


def test_a_picture_is_enlarged_and_put_back_by_keyboard(window: Open) -> None:
    shown = window(**NARROW).open(BOOK)
    button = shown.locator("figure > .enlarge").first
    expect(button).to_have_accessible_name("Enlarge")
    button.focus()
    shown.keyboard.press("Enter")
    dialog = shown.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    assert box(shown, "dialog img")["width"] > 0
    shown.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_nothing_jumps_when_pictures_arrive(window: Open) -> None:
    shown = window().open(SPECIMEN)
    without = shown.evaluate(
        "[...document.querySelectorAll('main img')].filter((img) => !img.src.startsWith('http')"
        " && !(img.hasAttribute('width') && img.hasAttribute('height'))).length"
    )
    assert without == 0
