"""`exporter serve` in Chromium: pages follow what is saved, the strip what is wrong; views open."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from exporter.run import ALONE, Summary
from exporter.serving.app import app
from exporter.serving.news import News
from exporter.serving.server import Server, listening
from exporter.serving.session import Problem, Session
from exporter.serving.views import Views
from tests.browser import barriers, until
from tests.vaults import Project

LONG = "\n\n".join(f"Paragraph {number}." for number in range(80))
NOTE = f"# Life\n\nIt is a question.\n\n{LONG}\n"
# milliseconds: what a busy machine takes to build a note
PATIENCE = 120_000


class Site:
    """A project that is served and watched; `builds` are those that were done."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.builds = 0
        self.session = Session(lambda: project.settings, (), project.out, ALONE, self._tell)
        self.views = Views(project.out)
        self.news = News()
        self.session.listeners.append(self.news.tell)
        self.socket = listening("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = Server(app(self.session, self.views, self.news), self.news)
        self.threads = [
            Thread(target=self.server.run, args=([self.socket],)),
            Thread(target=self.session.watch),
        ]

    def start(self) -> None:
        self.session.workshop.do(lambda: self.session.rebuild(())).result()
        for thread in self.threads:
            thread.start()
        # a watch begins some time after it is asked for
        before = self.builds
        while self.builds == before:
            (self.project.root / "probe.txt").write_text(str(self.builds))
            self.threads[1].join(0.3)

    def stop(self) -> None:
        self.server.should_exit = True
        self.session.leave()
        for thread in self.threads:
            thread.join()
        self.socket.close()
        self.views.close()

    def _tell(
        self, changed: Collection[Path], summary: Summary | None, problem: Problem | None
    ) -> None:
        self.builds += 1


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    project = Project(tmp_path_factory.mktemp("served") / "vault")
    project.write("exporter.toml", '[project]\ntitle = "Garden"\n')
    project.write("Other.md", "Another note.\n")
    project.write("Life.md", NOTE)
    site = Site(project)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    site.project.write("Life.md", NOTE)
    context = browser.new_context(viewport={"width": 1300, "height": 800})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and errors.append(said.text))
    page.on("response", lambda answer: _is_missed(answer) and errors.append(answer.url))
    yield page
    context.close()
    # what is missing is told with its address as well
    assert [each for each in errors if not each.startswith("Failed to load resource")] == []


def _is_missed(answer: Response) -> bool:
    return answer.status >= 400 and not answer.request.is_navigation_request()


def text(page: Page, words: str) -> None:
    """Wait until the page says so."""
    expect(page.locator("body")).to_contain_text(words)


def test_an_edited_sentence_is_shown_where_one_reads(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/life/")
    page.evaluate("scrollTo(0, 900)")
    site.project.write("Life.md", NOTE.replace("a question", "an answer"))
    text(page, "It is an answer.")
    until(page, "scrollY === 900")


def test_a_page_that_is_not_concerned_is_not_loaded_again(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/other/")
    page.evaluate("window.here = true")
    before = site.builds
    site.project.write("Life.md", NOTE.replace("a question", "no concern of others"))
    while site.builds == before:
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    assert page.evaluate("window.here")


def test_a_finding_comes_and_goes_in_the_strip_which_stays_open(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/life/")
    strip = page.locator("exporter-strip aside")
    expect(strip).to_contain_text("nothing to remark")
    site.project.write("Life.md", NOTE + "\n![[gone.png]]\n")
    expect(strip).to_contain_text("1 warning")
    expect(strip.locator("ul")).to_be_hidden()
    strip.get_by_role("button").click()
    expect(strip.locator("li")).to_contain_text(f"Life.md:{NOTE.count(chr(10)) + 2}")
    expect(strip.locator("li")).to_contain_text("images/missing")
    assert barriers(page, "color-contrast") == []
    page.reload()
    expect(strip.locator("ul")).to_be_visible()
    site.project.write("Life.md", NOTE)
    expect(strip).to_contain_text("nothing to remark")


def test_broken_settings_are_told_and_the_page_stays(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/life/")
    strip = page.locator("exporter-strip aside")
    good = (site.project.root / "exporter.toml").read_text()
    site.project.write("exporter.toml", good + "author = \n")
    expect(strip).to_contain_text("exporter.toml:3")
    text(page, "It is a question.")
    site.project.write("exporter.toml", good)
    expect(strip).to_contain_text("nothing to remark")


def test_a_note_that_is_deleted_and_comes_back(site: Site, page: Page) -> None:
    site.project.write("Passing.md", "Here I am.\n")
    page.goto(f"{site.address}/life/")
    link = page.get_by_role("link", name="Passing")
    expect(link).to_be_visible()
    link.click()
    text(page, "Here I am.")
    (site.project.root / "Passing.md").unlink()
    expect(page.locator("body")).not_to_contain_text("Here I am.")
    site.project.write("Passing.md", "Here I am again.\n")
    text(page, "Here I am again.")


def test_a_note_is_seen_as_pdf_and_stays_there_as_it_changes(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/life/")
    page.get_by_role("link", name="PDF").click()
    first = page.get_by_role("img", name="Page 1")
    expect(first).to_be_visible()
    until(page, "document.images[0].naturalWidth > 1000")
    shown = first.get_attribute("src")
    assert page.get_by_role("img").count() > 1
    page.locator("main").evaluate("main => main.scrollTo(0, 700)")
    site.project.write("Life.md", "It is short.\n")
    expect(page.get_by_role("img")).to_have_count(1)
    assert first.get_attribute("src") != shown
    page.get_by_role("link", name="Page", exact=True).click()
    text(page, "It is short.")


def test_a_note_is_seen_as_epub_page_by_page(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/.exporter/view/epub/Life.md")
    book = page.frame_locator("iframe")
    expect(book.locator("body")).to_contain_text("It is a question.")
    place = page.locator(".pager span")
    expect(place).to_have_text("1 / 2")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("2 / 2")
    page.get_by_role("button", name="Previous page").click()
    expect(book.locator("body")).to_contain_text("It is a question.")
    site.project.write("Life.md", "It is short.\n")
    expect(book.locator("body")).to_contain_text("It is short.")


def test_a_note_is_seen_as_email_with_both_parts(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/.exporter/view/email/Life.md")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("It is a question.")
    expect(page.locator("pre")).to_contain_text("It is a question.")
    expect(page.locator("header")).to_contain_text("Life")


@pytest.mark.parametrize("view", ["", ".exporter/view/email/Life.md", ".exporter/view/pdf/Life.md"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_strip_and_views_are_accessible(
    site: Site, browser: Browser, view: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/{view}")
    page.locator("exporter-strip aside button").wait_for()
    if view:
        page.locator("main > div").wait_for(timeout=PATIENCE)
    found = barriers(page)
    context.close()
    assert found == []
