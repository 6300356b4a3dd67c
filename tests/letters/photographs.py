"""A letter as it is seen: on a phone and on a wide screen, light, dark, and without pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Route

from exporter import config
from exporter.run import build
from tests.browser import chromium

WIDTHS = (375, 800)
NARROW = 360  # the phone that has to do
# What Gmail leaves out for accounts of others
STYLES = re.compile(r"<style>.*?</style>", re.DOTALL)
LOOKS = ("light", "dark", "blocked")


def photograph(specimen: Path, folder: Path) -> Iterator[Path]:
    """Build the specimen into a folder and take a picture of each of its looks."""
    settings = config.load(specimen / "exporter.toml")
    build(settings, [specimen / "specimen.md"], formats=("email",), out=folder)
    with chromium() as browser:
        for width in WIDTHS:
            for look in LOOKS:
                yield _taken(browser, folder / "specimen.email.html", width, look)


def _taken(browser: Browser, page: Path, width: int, look: str) -> Path:
    def answer(route: Route) -> None:
        away = not route.request.url.startswith("file:")
        picture = route.request.resource_type == "image"
        (route.abort if away or (look == "blocked" and picture) else route.continue_)()

    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if look == "dark" else "light",
    )
    view = context.new_page()
    view.route("**/*", answer)
    view.goto(page.resolve().as_uri())
    file = page.parent / f"specimen-{width}-{look}.png"
    view.screenshot(path=file, full_page=True)
    context.close()
    return file


def too_wide(browser: Browser, pages: Iterable[str]) -> Iterator[str]:
    """What is wider than a phone, of pages as they are and without the styles of their heads."""
    context = browser.new_context(viewport={"width": NARROW, "height": 800})
    view = context.new_page()
    view.route("**/*", lambda route: route.abort())
    for page in pages:
        for shown in (page, STYLES.sub("", page)):
            view.set_content(shown, wait_until="domcontentloaded")
            width = view.evaluate("document.documentElement.scrollWidth")
            if width > NARROW:
                yield f"{view.title()} is {width} pixels wide"
    context.close()
