"""Pages in headless Chromium: served from a folder as from a site, with the network shut."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.oracles import TOOLS

SITE = "https://garden.invalid"
# Looks at a page, 50 ms apart, until something is given up: what a busy machine takes
PATIENCE = 600
# Chromium tells what the policy refused by this event
LISTEN = """
window.refusals = [];
addEventListener("securitypolicyviolation", (event) =>
    refusals.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise FileNotFoundError("no Chromium: run sh tests/oracles/install.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Window:
    """A window on the pages of a folder; what goes wrong in it is in `errors`, what asked for the
    network in `asked`."""

    def __init__(self, browser: Browser, folder: Path, **wishes: Any) -> None:
        self.folder = folder
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", **wishes}
        )
        self.context.add_init_script(LISTEN)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                said.type == "error" and self.errors.append(f"{said.text} {said.location}")
            ),
        )

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        file = self.folder / unquote(address.path).lstrip("/")
        if file.is_dir():
            file /= "index.html"
        if f"{address.scheme}://{address.netloc}" != SITE:
            self.asked.append(route.request.url)
            # an empty answer: a picture that can't be had is no error of the page
            route.fulfill(
                status=200,
                content_type="image/svg+xml",
                body="<svg xmlns='http://www.w3.org/2000/svg'/>",
            )
        elif file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(status=200, content_type=kind, body=file.read_bytes())
        else:
            route.fulfill(status=204 if address.path == "/favicon.ico" else 404)

    def open(self, name: str) -> Page:
        self.page.goto(f"{SITE}/{quote(name)}")
        return self.page

    def refusals(self) -> list[str]:
        """What the policy of the page kept from it."""
        found: list[str] = self.page.evaluate("refusals")
        return found

    def close(self) -> None:
        self.context.close()


Open = Callable[..., Window]


@contextmanager
def windows(browser: Browser, folder: Path, *, faultless: bool = False) -> Iterator[Open]:
    """Opens windows on a folder, or on another one; in none that is `faultless` anything goes wrong
    or asks for the network."""
    opened: list[Window] = []

    def opening(folder: Path = folder, **wishes: Any) -> Window:
        opened.append(Window(browser, folder, **wishes))
        return opened[-1]

    yield opening
    for each in opened:
        if faultless:
            assert (each.errors, each.asked) == ([], [])
        each.close()


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe-core has against a page by WCAG 2.2, levels A and AA, or by some of its rules."""
    axe = TOOLS / "node_modules/axe-core/axe.min.js"
    if not axe.exists():
        raise FileNotFoundError(f"{axe} is missing: run sh tests/oracles/install.sh")
    page.evaluate(axe.read_text("utf-8"))
    found = page.evaluate("only => axe.run(document, { runOnly: only })", [*rules] or WCAG)
    return [
        f"{broken['id']}: {node['html'][:120]} – {node['failureSummary']}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


def until(page: Page, expression: str, arg: object = None) -> None:
    """Wait until an expression holds in a page. `wait_for_function` of Playwright has the page
    evaluate it, which a policy of ours refuses."""
    for _ in range(PATIENCE):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it never was so: {expression}")
