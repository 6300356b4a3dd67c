"""Every page and every e-mail of the hostile vault in headless Chromium: nothing of a note runs,
and nothing is asked for.

Pages have a policy that would refuse a script; here none may even try. E-mails have no policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from tests.browser import Window, chromium

# Milliseconds for a page: one of a million letters takes some seconds
PATIENCE = 120_000
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


def problems(out: Path) -> Iterator[str]:
    """What the pages and e-mails in an out folder do that they must not."""
    with chromium() as browser:
        for file in sorted(out.rglob("*.html")):
            name = file.relative_to(out).as_posix()
            yield from (f"{name}: {each}" for each in _of(browser, out, name))


def _of(browser: Browser, out: Path, name: str) -> Iterator[str]:
    window = Window(browser, out)
    window.context.add_init_script(TRAPS)
    window.page.set_default_timeout(PATIENCE)
    said: list[str] = []
    window.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    try:
        page = window.open(name)
        if 'http-equiv="refresh"' in (out / name).read_text("utf-8"):
            page.wait_for_load_state("networkidle")  # a page that leads to another one
        _opened(page)
        yield from (f"asked for {address}" for address in dict.fromkeys(window.asked))
        yield from (f"ran {each}" for each in (*said, *page.evaluate("ran")))
        yield from (f"has {each}" for each in page.evaluate(ACTING))
        yield from (f"tried what the policy refused: {each}" for each in window.refusals())
        # a page that stands for others asks for its parts from the top of the site
        errors = (each for each in window.errors if "Failed to load resource" not in each)
        yield from (f"told an error: {each}" for each in errors)
    except Error as error:
        yield f"can't be looked at: {error.message.splitlines()[0]}"
    finally:
        window.close()


def _opened(page: Page) -> None:
    """Move over all and open all that a reader may, but for frames, which say whose they are."""
    page.evaluate(
        """() => {
            for (const element of document.querySelectorAll("details:not(.frame)"))
                element.open = true;
            for (const kind of ["mouseover", "focus", "toggle", "pointerenter"])
                for (const element of [...document.querySelectorAll("main *")].slice(0, 5000))
                    element.dispatchEvent(new Event(kind));
        }"""
    )
