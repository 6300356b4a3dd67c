"""The page about a build, judged by validators and used in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exporter.cli.report import build_report
from exporter.cli.report_page import page
from exporter.config import Settings
from exporter.diagnostics import Diagnostic
from exporter.run import Outcome, Summary, Timed
from tests import oracles
from tests.browser import barriers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("Quick.md", "Slow.md", "Bad <b>.md")
SUMMARY = Summary(
    tuple(
        Outcome(name, form, f"/out/{name}.{form}", 900 * len(name), 3 if form == "pdf" else None,
                "failed" if "Bad" in name else "written", "it can't be read" * ("Bad" in name))
        for name in NAMES
        for form in ("html", "pdf")
    ),
    (
        Diagnostic("links/dangling", "info", "Quick.md", 3, "no note is called “X”"),
        Diagnostic("note/unreadable", "error", "Bad <b>.md", 1, "it can't be read", "split it"),
    ),
    12.5,
    "/out",
    times=(
        Timed("Quick.md", {"read": 0.1, "render-html": 0.2, "write": 0.01}),
        Timed("Slow.md", {"read": 1.0, "normalize": 2.0, "render-pdf": 5.0}),
    ),
    stages={"plan": 0.1, "read": 1.1, "normalize": 2.0, "render-html": 0.2, "render-pdf": 5.0},
)  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "build.html"
    file.write_text(page(build_report(SUMMARY, Settings("/notes"), (), 1), Settings("/notes")))
    return file


@pytest.fixture
def shown(file: Path, browser: Browser) -> Page:
    shown = browser.new_page()
    shown.goto(file.as_uri())
    return shown


def names(shown: Page) -> list[str]:
    return shown.locator("table.notes tbody tr:visible th").all_inner_texts()


def test_it_is_valid(file: Path) -> None:
    assert oracles.nu([file]) == {str(file): []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_used_by_anybody(file: Path, browser: Browser, scheme: str) -> None:
    shown = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    shown.goto(file.as_uri())
    assert barriers(shown) == []


def test_it_is_no_wider_than_a_phone(file: Path, browser: Browser) -> None:
    shown = browser.new_page(viewport={"width": 360, "height": 700})
    shown.goto(file.as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_notes_are_sorted_and_searched(shown: Page) -> None:
    assert names(shown) == ["Bad <b>.md", "Slow.md", "Quick.md"]
    shown.get_by_role("button", name="Name").click()
    assert names(shown) == ["Bad <b>.md", "Quick.md", "Slow.md"]
    shown.get_by_role("button", name="Time").click()
    assert names(shown)[0] == "Slow.md"
    assert shown.locator("th[aria-sort]").inner_text().startswith("Time")
    shown.get_by_label("Show those with").fill("QUICK")
    assert names(shown) == ["Quick.md"]


def test_it_says_how_its_notes_are_sorted(shown: Page) -> None:
    # what failed stands before what took longest: that is no order of a column
    assert shown.locator("[aria-sort]").count() == 0
    shown.get_by_role("button", name="Time").click()
    assert shown.locator("th[aria-sort=descending]").inner_text().startswith("Time")


def test_without_scripts_it_says_the_same(file: Path, browser: Browser) -> None:
    shown = browser.new_page(java_script_enabled=False)
    shown.goto(file.as_uri())
    assert names(shown) == ["Bad <b>.md", "Slow.md", "Quick.md"]
    assert shown.get_by_role("button").count() == 0
    assert not shown.get_by_role("searchbox").is_visible()
