"""The structure tree of PDFs, beyond what veraPDF looks at: is all of it there, and in order?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from exporter import config
from exporter.backends import pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.edition import Artifact, Chapter, Edition
from exporter.model.structure import UNHEADED
from exporter.model.walk import walk
from exporter.rendering.links import Addresses
from exporter.rendering.pictures import media_link
from exporter.rendering.templates import Theme, load_theme
from exporter.run import build
from tests import editions, oracles, tagged
from tests.conftest import CONTENT

ROOT = Path(__file__).parent
# Chapters that list places: contents are a `TOC`, and what they hold is counted apart
LISTS = frozenset({"loi", "lot", "listings", "index"})
WORDS = "The quick brown fox jumps over the lazy dog and writes of it. "


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", ROOT)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Edition, bytes]]:
    """The editions of the sample project by their names, with their PDFs; its book joined, too."""
    found: dict[str, tuple[Edition, bytes]] = {}
    render = pdf.render
    known: tuple[Any, ...] = ()

    def noted(edition: Edition, *rest: Any) -> Artifact:
        nonlocal known
        known = known or rest
        artifact = render(edition, *rest)
        found[edition.name] = (edition, artifact.files[0].data)
        return artifact

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", noted)
        settings = config.load(CONTENT / "exporter.toml")
        build(settings, [], formats=("pdf",), out=tmp_path_factory.mktemp("sample"))
        patch.setattr(pdf, "LONG", 1)
        edition, _ = found["The Plain Page"]
        found["joined"] = edition, render(edition, *known).files[0].data
    assert len(found) > 5
    return found


def made(edition: Edition, theme: Theme) -> pikepdf.Pdf:
    report = Report("note.md")
    artifact = pdf.render(edition, theme, Reports(report))
    assert report.diagnostics == []
    return tagged.opened(artifact.files[0].data)


def tree_of(*blocks: n.Block, theme: Theme, **fields: Any) -> tagged.Element:
    return tagged.tree(made(editions.note(*blocks, **fields), theme))


def shape(element: tagged.Element) -> Any:
    """Types, with those of the kids where there are any."""
    kids = [shape(kid) for kid in element.kids]
    return {element.type: kids} if kids else element.type


def test_every_table_note_quote_and_formula_of_the_model_has_its_element(
    sample: dict[str, tuple[Edition, bytes]],
) -> None:
    wanted = {
        n.Table: ("Table",),
        n.Row: ("TR",),
        n.Cell: ("TH", "TD"),
        n.BlockQuote: ("BlockQuote",),
        n.Callout: ("Aside",),
        n.Footnote: ("Note",),
        n.Math: ("Formula",),
    }
    for name, (edition, data) in sample.items():
        count = tagged.tree(tagged.opened(data)).count()
        nodes = [node for each in edition.chapters for node in walk(each.document.blocks)]
        for kind, types in wanted.items():
            found = sum(isinstance(node, kind) for node in nodes)
            if kind is n.Footnote:
                found = sum(isinstance(node, n.Footnote) and not node.note for node in nodes)
            assert sum(count[each] for each in types) == found, (name, kind)


def nodes_of(chapters: Iterable[Chapter]) -> Iterator[n.Node]:
    return walk(block for each in chapters for block in each.document.blocks)


def headings(edition: Edition) -> int:
    """The headings of the model, and the titles of a note or of the chapters of a book; the title
    page is one of these, and so are the contents."""
    titled = [each for each in edition.chapters if each.role not in UNHEADED]
    return len(titled) + sum(isinstance(node, n.Heading) for node in nodes_of(edition.chapters))


def test_every_heading_of_the_model_is_one_and_no_level_is_left_out(
    sample: dict[str, tuple[Edition, bytes]],
) -> None:
    for name, (edition, data) in sample.items():
        tree = tagged.tree(tagged.opened(data))
        elements = [each for each in tree.walk() if each.is_heading]
        # of the contents that stand in a note
        more = edition.kind == "note" and tree.count()["TOC"] > 0
        assert len(elements) == headings(edition) + more, name
        levels = [int(each.type[1]) for each in elements]
        assert levels[0] <= 2
        assert all(after <= before + 1 for before, after in pairwise(levels))


def pictures(edition: Edition) -> int:
    """The pictures that are there and no decoration, the diagrams, and the cover of a book."""
    nodes = list(nodes_of(edition.chapters))
    images = [node for node in nodes if isinstance(node, n.Image) and node.source in edition.assets]
    drawn = sum(isinstance(node, n.Diagram) and bool(node.svg) for node in nodes)
    covers = edition.kind == "book" and bool(edition.metadata.cover)
    return sum(not image.decorative for image in images) + drawn + covers


def test_every_picture_of_the_model_is_a_figure(sample: dict[str, tuple[Edition, bytes]]) -> None:
    for name, (edition, data) in sample.items():
        assert tagged.tree(tagged.opened(data)).count()["Figure"] == pictures(edition), name
    assert pictures(sample["joined"][0]) > 5


def links(edition: Edition, chapters: Iterable[Chapter]) -> int:
    """The links of chapters that lead somewhere, those to media, and two for each note: its call,
    and the way back where the note stands with it."""
    addresses, found = Addresses(edition), 0
    for chapter in chapters:
        href = addresses.href(chapter)
        for node in nodes_of((chapter,)):
            match node:
                case n.Link():
                    found += href(node) is not None
                case n.Media():
                    found += href(media_link(node)) is not None
                case n.CrossReference():
                    found += 1
                case n.Footnote(note=elsewhere):
                    found += 1 if elsewhere else 2
    return found


def test_every_link_of_the_model_is_one_with_words(
    sample: dict[str, tuple[Edition, bytes]],
) -> None:
    for name, (edition, data) in sample.items():
        file = tagged.opened(data)
        tree = tagged.tree(file)
        elements = tree.all("Link")
        listed = [link for each in tree.all("TOC", "Index") for link in each.all("Link")]
        others = {each.number for each in elements} - {each.number for each in listed}
        text = [each for each in edition.chapters if each.role not in LISTS]
        assert len(others) == links(edition, text), name
        linked = [each.objgen for element in elements for each in element.links]
        annotations = [each for page in file.pages for each in page.obj.get("/Annots", ())]
        assert sorted(linked) == sorted(each.objgen for each in annotations)
        assert all(str(each.Contents).strip() for each in annotations)


def test_every_place_that_is_listed_is_a_link(sample: dict[str, tuple[Edition, bytes]]) -> None:
    for name in ("The Plain Page", "joined"):
        edition, data = sample[name]
        tree = tagged.tree(tagged.opened(data))
        (index,) = tree.all("Index")
        lists = [each for each in edition.chapters if each.role in LISTS - {"index"}]
        terms = [each for each in edition.chapters if each.role == "index"]
        # beside the lists of the model stand the contents, which have the chapters at least
        places = links(edition, lists) + sum(each.listed for each in edition.chapters)
        assert tree.count()["TOCI"] >= places
        assert all(each.order[0] == "k" for each in tree.all("TOCI"))
        assert all(each.kids[0].count()["Link"] == 1 for each in tree.all("TOCI"))
        # a term names a page once, on which it may stand several times: 61 of 94 are left
        assert 0.6 < len(index.all("Link")) / links(edition, terms) < 1


def test_every_mark_of_a_page_is_in_the_tree_once(
    sample: dict[str, tuple[Edition, bytes]],
) -> None:
    for name, (_, data) in sample.items():
        file = tagged.opened(data)
        shown, loose = tagged.marked(file)
        assert loose == [], name
        elements = list(tagged.tree(file).walk())
        marks = [mark for each in elements for mark in each.marks]
        assert sorted(marks) == sorted(shown), name
        parents = tagged.numbers(file)
        for element in elements:
            for page, mark in element.marks:
                assert parents[page][mark].objgen == element.number
            for link in element.links:
                assert parents[int(link.StructParent)].objgen == element.number


def test_pictures_and_formulas_have_words_and_a_place_on_their_page(
    sample: dict[str, tuple[Edition, bytes]],
) -> None:
    for edition, data in sample.values():
        file = tagged.opened(data)
        for element in tagged.tree(file).all("Figure", "Formula"):
            assert element.texts["Alt"]
            ((page, _),) = element.marks
            left, bottom, right, top = element.attributes["BBox"]
            x, y, width, height = (float(side) for side in file.pages[page].mediabox)
            assert x - 1 <= left < right <= width + 1, (edition.name, element.texts["Alt"])
            assert y - 1 <= bottom < top <= height + 1


def test_what_goes_on_over_pages_is_one_element(theme: Theme) -> None:
    cell = n.Cell((editions.paragraph(n.Text(WORDS * 3)),))
    head = n.Row((n.Cell((editions.paragraph(n.Text("Head")),), scope="col"),))
    table = n.Table((n.Column(),), head=(head,), body=(n.Row((cell,)),) * 40)
    items = n.BulletList(tuple(n.ListItem((editions.paragraph(n.Text(WORDS)),)) for _ in range(60)))
    long = editions.paragraph(n.Text(WORDS * 80))
    file = made(editions.note(table, items, long), theme)
    count = tagged.tree(file).count()
    assert len(file.pages) > 4
    assert (count["Table"], count["THead"], count["TR"], count["TH"]) == (1, 1, 41, 1)
    assert (count["L"], count["LI"]) == (1, 60)
    (last,) = tagged.tree(file).kids[-1:]
    assert last.type == "P"
    assert len({page for page, _ in last.marks}) > 1


def test_a_head_that_stands_again_is_an_artifact(theme: Theme, tmp_path: Path) -> None:
    cell = n.Cell((editions.paragraph(n.Text(WORDS * 3)),))
    head = n.Row((n.Cell((editions.paragraph(n.Text("Head")),), scope="col"),))
    file = made(editions.note(n.Table((n.Column(),), (head,), (n.Row((cell,)),) * 40)), theme)
    file.save(tmp_path / "made.pdf")
    assert oracles.pdftotext(tmp_path / "made.pdf").count("Head") == len(file.pages) > 1
    (found,) = tagged.tree(file).all("TH")
    assert {page for each in found.walk() for page, _ in each.marks} == {0}


def test_a_link_in_a_head_that_stands_again_is_a_part_of_the_first(
    theme: Theme, tmp_path: Path
) -> None:
    cell = n.Cell((editions.paragraph(n.Text(WORDS * 3)),))
    head = n.Row((n.Cell((editions.link("https://example.org/"),), scope="col"),))
    file = made(editions.note(n.Table((n.Column(),), (head,), (n.Row((cell,)),) * 40)), theme)
    (found,) = tagged.tree(file).all("Link")
    assert len(found.links) == len(file.pages) > 1
    file.save(tmp_path / "made.pdf")
    assert oracles.verapdf([tmp_path / "made.pdf"]) == {str(tmp_path / "made.pdf"): []}


def test_header_cells_say_what_they_head(theme: Theme) -> None:
    def cell(scope: Any = "", **spans: Any) -> n.Cell:
        return n.Cell((editions.paragraph(),), scope=scope, **spans)

    table = n.Table(
        (n.Column(),) * 3,
        head=(n.Row((cell("col"), cell("col", colspan=2))),),
        body=(n.Row((cell("row", rowspan=2), cell(), cell())), n.Row((cell(), n.Cell(())))),
    )
    tree = tree_of(table, theme=theme)
    scopes = [each.attributes["Scope"] for each in tree.all("TH")]
    assert scopes == ["/Column", "/Column", "/Row"]
    assert [each.attributes.get("ColSpan", 1) for each in tree.all("TH")] == [1, 2, 1]
    assert [each.attributes.get("RowSpan", 1) for each in tree.all("TH")] == [1, 1, 2]
    # a cell without words is a cell
    assert [len(row.kids) for row in tree.all("TR")] == [2, 3, 2]


def test_decoration_is_drawn_and_not_said(theme: Theme, tmp_path: Path) -> None:
    ornament = n.Image((), "dot.png", decorative=True)
    alone = n.Figure((n.Plain((ornament,)),))
    blocks = (alone, editions.paragraph(n.Text("Words "), ornament), editions.image())
    edition = editions.note(*blocks, assets={"dot.png": editions.asset(tmp_path)})
    file = made(edition, theme)
    count = tagged.tree(file).count()
    assert (count["Figure"], count["Div"]) == (1, 0)
    drawn = b"".join(each.read_bytes() for page in file.pages for each in [page.obj.Contents])
    assert drawn.count(b" Do") == 3
    assert tagged.marked(file)[1] == []
    file.save(tmp_path / "made.pdf")
    assert oracles.verapdf([tmp_path / "made.pdf"]) == {str(tmp_path / "made.pdf"): []}


def test_lists_have_labels_and_bodies(theme: Theme) -> None:
    inner = n.OrderedList((n.ListItem((editions.paragraph(),)),), style="lower-roman")
    items = (n.ListItem((editions.paragraph(), inner)), n.ListItem((n.Plain((n.Text("b"),)),)))
    tree = tree_of(n.BulletList(items), theme=theme)
    lists = tree.all("L")
    item = {"LI": ["Lbl", {"LBody": ["P"]}]}
    assert shape(lists[0]) == {
        "L": [{"LI": ["Lbl", {"LBody": ["P", {"L": [item]}]}]}, {"LI": ["Lbl", "LBody"]}]
    }
    assert [each.attributes["ListNumbering"] for each in lists] == ["/None", "/LowerRoman"]


def test_a_note_follows_its_call_and_has_a_name(theme: Theme) -> None:
    words = (n.Text("Said"), n.Footnote((editions.paragraph(n.Text("Why")),), 1), n.Text("then"))
    file = made(editions.note(editions.paragraph(*words)), theme)
    (note,) = tagged.tree(file).all("Note")
    paragraph = tagged.tree(file).kids[-1]
    assert shape(paragraph) == {"P": [{"Reference": ["Link"]}, {"Note": [{"Lbl": ["Link"]}]}]}
    assert paragraph.order == ["m", "k", "k", "m"]  # the text goes on after it
    assert note.texts["ID"] == "fn1"
    assert [str(each) for each in file.Root.StructTreeRoot.IDTree.Names[::2]] == ["fn1"]
    call, back = (each.links[0] for each in tagged.tree(file).all("Link"))
    assert (str(call.Dest), str(call.Contents)) == ("fn1", "Why")
    assert (str(back.Dest), str(back.Contents)) == ("fnref1", "1")


def test_another_language_is_said(theme: Theme) -> None:
    french = n.Span((n.Text("chat"),), n.Attributes(pairs=(("lang", "fr"),)))
    tree = tree_of(editions.paragraph(n.Text("A "), french), theme=theme)
    spoken = [(each.type, each.texts["Lang"]) for each in tree.walk() if "Lang" in each.texts]
    assert spoken == [("Span", "fr")]


def test_contents_and_their_leaders(theme: Theme) -> None:
    blocks: list[n.Block] = [
        editions.heading("One", "one"),
        editions.paragraph(),
        editions.heading("Two", "two"),
    ]
    file = made(editions.note(*blocks, contents="always"), theme)
    (contents,) = tagged.tree(file).all("TOC")
    assert shape(contents) == {"TOC": [{"TOCI": [{"Reference": ["Link"]}]}] * 2}
    # a title and a number each: the dots between them are no text
    assert [len(each.marks) for each in contents.all("Link")] == [2, 2]


def test_paragraphs_are_read_in_the_order_of_the_source(
    sample: dict[str, tuple[Edition, bytes]], tmp_path: Path
) -> None:
    for name in ("The Plain Page", "joined"):
        edition, data = sample[name]
        (tmp_path / "made.pdf").write_bytes(data)
        said = tagged.letters(oracles.structure_text(tmp_path / "made.pdf"))
        place = 0
        for each in edition.chapters:
            if each.document.metadata.lang == "he":
                continue  # its lines are drawn from the left, and poppler leaves them so here
            for node in each.document.blocks:
                # by the first words: what is marked up, numbered or noted comes after them
                match node:
                    case n.Paragraph(content=(n.Text(text), *_)) if len(text) > 40:
                        found = said.find(tagged.letters(text[:40]), place)
                        assert found >= 0, (name, text[:40])
                        place = found
        assert place > len(said) / 2
