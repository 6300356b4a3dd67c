"""Every page, every e-mail and every document of an EPUB of the hostile vault in headless Chromium:
nothing of a note runs, and nothing is asked for.

Pages have a policy that would refuse a script; here none may even try. The others have no policy.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Error, Page

from tests.browser import Window, chromium

# Milliseconds for a page: one of a million letters takes some seconds
PATIENCE = 120_000
# Documents in one window: a new one takes longer than a page
TOGETHER = 100
TRAPS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "open"])
    window[name] = (...said) => { ran.push(name + " " + said); };
"""
# What acts, however it was written; `about:srcdoc` and the like are addresses that act, too
ACTING = """
[...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].filter((given) =>
    /^on/i.test(given.name) || given.name === "srcdoc" || given.name === "formaction"
    || /^(href|src|action|data|xlink:href|poster|ping|background)$/i.test(given.name)
       && /^[\\s\\x00-\\x20]*(javascript:|vbscript:|file:|blob:|filesystem:|data:text)/i
              .test(given.value)
).map((given) => `<${element.localName} ${given.name}="${given.value.slice(0, 80)}">`))
"""


class Looked(NamedTuple):
    """How many documents were opened, and what they did that they must not."""

    number: int
    problems: list[str]


def look(out: Path, scratch: Path) -> Looked:
    """Open the pages, the e-mails and the documents of all EPUBs in an out folder; the latter are
    unpacked into the folder `scratch`."""
    for file in sorted(out.rglob("*.epub")):
        with zipfile.ZipFile(file) as book:
            book.extractall(scratch / file.relative_to(out))
    pages = [(out, file) for file in sorted(out.rglob("*.html"))]
    pages += [(scratch, file) for file in sorted(scratch.rglob("*.xhtml"))]
    found: list[str] = []
    with chromium() as browser:
        for folder, group in groupby(pages, key=itemgetter(0)):
            names = [file.relative_to(folder).as_posix() for _folder, file in group]
            for start in range(0, len(names), TOGETHER):
                found += _problems(browser, folder, names[start : start + TOGETHER])
    return Looked(len(pages), found)


def _problems(browser: Browser, folder: Path, names: Iterable[str]) -> Iterator[str]:
    window = Window(browser, folder)
    window.context.add_init_script(TRAPS)
    window.page.set_default_timeout(PATIENCE)
    said: list[str] = []
    window.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for name in names:
        for each in (window.asked, window.errors, said):
            each.clear()
        try:
            yield from (f"{name}: {each}" for each in _of(window, said, name))
        except Error as error:
            yield f"{name}: can't be looked at: {error.message.splitlines()[0]}"
    window.close()


def _of(window: Window, said: list[str], name: str) -> Iterator[str]:
    page = window.open(name)
    if 'http-equiv="refresh"' in (window.folder / name).read_text("utf-8"):
        page.wait_for_load_state("networkidle")  # a page that leads to another one
    _opened(page)
    yield from (f"asked for {address}" for address in dict.fromkeys(window.asked))
    yield from (f"ran {each}" for each in (*said, *page.evaluate("ran")))
    yield from (f"has {each}" for each in page.evaluate(ACTING))
    yield from (f"tried what the policy refused: {each}" for each in window.refusals())
    # a page that stands for others asks for its parts from the top of the site
    errors = (each for each in window.errors if "Failed to load resource" not in each)
    yield from (f"told an error: {each}" for each in errors)


def _opened(page: Page) -> None:
    """Move over all and open all that a reader may, but for frames, which say whose they are."""
    page.evaluate(
        """() => {
            for (const element of document.querySelectorAll("details:not(.frame)"))
                element.open = true;
            for (const kind of ["mouseover", "focus", "toggle", "pointerenter"])
                for (const element of [...document.querySelectorAll("body *")].slice(0, 5000))
                    element.dispatchEvent(new Event(kind));
        }"""
    )
