"""Citations: bibliographies and styles of every format, of strangers too, and what is told."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exporter.check import inspect
from exporter.config import Build, Project, Settings
from exporter.diagnostics import Diagnostic
from exporter.model.document import Document
from exporter.model.nodes import Citation, CrossReference, Division, Footnote, Link
from exporter.model.walk import collect, plain_text
from exporter.run import build
from exporter.source import bibliography
from exporter.source.note import cited_from, open_note, read
from exporter.source.pandoc import Reader
from exporter.source.works import decoded, request
from tests import oracles

BIB = """@book{knuth1984,
  author = {Knuth, Donald E.}, title = {The {\\TeX}book}, publisher = {Addison-Wesley}, year = 1984
}
@article{doe, ids = {roe}, author = {Doe, Jane}, title = {On Things}, year = 2020,
  journal = {Things}}
"""
CSL_JSON = """[{"id": "knuth1984", "type": "book", "title": "The TeXbook",
"author": [{"family": "Knuth", "given": "Donald E."}], "publisher": "Addison-Wesley",
"issued": {"date-parts": [[1984]]}}]"""
CSL_YAML = """---
references:
- id: knuth1984
  type: book
  title: The TeXbook
  author: [{family: Knuth, given: Donald E.}]
  publisher: Addison-Wesley
  issued: {date-parts: [[1984]]}
...
"""
RIS = """TY  - BOOK
ID  - knuth1984
AU  - Knuth, Donald E.
TI  - The TeXbook
PB  - Addison-Wesley
PY  - 1984
ER  -
"""
ENTRY = "Knuth, Donald E. 1984. The TeXbook. Addison-Wesley."
HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="{kind}"><info>'
HEAD += "<title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated>{info}</info>"
LAYOUTS = """<citation><layout suffix="."><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography></style>"""


def style(kind: str = "note", info: str = "", layouts: str = LAYOUTS) -> str:
    return HEAD.format(kind=kind, info=info) + layouts


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "works.bib").write_text(BIB)
    return vault


def note(
    vault: Path, body: str, reader: Reader, front: str = "bibliography: works.bib", **given: Any
) -> tuple[Document, list[Diagnostic]]:
    (vault / "note.md").write_text(f"---\n{front}\n---\n{body}\n")
    source = open_note(vault, "note.md")
    settings = Settings(root=str(vault), **given)
    works = cited_from(source, settings)
    return read(source, reader, settings.build, works), source.report.diagnostics


def entries(document: Document) -> list[str]:
    found = [d for d in collect(document.blocks, Division) if "csl-entry" in d.attributes.classes]
    return [plain_text(entry.blocks) for entry in found]


def codes(found: list[Diagnostic]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize("dialect", ["obsidian", "pandoc"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", BIB),
        ("a.bibtex", BIB),
        ("a.json", CSL_JSON),
        ("a.yaml", CSL_YAML),
        ("a.yml", CSL_YAML.replace("---\n", "")),
        ("a.ris", RIS),
    ],
)
def test_every_format_of_bibliography_is_read(
    vault: Path, reader: Reader, name: str, text: str, dialect: str
) -> None:
    (vault / name).write_text(text)
    front = f"bibliography: {name}\ndialect: {dialect}"
    found, told = note(vault, "As [@knuth1984, p. 3] says.", reader, front)
    assert told == []
    assert plain_text(found.blocks[:1]) == "As (Knuth 1984, 3) says."
    assert entries(found) == [ENTRY]
    (cited,) = collect(found.blocks, Citation)
    assert cited.keys == ("knuth1984",)
    assert [link.target for link in collect(cited.content, Link)] == ["#ref-knuth1984"]


@pytest.mark.parametrize("dialect", ["gfm", "commonmark"])
def test_dialects_without_citations_keep_their_text(
    vault: Path, reader: Reader, dialect: str
) -> None:
    front = f"bibliography: missing.bib\ndialect: {dialect}"
    found, told = note(vault, "As [@knuth1984] says.", reader, front)
    assert (plain_text(found.blocks), told) == ("As [@knuth1984] says.", [])


def test_obsidian_without_a_bibliography_keeps_its_text(vault: Path, reader: Reader) -> None:
    found, told = note(vault, "As [@knuth1984] says.", reader, "title: x")
    assert (plain_text(found.blocks), told) == ("As [@knuth1984] says.", [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[see @doe]", "(see Doe 2020)"),
        ("[@doe; @knuth1984]", "(Doe 2020; Knuth 1984)"),
        ("[@doe, [sic] 3]", "(Doe 2020, [sic] 3)"),
        ("[-@doe]", "(2020)"),
        ("@doe", "Doe (2020)"),
        ("(@doe)", "(Doe (2020))"),
        ("@doe's", "Doe (2020)’s"),
        ("“@doe”", "“Doe (2020)”"),
        ("@doe.", "Doe (2020)."),
        ("@{doe}", "Doe (2020)"),
        ("@doe [p. 3]", "Doe (2020, 3)"),
        ("@doe [p. 3; @knuth1984]", "Doe (2020, 3; Knuth 1984)"),
        ("@doe [@knuth1984]", "Doe (2020) (Knuth 1984)"),
        ("@doe [a link](x.md)", "Doe (2020) a link"),
        ("[@roe]", "(Doe 2020)"),
        ("*[@doe]*", "(Doe 2020)"),
        ("a@doe", "a@doe"),
        ("é@doe", "é@doe"),
        ("@doe2", "@doe2"),
        ("@nobody", "@nobody"),
        ("[see me]", "[see me]"),
        ("[@doe; and me]", "[Doe (2020); and me]"),
        ("[@doe", "[Doe (2020)"),
        ("@", "@"),
        ("[@]", "[@]"),
        ("`@doe` [[@doe]]", "@doe @doe"),
        ("%%@doe%% x", " x"),
    ],
)
def test_what_is_a_citation_in_obsidian(vault: Path, reader: Reader, text: str, shown: str) -> None:
    found, told = note(vault, text, reader, build=Build(typography=True))
    assert (plain_text(found.blocks[:1]), told) == (shown, [])


def test_the_same_text_is_cited_alike_in_both_dialects(vault: Path, reader: Reader) -> None:
    text = "A [see @doe, pp. 3--5; -@knuth1984] and @doe [ch. 2] and [@doe, p. 1, and *more*]."
    shown = [
        plain_text(note(vault, text, reader, f"bibliography: works.bib\ndialect: {name}")[0].blocks)
        for name in ("obsidian", "pandoc")
    ]
    assert shown[0] == shown[1].replace("\xa0", " ")


def test_what_a_comment_across_blocks_cites_is_nowhere(vault: Path, reader: Reader) -> None:
    found, told = note(vault, "%%\n\n[@doe] @nobody [@nobody]\n\n%%\n\n[@knuth1984]", reader)
    assert (entries(found), told) == ([ENTRY], [])


@pytest.mark.parametrize("dialect", ["obsidian", "pandoc"])
def test_cross_references_are_left_alone(vault: Path, reader: Reader, dialect: str) -> None:
    front = f"bibliography: works.bib\ndialect: {dialect}"
    text = "[@fig:a] @tbl-b [@sec-c; @eq:d] @lst:e. [@doe]"
    found, told = note(vault, text, reader, front)
    targets = [node.target for node in collect(found.blocks, CrossReference)]
    assert targets == ["fig:a", "tbl-b", "sec-c", "eq:d", "lst:e"]
    assert [node.keys for node in collect(found.blocks, Citation)] == [("doe",)]
    assert told == []


@pytest.mark.parametrize("dialect", ["obsidian", "pandoc"])
def test_a_cross_reference_among_works_is_told(vault: Path, reader: Reader, dialect: str) -> None:
    front = f"bibliography: works.bib\ndialect: {dialect}"
    found, told = note(vault, "[@fig:a; @doe]", reader, front)
    assert plain_text(found.blocks[:1]) == "(fig:a?; Doe 2020)"
    assert codes(told) == ["citations/unknown"]


def test_unknown_keys_are_told_with_line_and_near_miss(vault: Path, reader: Reader) -> None:
    found, told = note(vault, "[@knuth1984]\n\n[@knuth198]\n\n[@xyz]", reader)
    assert [(each.code, each.line, each.hint) for each in told] == [
        ("citations/unknown", 6, "did you mean “knuth1984”?"),
        ("citations/unknown", 8, ""),
    ]
    assert "(knuth198?)" in plain_text(found.blocks)
    links = [link.target for link in collect(found.blocks, Link)]
    assert links == ["#ref-knuth1984"]


def test_a_note_with_thousands_of_unknown_keys_is_gone_through_once(
    vault: Path, reader: Reader
) -> None:
    count = 20_000
    body = "".join(f"[@k{n}] [@{{k{n}}}]\n" for n in range(count))
    _, told = note(vault, body, reader)
    assert [(each.code, each.line) for each in told] == [
        ("citations/unknown", n + 4) for n in range(count)
    ]


@pytest.mark.parametrize("written", ["@a.b", "@a.b.", "@{a.b}", "(@a.b)", "-@a.b--c", "[@a.b; @c]"])
def test_a_key_ends_where_pandoc_ends_it(vault: Path, reader: Reader, written: str) -> None:
    front = "dialect: pandoc\nbibliography: works.bib"
    _, told = note(vault, f"Nothing\n\n{written}", reader, front)
    assert (told[0].code, told[0].line) == ("citations/unknown", 7)
    assert "“a.b”" in told[0].message


def test_citations_without_a_bibliography_are_told_once(vault: Path, reader: Reader) -> None:
    _, told = note(vault, "[@a]\n\n[@b] [@fig:c]", reader, "dialect: pandoc")
    assert [(each.code, each.line) for each in told] == [("citations/no-bibliography", 4)]


def test_nocite_title_and_switches_are_citeproc_s(vault: Path, reader: Reader) -> None:
    front = "bibliography: works.bib\nnocite: '@*'\nreference-section-title: The *works*"
    found, told = note(vault, "Nothing.", reader, front)
    assert told == []
    assert [type(block).__name__ for block in found.blocks] == ["Paragraph", "Heading", "Division"]
    assert len(entries(found)) == 2
    found, _ = note(vault, "[@doe]", reader, "bibliography: works.bib\nlink-citations: false")
    assert collect(found.blocks, Link) == []
    found, _ = note(vault, "[@doe]", reader, "bibliography: works.bib\nsuppress-bibliography: true")
    assert (entries(found), collect(found.blocks, Link)) == ([], [])


def test_the_only_heading_over_the_works_is_not_the_note_s_title(
    vault: Path, reader: Reader
) -> None:
    note(vault, "[@doe]", reader, "bibliography: works.bib\nreference-section-title: Works")
    document, _ = inspect(Settings(root=str(vault)), vault / "note.md")
    assert document.metadata.title == "note"


def test_the_works_stand_where_the_writer_wants_them(vault: Path, reader: Reader) -> None:
    found, _ = note(vault, "::: {#refs}\n:::\n\n[@doe]", reader)
    assert [type(block).__name__ for block in found.blocks] == ["Division", "Paragraph"]


def test_a_style_of_notes_makes_footnotes(vault: Path, reader: Reader) -> None:
    (vault / "notes.csl").write_text(style())
    front = "bibliography: works.bib\ncsl: notes.csl"
    found, told = note(vault, "So [@doe].^[More, after [@knuth1984].]", reader, front)
    assert told == []
    assert [plain_text(each.blocks) for each in collect(found.blocks, Footnote)] == [
        "On things.",
        "More, after (The TeXbook).",
    ]


def test_the_language_of_the_note_is_the_works(vault: Path, reader: Reader) -> None:
    works = "@book{a, editor = {Doe, Jane}, title = {T}, year = 2020, edition = 2}"
    (vault / "works.bib").write_text(works)
    front = "bibliography: works.bib\nlang: de"
    assert "Hrsg." in entries(note(vault, "[@a]", reader, front)[0])[0]
    french = Project(lang="fr")
    found, _ = note(vault, "[@a]", reader, project=french)
    assert "éd." in entries(found)[0]


def test_the_project_s_bibliography_serves_notes_without_one(vault: Path, reader: Reader) -> None:
    (vault / "sub").mkdir()
    (vault / "sub" / "note.md").write_text("[@doe]")
    (vault / "notes.csl").write_text(style("in-text"))
    settings = Settings(root=str(vault), build=Build(bibliography="works.bib", csl="notes.csl"))
    document, told = inspect(settings, vault / "sub" / "note.md")
    assert (plain_text(document.blocks[:1]), told) == ("On things.", ())


def test_keys_that_no_id_can_be_lead_to_their_works(vault: Path, reader: Reader) -> None:
    works = [
        {"id": key, "type": "book", "title": key} for key in ("DBLP:a/b", "DBLP-a-b", "straße+2")
    ]
    (vault / "w.json").write_bytes(msgspec.json.encode(works))
    front = "bibliography: w.json"
    note(vault, "[@DBLP:a/b] [@DBLP-a-b] [@straße+2]", reader, front)
    document, told = inspect(Settings(root=str(vault)), vault / "note.md")
    assert told == ()
    ids = {each.attributes.id for each in collect(document.blocks, Division)}
    targets = [link.target.removeprefix("#") for link in collect(document.blocks, Link)]
    assert len(set(targets)) == 3
    assert set(targets) <= ids


def test_an_embedded_note_cites_from_its_own_bibliography(vault: Path, reader: Reader) -> None:
    (vault / "other.bib").write_text(BIB.replace("Knuth", "Nobody"))
    (vault / "other.md").write_text(
        "---\nbibliography: other.bib\n---\n# One\n\nA [@knuth1984].\n\n# Two\n\nB [@doe].\n"
    )
    note(vault, "[@knuth1984]\n\n![[other#One]]\n\n![[other]]", reader)
    document, told = inspect(Settings(root=str(vault)), vault / "note.md")
    assert told == ()
    shown = {each.attributes.id: each for each in collect(document.blocks, Division)}
    links = [link for link in collect(document.blocks, Link) if link.target[:5] == "#ref-"]
    names = [plain_text(shown[link.target[1:]].blocks).split(",")[0] for link in links]
    assert names == ["Knuth", "Nobody", "Nobody", "Doe"]
    assert len({link.target for link in links}) == 4
    assert len(entries(document)) == 4


# --- strangers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../outside.bib",
        "linked.bib",
        "folder/works.bib",
        ".hidden/works.bib",
        "missing.bib",
        "https://example.org/works.bib",
        "note.md",
        "exporter.toml",
        "loop.bib",
        "pipe.bib",
        "x" * 5000 + ".bib",
    ],
)
def test_a_file_that_is_none_of_the_note_s_business_is_not_read(
    vault: Path, reader: Reader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = vault.parent / "outside.bib"
    outside.write_text(BIB)
    (vault / "linked.bib").symlink_to(outside)
    (vault / "loop.bib").symlink_to("loop.bib")
    (vault / "folder").symlink_to(vault.parent)
    (vault.parent / "works.bib").write_text(BIB)
    (vault / ".hidden").mkdir()
    (vault / ".hidden" / "works.bib").write_text(BIB)
    subprocess.run(["mkfifo", str(vault / "pipe.bib")], check=True)

    read_bytes = Path.read_bytes

    def watched(self: Path) -> bytes:
        assert self == vault / "note.md"
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", watched)
    found, told = note(vault, "[@doe]", reader, f"bibliography: {name}")
    assert "citations/unreadable" in codes(told)
    assert plain_text(found.blocks) == "[@doe]"
    assert told[0].line == 2


def test_an_absolute_path_counts_where_it_is_in_the_vault(vault: Path, reader: Reader) -> None:
    _, told = note(vault, "[@doe]", reader, f"bibliography: {vault}/works.bib")
    assert told == []
    _, told = note(vault, "[@doe]", reader, "bibliography: /etc/works.bib")
    assert codes(told) == ["citations/unreadable"]


BOMB = "".join(f"@string{{s{n} = {' # '.join([f's{n - 1}'] * 9)}}}\n" for n in range(1, 12))
HOSTILE: Mapping[str, tuple[str, str]] = {
    "too large": ("w.bib", "% " + "x" * bibliography.LARGEST),
    "strings that double": (
        "w.bib",
        '@string{s0 = "xxxxxxxxxx"}\n' + BOMB + "@book{a, title = s11}",
    ),
    "no BibTeX": ("w.bib", "@book{a, title = "),
    "no JSON": ("w.json", "{"),
    "JSON of something else": ("w.json", '{"password": "secret"}'),
    "aliases": ("w.yaml", "references:\n- &a [x]\n- *a\n"),
    "deep YAML": ("w.yaml", "[" * 5000),
}


@pytest.mark.parametrize(("name", "text"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_bibliography_costs_only_itself(vault: Path, name: str, text: str) -> None:
    (vault / name).write_text(text)
    reader = Reader(timeout=2)
    try:
        found, told = note(vault, "[@doe] [@nobody]", reader, f"bibliography: [{name}, works.bib]")
        assert codes(told) == ["citations/unreadable", "citations/unknown"]
        assert plain_text(found.blocks[:1]) == "(Doe 2020) (nobody?)"
    finally:
        reader.close()


def test_a_bibliography_that_took_a_child_down_is_not_tried_again(vault: Path) -> None:
    name, text = HOSTILE["strings that double"]
    (vault / name).write_text(text)
    reader = Reader(timeout=1)
    try:
        front = f"bibliography: {name}"
        note(vault, "[@doe]", reader, front)
        reader.read("a", "obsidian")
        child = reader._child
        _, told = note(vault, "Again [@doe]", reader, front)
        assert codes(told) == ["citations/unreadable"]
        assert reader._child is child
    finally:
        reader.close()


def test_no_file_is_read_by_what_stands_in_a_bibliography(vault: Path, reader: Reader) -> None:
    (vault / "secret.tex").write_text("the secret")
    (vault / "w.bib").write_text(
        f"@book{{a, title = {{\\input{{{vault}/secret.tex}} T \\include{{{vault}/secret}}}}}}"
    )
    found, _ = note(vault, "[@a]", reader, "bibliography: w.bib")
    assert "secret" not in plain_text(found.blocks)


ENTITIES = '<!DOCTYPE style [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
STYLES: Mapping[str, str] = {
    "dependent": style(
        info='<link href="http://127.0.0.1:9/apa" rel="independent-parent"/>', layouts="</style>"
    ),
    "entities": ENTITIES + style(info="&b;"),
    "a file": '<!DOCTYPE style [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + style(info="&a;"),
    "no XML": "x",
    "no style": "<html/>",
    "an empty style": '<style xmlns="http://purl.org/net/xbiblio/csl"/>',
    "too large": style(info="<summary>" + "x" * bibliography.LARGEST_STYLE + "</summary>"),
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_a_hostile_style_gives_way_to_the_default(vault: Path, reader: Reader, text: str) -> None:
    (vault / "s.csl").write_text(text)
    found, told = note(vault, "[@doe]", reader, "bibliography: works.bib\ncsl: s.csl")
    assert codes(told) == ["citations/unreadable"]
    assert told[0].line == 3
    assert plain_text(found.blocks[:1]) == "(Doe 2020)"


def test_the_parent_of_a_style_is_not_fetched(vault: Path, reader: Reader) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/apa.csl"
        info = f'<link href="{address}" rel="independent-parent"/>'
        (vault / "s.csl").write_text(style(info=info, layouts="</style>"))
        _, told = note(vault, "[@doe]", reader, "bibliography: works.bib\ncsl: s.csl")
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert address in told[0].hint


def test_pandoc_opens_no_socket_and_no_file_for_citations(vault: Path, tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    (vault / "s.csl").write_text(style(info='<link href="http://127.0.0.1:9/a" rel="self"/>'))
    front = "bibliography: works.bib\ncsl: s.csl\ncitation-abbreviations: /etc/hostname"
    log = tmp_path / "log"
    reader = Reader()
    try:
        # the first note, so that what Pandoc opens at its start is not counted
        note(vault, "[@knuth1984]", reader, front)
        assert reader._child is not None
        command = [strace, "-f", "-e", "trace=%network,%file", "-o", str(log), "-p"]
        with subprocess.Popen(
            [*command, str(reader._child.pid)], stderr=subprocess.PIPE, text=True
        ) as tracer:
            assert tracer.stderr is not None
            if "attached" not in tracer.stderr.readline():
                pytest.skip("this process may not be traced")
            (vault / "works.bib").write_text(BIB + "@book{new, title = {New}, year = 2021}")
            found, told = note(vault, "[@new; @doe]", reader, front)
            tracer.terminate()
    finally:
        reader.close()
    assert told == []
    assert len(entries(found)) == 2
    assert [line for line in log.read_text().splitlines() if "(" in line] == []


# --- costs ---------------------------------------------------------------------------------------


def test_a_bibliography_is_parsed_once_for_many_notes(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    reader = Reader()
    ask = reader._ask

    def counted(line: str, data: bytes, timeout: float) -> list[bytes]:
        asked.append(line.split()[0])
        return ask(line, data, timeout)

    monkeypatch.setattr(reader, "_ask", counted)
    try:
        for text in ("[@doe]", "[@knuth1984]", "none", "me@example.org"):
            note(vault, text, reader)
    finally:
        reader.close()
    assert asked == ["works", "read", "read", "read", "read"]


def test_a_note_that_cites_nothing_opens_no_bibliography(vault: Path, reader: Reader) -> None:
    assert note(vault, "Nothing.", reader, "bibliography: missing.bib")[1] == []


def test_bibliographies_do_not_pile_up(vault: Path, reader: Reader) -> None:
    for number in range(20):
        (vault / "works.bib").write_text(BIB + f"% {number}\n")
        found, told = note(vault, "[@doe]", reader)
        assert (len(entries(found)), told) == (1, [])
    assert len(reader._works) <= 8


def test_only_the_works_that_may_be_cited_are_sent(vault: Path) -> None:
    works = decoded(
        b'{"pandoc-api-version":[1],"blocks":[],"meta":{"references":{"t":"MetaList","c":[1,2,3]}}}',
        b'[["a"],["b.c","d"],["e"]]',
    )
    sent = msgspec.json.decode(request(works, "me@e.org? [@{d}] @b.c.", {"nocite": ""}))
    assert sent["meta"]["references"]["c"] == [2, 3]
    assert set(sent["meta"]["keys"]["c"]) == {"b.c", "d", "e"}


def test_editing_the_bibliography_makes_the_notes_that_cite_again(vault: Path) -> None:
    (vault / "cites.md").write_text("---\nbibliography: works.bib\n---\n[@doe]")
    (vault / "plain.md").write_text("---\nbibliography: works.bib\n---\nNothing")
    (vault / "embeds.md").write_text("![[cites]]")
    (vault / "s.csl").write_text(style("in-text"))
    out = vault / "out"
    settings = Settings(root=str(vault))

    def made() -> set[str]:
        summary = build(settings, [], formats=("html",), out=out)
        return {each.source for each in summary.outcomes if each.status == "written"}

    assert made() == {"cites.md", "plain.md", "embeds.md"}
    assert made() == set()
    (vault / "works.bib").write_text(BIB.replace("Doe, Jane", "Other, Ann"))
    assert made() == {"cites.md", "embeds.md"}
    assert "Other, Ann" in (out / "cites.html").read_text()


def test_a_note_with_citations_is_valid_everywhere(vault: Path) -> None:
    (vault / "s.csl").write_text(style())
    for number, more in enumerate(("", "\ncsl: s.csl")):
        (vault / f"n{number}.md").write_text(
            f"---\nbibliography: works.bib\nreference-section-title: Works{more}\n---\n"
            "As [@doe, p. 3] and @knuth1984 [ch. 2] say.\n\n> Too.[^1]\n\n[^1]: [@knuth1984]\n"
        )
    (vault / "e.md").write_text("![[n0]]\n\n![[n0]]\n\n![[n1]]\n")
    out = vault / "out"
    build(Settings(root=str(vault)), [], formats=("html", "epub"), out=out)
    pages, books = sorted(out.glob("*.html")), sorted(out.glob("*.epub"))
    assert len(pages) == len(books) == 3
    assert {name: said for name, said in oracles.nu(pages).items() if said} == {}
    assert {name: said for name, said in oracles.epubcheck(books).items() if said} == {}
