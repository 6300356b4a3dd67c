"""What lies beside the pages of a site: feeds, maps, redirects; and which page lies where."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html

from exporter.normalize.index import Entry, Index
from exporter.publication.site import addresses, clashes
from exporter.rendering.leaf import Card
from exporter.site.redirects import redirects
from exporter.site.sitemap import sitemap
from tests.vaults import Project

BASE = "https://example.org/garden/"
NOTES = {
    "exporter.toml": '[project]\ntitle = "A & B"\nurl = "https://example.org/garden"\n'
    'author = "Ann"\n[site]\nfeed = 2\n',
    "New.md": (
        "---\ndate: 2026-05-02\nupdated: 2026-06-01T10:00:00+02:00\ntags: [x]\n"
        "description: What is <new>\naliases: [Fresh thing, /was/here]\n---\n"
        "# New\n\n## Part\n\nSee [[Old]], [[#Part]] and a note[^1].\n\n"
        "![[a.png]]\n\n[^1]: A *note*.\n"
    ),
    "Old.md": "---\ndate: 2024\nredirect_from: [/olden/, /blog/old.html]\n---\nOld.\n",
    "Oldest.md": "---\ndate: 1999-01-01\n---\nOldest.\n",
    "Undated.md": "Whenever.\n",
}


@pytest.fixture
def garden(project: Project) -> Project:
    from PIL import Image

    for name, text in NOTES.items():
        project.write(name, text)
    Image.new("RGB", (8, 8)).save(project.root / "a.png")
    return project


def built(project: Project) -> Path:
    project.build(formats=("site",))
    return project.out / "site"


def found_in(project: Project) -> list[tuple[str, str]]:
    found = project.build(formats=("site",)).diagnostics
    return [(each.code, each.note) for each in found if each.code.startswith("site/")]


def test_the_atom_feed_has_the_newest_notes_with_all_their_text(garden: Project) -> None:
    parsed = feedparser.parse((built(garden) / "feed.xml").read_bytes())
    assert not parsed.bozo
    assert (parsed.feed.title, parsed.feed.id, parsed.feed.author) == ("A & B", BASE, "Ann")
    assert parsed.feed.updated == "2026-06-01T08:00:00Z"
    new, old = parsed.entries
    assert (new.title, new.link, new.id) == ("New", f"{BASE}new/", f"{BASE}new/")
    assert (new.published, new.updated) == ("2026-05-02T00:00:00Z", "2026-06-01T08:00:00Z")
    assert (old.published, old.updated) == ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z")
    assert new.summary == "What is <new>"
    text = html.fromstring(new.content[0].value)
    assert "A note." in " ".join(text.text_content().split())


def test_the_json_feed_says_what_the_atom_feed_says(garden: Project) -> None:
    site = built(garden)
    feed = json.loads((site / "feed.json").read_bytes())
    atom = feedparser.parse((site / "feed.xml").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == (BASE, f"{BASE}feed.json")
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    assert feed["items"][0]["tags"] == ["x"]
    assert feed["items"][0]["date_modified"] == "2026-06-01T08:00:00Z"


def test_nothing_in_a_feed_depends_on_where_it_is_read(garden: Project) -> None:
    feed = json.loads((built(garden) / "feed.json").read_bytes())
    text = html.fromstring(feed["items"][0]["content_html"])
    ways = [way for _, name, way, _ in text.iterlinks() if name]
    assert f"{BASE}old/" in ways
    assert f"{BASE}new/#part" in ways
    assert all(way.startswith(BASE) for way in ways)
    assert not text.xpath("//script | //*[@srcset] | //a[@class='anchor']")


def test_pages_name_the_feeds(garden: Project) -> None:
    page = html.fromstring((built(garden) / "old/index.html").read_text())
    assert page.xpath("//link[@rel='alternate']/@href") == ["../feed.xml", "../feed.json"]


def test_a_site_without_an_address_has_no_feed_and_says_so(garden: Project) -> None:
    garden.write("exporter.toml", "[project]\ntitle = 'x'\n")
    assert ("site/no-address", "exporter.toml") in found_in(garden)
    site = garden.out / "site"
    assert not (site / "feed.xml").exists()
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"


def test_the_map_names_every_page_and_when_it_was_changed(garden: Project) -> None:
    site = built(garden)
    tree = etree.fromstring((site / "sitemap.xml").read_bytes())
    days = {each[0].text: [part.text for part in each[1:]] for each in tree}
    assert days[f"{BASE}new/"] == ["2026-06-01"]
    assert days[f"{BASE}undated/"] == []
    assert {f"{BASE}tags/x/", f"{BASE}all-notes/", BASE} <= days.keys()
    assert not any("404" in place or "olden" in place for place in days)
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text()


def test_a_large_map_is_several_with_an_index() -> None:
    index, first, second = sitemap(BASE, dict.fromkeys(["a/", "ä/", "c/"], ""), most=2)
    assert [file.suffix for file in (index, first, second)] == [
        "sitemap.xml",
        "sitemap-1.xml",
        "sitemap-2.xml",
    ]
    places = [place.text for place in etree.fromstring(index.data).iter("{*}loc")]
    assert places == [f"{BASE}sitemap-1.xml", f"{BASE}sitemap-2.xml"]
    assert f"{BASE}%C3%A4/".encode() in second.data


def test_the_page_for_what_is_not_there_works_at_any_depth(garden: Project) -> None:
    page = html.fromstring((built(garden) / "404.html").read_text())
    assert [each.tag for each in page.xpath("//head/*")][:3] == ["meta", "meta", "base"]
    page.make_links_absolute(f"{BASE}some/where/deep", resolve_base_href=True)
    ways = page.xpath("//a/@href | //link/@href | //script/@src")
    assert f"{BASE}all-notes/" in ways
    assert all("/some/" not in way for way in ways)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_what_a_note_was_called_leads_to_it(garden: Project) -> None:
    site = built(garden)
    for old, new in {
        "fresh-thing/index.html": "../new/",
        "was/here/index.html": "../../new/",
        "olden/index.html": "../old/",
        "blog/old.html": "../old/",
    }.items():
        page = html.fromstring((site / old).read_text())
        assert page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={new}"]
        assert page.xpath("//p/a/@href") == [new]
        assert page.xpath("//link[@rel='canonical']/@href")[0].startswith(BASE)
    assert "/garden/olden/ /garden/old/ 301\n" in (site / "_redirects").read_text()


def test_where_a_note_lay_before_leads_to_it(garden: Project) -> None:
    built(garden)
    garden.write("Undated.md", "---\npermalink: /dateless/\n---\nWhenever.\n")
    site = built(garden)
    assert 'href="../dateless/"' in (site / "undated/index.html").read_text()
    garden.write("Undated.md", "---\npermalink: /timeless/\n---\nWhenever.\n")
    built(garden)
    assert 'href="../timeless/"' in (site / "undated/index.html").read_text()
    assert 'href="../timeless/"' in (site / "dateless/index.html").read_text()
    garden.write("Undated.md", "Whenever.\n")
    built(garden)
    assert "Whenever" in (site / "undated/index.html").read_text()


def test_no_redirect_takes_the_place_of_a_page() -> None:
    cards = [
        Card("a.md", "a/", "A", former=("b/", "c/")),
        Card("b.md", "b/", "B", former=("c/",)),
    ]
    found, told = redirects(cards, ["a/", "b/"], {"b.md": ("a/", "old/")})
    assert [(each.old, each.card.note) for each in found] == [("c/", "a.md"), ("old/", "b.md")]
    assert [(each.code, each.note) for each in told] == [
        ("site/redirect", "a.md"),
        ("site/redirect", "b.md"),
    ]


@pytest.mark.parametrize(
    ("front", "old"),
    [
        ("aliases: [/index.html/x]", "index.html-pages/x/"),
        ("aliases: [/404.html/x]", "404.html-pages/x/"),
        ("permalink: /about.html\naliases: [/about.html/x]", "about.html-pages/x/"),
        ("aliases: [/letters/feed.xml/x]", "letters/feed.xml-pages/x/"),
        ('redirect_from: ["http://[x/y/"]', "y/"),
    ],
)
def test_no_redirect_lies_below_a_page(garden: Project, front: str, old: str) -> None:
    garden.write("Undated.md", f"---\n{front}\n---\nWhenever.\n")
    assert 'http-equiv="refresh"' in (built(garden) / old / "index.html").read_text()


@pytest.mark.parametrize(
    "front",
    [
        f"aliases: [/{'a/' * 2500}]",
        'redirect_from: ["http://[x/"]',
        f"aliases: [/{f'{99 * chr(97)}/' * 9}]",
    ],
)
def test_an_alias_that_can_be_no_address_is_told(garden: Project, front: str) -> None:
    garden.write("Undated.md", f"---\n{front}\n---\nWhenever.\n")
    assert ("site/redirect", "Undated.md") in found_in(garden)


def test_a_note_at_an_address_that_is_too_long_is_told(garden: Project) -> None:
    garden.write("Undated.md", f"---\npermalink: /{'a/' * 300}\n---\nWhenever.\n")
    assert ("site/address", "Undated.md") in found_in(garden)
    assert (garden.out / "site" / ("a/" * 50) / "index.html").is_file()


def test_two_notes_that_ask_for_one_address_are_told(garden: Project) -> None:
    garden.write("Undated.md", "---\npermalink: /old/\n---\nWhenever.\n")
    assert ("site/address", "Old.md") in found_in(garden)
    site = garden.out / "site"
    assert "Whenever" in (site / "old/index.html").read_text()
    assert (site / "old-2/index.html").exists()


def test_the_home_page_is_the_note_that_the_settings_name(garden: Project) -> None:
    garden.write("exporter.toml", '[site]\nhome = "Undated.md"\n')
    garden.write("README.md", "Read me.\n")
    assert [each for each in found_in(garden) if each[0] != "site/no-address"] == [
        ("site/address", "README.md")
    ]
    assert "Whenever" in (garden.out / "site/index.html").read_text()
    garden.write("exporter.toml", '[site]\nhome = "Nobody.md"\n')
    assert ("site/home", "exporter.toml") in found_in(garden)
    assert "Read me" in (garden.out / "site/index.html").read_text()


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("/About/Me", "About/Me/"),
        ("/caf%C3%A9/", "café/"),
        ("/a/index.html", "a/"),
        ("/a?b#c", "a/"),
        ("https://example.org/garden/x/", "x/"),
        ("https://elsewhere.example/clipped", "n/"),
        ("//x//y", "x/y/"),
        ("/feed.xml", "feed.xml-pages/"),
        ('/a"b<c>/', "a-b-c/"),
    ],
)
def test_permalinks_as_people_write_them(permalink: str, address: str) -> None:
    index = Index("", [Entry("n.md", "", permalink=permalink)], ())
    assert addresses(index, ["n.md"], url=BASE) == {"n.md": address}


def test_a_clash_names_both_notes() -> None:
    index = Index("", [Entry("a.md", "", permalink="x"), Entry("b.md", "", permalink="x")], ())
    lying = addresses(index, ["a.md", "b.md"])
    (told,) = clashes(index, lying, "", "", {})
    assert told.note == "b.md"
    assert "a.md" in told.message
    assert lying["b.md"] in told.message
