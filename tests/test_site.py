"""A site: its addresses, what its pages lead to, and that only what changed is bound again."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from lxml import html

from exporter.errors import RenderError
from exporter.normalize.index import Entry, Index
from exporter.output import writer
from exporter.publication.site import addresses, file_of, relative
from tests.vaults import Project

NOTES = {
    "exporter.toml": '[project]\ntitle = "Garden"\nurl = "https://example.org/garden"\n',
    "AI/Deep Thought.md": (
        "---\ntags: [ai]\n---\n# Deep Thought\n\nIt is like [[Life|the question]] at last.\n"
    ),
    "Life.md": "---\npermalink: /answers/life/\n---\nForty-two. #ai/history\n\n![[a.png]]\n",
    "AI/index.md": "# All about it\n\ntext\n",
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
LONG = f"{'d' * 199}/"


@pytest.fixture
def garden(project: Project) -> Project:
    for name, text in NOTES.items():
        project.write(name, text)
    (project.root / "a.png").write_bytes(PIXEL)
    return project


def built(project: Project) -> Path:
    summary = project.build(formats=("site",))
    assert [o for o in summary.outcomes if o.status == "failed"] == []
    return project.out / "site"


def page(site: Path, address: str) -> html.HtmlElement:
    return html.fromstring((site / file_of(address)).read_text("utf-8"))


def text(found: list[html.HtmlElement]) -> list[str]:
    return [" ".join(each.text_content().split()) for each in found]


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        (Entry("My Notes/Some Thing.md", ""), "my-notes/some-thing/"),
        (Entry("Æther – 中文.md", ""), "æther-–-中文/"),
        (Entry("a.md", "", permalink="/x/y"), "x/y/"),
        (Entry("a.md", "", permalink="/about.html"), "about.html"),
        (Entry("a.md", "", permalink="/"), ""),
        (Entry("a.md", "", permalink="../../etc/x"), "etc/x/"),
        (Entry("a/b.md", "", slug="The B"), "a/the-b/"),
        (Entry("a/index.md", ""), "a/"),
        (Entry("Garden/garden.md", ""), "garden/"),
        (Entry("README.md", ""), ""),
        (Entry("tags/x.md", ""), "tags-pages/x/"),
        (Entry("Printer's “flowers”?.md", ""), "printers-flowers/"),
        (Entry("a.html/b.md", ""), "a.html-pages/b/"),
        (Entry("a.md", "", permalink="/X.html/y/"), "X.html-pages/y/"),
        (Entry("index.leaf.md", ""), "index.leaf-pages/"),
        (Entry("letters/feed.xml.md", ""), "letters/feed.xml-pages/"),
        (Entry("a/index.html.md", ""), "a/"),
        (Entry("a.md", "", permalink="/b/inde’x.html"), "b/"),
        (Entry("a.md", "", permalink="/’..’/.’./x"), "untitled/untitled/x/"),
        (Entry(f"{'İ' * 300}.md", ""), f"{'i̇' * 66}i/"),
        (Entry(f"{'d/' * 1100}x.md", ""), f"{'d/' * 49}x/"),
        (Entry(f"{LONG * 9}x.md", ""), f"{LONG * 3}x/"),
    ],
)
def test_where_a_note_lies(entry: Entry, address: str) -> None:
    assert addresses(Index("", [entry], ()), [entry.path]) == {entry.path: address}


def test_of_two_notes_with_one_address_the_one_that_asks_for_it_has_it() -> None:
    entries = [Entry("a.md", ""), Entry("z.md", "", permalink="a"), Entry("A.markdown", "")]
    found = addresses(Index("", entries, ()), [entry.path for entry in entries])
    assert found["z.md"] == "a/"
    assert len(set(found.values())) == 3


@pytest.mark.parametrize(
    ("here", "there", "way"),
    [
        ("a/b/", "a/c/", "../c/"),
        ("a/b/", "", "../../"),
        ("", "a/b/", "a/b/"),
        ("about.html", "assets/x.css", "assets/x.css"),
        ("a/b/", "a/b/", "./"),
        ("a/", "about.html", "../about.html"),
    ],
)
def test_the_way_from_page_to_page(here: str, there: str, way: str) -> None:
    assert relative(here, there) == way


def test_pages_lead_to_each_other_and_say_who_leads_to_them(garden: Project) -> None:
    site = built(garden)
    thought = page(site, "ai/deep-thought/")
    assert thought.xpath("//article//a[.='the question']/@href") == ["../../answers/life/"]
    assert thought.xpath("//link[@rel='canonical']/@href") == [
        "https://example.org/garden/ai/deep-thought/"
    ]
    life = page(site, "answers/life/")
    (backlink,) = life.xpath("//section[@class='backlinks']//li")
    assert backlink.xpath("a/@href") == ["../../ai/deep-thought/"]
    assert text([backlink]) == ["Deep Thought It is like the question at last."]
    (src,) = life.xpath("//article//img/@src")
    assert (site / "answers/life" / src).read_bytes() == PIXEL


def test_a_folder_and_a_tag_have_pages_that_list_their_notes(garden: Project) -> None:
    site = built(garden)
    assert text(page(site, "ai/").xpath("//h1")) == ["All about it"]
    assert text(page(site, "ai/").xpath("//section[@class='listing']//a")) == ["Deep Thought"]
    assert text(page(site, "answers/").xpath("//main//a[@class='entry']")) == ["Life"]
    tag = page(site, "tags/ai/")
    assert text(tag.xpath("//main//a[@class='entry']")) == ["Deep Thought", "Life"]
    assert page(site, "answers/life/").xpath("//article//a[@class='tag']/@href") == [
        "../../tags/ai/history/"
    ]


def test_the_menu_of_a_folder_leads_to_the_one_above_it(garden: Project) -> None:
    garden.write("AI/Old/First.md", "It was.\n")
    site = built(garden)
    up = "//nav[contains(@class, 'folder')]//li[@class='up']/a"
    for address, way in (("ai/", "../"), ("ai/old/", "../"), ("ai/old/first/", "../../")):
        assert page(site, address).xpath(f"{up}/@href") == [way]
    assert text(page(site, "ai/old/first/").xpath(up)) == ["↑ All about it"]


def test_only_what_changed_is_bound_again_and_what_is_no_more_goes(garden: Project) -> None:
    site = built(garden)
    before = {file: file.stat().st_mtime_ns for file in site.rglob("*.*")}
    garden.write("Life.md", "---\npermalink: /answers/life/\n---\nForty-three. #ai/history\n")
    built(garden)
    after = {file: file.stat().st_mtime_ns for file in site.rglob("*.*")}
    changed = {
        file.relative_to(site).as_posix() for file in after if after[file] != before.get(file)
    }
    assert "answers/life/index.html" in changed
    assert "ai/deep-thought/index.html" not in changed
    assert not list(site.glob("assets/a-*.png"))
    (site / "own.txt").write_text("mine")
    (garden.root / "Life.md").unlink()
    built(garden)
    assert not (site / "answers").exists()
    assert not (site / "tags/ai/history").exists()
    assert (site / "own.txt").read_text() == "mine"


def test_a_strangers_record_removes_nothing_outside_the_site(garden: Project) -> None:
    site = built(garden)
    own = [garden.root.parent / "diary.txt", site.parent / "letter.txt"]
    for file in own:
        file.write_text("mine")
    (site / "way").symlink_to(garden.root.parent)
    names = ("site/../../diary.txt", str(own[0]), "letter.txt", "site/way/diary.txt", "site/..")
    record = msgspec.msgpack.encode({"files": dict.fromkeys(names, "")})
    (garden.out / ".site/.bound").write_bytes(record)
    built(garden)
    assert [file.read_text() for file in own] == ["mine", "mine"]


def test_what_is_bound_again_is_what_is_bound_cold(garden: Project) -> None:
    built(garden)
    garden.write("AI/New.md", "[[Deep Thought]] #new\n")
    site = built(garden)
    warm = {f.relative_to(site): f.read_bytes() for f in site.rglob("*.*")}
    garden.out = garden.out.with_name("cold")
    cold = built(garden)
    assert warm == {f.relative_to(cold): f.read_bytes() for f in cold.rglob("*.*")}


def test_a_note_that_fails_keeps_its_last_page_and_what_that_shows(garden: Project) -> None:
    site = built(garden)
    garden.write("templates/nodes/highlight.html", "{{ nothing.at.all }}")
    garden.write("Life.md", "---\npermalink: /answers/life/\n---\n==Forty-three==\n")
    for _ in range(2):
        summary = garden.build(formats=("site",))
        assert [o.source for o in summary.outcomes if o.status == "failed"] == ["Life.md"]
    life = site / "answers/life/index.html"
    (src,) = html.fromstring(life.read_text()).xpath("//article//img/@src")
    assert (life.parent / src).read_bytes() == PIXEL


def test_a_note_that_became_empty_still_has_a_page_for_those_that_link_to_it(
    garden: Project,
) -> None:
    site = built(garden)
    garden.write("Life.md", "---\npermalink: /answers/life/\n---\n")
    garden.build(formats=("site",))
    page = (site / "answers/life/index.html").read_text()
    assert "Forty-two" not in page
    assert "Linked from" in page


def test_the_menu_of_a_site_without_folders_is_not_called_folders(project: Project) -> None:
    project.write("a.md", "A")
    (title,) = page(built(project), "a/").xpath("//nav[@class='folder']//summary")
    assert title.text_content() == "All notes"


def test_an_address_that_ends_in_html_is_that_of_a_file(project: Project) -> None:
    project.write("a.md", "---\npermalink: /myindex.html\n---\nHere")
    project.write("b.md", "---\npermalink: /404.html\n---\nGone, see [[a]]")
    site = built(project)
    assert "Here" in (site / "myindex.html").read_text()
    lost = (site / "404.html").read_text()
    assert "Gone" in lost
    assert 'href="myindex.html"' in lost or 'href="/myindex.html"' in lost
    assert page(site, "all-notes/").xpath("//main//a[@href='../myindex.html']")


@pytest.mark.parametrize("name", ["_redirects", "robots.txt", "feed.xml"])
def test_no_page_lies_where_a_file_of_the_site_does(project: Project, name: str) -> None:
    project.write("a.md", f'---\naliases: ["{name}", "elsewhere"]\n---\nA')
    project.write("b.md", f"---\npermalink: /{name}\n---\nB")
    assert not (built(project) / name).is_dir()


def test_no_note_lies_where_the_record_of_the_site_does(project: Project) -> None:
    project.write("bound.md", "Tied")
    assert "Tied" in page(built(project), "bound/").text_content()


def test_tags_lie_in_their_folder_whatever_they_are_called(project: Project) -> None:
    project.write("a.md", '---\ntags: [index.html, "’..’"]\n---\nA')
    site = built(project)
    addresses = page(site, "a/").xpath("//ul[@class='tags']//a/@href")
    assert addresses == ["../tags/index.html-pages/", "../tags/untitled/"]
    assert all((site / "a" / each / "index.html").is_file() for each in addresses)


def test_a_tag_of_a_thousand_levels_has_the_page_of_its_first(project: Project) -> None:
    project.write("a.md", f"A #{'/'.join('t' * 1100)}")
    (told,) = (each for each in project.build(formats=("site",)).diagnostics if each.line)
    assert (told.code, told.note) == ("site/address", "a.md")
    site = project.out / "site"
    address, *_ = page(site, "a/").xpath("//a[@class='tag']/@href")
    assert address == f"../tags/{'t/' * 49}"
    assert (site / "a" / address / "index.html").is_file()


def test_the_chapters_of_a_book_lie_within_it_whatever_they_are_called(project: Project) -> None:
    project.write("exporter.toml", '[[book]]\ntitle = "B.html"\nchapters = ["index.html.md"]\n')
    project.write("index.html.md", "One")
    project.write("z.md", "Two")
    site = built(project)
    assert "One" in page(site, "b.html-pages/index.html-pages/").text_content()
    assert "B.html" in page(site, "b.html-pages/").text_content()


def test_a_page_that_can_not_be_written_is_told_and_costs_no_other(garden: Project) -> None:
    garden.write("a.md", "---\naliases: [former]\n---\n#tagged")
    for blocked in ("answers", "tags/tagged", "former"):
        (garden.out / "site" / blocked).parent.mkdir(parents=True, exist_ok=True)
        (garden.out / "site" / blocked).write_text("mine")
    for _ in range(2):
        found = garden.build(formats=("site",)).diagnostics
        told = [each.note for each in found if each.code == "site/unwritten"]
        assert sorted(told) == ["Life.md", "a.md", *["exporter.toml"] * 2]
        assert (garden.out / "site/a/index.html").is_file()
        assert (garden.out / "site/former").read_text() == "mine"
    for blocked in ("answers", "tags/tagged", "former"):
        (garden.out / "site" / blocked).unlink()
    assert "Forty-two" in page(built(garden), "answers/life/").text_content()


def test_the_last_page_stays_where_the_next_can_not_be_written(
    garden: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(out: Path, name: str, data: bytes) -> Path:
        if name == "site/a/index.html":
            raise RenderError("no")
        return writer.write(out, name, data)

    garden.write("a.md", "First")
    site = built(garden)
    garden.write("a.md", "Second")
    with monkeypatch.context() as patch:
        patch.setattr("exporter.binding.write", write)
        for _ in range(2):
            garden.build(formats=("site",))
            assert "First" in page(site, "a/").text_content()
    assert "Second" in page(built(garden), "a/").text_content()


def test_a_long_list_is_several_pages(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.site.pages.MOST", 2)
    for name in "abc":
        project.write(f"{name}.md", f"# {name.upper()}\n\nText #t{name}.\n")
    project.build(formats=("site",))
    site = project.out / "site"
    for folder, second in (("all-notes", "all-notes/2"), ("tags", "all-tags/2")):
        first = (site / folder / "index.html").read_text()
        assert (
            f'href="{"../" if folder == "tags" else ""}{second.removeprefix("all-notes/")}/"'
            in first
        )
        assert "aria-current" in (site / second / "index.html").read_text()
    assert ">C</a>" in (site / "all-notes/2/index.html").read_text()


def test_a_page_says_how_it_begins_and_shows_its_picture_elsewhere(project: Project) -> None:
    from PIL import Image

    project.write("exporter.toml", '[project]\nurl = "https://example.org/g/"\n')
    words = "word " * 500
    project.write("deep/Note.md", f"# Note\n\nIt begins.\n\n![A dot](dot.png)\n\n{words}\n")
    Image.new("RGB", (8, 8)).save(project.root / "deep/dot.png")
    project.build(formats=("site",))
    text = (project.out / "site/deep/note/index.html").read_text()
    assert '<meta name="description" content="It begins.">' in text
    assert '<meta property="og:image" content="https://example.org/g/assets/dot-' in text
    assert '<meta property="og:image:alt" content="A dot">' in text
    assert '<link rel="icon"' in text
    assert '<span class="reading-time">' in text


DIGEST = """
[[digest]]
title = "New {{ count }}"
slug = "new"
folder = "AI"
intro = "Hello.md"
"""


@pytest.fixture
def digested(garden: Project) -> Project:
    garden.write("exporter.toml", NOTES["exporter.toml"] + DIGEST)
    garden.write("Hello.md", "---\ndate: 2026-10-01\n---\nGood day, and [[Life]].\n")
    return garden


def test_a_digest_has_a_page_that_leads_to_its_notes(digested: Project) -> None:
    site = built(digested)
    new = page(site, "new/")
    assert new.findtext(".//h1") == "New 2"
    assert "Good day" in new.text_content()
    links = {link.get("href") for link in new.findall(".//main//a")}
    assert {"../ai/deep-thought/", "../answers/life/"} <= links
    assert "new/" in (site / "sitemap.xml").read_text()


def test_what_stands_around_a_digest_has_no_page_of_its_own(digested: Project) -> None:
    assert not (built(digested) / "hello").exists()


def test_a_digest_is_no_news_of_a_feed(digested: Project) -> None:
    digested.write("AI/Deep Thought.md", "---\ndate: 2026-10-01\n---\nText.\n")
    feed = (built(digested) / "feed.xml").read_text()
    assert feed.count("</entry>") == 1


def test_a_digest_that_is_no_web_page_has_none_in_the_site(digested: Project) -> None:
    digested.write("exporter.toml", NOTES["exporter.toml"] + DIGEST + 'formats = ["email"]\n')
    assert not (built(digested) / "new").exists()


def test_a_note_at_the_address_of_a_digest_lies_beside_it(digested: Project) -> None:
    digested.write("New.md", "Text.\n")
    site = built(digested)
    assert page(site, "new/").findtext(".//h1") == "New 2"
    assert page(site, "new-2/").findtext(".//h1") == "New"


@pytest.mark.parametrize("more", [(), ("site",)])
def test_what_is_made_beside_a_site_leads_to_its_pages(
    garden: Project, more: tuple[str, ...]
) -> None:
    """Be the site made along with it or not; EPUB, PDF and e-mail lead there, too, and a held-back
    note has no address."""
    settings = NOTES["exporter.toml"] + '[build]\nformats = ["site", "email", "epub"]\n'
    garden.write("exporter.toml", settings)
    garden.write("Hidden.md", "---\npublish: false\n---\nText.\n")
    garden.write("a.md", "[[Life]], [[Deep Thought]] and [[Hidden]].\n")
    garden.build("a.md", formats=("email", "epub", *more))
    letter = html.parse(str(garden.out / "a.email.html"))
    links = {link.text: link.get("href") for link in letter.findall(".//a[@href]")}
    top = "https://example.org/garden"
    assert links == {
        "View in the browser": f"{top}/a/",
        "Life": f"{top}/answers/life/",
        "Deep Thought": f"{top}/ai/deep-thought/",
    }
    (text_file,) = (n for n in ZipFile(garden.out / "a.epub").namelist() if "a.xhtml" in n)
    assert f"{top}/answers/life/" in ZipFile(garden.out / "a.epub").read(text_file).decode()


def test_a_letter_is_made_again_when_a_page_of_the_site_moves(garden: Project) -> None:
    garden.write("exporter.toml", NOTES["exporter.toml"] + '[build]\nformats = ["site"]\n')
    garden.write("a.md", "[[Life]]\n")
    garden.build("a.md", formats=("email",))
    garden.write("Life.md", "---\npermalink: /moved/\n---\nText.\n")
    garden.build("a.md", formats=("email",))
    assert "garden/moved/" in (garden.out / "a.email.txt").read_text()
