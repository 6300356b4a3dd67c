"""A letter as it is seen: on a phone and on a wide screen, light, dark, and without pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Route

from exporter import config
from exporter.run import build
from tests.browser import chromium

WIDTHS = (375, 800)
LOOKS = ("light", "dark", "blocked")


def photograph(specimen: Path, folder: Path) -> Iterator[Path]:
    """Build the specimen into a folder and take a picture of each of its looks."""
    settings = config.load(specimen / "exporter.toml")
    build(settings, [specimen / "specimen.md"], formats=("email",), out=folder, jobs=1)
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
