"""Diagrams: what is drawn, what it looks like in each medium, and what can't come through."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import zipfile
from email import policy
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from PIL import Image as Picture

from exporter.backends import email as letters
from exporter.backends import epub, html, json, pdf
from exporter.diagnostics import Report, Reports
from exporter.model import nodes as n
from exporter.model.document import Document, Metadata
from exporter.normalize.context import Context
from exporter.normalize.diagrams import draw_diagrams
from exporter.normalize.index import Index
from exporter.rendering import diagrams
from exporter.rendering.diagrams import Drawing, drawing, name, size, words_of
from exporter.rendering.markup import Renderer
from exporter.rendering.print import PRINT
from exporter.rendering.svg_styles import settle
from exporter.rendering.templates import Theme, load_theme
from exporter.rendering.web import WEB
from tests import editions, oracles

FLOW = "flowchart LR\n  A[The reader] --> B[The model]"
KINDS = {
    "flowchart TD\nsubgraph Group\n A[One] -->|leads to| B{Two}\nend": ["Group", "One", "leads to"],
    "sequenceDiagram\n Ann->>Bob: Hello\n Note right of Bob: Thinks": ["Ann", "Hello", "Thinks"],
    "classDiagram\n Animal <|-- Duck\n class Duck{\n  +swim()\n }": ["Animal", "Duck", "+swim()"],
    "stateDiagram-v2\n [*] --> Still\n Still --> Moving : pushed": ["Still", "Moving", "pushed"],
    "erDiagram\n CUSTOMER ||--o{ ORDER : places": ["CUSTOMER", "ORDER", "places"],
    "gantt\n title Plan\n dateFormat YYYY-MM-DD\n A task :a1, 2024-01-01, 3d": ["Plan", "A task"],
    'pie title Pets\n "Dogs" : 3\n "Cats" : 1': ["Pets", "Dogs", "75%"],
    "journey\n title A day\n section Work\n  Tea: 5: Me": ["A day", "Work", "Tea"],
    'gitGraph\n commit id: "first"\n branch develop\n commit': ["main", "develop", "first"],
    "mindmap\n  root((Centre))\n    Leaf one": ["Centre", "Leaf one"],
    "timeline\n title History\n 2002 : LinkedIn": ["History", "2002", "LinkedIn"],
    "quadrantChart\n x-axis Low --> High\n Campaign: [0.3, 0.6]": ["Low", "Campaign"],
    "requirementDiagram\n element e1 {\n type: simulation\n }": ["e1", "Type: simulation"],
    'C4Context\n Person(a, "Customer", "Pays")': ["Customer", "Pays"],
    "sankey-beta\nWaste,Energy,12.5": ["Waste 12.5", "Energy 12.5"],
    'xychart-beta\n title "Sales"\n x-axis [jan, feb]\n bar [5, 6]': ["Sales", "jan"],
    'block-beta\n columns 2\n a["First"] b': ["First", "b"],
    'packet-beta\n0-15: "Source"': ["Source", "15"],
    "kanban\n  Todo\n    a[Write it]": ["Todo", "Write it"],
    "architecture-beta\n service db(database)[Store]": ["Store"],
}


@pytest.fixture(autouse=True)
def undrawn() -> None:
    diagrams._drawn.cache_clear()


def drawn(text: str, number: int = 1) -> str:
    made = drawing(text, number)
    assert made.reason == ""
    return made.svg


def normal(*blocks: n.Block, source: str = "") -> tuple[Document, Report]:
    report = Report("note.md", source)
    context = Context(Index("", [], []), report, lambda _path: None)
    return draw_diagrams(Document("note.md", Metadata(), blocks), context), report


def node(text: str = FLOW) -> n.Diagram:
    return n.Diagram("mermaid", text, drawn(text))


def theme() -> Theme:
    return load_theme("default", Path(__file__).parent)


def settled(svg: str) -> str:
    root = etree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')
    settle(root, "x")
    return "".join(etree.tostring(child, encoding="unicode") for child in root).replace(
        ' xmlns="http://www.w3.org/2000/svg"', ""
    )


@pytest.mark.parametrize(("text", "words"), KINDS.items(), ids=[k.split()[0] for k in KINDS])
def test_every_kind_of_diagram_is_drawn_with_its_words(text: str, words: list[str]) -> None:
    said = " | ".join(words_of(drawn(text)))
    assert [word for word in words if word not in said] == []


def test_a_drawing_has_its_size_in_pixels_and_a_view_box() -> None:
    root = etree.fromstring(drawn(FLOW))
    width, height = size(drawn(FLOW))
    assert [round(float(part)) for part in root.get("viewBox", "").split()[2:]] == [width, height]


def test_a_drawing_needs_no_stylesheet_and_names_one_face() -> None:
    svg = drawn("flowchart LR\n classDef code font-family:monospace\n A:::code --> B")
    assert "<style" not in svg
    assert "class=" not in svg
    assert svg.count("font-family") == 1


@pytest.mark.parametrize("text", ["", "nodiagram\n A --> B", "flowchart LR\n A --> [[[ B"])
def test_what_is_malformed_is_refused_with_a_reason(text: str) -> None:
    made = drawing(text)
    assert not made.svg
    assert made.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("flowchart LR\n" + "%% x\n" * 10_001, "50018 characters"),
        ("flowchart LR\n" + "&".join(f"a{i}" for i in range(502)), "“&”"),
        ("timeline\n" + "\n".join(f" {i} : x" for i in range(3000)), "bytes"),
        ("flowchart LR\n" + "\n".join(f"a{i}-->a{i + 1}" for i in range(3000)), "limit"),
    ],
    ids=["long", "joined", "drawing", "layout"],
)
def test_what_is_too_large_is_refused_before_it_takes_the_build_down(
    text: str, reason: str
) -> None:
    made = drawing(text)
    assert not made.svg
    assert reason in made.reason


def test_an_entity_joins_no_nodes() -> None:
    assert drawn("flowchart LR\n A[" + "&nbsp;" * 600 + "x] --> B")


def test_a_panic_of_the_program_costs_that_diagram_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> str:
        raise PanicException

    monkeypatch.setattr("mmdr._mmdr.render", panic)
    assert drawing(FLOW) == Drawing("", "mmdr can't draw it")


def test_the_same_text_gives_the_same_bytes() -> None:
    for text in KINDS:
        first = drawn(text)
        diagrams._drawn.cache_clear()
        assert drawn(text) == first


HOSTILE = (
    "flowchart LR\n A[\"<img src='https://evil.example/x.png'><script>alert(1)</script> here\"]\n"
    ' --> B@{ img: "file:///etc/passwd", label: "Image", w: 60, h: 60 }',
    FLOW + '\n click A href "javascript:alert(1)"\n click B href "https://evil.example" "tip"',
    '%%{init: {"themeCSS": "@import url(http://evil.example/x.css);'
    ' rect{fill:url(http://evil.example/y)} .node{background:url(file:///etc/passwd)}",'
    ' "fontFamily": "x;} @import url(//evil.example)"}}%%\n' + FLOW,
    'flowchart LR\n A["<iframe src=javascript:alert(1)></iframe> <svg onload=alert(1)> x"] --> B',
    FLOW + "\n style A fill:url(http://evil.example/x),stroke:expression(alert(1))",
    'C4Context\n Person(a, "x", "y", $sprite="https://evil.example/x.png")',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_active_and_no_address_comes_through(text: str) -> None:
    root = etree.fromstring(drawn(text))
    for element in root.iter():
        assert etree.QName(element).localname in {
            "svg", "g", "defs", "marker", "path", "rect", "circle", "ellipse", "line", "polygon",
            "polyline", "text", "tspan", "symbol",
        }  # fmt: skip
        for attribute, value in element.attrib.items():
            assert not attribute.lower().startswith("on")
            assert not re.search(r"evil|passwd|javascript|expression|url\((?!#)", value)


def test_links_of_nodes_go_and_their_labels_stay_in_place() -> None:
    text = FLOW + '\n click A href "https://example.org" "tip"'
    assert drawn(text) == drawn(FLOW + "\n ")
    _, report = normal(n.Diagram("mermaid", text))
    assert [found.code for found in report.diagnostics] == ["diagrams/links"]


def test_click_in_a_text_is_no_link() -> None:
    assert "click here now" in words_of(drawn("mindmap\n  root\n    click here now"))


def test_a_note_may_choose_its_look() -> None:
    ours = drawn("flowchart LR\n A --> B")
    assert 'fill="#ECECFF"' in ours
    by_directive = drawn('%%{init: {"theme": "forest"}}%%\nflowchart LR\n A --> B')
    by_front_matter = drawn("---\nconfig:\n  theme: forest\n---\nflowchart LR\n A --> B")
    assert "#cde498" in by_directive
    assert "#cde498" in by_front_matter


def test_a_diagram_that_can_not_be_drawn_keeps_its_text_and_is_told_with_its_line() -> None:
    bad = "flowchart LR\n A --> [[[ B"
    document, report = normal(n.Diagram("mermaid", bad), source=f"Words.\n\n```mermaid\n{bad}\n```")
    assert document.blocks == (n.Diagram("mermaid", bad),)
    (found,) = report.diagnostics
    assert (found.code, found.severity, found.line) == ("diagrams/unreadable", "warning", 4)
    assert "missing" in found.message


def test_without_the_program_the_text_stays_and_a_hint_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(diagrams, "find_spec", lambda _name: None)
    document, report = normal(n.Diagram("mermaid", FLOW), source=f"```mermaid\n{FLOW}\n```")
    assert document.blocks == (n.Diagram("mermaid", FLOW),)
    (found,) = report.diagnostics
    assert (found.code, found.severity, found.line) == ("diagrams/source", "info", 2)
    assert found.hint == 'pip install "exporter[diagrams]"'
    assert '<pre class="code" data-language="mermaid">' in Renderer(WEB)(document.blocks)


def test_a_diagram_that_no_page_can_hold_is_told() -> None:
    text = "flowchart LR\n" + "\n".join(f"a{i}[Step {i}] --> a{i + 1}" for i in range(20))
    document, report = normal(n.Diagram("mermaid", text))
    assert [found.code for found in report.diagnostics] == ["diagrams/size"]
    # the web scrolls it, where its words would be too small
    page = Renderer(WEB)(document.blocks)
    assert 'tabindex="0"' in page
    assert "min-width:" in page


def test_two_drawings_on_a_page_share_no_id() -> None:
    document, _ = normal(n.Diagram("mermaid", FLOW), n.Diagram("mermaid", FLOW))
    page = Renderer(WEB, id_prefix="a-")(document.blocks) + Renderer(WEB)(document.blocks)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids)) == 4
    assert set(re.findall(r"url\(#([^)]*)\)", page)) == set(ids)


def test_words_that_look_like_an_id_stay() -> None:
    svg = drawn("flowchart LR\n A[diagram-1 and diagram-x] --> B", 7)
    assert "diagram-1 and diagram-x" in " ".join(words_of(svg))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FLOW, "Diagram: The reader · The model"),
        ('pie title Pets\n "Dogs" : 3', "Diagram: Pets"),
        ("---\ntitle: A flow\n---\n" + FLOW, "Diagram: A flow"),
        ("flowchart LR\n accTitle: Way\n accDescr: From a\n A --> B", "Diagram: Way. From a"),
        ("flowchart LR\n accDescr {\n  Over two\n  lines\n }\n A --> B", "Diagram: Over two lines"),
    ],
)
def test_a_drawing_is_named_by_its_title_else_by_its_words(text: str, said: str) -> None:
    assert name(node(text), "en") == said


def test_a_drawing_is_named_in_the_language_of_the_note() -> None:
    assert name(node(), "de").startswith("Diagramm: ")


def test_print_shows_it_no_higher_than_a_page() -> None:
    tall = node("flowchart TD\n" + "\n".join(f"a{i} --> a{i + 1}" for i in range(30)))
    render = Renderer(PRINT)
    found = re.search(r"width:(\d+)px", render((tall,)))
    width, height = size(tall.svg)
    assert found
    millimetres = int(found.group(1)) * height / width / 96 * 25.4
    assert 0.9 * render.sheet.highest < millimetres <= render.sheet.depth


@pytest.mark.parametrize(
    ("svg", "becomes"),
    [
        ("<style>.a{fill:red}</style><rect class='a'/>", '<rect fill="red"/>'),
        ("<style>.a{fill:red}rect{fill:blue}</style><rect class='a'/>", '<rect fill="red"/>'),
        ("<style>rect{fill:red}rect{fill:blue}</style><rect/>", '<rect fill="blue"/>'),
        ("<style>#i{fill:red}</style><rect id='i' style='fill:blue'/>", '<rect fill="blue"/>'),
        ("<style>rect{fill:red!important}</style><rect style='fill:blue'/>", '<rect fill="red"/>'),
        ("<style>rect{stroke-width:-1}</style><rect opacity='1'/>", '<rect opacity="1"/>'),
        ("<style>rect{fill:url(http://x)}</style><rect/>", "<rect/>"),
        ("<rect fill='url(#gone)'/>", "<rect/>"),
        ("<g><g/></g><defs><marker id='m'/></defs><path d='M0,0'/>", '<path d="M0,0"/>'),
        ("<marker id='m'/><path marker-end='url(#m)'/>",
         '<marker id="x1"/><path marker-end="url(#x1)"/>'),
        ("<rect font-size='3' data-x='1' onclick='f()' x='1'/>", '<rect x="1"/>'),
    ],
)  # fmt: skip
def test_styles_are_written_into_the_elements(svg: str, becomes: str) -> None:
    assert settled(svg) == becomes


def test_json_has_the_drawing() -> None:
    made = json.render(editions.note(node()), theme(), Reports(Report("note.md")))
    assert "<svg width" in made.files[0].data.decode()


def test_a_book_of_the_shelf_says_that_it_has_drawings() -> None:
    made = epub.render(editions.note(node()), theme(), Reports(Report("note.md")))
    with zipfile.ZipFile(BytesIO(made.files[0].data)) as book:
        package = book.read("EPUB/content.opf").decode()
    assert 'properties="svg"' in package
    assert ">visual<" in package


def test_a_letter_shows_it_as_a_picture_of_twice_the_pixels() -> None:
    made = letters.render(editions.note(node()), theme(), Reports(Report("note.md")))
    message = email.message_from_bytes(made.files[0].data, policy=policy.default)
    (part,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    picture = Picture.open(BytesIO(part.get_payload(decode=True)))
    assert picture.width == 2 * size(drawn(FLOW))[0]
    body = message.get_body(("html",))
    assert body is not None
    assert f'src="cid:{part["Content-ID"].strip("<>")}"' in body.get_content()
    assert 'alt="Diagram: The reader · The model"' in body.get_content()
    text = message.get_body(("plain",))
    assert text is not None
    assert "[Diagram: The reader · The model]" in text.get_content()


def test_every_judge_is_content_with_a_note_of_all_kinds(tmp_path: Path) -> None:
    document, report = normal(*(n.Diagram("mermaid", text) for text in KINDS))
    edition = editions.note(*document.blocks)
    page, book, paper = tmp_path / "a.html", tmp_path / "a.epub", tmp_path / "a.pdf"
    for file, backend in ((page, html), (book, epub), (paper, pdf)):
        file.write_bytes(backend.render(edition, theme(), Reports(report)).files[0].data)
    assert report.diagnostics == []
    found = oracles.nu([page]) | oracles.epubcheck([book]) | oracles.verapdf([paper])
    assert {file: told for file, told in found.items() if told} == {}
    # as lines and letters, not as dots
    assert "LinkedIn" in oracles.pdftotext(paper)
    with pikepdf.open(paper) as made:
        told = [
            str(each.Alt)
            for each in made.objects
            if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
    assert len(told) == len(KINDS)
    assert "Diagram: Pets" in told


def test_nothing_is_told_of_what_draws(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(f"# Note\n\nWords.\n\n```mermaid\n{FLOW}\n```\n")
    words = [sys.executable, "-m", "exporter.cli", "build", "note.md", "--to", "html", "-q"]
    told = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == ("", "")
    assert "<svg" in (tmp_path / "out/note.html").read_text()
