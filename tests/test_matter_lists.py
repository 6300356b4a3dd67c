"""Matter that is made from the chapters of a book: lists, the index, the glossary."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from lxml import etree
from PIL import Image as Picture

from exporter.backends.pdf_index import name_pages_once
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Document, Metadata
from exporter.model.edition import Chapter, Edition
from exporter.model.nodes import Attributes, Text
from exporter.model.walk import collect, id_of, plain_text, walk
from exporter.normalize.context import Context
from exporter.normalize.index import Index
from exporter.normalize.index_marks import place_index_marks
from exporter.normalize.title import give_title
from exporter.publication.collation import initial, sort_key
from exporter.publication.cross_references import number_references
from exporter.publication.matter import make_matter
from exporter.publication.matter.glossary import glossary_of
from exporter.rendering.base import BASE
from exporter.rendering.markup import Renderer
from exporter.rendering.plain import plain
from tests import oracles
from tests.editions import book, chapter, heading, paragraph


def matter(made: str, *blocks: n.Block, kind: str = "back", role: str = "") -> Chapter:
    document = Document(f"#{made}", Metadata(title=made.title()), blocks)
    title = (Text(made.title()),)
    return Chapter(document, made, title, "", kind, role, made=made)  # type: ignore[arg-type]


def mark(text: str = "", *classes: str, **pairs: str) -> n.Span:
    named = tuple((name.replace("_", "-"), value) for name, value in pairs.items())
    content = (Text(text),) if text else ()
    return n.Span(content, Attributes(classes=("index", *classes), pairs=named))


def figure(caption: str = "", name: str = "") -> n.Figure:
    said = (n.Plain((Text(caption),)),) if caption else ()
    return n.Figure((paragraph(),), said, Attributes(name))


def reports() -> Reports:
    return Reports(Report("exporter.toml"))


def filled(edition: Edition, medium: str = "epub", told: Reports | None = None) -> Edition:
    """The edition as a backend gets it."""
    told = told if told is not None else reports()
    numbered = number_references(msgspec.structs.replace(edition, format=medium), told)
    return make_matter(numbered, told)


def blocks_of(edition: Edition, name: str) -> n.Blocks:
    return next(each for each in edition.chapters if each.id == name).document.blocks


def lines(edition: Edition, name: str) -> list[str]:
    """The items of a list, or of an index, each with what stands in it alone."""
    items = collect(blocks_of(edition, name), n.ListItem)
    return [plain_text(item.blocks[:1]) for item in items]


def links(edition: Edition, name: str) -> list[tuple[str, str]]:
    return [(link.note, link.target) for link in collect(blocks_of(edition, name), n.Link)]


def everything_is_led_to(edition: Edition, name: str) -> None:
    ids = {
        each.document.path: set(map(id_of, walk(each.document.blocks))) for each in edition.chapters
    }
    found = links(edition, name)
    assert found
    assert [link for link in found if link[1][1:] not in ids[link[0]]] == []


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_has_what_is_numbered_and_what_has_a_caption_in_order() -> None:
    one = chapter("one", figure("First", "fig-a"), figure("Bare"), figure(), number="1")
    two = chapter("two", figure("", "fig-b"), number="2")
    made = filled(book(matter("figures", kind="front"), one, two))
    assert lines(made, "figures") == ["1.1 First", "Bare", "2.1"]


def test_what_is_listed_without_an_id_gets_one_of_its_own() -> None:
    taken = heading("Figure", "figure")
    made = filled(book(matter("figures"), chapter("one", taken, figure("A"), figure("B"))))
    assert links(made, "figures") == [("one.md", "#figure-1"), ("one.md", "#figure-2")]
    everything_is_led_to(made, "figures")


def test_a_caption_keeps_its_markup_in_a_list_but_not_its_notes_and_links() -> None:
    caption = n.Plain(
        (
            n.Emphasis((Text("Old"),)),
            n.Code("x"),
            n.Link((Text("there"),), "https://example.org"),
            n.Footnote((paragraph(),), 1),
            mark("type"),
        )
    )
    shown = n.Figure((paragraph(),), (caption,), Attributes("fig-a"))
    made = filled(book(matter("figures"), chapter("one", shown, number="1")))
    (link,) = collect(blocks_of(made, "figures"), n.Link)
    assert link.content[2:] == (
        n.Emphasis((Text("Old"),)),
        n.Code("x"),
        Text("there"),
        Text("type"),
    )


def test_a_picture_within_a_figure_is_no_figure_of_its_own() -> None:
    whole = n.Figure((figure("(a)"), figure("(b)")), (n.Plain((Text("Both"),)),))
    assert lines(filled(book(matter("figures"), chapter("one", whole))), "figures") == ["Both"]


def test_a_short_caption_is_for_the_list() -> None:
    attributes = Attributes(pairs=(("fig-scap", "Short"),))
    image = n.Image((), "dot.png", attributes=attributes)
    shown = n.Figure((n.Plain((image,)),), (n.Plain((Text("Long and longer"),)),))
    assert lines(filled(book(matter("figures"), chapter("one", shown))), "figures") == ["Short"]


def test_tables_and_listings_have_lists_of_their_own() -> None:
    cell = n.Cell((n.Plain((Text("x"),)),))
    table = n.Table((n.Column(),), (), (n.Row((cell,)),), (), (n.Plain((Text("Sizes"),)),))
    listings = (
        n.CodeBlock("x", title="plain.py"),
        n.CodeBlock("x", title="Named: so", attributes=Attributes("lst-a")),
        n.CodeBlock("x", attributes=Attributes("lst-b")),
        n.CodeBlock("x"),
    )
    made = filled(
        book(matter("tables"), matter("listings"), chapter("one", table, *listings, number="1"))
    )
    assert lines(made, "tables") == ["Sizes"]
    assert lines(made, "listings") == ["plain.py", "1.1 Named: so", "1.2"]
    everything_is_led_to(made, "listings")


def test_a_figure_of_the_front_matter_is_on_a_page_with_a_roman_number() -> None:
    preface = chapter("preface", figure("A"), kind="front", role="preface")
    made = filled(book(matter("figures", kind="front"), preface, chapter("one", figure("B"))))
    classes = [link.attributes.classes for link in collect(blocks_of(made, "figures"), n.Link)]
    assert classes == [("early",), ()]


def test_an_empty_list_is_left_out_and_told() -> None:
    told = reports()
    made = filled(book(matter("tables"), chapter("one", paragraph())), told=told)
    assert "tables" not in [each.id for each in made.chapters]
    assert [found.code for found in told.diagnostics] == ["book/nothing-to-list"]


# --- index ---------------------------------------------------------------------------------------


def indexed(*inlines: n.Inline, medium: str = "epub", told: Reports | None = None) -> Edition:
    one = chapter("one", paragraph(*inlines), number="1")
    return filled(book(one, matter("index")), medium, told)


def test_a_mark_is_its_text_and_nothing_else_where_there_is_no_index() -> None:
    blocks = (paragraph(Text("A "), mark("sort", "main", key="Type!sort"), mark(key="x")),)
    assert Renderer(BASE)(blocks) == "<p>A sort</p>\n"
    assert plain(blocks, lambda _link: None) == "A sort\n"


def test_a_mark_keeps_what_else_it_says() -> None:
    span = n.Span((Text("x"),), Attributes("here", ("index", "wide"), (("key", "y"),)))
    assert Renderer(BASE)((span,)) == '<span id="here" class="wide">x</span>'


def test_the_index_leads_to_each_mark() -> None:
    made = indexed(mark("sort"), Text(" "), mark("Sort"), Text(" "), mark("sort"), medium="pdf")
    assert lines(made, "index") == ["sort, , , "]
    assert links(made, "index") == [
        ("one.md", "#idx-sort"),
        ("one.md", "#idx-sort-1"),
        ("one.md", "#idx-sort-2"),
    ]
    everything_is_led_to(made, "index")


def test_without_pages_a_section_is_named_once_for_each_term() -> None:
    title = msgspec.structs.replace(heading("Set", "set"), number="1.2")
    one = chapter(
        "one", paragraph(mark("sort"), mark("sort")), title, paragraph(mark("sort")), number="1"
    )
    preface = chapter("preface", paragraph(mark("sort")), kind="front", role="preface")
    made = filled(book(preface, one, matter("index")))
    assert lines(made, "index") == ["sort, Preface, 1, 1.2"]


def test_the_main_place_of_a_section_goes_before_others() -> None:
    made = indexed(mark("sort"), mark("sort", "main"))
    (link,) = collect(blocks_of(made, "index"), n.Link)
    assert (link.target, link.attributes.classes) == ("#idx-sort-1", ("main",))


def test_a_key_has_terms_below_terms() -> None:
    made = indexed(
        mark("cast", key="Type!metal!cast"), mark(key="Type"), mark("Yahoo!"), mark(key="Wow\\!")
    )
    assert lines(made, "index") == ["Type, 1", "metal", "cast, 1", "Wow!, 1", "Yahoo!, 1"]


def test_a_term_is_called_as_its_key_has_it_else_as_within_a_sentence() -> None:
    made = indexed(mark("Sorts"), mark("sorts"), mark("Bodies", key="body"), mark("Body"))
    assert lines(made, "index") == ["body, 1", "sorts, 1"]


def test_a_term_keeps_its_markup() -> None:
    span = n.Span((n.Emphasis((Text("Mens rea"),)),), Attributes(classes=("index",)))
    (item,) = collect(blocks_of(indexed(span), "index"), n.ListItem)
    assert n.Emphasis((Text("Mens rea"),)) in item.blocks[0].content  # type: ignore[union-attr]


def test_see_has_no_place_and_see_also_has() -> None:
    made = indexed(
        mark("fount", see="font"),
        mark("font", see_also="Type!metal; sort"),
        mark(key="Type!metal"),
        mark("sort"),
    )
    assert lines(made, "index") == [
        "font, 1; see also Type, metal; sort",
        "fount, see font",
        "sort, 1",
        "Type",
        "metal, 1",
    ]
    everything_is_led_to(made, "index")


def test_a_reference_to_a_term_that_is_not_there_is_told() -> None:
    told = reports()
    made = indexed(mark("fount", see="font"), told=told)
    assert lines(made, "index") == ["fount, see font"]
    assert [(found.note, found.code) for found in told.diagnostics] == [("one.md", "index/mark")]


def test_a_range_has_two_ends() -> None:
    marks = mark("type", range="start"), mark("type", range="end")
    made = indexed(*marks, medium="pdf")
    assert lines(made, "index") == ["type, –"]
    assert lines(indexed(*marks), "index") == ["type, 1"]


def test_a_range_is_a_place_of_its_section_among_others() -> None:
    made = indexed(mark("type", range="start"), mark("type"), mark("type", range="end"))
    assert lines(made, "index") == ["type, 1"]


@pytest.mark.parametrize("end", ["start", "end"])
def test_a_range_with_one_end_is_a_place_and_told(end: str) -> None:
    told = reports()
    assert lines(indexed(mark("type", range=end), told=told), "index") == ["type, 1"]
    assert [found.code for found in told.diagnostics] == ["index/mark"]


def test_a_mark_without_a_term_is_told() -> None:
    told = reports()
    indexed(mark("type"), mark(), told=told)
    assert [found.code for found in told.diagnostics] == ["index/mark"]


def test_terms_stand_under_their_letters_signs_first() -> None:
    made = indexed(mark("Éclair"), mark("eagle"), mark("42-line Bible"), mark("body", sort="zz"))
    groups = [
        (plain_text(collect(group.blocks, n.Heading)), len(collect(group.blocks, n.ListItem)))
        for group in collect(blocks_of(made, "index"), n.Division)
        if "index-group" in group.attributes.classes
    ]
    assert groups == [("", 1), ("E", 2), ("Z", 1)]


def test_a_letter_of_the_index_is_no_section_of_the_contents() -> None:
    made = indexed(mark("type"))
    assert [head.attributes.id for head in collect(blocks_of(made, "index"), n.Heading)] == [""]


def test_a_mark_in_a_heading_or_a_footnote_counts_and_one_in_an_image_does_not() -> None:
    title = n.Heading(2, (mark("head"),), Attributes("head"))
    note = n.Footnote((paragraph(mark("note")),), 1)
    image = n.Image((mark("image"),), "dot.png")
    one = chapter("one", title, paragraph(note, image), number="1")
    made = filled(book(one, matter("index")))
    assert lines(made, "index") == ["head, 1", "note, 1"]
    everything_is_led_to(made, "index")


# --- a list of terms -----------------------------------------------------------------------------


def item(text: str, *below: n.ListItem) -> n.ListItem:
    lists = (n.BulletList(below),) if below else ()
    return n.ListItem((n.Plain((Text(text),)), *lists))


def listed(*items: n.ListItem) -> n.BulletList:
    return n.BulletList(items)


def with_terms(terms: n.Block, *inlines: n.Inline, told: Reports | None = None) -> Edition:
    one = chapter("one", paragraph(*inlines), number="1")
    return filled(book(one, matter("index", terms)), told=told)


def marked_in(edition: Edition) -> list[str]:
    spans = collect(blocks_of(edition, "one"), n.Span)
    return [plain_text(span.content) for span in spans if "index" in span.attributes.classes]


def test_listed_terms_are_found_in_running_text_as_whole_words() -> None:
    terms = listed(item("sort: sorts"), item("type metal"))
    text = Text("Sorts of type\nmetal; a sorted resort. SORT, sort.")
    made = with_terms(terms, text, n.Code("sort"))
    assert marked_in(made) == ["Sorts", "type\nmetal", "sort"]
    assert lines(made, "index") == ["sort, 1", "type metal, 1"]
    assert plain_text(blocks_of(made, "one")) == text.text + "sort"


def test_terms_are_found_in_links_and_not_within_marks() -> None:
    link = n.Link((Text("a sort"),), "https://example.org")
    made = with_terms(listed(item("sort")), link, mark("a sort", key="other"))
    assert marked_in(made) == ["sort", "a sort"]


def test_the_longest_term_is_found() -> None:
    made = with_terms(listed(item("type"), item("type metal")), Text("Type metal is no type."))
    assert marked_in(made) == ["Type metal", "type"]


def test_a_term_of_a_script_without_blanks_is_found_within_words() -> None:
    assert marked_in(with_terms(listed(item("活字")), Text("金属活字で印刷"))) == ["活字"]


def test_terms_below_terms_and_references() -> None:
    terms = listed(item("Type", item("metal"), item("wood")), item("fount → Type!metal"))
    made = with_terms(terms, Text("Of metal and wood."))
    assert lines(made, "index") == ["fount, see Type, metal", "Type", "metal, 1", "wood, 1"]


def test_a_table_lists_terms_with_what_they_are_found_by() -> None:
    cells = (
        n.Cell((n.Plain((Text("Gutenberg, Johannes"),)),)),
        n.Cell((n.Plain((Text("Gutenberg"),)),)),
    )
    table = n.Table((n.Column(), n.Column()), (), (n.Row(cells),))
    assert lines(with_terms(table, Text("Gutenberg’s")), "index") == ["Gutenberg, Johannes, 1"]


def test_what_is_no_list_stands_before_the_index() -> None:
    one = chapter("one", paragraph(Text("sort")), number="1")
    made = filled(
        book(one, matter("index", paragraph(Text("Bold is main.")), listed(item("sort"))))
    )
    assert plain_text(blocks_of(made, "index")[:1]) == "Bold is main."


def test_a_listed_term_that_is_nowhere_is_left_out_and_told() -> None:
    told = reports()
    made = with_terms(listed(item("sort"), item("comma")), Text("sort"), told=told)
    assert lines(made, "index") == ["sort, 1"]
    assert [(found.code, found.message) for found in told.diagnostics] == [
        ("index/unused", "no chapter has “comma”")
    ]


def test_a_thousand_terms_are_looked_for_at_once() -> None:
    terms = listed(*(item(f"word{number}") for number in range(1000)))
    made = with_terms(terms, Text(" ".join(f"word{number}" for number in range(1000))))
    assert len(marked_in(made)) == 1000


# --- marks that stand alone ----------------------------------------------------------------------


def placed(*blocks: n.Block) -> n.Blocks:
    context = Context(Index("", (), ()), Report("note.md"), lambda _path: None)
    return place_index_marks(Document("note.md", Metadata(), blocks), context).blocks


def test_a_paragraph_of_marks_alone_takes_no_line() -> None:
    alone = paragraph(mark(key="a"), Text("\n"), mark(key="b"))
    (found,) = placed(alone, paragraph(Text("Next.")))
    assert found == paragraph(mark(key="a"), mark(key="b"), Text("Next."))


def test_marks_before_a_list_show_nothing() -> None:
    found = placed(paragraph(mark(key="a")), listed(item("x")), paragraph(mark(key="b")))
    assert [type(block) for block in found] == [n.Plain, n.BulletList, n.Plain]
    assert "<p>" not in Renderer(BASE)(found)


def test_a_mark_in_the_title_of_a_note_is_a_place_at_its_beginning() -> None:
    title = n.Heading(1, (Text("The "), mark("sort")))
    context = Context(Index("", (), ()), Report("note.md"), lambda _path: None)
    document = give_title(Document("note.md", Metadata(), (title, paragraph())), context)
    assert document.metadata.title == "The sort"
    assert document.blocks == (n.Plain((mark(key="sort"),)), paragraph())


def test_a_paragraph_of_marked_text_stays() -> None:
    blocks = (paragraph(mark("type")), paragraph(Text("Next.")))
    assert placed(*blocks) == blocks


# --- alphabets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "&c. .NET 42 c C++ eagle Éclair lamb Łódź Œuvre “quay” type-high"),
        ("de", "Ärger Arm Strasse Straße Ü Zug"),
        ("es", "Nápoles nube ñandú ola"),
        ("sv", "apa zebra Ångström äpple ö"),
        ("pl", "cena ćma las łza zebra źle żaba"),
        ("ru", "ёлка ель жар игла йод"),
        ("tr", "cam çam ılık İzmir"),
    ],
)
def test_the_alphabet_is_that_of_the_language(lang: str, words: str) -> None:
    wanted = words.split()
    assert sorted(wanted, key=lambda word: sort_key(word, lang)) == wanted


def test_words_go_before_longer_words() -> None:
    words = ["typeface", "type metal", "type"]
    assert sorted(words, key=lambda word: sort_key(word, "en")) == [
        "type",
        "type metal",
        "typeface",
    ]


@pytest.mark.parametrize(
    ("lang", "word", "letter"),
    [
        ("en", "Éclair", "E"),
        ("sv", "ångström", "Å"),
        ("en", "ångström", "A"),
        ("en", "“quote”", "Q"),
        ("en", "42", ""),
        ("ja", "ガラス", "か"),
        ("zh", "活字", ""),
        ("tr", "izmir", "İ"),
    ],
)
def test_the_letter_that_a_term_stands_under(lang: str, word: str, letter: str) -> None:
    assert initial(word, lang) == letter


# --- glossary ------------------------------------------------------------------------------------


def term(name: str, *blocks: n.Block) -> Document:
    return Document(f"terms/{name}.md", Metadata(title=name.title()), blocks or (paragraph(),))


def glossary(*documents: Document, others: tuple[Chapter, ...] = ()) -> Edition:
    made = matter("glossary", *glossary_of(documents, "en"))
    return filled(book(*others, made))


def test_tagged_notes_are_definitions_in_the_order_of_the_alphabet() -> None:
    made = glossary(term("type"), term("éclair"), term("sort"))
    terms = [plain_text(each.term) for each in collect(blocks_of(made, "glossary"), n.Definition)]
    assert terms == ["Éclair", "Sort", "Type"]


def test_links_to_a_note_of_the_glossary_lead_to_its_term() -> None:
    link = n.Link((Text("a sort"),), "#more", note="terms/sort.md")
    type_ = term("type", paragraph(n.Link((Text("sort"),), "", note="terms/sort.md")))
    made = glossary(type_, term("sort"), others=(chapter("one", paragraph(link)),))
    assert links(made, "one") == [("#glossary", "#term-sort")]
    assert links(made, "glossary") == [("#glossary", "#term-sort")]


def test_a_note_that_is_a_chapter_too_is_led_to_as_a_chapter() -> None:
    link = n.Link((Text("a sort"),), "", note="terms/sort.md")
    document = term("sort")
    own = Chapter(document, "sort", (Text("Sort"),))
    made = glossary(document, others=(own, chapter("one", paragraph(link))))
    assert links(made, "one") == [("terms/sort.md", "")]


def test_ids_of_several_notes_keep_apart_and_their_own_links_follow() -> None:
    def with_section(name: str) -> Document:
        link = n.Link((Text("below"),), "#more")
        return term(name, paragraph(link), heading("More", "more"), paragraph())

    made = glossary(with_section("sort"), with_section("type"))
    ids = [name for node in walk(blocks_of(made, "glossary")) if (name := id_of(node))]
    assert ids == ["term-sort", "more", "term-type", "more-1"]
    assert [target for _, target in links(made, "glossary")] == ["#more", "#more-1"]


def test_headings_and_notes_of_definitions_are_those_of_one_text() -> None:
    note = paragraph(Text("x"), n.Footnote((paragraph(),), 1))
    made = glossary(term("sort", note, heading("More", "more")), term("type", note))
    blocks = blocks_of(made, "glossary")
    assert collect(blocks, n.Heading) == []
    assert [each.number for each in collect(blocks, n.Footnote)] == [1, 2]


def test_a_glossary_that_is_one_note_stays_as_written_with_ids() -> None:
    meaning: Any = (
        (
            paragraph(
                Text("A letter."),
            ),
        ),
    )
    definitions = n.DefinitionList(
        tuple(n.Definition((Text(word),), meaning) for word in ("Type", "Sort", "Sort"))
    )
    made = filled(book(matter("glossary", paragraph(), definitions)))
    spans = collect(blocks_of(made, "glossary"), n.Span)
    assert [span.attributes.id for span in spans] == ["term-type", "term-sort", "term-sort-1"]


# --- what backends and judges make of it ---------------------------------------------------------

VAULT = {
    "exporter.toml": """
[[book]]
title = "Sorts"
folder = "book"
chapters = ["preface.md", "1.md", "2.md"]
list_of_figures = true
list_of_tables = true
list_of_listings = true
index = "terms.md"
glossary = "glossary.md"
""",
    "book/preface.md": "---\nrole: preface\n---\n# Preface\n\nOf a sort.\n\n![A dot](../dot.png)\n",
    "book/1.md": """# [Type]{.index}

[]{.index key="Type!body" .main}

Of [*Mens* rea]{.index see-also="sort"} and [fount]{.index see="sort"}. See [[glossary]].

![A *dot*](../dot.png){#fig:dot}

![Long and longer](../dot.png){#fig:long fig-scap="Short"}

::: {#tbl-sizes tbl-scap="Sizes"}
| a | b |
|---|---|
| 1 | 2 |

Sizes of all kinds
:::

```python {title="press.py"}
print()
```

[set]{.index range="start"} Sorts, a sort.
""",
    "book/2.md": '# Sets\n\nOf a sort[^1] and a [set]{.index range="end"}.\n\n[^1]: A sort.\n',
    "book/terms.md": "# Index\n\nBold is main.\n\n- sort: sorts\n- sets → set\n",
    "book/glossary.md": "# Glossary\n\nSort\n: A piece of type.\n\nFount\n: All sorts.\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from exporter import config
    from exporter.run import build

    root = tmp_path_factory.mktemp("lists")
    for name, text in VAULT.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    Picture.new("RGB", (40, 30), "red").save(root / "dot.png")
    settings = config.load(root / "exporter.toml")
    build(settings, [], formats=("pdf", "epub", "html"), out=root / "out")
    return root / "out"


def test_the_index_of_a_pdf_names_a_page_once(made: Path) -> None:
    text = oracles.pdftotext(made / "Sorts.pdf", layout=True)
    index = text[text.index("Bold is main") :]
    entries = sorted(filter(None, (part.strip() for part in re.split(r"\s{3,}|\n", index))))
    assert [entry for entry in entries if "," in entry] == [
        "Mens rea, 1; see also sort",
        "Type, 1",
        "body, 1",
        "fount, see sort",
        "set, 1–2",
        "sets, see set",
        "sort, ix, 1, 2",
    ]


def test_the_list_of_figures_of_a_pdf_has_pages(made: Path) -> None:
    text = oracles.pdftotext(made / "Sorts.pdf", layout=True)
    assert re.search(r"^ *A dot[ .]+\w+$", text, re.MULTILINE)
    assert re.search(r"^ *1\.1 +A dot[ .]+1$", text, re.MULTILINE)


def test_short_captions_come_from_the_source(made: Path) -> None:
    text = oracles.pdftotext(made / "Sorts.pdf", layout=True)
    assert re.search(r"^ *1\.2 +Short[ .]+1$", text, re.MULTILINE)
    assert re.search(r"^ *1\.1 +Sizes[ .]+1$", text, re.MULTILINE)


def test_the_index_of_an_epub_names_chapters(made: Path) -> None:
    with zipfile.ZipFile(made / "Sorts.epub") as package:
        (name,) = (name for name in package.namelist() if name.endswith("terms.xhtml"))
        page = etree.fromstring(package.read(name))
    entries = ["".join(map(str, item.itertext())).split("\n")[0] for item in page.iter("{*}li")]
    assert "sort, Preface, 1, 2" in entries
    assert "set, 1–2" in entries


def test_an_epub_says_which_are_the_terms_of_a_glossary(made: Path) -> None:
    with zipfile.ZipFile(made / "Sorts.epub") as package:
        (name,) = (name for name in package.namelist() if name.endswith("glossary.xhtml"))
        page = package.read(name).decode()
    assert '<dt epub:type="glossterm"><dfn id="glossary-term-sort">Sort</dfn></dt>' in page
    assert '<dd epub:type="glossdef">' in page


def test_judges_find_nothing_wrong_with_lists_an_index_and_a_glossary(made: Path) -> None:
    for judge, suffix in (
        (oracles.epubcheck, "epub"),
        (oracles.nu, "html"),
        (oracles.verapdf, "pdf"),
    ):
        found = judge([made / f"Sorts.{suffix}"])
        assert {name: told for name, told in found.items() if told} == {}


# --- pages of the index --------------------------------------------------------------------------


def thinned(*places: str) -> str:
    """What is left of an entry with places on pages; `1-3` is a range."""
    shown = "".join(
        '<span class="locator">, '
        + "\u2013".join(f'<a href="#{page}">{page}</a>' for page in place.split("-"))
        + "</span>"
        for place in places
    )
    root = ElementTree.fromstring(f"<div><li>term{shown}; see</li></div>")
    name_pages_once(root, {str(page): page for page in range(9)})
    return "".join(root.itertext())


def test_a_page_is_named_once() -> None:
    assert thinned("1", "1", "2", "2") == "term, 1, 2; see"


def test_a_page_within_a_range_is_not_named_again() -> None:
    assert thinned("2", "1-3", "3", "4") == "term, 1–3, 4; see"


def test_a_range_on_one_page_is_that_page() -> None:
    assert thinned("2-2", "2") == "term, 2; see"


def test_a_main_place_goes_before_another_on_its_page() -> None:
    root = ElementTree.fromstring(
        '<div><li>x<span class="locator">, <a href="#a">1</a></span>'
        '<span class="locator">, <a href="#b" class="main">1</a></span></li></div>'
    )
    name_pages_once(root, {"a": 1, "b": 1})
    assert [link.get("href") for link in root.iter("a")] == ["#b"]
