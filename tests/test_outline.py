"""The outline of a book: from a list, a SUMMARY.md, a map of content or a folder."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exporter.diagnostics import Report
from exporter.publication.listing import summary
from exporter.source.lift import lift
from exporter.source.pandoc import Reader
from tests.vaults import Project, outline_of, told


def listed(project: Project, chapters: str, *notes: str) -> None:
    """A project with one book of a list."""
    project.write("exporter.toml", f'[[book]]\ntitle = "B"\nchapters = {chapters}\n')
    for note in notes:
        project.write(note, f"# The {note}\n\nText.")


def linked(project: Project, name: str, text: str, *notes: str) -> None:
    """A project with one book whose chapters a note lists."""
    listed(project, f'"{name}"', *notes)
    project.write(name, text)


# --- lists ----------------------------------------------------------------------------------------


def test_globs_are_in_natural_order_and_leave_what_is_named_in_its_place(project: Project) -> None:
    listed(project, '["*.md", "2.md"]', "10.md", "9.md", "2.md")
    (book,) = project.books()
    assert outline_of(book) == ["chapter 9.md", "chapter 10.md", "chapter 2.md"]
    assert told(book) == []


def test_a_name_needs_no_suffix_and_may_be_a_folder(project: Project) -> None:
    listed(project, '["a", "more/"]', "a.md", "more/2.md", "more/1.md")
    assert outline_of(project.books()[0]) == [
        "chapter a.md",
        "chapter more/1.md",
        "chapter more/2.md",
    ]


def test_a_part_has_a_title_or_is_a_note(project: Project) -> None:
    parts = (
        '[{ part = "One", chapters = ["a.md"] }, { part = "two.md", chapters = ["b.md"] }, "c.md"]'
    )
    listed(project, parts, "a.md", "two.md", "b.md", "c.md")
    (book,) = project.books()
    assert outline_of(book) == [
        "part “One”", "chapter a.md", "part two.md", "chapter b.md", "chapter c.md",
    ]  # fmt: skip
    assert [item.note for item in book.items if item.loose] == ["c.md"]


def test_a_chapter_behind_a_part_is_not_in_it(project: Project) -> None:
    listed(project, '[{ part = "One", chapters = ["a.md"] }, "b.md"]', "a.md", "b.md")
    project.build(formats=("epub",))
    with zipfile.ZipFile(project.out / "B.epub") as book:
        (nav,) = (book.read(name) for name in book.namelist() if name.endswith("nav.xhtml"))
    places = etree.fromstring(nav).iterfind(".//{*}nav[1]//{*}a")
    depths = {"".join(each.itertext()): len(list(each.iterancestors("{*}ol"))) for each in places}
    assert [depth for words, depth in depths.items() if "The " in words] == [2, 1]


def test_what_a_list_has_wrong_is_told_and_the_book_is_made(project: Project) -> None:
    listed(
        project,
        '[\n  "one.md",\n  "oen.md",\n  "one.md",\n  { part = "Nothing", chapters = [] },\n]',
        "one.md",
    )
    (book,) = project.books()
    assert outline_of(book) == ["chapter one.md"]
    assert told(book) == [
        ("book/missing-chapter", "exporter.toml", 5),
        ("book/chapter-twice", "exporter.toml", 6),
        ("book/empty-part", "exporter.toml", 7),
    ]
    assert book.found[0].hint == "did you mean “one.md”?"
    assert [outcome.status for outcome in project.build().outcomes] == ["written"]


def test_a_book_without_chapters_is_told_and_not_made(project: Project) -> None:
    listed(project, '["gone.md"]', "note.md")
    (book,) = project.books()
    assert ("book/empty", "exporter.toml", 2) in told(book)
    assert [outcome.source for outcome in project.build().outcomes] == ["note.md"]


def test_a_draft_that_a_book_takes_is_made_with_it_and_told(project: Project) -> None:
    listed(project, '["a.md", "b.md"]', "a.md")
    project.write("b.md", "---\ndraft: true\n---\nDraft words.")
    assert told(project.books()[0]) == [("book/draft-chapter", "b.md", 1)]
    project.build()
    assert "Draft words" in (project.out / "B.html").read_text()


def test_nothing_outside_the_vault_is_a_chapter(project: Project) -> None:
    listed(project, '["a.md", "../secret.md", "../*.md"]', "a.md")
    (project.root.parent / "secret.md").write_text("secret")
    (book,) = project.books()
    assert outline_of(book) == ["chapter a.md"]
    assert [code for code, _, _ in told(book)] == ["book/missing-chapter"] * 2


# --- folders --------------------------------------------------------------------------------------


def test_a_folder_is_in_order_and_folders_in_it_are_nested_below_their_notes(
    project: Project,
) -> None:
    listed(project, "[]", "10.md", "2.md", "index.md")
    for note in ("a/README.md", "a/x.md", "b/b.md", "b/y.md", "c.md", "c/z.md", "d/w.md"):
        project.write(note, "Text.")
    assert outline_of(project.books()[0]) == [
        "chapter index.md",
        "chapter 2.md",
        "chapter 10.md",
        "chapter a/README.md",
        "  chapter a/x.md",
        "chapter b/b.md",
        "  chapter b/y.md",
        "chapter c.md",
        "  chapter c/z.md",
        "chapter “d”",
        "  chapter d/w.md",
    ]


def test_a_folder_of_folders_without_notes_of_their_own_has_parts(project: Project) -> None:
    listed(project, "[]", "1 Begin/b.md", "1 Begin/a.md", "2 End/c.md")
    assert outline_of(project.books()[0]) == [
        "part “1 Begin”", "chapter 1 Begin/a.md", "chapter 1 Begin/b.md",
        "part “2 End”", "chapter 2 End/c.md",
    ]  # fmt: skip


# --- SUMMARY.md -----------------------------------------------------------------------------------

SUMMARY = """\
<!-- not edited by hand -->
# Summary

[Before](before.md)

- [One](one.md)
    - [The `unsafe` *word*](a%20b.md)
        - [Deep](sub/deep.md)
- [Announced]()

---

# Part \\[two\\]

1. [Two](<two.md>)
2. [Only a heading]()
   1. [Three](./sub/../three.md "title")

[After](after.md)
"""
CHAPTERS = (
    "before.md", "one.md", "a b.md", "sub/deep.md", "two.md", "three.md", "after.md",
)  # fmt: skip


def test_a_summary_is_read_as_mdbook_reads_it(project: Project) -> None:
    linked(project, "SUMMARY.md", SUMMARY, *CHAPTERS)
    (book,) = project.books()
    assert outline_of(book) == [
        "front before.md",
        "chapter one.md",
        "  chapter a b.md",
        "    chapter sub/deep.md",
        "part “Part [two]”",
        "chapter two.md",
        "chapter “Only a heading”",
        "  chapter three.md",
        "back after.md",
    ]
    titles = {item.note: item.title for item in book.items}
    assert titles["a b.md"] == "The unsafe word"
    assert told(book) == [
        ("book/draft-chapter", "SUMMARY.md", 9),
        ("book/draft-chapter", "SUMMARY.md", 16),
    ]


def test_a_summary_in_the_folder_orders_a_book_that_lists_nothing(project: Project) -> None:
    project.write("exporter.toml", '[[book]]\ntitle = "B"\nfolder = "b"\n')
    project.write("b/SUMMARY.md", "- [Z](z.md)\n- [A](a.md)\n")
    project.write("b/a.md", "A")
    project.write("b/z.md", "Z")
    project.write("z.md", "not this one")
    assert outline_of(project.books()[0]) == ["chapter b/z.md", "chapter b/a.md"]
    assert {outcome.source for outcome in project.build().outcomes} == {"B", "z.md"}


def test_what_a_summary_has_wrong_is_told_with_its_line(project: Project) -> None:
    text = (
        "# Summary\n\n- [A](a.md)\n- [Web](https://x.org)\n- [Gone](gone.md)\n    - [B](b.md)\n"
        "\nStray words.\n\n- [A again](a.md)\n- no link\n- [File](a.png)\n\n# Empty\n\n"
        "# Part\n\n- [C](c.md)\n\n[Between](d.md)\n\n- [E](e.md)\n- [Out](../../x.md)\n"
        "\n## Second\n"
    )
    linked(project, "SUMMARY.md", text, "a.md", "b.md", "c.md", "d.md", "e.md")
    (project.root / "a.png").touch()
    (book,) = project.books()
    assert outline_of(book) == [
        "chapter a.md", "chapter “Gone”", "  chapter b.md",
        "part “Part”", "chapter c.md", "chapter d.md", "chapter e.md",
    ]  # fmt: skip
    assert sorted(told(book), key=lambda each: each[2]) == [
        ("book/outline", "SUMMARY.md", 4),
        ("book/missing-chapter", "SUMMARY.md", 5),
        ("book/outline", "SUMMARY.md", 8),
        ("book/chapter-twice", "SUMMARY.md", 10),
        ("book/outline", "SUMMARY.md", 11),
        ("book/outline", "SUMMARY.md", 12),
        ("book/empty-part", "SUMMARY.md", 14),
        ("book/outline", "SUMMARY.md", 20),
        ("book/missing-chapter", "SUMMARY.md", 23),
        ("book/outline", "SUMMARY.md", 25),
    ]


def test_a_chapter_keeps_its_own_title_and_has_the_summarys_where_it_has_none(
    project: Project,
) -> None:
    linked(project, "SUMMARY.md", "- [Short](a.md)\n- [Named](b.md)\n", "a.md")
    project.write("b.md", "No heading.")
    project.build()
    page = (project.out / "B.html").read_text()
    assert ">Named<" in page
    assert "The a.md" in page
    assert ">Short<" not in page


class Entry(NamedTuple):
    title: str
    name: str
    nested: Sequence[Entry]


WORDS = st.text(alphabet="aZé *_`[]#&<\\!()", min_size=1, max_size=12).map(
    lambda text: f"x{' '.join(text.split())}x"
)
FILES = st.text(alphabet="ab ()é", min_size=1, max_size=6).map(lambda text: f"f{text}.md")
ENTRIES = st.recursive(
    st.builds(Entry, WORDS, FILES, st.just(())),
    lambda inner: st.builds(Entry, WORDS, FILES, st.lists(inner, max_size=3)),
    max_leaves=8,
)
LISTS = st.lists(ENTRIES, min_size=1, max_size=4)
LINKS = st.lists(st.builds(Entry, WORDS, FILES, st.just(())), max_size=2)


def _escaped(text: str) -> str:
    return re.sub(r"([*_`\[\]#&<\\!()])", r"\\\1", text)


def _written(entries: Sequence[Entry], indent: int) -> Iterator[str]:
    for entry in entries:
        yield f"{' ' * indent}- [{_escaped(entry.title)}]({quote(entry.name)})"
        yield from _written(entry.nested, indent + 4)


def _levels(entries: Sequence[Entry], level: int) -> Iterator[tuple[str, int, str, str]]:
    for entry in entries:
        yield "chapter", level, entry.title, quote(entry.name)
        yield from _levels(entry.nested, level + 1)


@given(before=LINKS, parts=st.lists(st.tuples(WORDS, LISTS), min_size=1, max_size=3), after=LINKS)
def test_what_a_summary_lists_comes_back(
    reader: Reader,
    before: list[Entry],
    parts: list[tuple[str, list[Entry]]],
    after: list[Entry],
) -> None:
    lines = ["# Summary", ""]
    lines += [f"[{_escaped(entry.title)}]({quote(entry.name)})\n" for entry in before]
    wanted = [("front", 1, entry.title, quote(entry.name)) for entry in before]
    for title, entries in parts:
        lines += [f"# {_escaped(title)}", "", *_written(entries, 0), ""]
        wanted += [("part", 1, title, None), *_levels(entries, 1)]
    lines += [f"[{_escaped(entry.title)}]({quote(entry.name)})\n" for entry in after]
    wanted += [("back", 1, entry.title, quote(entry.name)) for entry in after]
    text = "\n".join(lines)
    blocks = lift(reader.read(text, "commonmark"), text, "commonmark", Report("SUMMARY.md", text))
    strays: list[str] = []
    found = summary(blocks, lambda stray, _why: strays.append(stray))
    assert [line[:4] for line in found] == wanted
    assert strays == []


def test_the_outline_of_the_rust_reference_is_what_its_summary_says(corpora: Path) -> None:
    project = Project(corpora / "book")
    (book,) = project.books()
    text = (project.root / "src/SUMMARY.md").read_text("utf-8")
    wanted = [
        f"{'  ' * (len(indent) // 4)}{'chapter' if mark else 'front'} src/{target}"
        for indent, mark, target in re.findall(
            r"^( *)(- )?\[[^\n]*\]\((.*?)\)$", text, re.MULTILINE
        )
    ]
    assert len(wanted) > 100
    assert outline_of(book) == wanted
    assert (book.book.title, book.manifest, told(book)) == ("The Rust Reference", "book.toml", [])


# --- maps of content ------------------------------------------------------------------------------

MAP = """\
# My garden

First [[Alpha]], as [the web](https://x.org) says.

## Tools

- [[Spade|The spade]]
  - [[Trowel]]
- Others:
  - [Rake](deep/rake.md)
  - [[Gone]]

### For the hand

![[Glove]]

## [[Plants]]

Of these [[Rose#red]] and [[Alpha#here]].

## Nothing here
"""
GARDEN = ("Alpha", "Spade", "Trowel", "deep/rake", "Glove", "Plants", "Rose")


def test_a_map_of_content_is_an_outline(project: Project) -> None:
    linked(project, "map/Map.md", MAP, *(f"map/{name}.md" for name in GARDEN))
    (book,) = project.books()
    assert outline_of(book) == [
        "chapter map/Alpha.md",
        "part “Tools”",
        "chapter map/Spade.md",
        "  chapter map/Trowel.md",
        "chapter “Others”",
        "  chapter map/deep/rake.md",
        "chapter “For the hand”",
        "  chapter map/Glove.md",
        "part map/Plants.md",
        "chapter map/Rose.md",
    ]
    assert told(book) == [("book/missing-chapter", "map/Map.md", 11)]
    assert {item.note: item.title for item in book.items}["map/Spade.md"] == "The spade"


def test_one_heading_makes_no_part(project: Project) -> None:
    linked(project, "Map.md", "[[a]]\n\n## More\n\n- [[b]]\n", "a.md", "b.md")
    assert outline_of(project.books()[0]) == ["chapter a.md", "chapter b.md"]


def test_a_map_leads_nobody_to_what_is_held_back(project: Project) -> None:
    linked(project, "Map.md", "[[a]] [[secret]]\n", "a.md")
    project.write("secret.md", "---\npublish: false\n---\nSecret words.")
    assert outline_of(project.books()[0]) == ["chapter a.md"]
    project.build()
    assert "Secret words" not in (project.out / "B.html").read_text()


def test_the_note_that_lists_the_chapters_is_made_only_when_it_is_named(project: Project) -> None:
    linked(project, "Map.md", "[[a]]\n", "a.md")
    assert [outcome.source for outcome in project.build().outcomes] == ["B"]
    assert [outcome.source for outcome in project.build("Map.md").outcomes] == ["Map.md"]


# --- builds ---------------------------------------------------------------------------------------


def test_a_cycle_of_embeds_across_chapters_is_told_and_the_book_is_made(project: Project) -> None:
    listed(project, '["a.md", "b.md"]')
    project.write("a.md", "A words.\n\n![[b]]")
    project.write("b.md", "B words.\n\n![[a]]")
    summary_ = project.build()
    assert {(found.code, found.note, found.line) for found in summary_.diagnostics} >= {
        ("embeds/cycle", "a.md", 3), ("embeds/cycle", "b.md", 3),
    }  # fmt: skip
    assert [outcome.status for outcome in summary_.outcomes] == ["written"]


@pytest.mark.parametrize("bad", ['["a.md", "gone.md"]', '["a.md", "flawed.md"]'])
def test_a_strict_build_writes_no_book_with_warnings_and_keeps_the_last_one(
    project: Project, bad: str
) -> None:
    listed(project, '["a.md"]', "a.md")
    project.write("flawed.md", "![x](gone.png)")
    project.build(strict=True, formats=("html", "epub"))
    before = (project.out / "B.html").read_bytes()
    listed(project, bad)
    outcomes = project.build(strict=True, formats=("html", "epub")).outcomes
    assert {outcome.status for outcome in outcomes if outcome.source == "B"} == {"failed"}
    assert (project.out / "B.html").read_bytes() == before
    assert {each.status for each in project.build().outcomes if each.source == "B"} == {"written"}


def test_what_was_made_with_warnings_fails_a_strict_build_that_makes_nothing(
    project: Project,
) -> None:
    project.write("a.md", "![x](gone.png)")
    project.write("b.md", "[[gone]]")
    project.build()
    statuses = {each.source: each.status for each in project.build(strict=True).outcomes}
    assert statuses == {"a.md": "failed", "b.md": "unchanged"}
