"""The web page: whole in itself, with ids that are unique and links that arrive."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from lxml import html
from PIL import Image as Picture

from exporter.backends.html import render
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Contributor, Metadata
from exporter.model.edition import Asset, Edition, File, Neighbour, WebPage
from exporter.model.nodes import MediaKind
from exporter.rendering.images import unchanged
from exporter.rendering.templates import load_theme
from tests.editions import (
    asset,
    book,
    chapter,
    footnote,
    heading,
    image,
    link,
    note,
    paragraph,
)

ROOT = Path(__file__).parent.parent
# what makes a browser fetch; a link waits for a click
FETCHED = "//@src | //@srcset | //@poster | //@data | //link[not(@rel = 'canonical')]/@href"
SECTIONS = tuple(heading(name.title(), name) for name in ("one", "two", "three"))


def files_of(edition: Edition) -> tuple[File, ...]:
    return render(edition, load_theme("default", ROOT), Reports(Report("note.md"))).files


def text_of(edition: Edition) -> str:
    (file,) = render(edition, load_theme("default", ROOT), Reports(Report("note.md"))).files
    assert file.suffix == ".html"
    return file.data.decode()


def page(edition: Edition) -> html.HtmlElement:
    return html.document_fromstring(text_of(edition))


def values(edition: Edition, path: str) -> list[str]:
    return [str(found) for found in page(edition).xpath(path)]


def meta(edition: Edition, name: str) -> list[str]:
    return values(edition, f"//meta[@name='{name}' or @property='{name}']/@content")


def main_links(edition: Edition) -> list[str]:
    return values(edition, "//main//a[not(@class='anchor')]/@href")


def test_a_page_holds_its_images_style_and_script(tmp_path: Path) -> None:
    edition = note(image(), footnote("Noted."), assets={"dot.png": asset(tmp_path)})
    assert [src[:22] for src in values(edition, FETCHED)] == ["data:image/png;base64,"]
    style = "".join(values(edition, "//style/text()"))
    assert "@import" not in style
    assert style.count("url(") == style.count('url("data:')


def test_a_page_may_have_its_images_style_and_script_beside_it(tmp_path: Path) -> None:
    edition = note(
        image(),
        image("again.png"),
        assets={"dot.png": asset(tmp_path), "again.png": asset(tmp_path)},
        web=WebPage(assets="beside"),
        url="https://example.org/folder/it.html",
    )
    whole, *beside = files_of(edition)
    assert [file.suffix for file in beside] == [
        f"_files/{name}" for name in ("page.css", "dark.css", "dark.js", "page.js", "dot.png")
    ]
    tree = html.document_fromstring(whole.data.decode())
    assert tree.xpath("//main//img/@src") == ["it_files/dot.png", "it_files/dot.png"]
    assert tree.xpath("//head/link[@rel='stylesheet']/@href | //script/@src") == [
        f"it_files/{name}" for name in ("page.css", "dark.css", "dark.js", "page.js")
    ]
    assert tree.xpath("//style | //script[not(@src) and not(@type)]") == []
    (allowed,) = tree.xpath("//meta[@http-equiv]/@content")
    assert "script-src 'self'; style-src 'self'; img-src 'self' data:;" in allowed
    assert tree.xpath("//meta[@property='og:image']/@content") == [
        "https://example.org/folder/it_files/dot.png"
    ]


def test_a_picture_beside_the_page_bears_the_suffix_of_a_picture(tmp_path: Path) -> None:
    # an end of its name that was cut off must not make it a page
    name = f"{'b' * 195}.htmlxyz.png"
    picture = msgspec.structs.replace(asset(tmp_path), path=name)
    edition = note(image(name), assets={name: picture}, web=WebPage(assets="beside"))
    assert files_of(edition)[-1].suffix == f"_files/{'b' * 195}.html.png"


def test_the_theme_s_fonts_go_along_where_they_are_asked_for() -> None:
    style = "".join(values(note(paragraph(), web=WebPage(fonts=True)), "//style/text()"))
    assert style.count("@font-face") == style.count("data:font/woff2;base64,") == 4
    (allowed,) = values(note(paragraph(), web=WebPage(fonts=True)), "//meta[@http-equiv]/@content")
    assert "font-src data:" in allowed
    assert "@font-face" not in text_of(note(paragraph()))


# --- what the browser is to allow -----------------------------------------------------------------


def allowed(edition: Edition) -> dict[str, list[str]]:
    (value,) = values(edition, "//meta[@http-equiv='Content-Security-Policy']/@content")
    return {name: sources for name, *sources in (each.split() for each in value.split("; "))}


def test_a_page_allows_nothing_but_itself() -> None:
    edition = note(paragraph())
    found = allowed(edition)
    assert found["default-src"] == found["base-uri"] == found["form-action"] == ["'none'"]
    assert found["img-src"] == ["data:"]
    assert not {"media-src", "frame-src", "font-src", "style-src-attr"} & set(found)
    for name, elements in (("script-src", "//script[not(@type)]"), ("style-src", "//style")):
        texts = values(edition, f"{elements}/text()")
        hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
        assert found[name] == [f"'sha256-{each}'" for each in hashes]


def test_a_page_allows_what_it_shows_and_no_more() -> None:
    def media(kind: MediaKind, source: str) -> n.Figure:
        return n.Figure((n.Plain((n.Media(kind, (n.Text("It"),), source),)),))

    edition = note(
        image("https://pictures.example:8080/x.png?a=1;b"),
        media("frame", "https://user@frames.example:8080/x?a=1;b"),
        media("frame", "https://www.youtube.com/watch?v=abcdefghijk"),
        media("video", "https://films.example/a.mp4"),
        media("audio", "sound.mp3"),
        attachments={"sound.mp3": Asset("sound.mp3", str(ROOT / "README.md"), "audio/mpeg")},
    )
    tree = html.document_fromstring(files_of(edition)[0].data.decode())
    (value,) = tree.xpath("//meta[@http-equiv]/@content")
    # a host may send a browser on to another: that of a frame alone is named
    assert "img-src data: https:;" in value
    assert "media-src 'self' https:;" in value
    assert "frame-src https://frames.example:8080 https://www.youtube-nocookie.com;" in value


def test_a_style_of_an_element_is_allowed_where_there_is_one() -> None:
    wide = n.Image((n.Text("A dot"),), "https://example.org/x.png", width="50%")
    assert allowed(note(paragraph(wide)))["style-src-attr"] == ["'unsafe-inline'"]


def test_other_sites_are_told_nothing_of_the_page() -> None:
    away = note(link("https://example.org/"), link("mailto:a@example.org"), link("#title"))
    assert values(away, "//main//a/@rel") == ["noopener noreferrer"]
    picture = image("https://example.org/x.png")
    assert values(note(picture), "//main//img/@referrerpolicy") == ["no-referrer"]


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, ["20", "30"]),
        ({"width": "10"}, ["10", "15"]),
        ({"height": "15"}, ["10", "15"]),
        ({"width": "10", "height": "10"}, ["10", "10"]),
        ({"width": "50%"}, ["20", "30"]),
    ],
)
def test_room_is_kept_for_a_picture(asked: dict[str, str], size: list[str]) -> None:
    picture = n.Image((n.Text("It"),), "https://example.org/x.png", pixels=(20, 30), **asked)
    edition = note(paragraph(picture))
    assert values(edition, "//main//img/@width") + values(edition, "//main//img/@height") == size


# --- around the text ------------------------------------------------------------------------------


def test_a_card_has_the_first_picture_that_is_on_the_web() -> None:
    pictures = (image("https://example.org/x.png"), image("https://example.org/y.png"))
    first = note(*pictures)
    assert meta(first, "og:image") == ["https://example.org/x.png"]
    assert meta(first, "og:image:alt") == ["A dot"]
    assert meta(first, "twitter:card") == ["summary_large_image"]
    metadata = Metadata(title="T", cover="https://example.org/cover.png", lang="en-GB")
    covered = note(*pictures, metadata=metadata)
    assert meta(covered, "og:image") == ["https://example.org/cover.png"]
    assert meta(covered, "og:locale") == ["en_GB"]
    assert '"image": "https://example.org/cover.png"' in text_of(covered)


def test_a_card_without_a_picture_has_none(tmp_path: Path) -> None:
    edition = note(image(), assets={"dot.png": asset(tmp_path)}, url="https://example.org/it")
    assert meta(edition, "og:image") == []
    assert meta(edition, "twitter:card") == ["summary"]


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("en", "word " * 1190, "5 min read"),
        ("de", "Wort " * 1190, "5 Min. Lesezeit"),
        ("ja", "字" * 1190, "3分で読めます"),
        ("en", "word " * 100, ""),
    ],
)
def test_how_long_a_note_takes_to_read(lang: str, text: str, told: str) -> None:
    edition = note(paragraph(n.Text(text)), metadata=Metadata(title="T", lang=lang))
    assert values(edition, "//span[@class='reading-time']/text()") == ([told] if told else [])


def test_an_issue_leads_to_those_around_it() -> None:
    edition = note(
        paragraph(), before=Neighbour("One", "folder/one 1"), after=Neighbour("Two", "two")
    )
    assert values(edition, "//nav[@class='turn']/a[@rel='prev']/@href") == ["one%201.html"]
    assert values(edition, "//nav[@class='turn']/a[@rel='next']/@href") == ["../two.html"]
    assert values(edition, "//nav[@class='turn']/a/span[2]/text()") == ["One", "Two"]


def test_an_image_on_the_web_stays_there() -> None:
    assert values(note(image("https://example.org/x.png")), FETCHED) == [
        "https://example.org/x.png"
    ]


def test_what_the_front_matter_says_is_in_the_head() -> None:
    metadata = Metadata(
        title="T & <T>",
        authors=(Contributor("Ada"), Contributor("Ben")),
        contributors=(Contributor("Cy", "edt"),),
        date="2026-10-01",
        description="What it is",
        lang="de",
        tags=("a", "b"),
    )
    edition = note(paragraph(), metadata=metadata, url="https://example.org/it")
    assert values(edition, "/html/@lang") == ["de"]
    assert values(edition, "//title/text()") == ["T & <T>"]
    assert meta(edition, "author") == ["Ada", "Ben"]
    assert meta(edition, "description") == meta(edition, "og:description") == ["What it is"]
    assert (
        meta(edition, "dcterms.date") == meta(edition, "article:published_time") == ["2026-10-01"]
    )
    assert meta(edition, "keywords") == ["a, b"]
    assert meta(edition, "generator")[0].startswith("exporter ")
    assert values(edition, "//link[@rel='canonical']/@href") == ["https://example.org/it"]
    assert values(edition, "//header//time/text()") == ["1. Oktober 2026"]


def test_what_the_front_matter_leaves_out_leaves_no_empty_element() -> None:
    edition = note(paragraph())
    assert meta(edition, "description") == ["Words."]  # how it begins
    for name in ("author", "dcterms.date", "keywords", "og:url"):
        assert meta(edition, name) == []
    assert values(edition, "//link | //footer | //header/p") == []


def test_a_page_in_arabic_runs_from_the_right() -> None:
    assert values(note(paragraph(), metadata=Metadata(title="ا", lang="ar")), "/html/@dir") == [
        "rtl"
    ]


def test_the_contents_lead_to_the_headings() -> None:
    edition = note(*SECTIONS, heading("Below", "below", 3))
    targets = values(edition, "//nav//a/@href")
    assert targets == ["#one", "#two", "#three", "#below"]
    assert values(edition, "//nav/details/ol/li/ol/li/a/text()") == ["Below"]
    assert {f"#{name}" for name in values(edition, "//main//@id")} >= set(targets)


def test_a_heading_without_words_is_in_no_contents() -> None:
    edition = note(*SECTIONS, heading(" ", "blank"), n.Heading(2, (), n.Attributes(id="empty")))
    assert values(edition, "//nav//a/@href") == ["#one", "#two", "#three"]


def test_what_moves_on_the_web_moves(tmp_path: Path) -> None:
    first, *rest = (Picture.new("RGB", (9, 9), colour) for colour in ("teal", "red"))
    first.save(tmp_path / "a.webp", save_all=True, append_images=rest)
    moving = Asset("a.webp", str(tmp_path / "a.webp"), "image/webp", 9, 9)
    (source,) = values(note(image("a.webp"), assets={"a.webp": moving}), "//img/@src")
    assert b64decode(source.removeprefix("data:image/webp;base64,")) == unchanged(moving)


def test_what_is_no_language_and_no_direction_says_nothing() -> None:
    pairs = (("lang", "image-1/x"), ("dir", "up"))
    edition = note(paragraph(n.Span((n.Text("a"),), n.Attributes(id="x", pairs=pairs))))
    assert values(edition, "//span[@id='x']/@*") == ["x"]


def test_two_headings_make_no_contents_unless_asked_for() -> None:
    assert values(note(*SECTIONS[:2]), "//nav") == []
    assert values(note(*SECTIONS[:2], contents="always"), "//nav//a/@href") == ["#one", "#two"]
    assert values(note(*SECTIONS, contents="never"), "//nav") == []


def test_every_heading_has_an_anchor_with_a_name_in_the_language_of_the_page() -> None:
    edition = note(SECTIONS[0], metadata=Metadata(title="T", lang="de"))
    assert values(edition, "//h2/a[@class='anchor']/@href") == ["#one"]
    assert values(edition, "//h2/a/@aria-label") == ["Link zu diesem Abschnitt"]


def test_links_to_notes_lead_to_the_pages_beside() -> None:
    edition = note(
        link(note="folder/Mine too.md"),
        link("#part", note="other/That.md"),
        link(note="unpublished.md"),
        pages={"folder/Mine too.md": "folder/Mine too", "other/That.md": "other/That"},
    )
    assert main_links(edition) == ["Mine%20too.html", "../other/That.html#part"]
    assert values(edition, "//span[@class='unresolved']/text()") == ["there"]


def test_links_within_a_note_lead_to_its_ids_and_else_to_its_top() -> None:
    edition = note(*SECTIONS, link("#two"), link("#nowhere"), link(note="note.md"))
    assert main_links(edition) == ["#two", "#title", "#title"]
    assert values(edition, "//h1/@id") == ["title"]


def test_chapters_on_one_page_keep_their_ids_apart() -> None:
    edition = book(
        chapter("first", SECTIONS[0], footnote("Here."), link("#one", note="second.md")),
        chapter("second", SECTIONS[0], footnote("There."), link("#one"), link(note="first.md")),
    )
    ids = values(edition, "//@id")
    assert len(ids) == len(set(ids))
    links = main_links(edition)
    assert [each for each in links if "fn" not in each] == ["#second-one", "#second-one", "#first"]
    assert {each[1:] for each in links} <= set(ids)


def test_a_chapter_has_a_section_with_its_number_and_title() -> None:
    edition = book(chapter("first", paragraph(), number="1"), chapter("last", paragraph()))
    assert values(edition, "//main/section//h1/text()") == ["First", "Last"]
    assert values(edition, "//p[@class='chapter-number']/text()") == ["1"]
    assert values(edition, "//nav//a/@href") == ["#first", "#last"]


def test_a_footnote_and_its_reference_lead_to_each_other() -> None:
    edition = note(footnote("Noted."))
    assert main_links(edition) == ["#fn1", "#fnref1"]
    assert set(values(edition, "//main//@id")) == {"fn1", "fnref1"}
    (kept,) = page(edition).xpath("//section[@role='doc-endnotes']//li")
    assert kept.text_content().startswith("Noted.")


def test_a_folded_callout_is_open_or_closed_without_any_script() -> None:
    title, blocks = (n.Text("T"),), (paragraph(),)
    edition = note(
        n.Callout("tip", title, blocks, "open"),
        n.Callout("tip", title, blocks, "closed"),
        n.Callout("tip", title, blocks),
    )
    assert values(edition, "//main/details/@open") == ["open"]
    assert len(values(edition, "//main/details/summary")) == 2
    assert len(values(edition, "//main/aside")) == 1


def test_every_kind_of_callout_has_a_sign() -> None:
    from exporter.rendering.blocks import CALLOUT_KINDS

    style = "".join(values(note(paragraph()), "//style/text()"))
    missing = {
        kind for kind in {*CALLOUT_KINDS, "custom"} if f".callout-{kind} {{ --sign:" not in style
    }
    assert missing == set()


def test_text_that_looks_like_markup_stays_text() -> None:
    evil = "</style><script>alert(1)</script>"
    edition = note(
        heading(evil, "x"),
        paragraph(n.Text(evil)),
        metadata=Metadata(title=evil, description=evil, tags=(evil,), rights=evil),
        contents="always",
    )
    assert len(values(edition, "//script")) == 3  # the structured data, and our own two
    assert "<script>alert" not in text_of(edition)


def test_the_same_edition_gives_the_same_page() -> None:
    edition = note(*SECTIONS, footnote("Noted."))
    assert text_of(edition) == text_of(edition)
