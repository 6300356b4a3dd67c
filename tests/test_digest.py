"""A digest: what is shown of each note, and one document of all."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from exporter.model.document import Document, Metadata
from exporter.model.walk import plain_text
from exporter.publication.excerpts import excerpt, words_in
from exporter.source.pandoc import Reader
from tests.test_run import codes, made, statuses
from tests.vaults import Project, Vault

LONG = "One two three four five six seven eight nine ten. " * 20
PARAGRAPH = ("Eleven words stand in this sentence, which ends here, my dear. " * 3).strip()


# --- excerpts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown", "whole"),
    [
        ("Short.", "Short.", True),
        ("Before\n\n<!-- more -->\n\nAfter", "Before", False),
        ("Before\n\n<!--more-->\n\nAfter", "Before", False),
        ("Before <!--more--> after", "Before", False),
        ("Before\n\n## Part\n\n<!-- more -->\n\nAfter", "Before", False),
        ("A[^1]\n\n<!-- more -->\n\nB\n\n[^1]: Kept.", "A", False),
        ("<!-- more -->\n\nOnly after", "Only after", False),
        ("`<!-- more -->` is a mark.", "<!-- more --> is a mark.", True),
        ("---\ndescription: What it is.\n---\nText", "What it is.", False),
        ("---\ndescription: D\n---\nBefore\n\n<!-- more -->\n\nB", "Before", False),
        ("---\nsummary: What it is.\n---\nText", "What it is.", False),
        ("## Heading\n\nText.", "Text.", False),
        ("![A picture](https://example.org/a.png)\n\nText.", "Text.", False),
        ("#tag #other\n\nText.", "Text.", False),
        ("Text.\n\n## Heading\n\nMore.", "Text.", False),
        ("Text.\n\n```\ncode\n```", "Text.", False),
        ("Three:\n\n- one\n- two", "Three:onetwo", True),
        (f"{PARAGRAPH}\n\n{PARAGRAPH}\n\nThird.", PARAGRAPH * 2, False),
        (LONG, ("One two three four five six seven eight nine ten. " * 6).strip(), False),
        ("word " * 100, ("word " * 60).strip() + " …", False),
        (f"{'word ' * 59}**{'bold ' * 30}x** end", f"{'word ' * 59}{'bold ' * 30}x …", False),
        ("漢字" * 200, "漢字" * 60 + " …", False),
        ("> Only a quotation.\n\n- and a list", "Only a quotation.", False),
        ("::: {.only-pdf}\nHidden.\n:::\n\n> Seen.", "Seen.", False),
        ("| a | b |\n|---|---|\n| c | d |", "", False),
        ("Said.[^1]\n\n## Part\n\n[^1]: A note.", "Said.", False),
    ],
)  # fmt: skip
def test_an_excerpt_ends_where_it_should(
    tmp_path: Path, reader: Reader, text: str, shown: str, whole: bool
) -> None:
    document, _ = Vault(tmp_path, reader, {"a.md": text}).note("a.md")
    found = excerpt(document)
    assert (plain_text(found.blocks), found.whole) == (shown, whole)


def test_an_opening_has_no_notes_and_one_before_the_mark_has(
    tmp_path: Path, reader: Reader
) -> None:
    notes = {
        "a.md": "A.[^1]\n\n## B\n\n[^1]: A note.",
        "b.md": "A.[^1]\n\n<!-- more -->\n\nB\n\n[^1]: A note.",
    }
    vault = Vault(tmp_path, reader, notes)
    found = ["Footnote" in str(excerpt(vault.note(path)[0]).blocks) for path in notes]
    assert found == [False, True]


def test_an_empty_note_has_an_empty_excerpt() -> None:
    assert excerpt(Document("a.md", Metadata(), ())).blocks == ()


def test_words_are_counted_in_any_script() -> None:
    from exporter.model.nodes import Text

    assert [words_in((Text(text),)) for text in ("two words", "漢字漢字", "")] == [2, 2, 0]


# --- one document ---------------------------------------------------------------------------------

TWO = '[[digest]]\ntitle = "Two"\nnotes = ["b.md", "a.md"]\nitems = "full"\n'


def page(project: Project, name: str = "Two") -> str:
    text = (project.out / f"{name}.html").read_text("utf-8")
    return text[text.index("<main>") : text.index("</main>")]


def test_a_digest_is_made_beside_its_notes(project: Project) -> None:
    project.write("exporter.toml", '[[digest]]\ntitle = "It"\ntags = ["x"]\n')
    project.write("a.md", "A with #x")
    project.write("b.md", "---\ntags: [x/y]\n---\nB")
    project.write("c.md", "`#x`, and %%#x%%")
    project.build(formats=("html", "email", "pdf"))
    assert {"It.html", "It.eml", "a.html", "b.html", "c.html"} <= set(made(project))
    assert "It.pdf" not in made(project)
    assert re.findall(r"<h2 id=\"(\w+)\"", page(project, "It")) == ["a", "b"]


def test_headings_stand_below_that_of_the_item(project: Project) -> None:
    project.write("exporter.toml", TWO)
    project.write("a.md", "# A\n\n# One\n\n# Two\n\n### Deep\n\n" + "###### x\n\n" * 2)
    project.write("b.md", "Text <div><b>never closed\n\n## H\n\n> - [ ] ![[")
    project.build()
    levels = re.findall(r"<h(\d)[^>]*>(?:<a[^>]*>)?(\w+)", page(project))
    assert levels == [
        ("2", "b"), ("3", "H"),
        ("2", "A"), ("3", "One"), ("3", "Two"), ("4", "Deep"), ("5", "x"), ("5", "x"),
    ]  # fmt: skip


def test_ids_and_notes_are_apart(project: Project) -> None:
    project.write("exporter.toml", TWO)
    for name in "ab":
        project.write(f"{name}.md", "## Part\n\nSaid[^1] [back](#part) ^here\n\n[^1]: Note.\n")
    project.build()
    text = page(project)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert [target in ids for target in re.findall(r'href="#([^"]+)"', text)].count(False) == 0
    assert re.findall(r'<a href="#(part[^"]*)">back', text) == ["part", "part-1"]
    assert {"fn1", "fn2"} <= set(ids)


def test_links_between_items_stay_within_the_digest(project: Project) -> None:
    project.write("exporter.toml", TWO)
    project.write("a.md", "[[b]] [[b#Part]] [[c]]")
    project.write("b.md", "## Part\n\n[[a]] [[#Part]]")
    project.write("c.md", "C")
    project.build()
    found = re.findall(r'<a href="([^"]+)">(.+?)</a>', page(project))
    assert found == [
        ("#a", "a"), ("#part", "Part"),
        ("#b", "b"), ("#part", "b &gt; Part"), ("c.html", "c"),
    ]  # fmt: skip


def test_what_an_excerpt_leaves_out_is_in_the_note(project: Project) -> None:
    project.write("exporter.toml", TWO.replace("full", "excerpt"))
    project.write(
        "a.md", "See [below](#later) and [[b#Later]].\n\n<!-- more -->\n\n## Later\n\nText."
    )
    project.write("b.md", "Short.\n\n## Later\n\nText.")
    project.build()
    text = page(project)
    assert '<a href="a.html#later">below</a>' in text
    assert '<a href="b.html#later">b &gt; Later</a>' in text
    assert text.count("Read on") == 2


def test_references_and_their_figures_are_apart(project: Project) -> None:
    project.write("exporter.toml", TWO)
    for name in "ab":
        project.write(
            f"{name}.md", f"See @tbl:x.\n\n| a |\n|---|\n| {name} |\n\n: Cap {{#tbl:x}}\n"
        )
    project.build()
    found = re.findall(r'<a href="#(tbl-x[^"]*)" class="cross-reference">(.+?)</a>', page(project))
    assert found == [("tbl-x", "Table\xa01"), ("tbl-x-1", "Table\xa02")]


def test_a_reference_to_what_an_excerpt_leaves_out_leads_to_the_note(project: Project) -> None:
    project.write("exporter.toml", TWO.replace("full", "excerpt"))
    table = "| a |\n|---|\n| b |\n\n: Cap {#tbl:x}\n\n## Late {#sec:l}\n"
    project.write("a.md", f"See @tbl:x, @sec:l and @fig:y.\n\n<!-- more -->\n\n{table}")
    project.write("b.md", "---\nlang: de\n---\nSee @tbl:x and @tbl:z.\n\n" + table)
    project.build()
    text = page(project)
    assert (
        'See <a href="a.html#tbl-x">Table</a>, <a href="a.html#sec-l">Late</a> and @fig:y.' in text
    )
    assert 'See <a href="b.html#tbl-x">Tabelle</a> and @tbl:z.' in text


def test_pictures_come_along(project: Project) -> None:
    project.write("exporter.toml", TWO)
    project.write("sub/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="3"/>')
    project.write("a.md", "![A dot](sub/dot.svg)")
    project.write("b.md", "B")
    project.build()
    assert "data:image/svg+xml" in page(project)


def test_a_note_in_another_language_says_so(project: Project) -> None:
    project.write("exporter.toml", TWO)
    project.write("a.md", "---\nlang: he\n---\nA")
    project.write("b.md", "B")
    project.build()
    assert page(project).count('lang="he" xml:lang="he" dir="rtl"') == 1


def test_no_held_back_note_is_shown_by_way_of_a_digest(project: Project) -> None:
    intro = 'intro = "intro.md"\noutro = "[[secret]] ends it"\n'
    project.write("exporter.toml", TWO + intro)
    project.write("intro.md", "---\npublish: false\n---\nHello ![[secret]] [[secret|words]]")
    project.write("secret.md", "---\ndraft: true\n---\nHidden text")
    project.write("a.md", "A")
    project.write("b.md", "B")
    summary = project.build(formats=("html", "email"))
    assert "Hello" in page(project)
    assert "Hidden" not in page(project)
    assert "secret.html" not in page(project)
    assert "intro.html" not in made(project)
    assert "embeds/unpublished" in codes(summary)


def test_an_unreadable_note_costs_only_its_own_place(project: Project) -> None:
    project.write("exporter.toml", TWO)
    project.write("a.md", "A")
    (project.root / "b.md").write_bytes(b"\0\1\2 binary")
    summary = project.build()
    assert "note/unreadable" in codes(summary)
    assert re.findall(r"<h2 id=\"(\w+)\"", page(project)) == ["a"]


def test_a_digest_without_a_note_makes_nothing(project: Project) -> None:
    project.write("exporter.toml", '[[digest]]\ntitle = "It"\ntags = ["x"]\n')
    project.write("a.md", "A")
    summary = project.build()
    assert made(project) == ["a.html"]
    assert codes(summary) == ["digest/empty"]
    assert codes(project.build()) == ["digest/empty"]


# --- the letter -----------------------------------------------------------------------------------

LETTER = (
    '[project]\nurl = "https://example.org/"\n'
    '[newsletter]\nfrom = "A <a@example.org>"\nfolder = "letters"\n'
    '[[digest]]\ntitle = "New: {{ last }}"\nslug = "new"\ndescription = "In short"\n'
    'intro = "Dear *reader*,"\noutro = "Yours"\n'
)


def test_a_letter_reads_as_if_somebody_had_typed_it(project: Project) -> None:
    project.write("exporter.toml", LETTER)
    project.write(
        "a.md",
        "---\ndate: 2026-10-02\nauthor: Ann\n---\nSee [this](https://example.net).\n\n## More",
    )
    project.write("b.md", "---\ndate: 2026-10-01\n---\nShort.")
    project.build(formats=("email",))
    message = message_from_bytes((project.out / "new.eml").read_bytes(), policy=policy.default)
    assert message["Subject"] == "New: October 2, 2026"
    assert "In short" in (project.out / "new.email.html").read_text()
    text = (project.out / "new.email.txt").read_text()
    assert (
        text.partition("\n\n")[2]
        == """\
Dear _reader_,

a
=

October 2, 2026 · Ann

See this [1].

Read on: https://example.org/a.html

[1] https://example.net

                                 * * *

b
=

October 1, 2026

Short.

                                 * * *

Yours

--\x20
View in the browser: https://example.org/new.html
"""
    )


def test_a_letter_that_can_lead_nowhere_says_so(project: Project) -> None:
    project.write("exporter.toml", LETTER.partition("\n")[2].partition("\n")[2])
    project.write("a.md", "Said.\n\n## More")
    summary = project.build(formats=("html", "email"))
    lost = [found for found in summary.diagnostics if found.code == "digest/no-address"]
    assert [(each.note, each.line, "email" in each.message) for each in lost] == [
        ("exporter.toml", 5, True)
    ]
    assert "a.html" not in (project.out / "new.email.html").read_text()
    assert "Read on" not in (project.out / "new.email.html").read_text()
    assert '<p><a href="a.html">Read on</a></p>' in page(project, "new")


@pytest.mark.parametrize(
    ("written", "found"),
    [("rule", "<hr/>"), ("⁂", '<div class="separator">\n<p>⁂</p>'), ("none", "<p>A</p>")],
)
def test_what_stands_between_items_is_chosen(project: Project, written: str, found: str) -> None:
    project.write("exporter.toml", f'{TWO}separator = "{written}"\n')
    project.write("a.md", "A")
    project.write("b.md", "B")
    project.build()
    assert found in page(project)
    assert page(project).count("<hr/>") == (1 if written == "rule" else 0)


def test_a_reader_is_pdf_and_epub(project: Project) -> None:
    project.write("exporter.toml", TWO + 'formats = ["pdf", "epub"]\n')
    project.write("a.md", "A")
    project.write("b.md", "B")
    project.build(formats=("pdf", "epub", "html"))
    assert {"Two.pdf", "Two.epub"} <= set(made(project))
    assert "Two.html" not in made(project)


# --- again ----------------------------------------------------------------------------------------


def test_a_digest_is_made_again_when_its_choice_or_a_note_changes(project: Project) -> None:
    project.write("exporter.toml", '[[digest]]\ntitle = "It"\ntags = ["x"]\n')
    project.write("a.md", "A #x")
    project.write("b.md", "B")
    project.build()
    assert statuses(project.build()) == {
        "It": "unchanged",
        "a.md": "unchanged",
        "b.md": "unchanged",
    }
    project.write("b.md", "B too, with #x")
    # who has no part in it is not made again
    assert statuses(project.build()) == {"It": "written", "a.md": "unchanged", "b.md": "written"}
    project.write("a.md", "A again #x")
    assert statuses(project.build()) == {"It": "written", "a.md": "written", "b.md": "unchanged"}
    assert "A again" in page(project, "It")
    project.write("a.md", "A no more")
    project.build()
    assert "A no more" not in page(project, "It")


def test_what_is_chosen_by_front_matter_follows_it(project: Project) -> None:
    project.write("exporter.toml", '[[digest]]\ntitle = "It"\nwhere = { status = "done" }\n')
    project.write("a.md", "---\nstatus: done\n---\nA")
    project.write("b.md", "---\nstatus: open\n---\nB")
    project.build()
    project.write("b.md", "---\nstatus: done\n---\nB")
    assert statuses(project.build())["It"] == "written"


# --- real notes -----------------------------------------------------------------------------------


def test_a_quarter_of_a_real_newsletter(corpora: Path, tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    for note in sorted((corpora / "newsletters").glob("*.md"))[:14]:
        (root / note.name).write_bytes(note.read_bytes())
    project = Project(root)
    project.write(
        "exporter.toml",
        '[[digest]]\ntitle = "Quarter"\nuntil = "2025-03-31"\nlimit = 12\nitems = "full"\n',
    )
    summary = project.build()
    text = page(project, "Quarter")
    issues = re.findall(r'<h2 id="this-week-in-rust-(\d+)"', text)
    assert issues == sorted(issues, reverse=True)
    assert len(issues) == 12
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    inside = set(re.findall(r'href="#([^"]+)"', text))
    assert inside <= {*ids, "title", "contents"}
    assert [o.message for o in summary.outcomes if o.status == "failed"] == []
