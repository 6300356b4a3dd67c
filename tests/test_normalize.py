"""The normalizer: titles, levels, ids, links and pictures of a note among others."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image as Pillow

from exporter.config import Build
from exporter.config.settings import RemoteImages
from exporter.model import nodes as n
from exporter.model.walk import collect, plain_text
from exporter.normalize import addresses
from exporter.normalize.identifiers import Taken, slug, unique, xml_name
from exporter.normalize.index import Entry, Index
from exporter.normalize.title import file_title
from exporter.source.pandoc import Reader
from tests.vaults import Vault, codes


@pytest.mark.parametrize(
    ("text", "title", "shown"),
    [
        ("---\ntitle: From above\n---\n# Heading\n", "From above", ["Heading"]),
        ("---\ntitle: Heading\n---\n# heading\n", "Heading", []),
        ("# First *one*\n\n## Second\n", "First one", ["Second"]),
        ("## Not at the top\n", "My note", ["Not at the top"]),
        ("Text.\n", "My note", []),
    ],
)
def test_the_title_and_the_heading_that_says_it(
    tmp_path: Path, reader: Reader, text: str, title: str, shown: list[str]
) -> None:
    document, _ = Vault(tmp_path, reader, {"My note.md": text}).note("My note.md")
    assert document.metadata.title == title
    assert [plain_text(h.content) for h in collect(document.blocks, n.Heading)] == shown


def test_an_endless_heading_is_a_paragraph_and_an_endless_title_is_cut(
    tmp_path: Path, reader: Reader
) -> None:
    text = "word " * 300
    note = f"---\ntitle: {text}\n---\n{text}\n---\n\n# H\n"
    found, report = Vault(tmp_path, reader, {"n.md": note}).note("n.md")
    assert isinstance(found.blocks[0], n.Paragraph)
    assert plain_text(found.blocks) == f"{text.strip()}H"
    assert found.metadata.title == f"{text[:1000]} …"
    assert codes(report) == [("metadata/title", 1), ("headings/endless", 4)]


def test_levels_have_no_gap_and_ids_are_unique(tmp_path: Path, reader: Reader) -> None:
    text = "# A\n#### B\n## A\n###### 日本語\n# title\n# contents\n# 1 &\n[x]{#A}\n"
    document, _ = Vault(tmp_path, reader, {"n.md": text}).note("n.md")
    headings = collect(document.blocks, n.Heading)
    assert [h.level for h in headings] == [2, 2, 3, 2, 2, 2]
    assert [h.attributes.id for h in headings] == [
        "b", "a", "日本語", "title-1", "contents-1", "_1-",
    ]  # fmt: skip


@given(st.text(max_size=20))
def test_any_text_makes_an_xml_name(text: str) -> None:
    etree.fromstring(f'<!DOCTYPE x [<!ATTLIST x id ID #IMPLIED>]><x id="{xml_name(text)}"/>')
    assert not any(character.isspace() for character in slug(text))


def test_every_end_of_a_deep_path_is_a_name_of_it() -> None:
    folders = "/".join(f"f{level}" for level in range(40))
    index = Index("", [Entry(f"{folders}/deep.md", "")], [f"{folders}/deep.png"])
    parts = f"{folders}/deep".split("/")
    found = {
        level
        for level in range(1, 42)
        if index.note("/".join(parts[-level:]), "a.md").path
        and index.asset("/".join(parts[-level:]) + ".png", "a.md").path
    }
    assert found == {*range(1, 42)}
    assert index.note("../" * 1_000_000 + "deep", "a.md").path == f"{folders}/deep.md"


def test_deep_folders_cost_the_index_no_square_of_their_depth() -> None:
    paths = ["d/" * 2000 + f"{number}.md" for number in range(200)]
    index = Index("", [Entry(path, "") for path in paths], paths)
    tracemalloc.start()
    try:
        assert index.note("7", "a.md").path == index.asset("7.md", "a.md").path == paths[7]
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_taken_name_gets_a_number() -> None:
    taken = Taken(("a", "a-1"))
    assert [unique("a", taken), unique("b", taken), unique("fn1", taken)] == ["a-2", "b", "fn1-1"]


def index(*paths: str, aliases: dict[str, tuple[str, ...]] | None = None) -> Index:
    named = aliases or {}
    return Index("/", (Entry(path, path, named.get(path, ())) for path in paths), ())


@pytest.mark.parametrize(
    ("target", "source", "found"),
    [
        ("Note", "a/x.md", "Note.md"),
        ("note", "a/x.md", "Note.md"),
        ("a/Note", "x.md", "a/Note.md"),
        ("a/Note.md", "x.md", "a/Note.md"),
        ("./Note", "a/x.md", "a/Note.md"),
        ("../b/Deep", "a/x.md", "b/Deep.md"),
        ("Deep", "x.md", "b/Deep.md"),
        ("Cafe\u0301", "x.md", "Café.md"),
        ("Second name", "x.md", "b/Deep.md"),
        ("/Note", "a/x.md", "Note.md"),
        ("Nothing", "x.md", ""),
        ("", "x.md", ""),
    ],
)
def test_a_name_means_the_note_that_obsidian_opens(target: str, source: str, found: str) -> None:
    vault = index(
        "Note.md", "a/Note.md", "b/Deep.md", "Café.md", aliases={"b/Deep.md": ("second name",)}
    )
    assert vault.note(target, source).path == found


PARTS = st.lists(st.sampled_from(["a", "A", "b", "ab", "b a"]), min_size=1, max_size=4)


@given(st.sets(PARTS.map("/".join), max_size=12), PARTS.map("/".join))
def test_a_name_means_the_shortest_path_that_ends_so(names: set[str], name: str) -> None:
    ends = [path for path in names if f"/{path}".casefold().endswith(f"/{name}".casefold())]
    shortest = sorted(ends, key=lambda path: (path.count("/"), len(path), path))
    found = index(*(f"{path}.md" for path in names)).note(name, "x.md")
    assert found.path == (f"{shortest[0]}.md" if shortest else "")
    same_depth = [f"{path}.md" for path in shortest if path.count("/") == shortest[0].count("/")]
    is_whole = bool(shortest) and len(shortest[0]) == len(name)
    assert found.others == (() if is_whole else tuple(same_depth[1:]))


def test_an_ambiguous_name_is_told_with_its_candidates(tmp_path: Path, reader: Reader) -> None:
    notes = {"n.md": "\n[[Same]]\n", "a/Same.md": "x", "b/Same.md": "y"}
    document, report = Vault(tmp_path, reader, notes).note("n.md")
    assert [link.note for link in collect(document.blocks, n.Link)] == ["a/Same.md"]
    assert codes(report) == [("links/ambiguous", 2)]
    assert "b/Same.md" in report.diagnostics[0].message


def test_a_dangling_link_keeps_its_text(tmp_path: Path, reader: Reader) -> None:
    text = "a [[Gone|the text]] and\n[more](Gone%20too.md) [here](#nowhere)\n"
    document, report = Vault(tmp_path, reader, {"n.md": text}).note("n.md")
    assert collect(document.blocks, n.Link) == []
    assert plain_text(document.blocks) == "a the text and\nmore here"
    assert codes(report) == [("links/dangling", 1), ("links/dangling", 2), ("links/fragment", 2)]


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", " JaVaScRiPt:x", "java\tscript:x", "data:text/html,x", "file:///etc"],
)
def test_an_unsafe_link_keeps_its_text_only(tmp_path: Path, reader: Reader, target: str) -> None:
    text = f'<a href="{target}">text</a>\n'
    document, report = Vault(tmp_path, reader, {"n.md": text}).note("n.md")
    assert collect(document.blocks, n.Link) == []
    assert [code for code, _ in codes(report)] == ["links/unsafe"]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/a b?c=ä#d", "https://example.org/a%20b?c=%C3%A4#d"),
        ("https://exämple.org/", "https://xn--exmple-cua.org/"),
        ("//example.org", "https://example.org"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://", None),
        ("http://a b/", None),
        ("http://a%20b/", None),
        ("http://[x/", None),
    ],
)
def test_an_address_is_written_as_rfc_3986_wants_it(written: str, address: str | None) -> None:
    assert addresses.written(written) == address


@pytest.mark.parametrize("address", ["mailto:", "mailto:#a", "http:", "http://[/", "https://a b/"])
def test_what_leads_nowhere_is_no_address(address: str) -> None:
    assert addresses.written(address) is None


@pytest.mark.parametrize(
    ("name", "title"), [("a/b\x01 \ud800c\n.md", "b c"), ("\x01.md", "Untitled")]
)
def test_the_name_of_a_file_is_a_title_that_any_document_may_hold(name: str, title: str) -> None:
    assert file_title(name) == title


@pytest.mark.parametrize(("wanted", "kinds"), [("link", [n.Image]), ("drop", [n.Span])])
def test_an_image_on_the_web_stays_there_or_is_dropped(
    wanted: RemoteImages, kinds: list[type[n.Node]], tmp_path: Path, reader: Reader
) -> None:
    text = "a ![dot](https://example.org/x.png) b"
    build = Build(remote_images=wanted)
    document, report = Vault(tmp_path, reader, {"n.md": text}, build).note("n.md")
    found = collect(document.blocks, n.Image) + collect(document.blocks, n.Span)
    assert [type(each) for each in found] == kinds
    assert plain_text(document.blocks).split() == ["a", "dot", "b"]
    assert codes(report) == [("images/remote", 1)]


def test_pictures_are_found_and_measured(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "img").mkdir()
    Pillow.new("RGB", (30, 20)).save(tmp_path / "img/My picture.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    text = (
        "a ![one](<img/My picture.png>) ![[my picture.png]] ![two](broken.png) ![three](gone.png)"
    )
    document, report = Vault(tmp_path, reader, {"n.md": text}).note("n.md")
    found = [(image.source, image.pixels) for image in collect(document.blocks, n.Image)]
    assert found == [("img/My picture.png", (30, 20))] * 2
    assert plain_text(document.blocks).endswith("two three")
    assert codes(report) == [("images/unreadable", 1), ("images/missing", 1)]


@pytest.mark.parametrize(("name", "told"), [("a.webp", ["images/still"]), ("a.gif", [])])
def test_a_picture_that_only_browsers_show_moving_is_told(
    tmp_path: Path, reader: Reader, name: str, told: list[str]
) -> None:
    first, *rest = (Pillow.new("RGB", (9, 9), colour) for colour in ("teal", "red"))
    first.save(tmp_path / name, save_all=True, append_images=rest)
    first.save(tmp_path / "still.webp")
    notes = {"n.md": f"![A dot]({name}) ![A dot](still.webp)"}
    _, report = Vault(tmp_path, reader, notes).note("n.md")
    assert [code for code, _ in codes(report)] == told


@pytest.mark.parametrize(
    ("written", "shown", "captioned"),
    [
        ("![](a.svg)", "A map of the garden", False),
        ("![[a.svg]]", "A map of the garden", False),
        ("![img](a.svg)", "A map of the garden", False),
        ("![Our garden](a.svg)", "Our garden", True),
        ("![](mute.svg)", "", False),
    ],
)
def test_a_drawing_says_itself_what_it_shows(
    tmp_path: Path, reader: Reader, written: str, shown: str, captioned: bool
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    (tmp_path / "a.svg").write_text(drawing.format("<title>A map\n of the garden</title>"))
    (tmp_path / "mute.svg").write_text(drawing.format("<g><title>A bed</title></g>"))
    document, _ = Vault(tmp_path, reader, {"n.md": written}).note("n.md")
    (image,) = collect(document.blocks, n.Image)
    assert plain_text(image.content) == shown
    assert [bool(each.caption) for each in collect(document.blocks, n.Figure)] == [captioned]


@pytest.mark.parametrize(
    ("drawing", "found"),
    [
        (
            "<foreignObject><p>A <b>bed</b></p></foreignObject>",
            1,
        ),
        ("<switch><foreignObject>A bed</foreignObject><text>A bed</text></switch>", 0),
        ("<switch><foreignObject>A bed</foreignObject></switch>", 1),
        ("<foreignObject> </foreignObject><text>A bed</text>", 0),
    ],
)
def test_words_of_a_drawing_that_are_html_alone_are_told(
    tmp_path: Path, reader: Reader, drawing: str, found: int
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    (tmp_path / "a.svg").write_text(svg.format(drawing))
    _, report = Vault(tmp_path, reader, {"n.md": "\n![a map](a.svg)"}).note("n.md")
    assert codes(report) == [("images/words", 2)] * found
    assert all("“A bed”" in each.message for each in report.diagnostics)


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path: Path, reader: Reader) -> None:
    Pillow.new("1", (13_000, 13_000)).save(tmp_path / "huge.png")
    _, report = Vault(tmp_path, reader, {"n.md": "![x](huge.png)"}).note("n.md")
    assert codes(report) == [("images/unreadable", 1)]


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc%2fpasswd"])
def test_a_picture_outside_the_vault_is_a_missing_one(
    tmp_path: Path, reader: Reader, target: str
) -> None:
    document, report = Vault(tmp_path, reader, {"n.md": f"![x]({target})"}).note("n.md")
    assert collect(document.blocks, n.Image) == []
    assert codes(report) == [("images/missing", 1)]


def test_footnotes_are_numbered_in_the_order_of_the_text(tmp_path: Path, reader: Reader) -> None:
    text = "One[^b] two[^a] three^[c]\n\n[^a]: A\n[^b]: B\n"
    document, _ = Vault(tmp_path, reader, {"n.md": text}).note("n.md")
    notes = collect(document.blocks, n.Footnote)
    assert [(note.number, plain_text(note.blocks)) for note in notes] == [
        (1, "B"), (2, "A"), (3, "c"),
    ]  # fmt: skip
