"""The site of the sample project before judges from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import feedparser
import pytest

from exporter import config
from tests import oracles, site_check
from tests.conftest import CONTENT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site").resolve()
    return site_check.made(config.load(CONTENT / "exporter.toml"), out)


def test_every_page_is_valid_and_leads_somewhere(site: Path) -> None:
    assert site_check.complaints(site) == []


def test_what_leads_nowhere_is_found(site: Path) -> None:
    page = site / "notes/index.html"
    whole = page.read_text("utf-8")
    wrong = '<a href="../nowhere/">a</a><a href="../#gone">b</a><img src="none.png" alt="c">'
    page.write_text(whole.replace("</main>", f"{wrong}</main>"), "utf-8")
    try:
        found = site_check.complaints(site)
    finally:
        page.write_text(whole, "utf-8")
    for name in ("nowhere/", "#gone", "none.png"):
        assert any(name in each for each in found), found


def test_a_page_whose_answer_the_crawler_lost_is_asked_for_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawled = oracles._crawled

    def losing(addresses: list[str], *options: str) -> list[dict[str, Any]]:
        top = addresses[0]
        lost = {"url": f"{top}notes/", "status": 0, "parent": top}
        return [*crawled(addresses, *options), *([lost] if options else [])]

    monkeypatch.setattr(oracles, "_crawled", losing)
    assert oracles.broken(site) == []


def test_the_feed_is_one_that_feed_readers_read(site: Path) -> None:
    parsed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not parsed.bozo
    assert len(parsed.entries) > 1
    assert all(each.content[0].value for each in parsed.entries)
