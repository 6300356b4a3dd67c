"""Front matter in all its dialects, and what happens to what can't be read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.diagnostics import Report
from exporter.errors import NoteError
from exporter.model.document import Contributor, Identifier, Metadata
from exporter.source.frontmatter import decode, metadata, split
from exporter.source.frontmatter.handlers import Header
from exporter.source.frontmatter.yaml import YamlError, load


def values(text: str) -> dict[str, Any]:
    return split(text, Report("note.md", text)).values


def yaml(block: str) -> dict[str, Any]:
    return values(f"---\n{block}\n---\nBody\n")


def codes(text: str) -> list[tuple[str, int]]:
    report = Report("note.md", text)
    metadata(split(text, report).values, report)
    return [(found.code, found.line) for found in report.diagnostics]


def meta(block: str) -> Metadata:
    return metadata(yaml(block), Report("note.md"))


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\nn: 1\n---\nBody\n",
        "---\ntitle: A\nn: 1\n...\nBody\n",
        "\n\n--- \ntitle: A\nn: 1\n---  \nBody\n",
        '---\n{"title": "A", "n": 1}\n---\nBody\n',
        '---\n{\n  "title": "A",\n  "n": 1\n}\n---\nBody\n',
        '+++\ntitle = "A"\nn = 1\n+++\nBody\n',
        ';;;\n{"title": "A", "n": 1}\n;;;\nBody\n',
        '{"title": "A", "n": 1}\nBody\n',
    ],
)
def test_every_dialect_gives_the_same(text: str) -> None:
    assert split(text, Report("note.md")) == ({"title": "A", "n": 1}, "Body\n")


def test_a_header_of_pelican_ends_at_the_blank_line() -> None:
    text = "Title: This Week\n  in Rust 580\nNumber: 580\nDate: 2025-01-01\n\nHello: world\n"
    found = split(text, Report("note.md"))
    assert found.values == {
        "Title": "This Week in Rust 580",
        "Number": "580",
        "Date": "2025-01-01",
    }
    assert found.body == "Hello: world\n"


def test_a_paragraph_with_a_colon_is_no_header() -> None:
    assert split("Note: mind the gap.\n\nText", Report("n")) == ({}, "Note: mind the gap.\n\nText")


def test_the_digital_garden_plugin_s_bars_are_repaired() -> None:
    assert values('---\n{"a":"[[B\\|C]]","b":"x\\\\|y"}\n---\n') == {"a": "[[B|C]]", "b": "x\\|y"}


def test_what_is_repaired_is_told_with_its_line() -> None:
    assert codes('---\n{"b":"x",\n"a":"[[B\\|C]]"}\n---\n') == [("frontmatter/repaired", 3)]
    assert codes('---\n{"a":"x\\\\|y"}\n---\n') == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("007", "007"),
        ("012", "012"),
        ("1.10", "1.10"),
        ("1.2.3", "1.2.3"),
        ("1.5", 1.5),
        ("42", 42),
        ("-1", -1),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("true", True),
        ("~", None),
        ("'42'", "42"),
        ("2026-10-01", "2026-10-01"),
        ("2026-1-2", "2026-01-02"),
        ("2026-10-01T12:30:00Z", "2026-10-01T12:30:00+00:00"),
        ("2024-13-45", "2024-13-45"),
        ("=", "="),
        ("[[N]]", "[[N]]"),
        ("[a, b]", ["a", "b"]),
        ("#a", "#a"),
        ("{{title}}", "{{title}}"),
        ("One: two", "One: two"),
        ("[[A]], [[B]]", "[[A]], [[B]]"),
        ("<<", "<<"),
    ],
)
def test_yaml_means_what_a_writer_means(written: str, meant: object) -> None:
    assert yaml(f"key: {written}") == {"key": meant}


def test_a_key_called_content_is_a_key() -> None:
    assert yaml("content: x") == {"content": "x"}


def test_text_between_two_rules_is_text() -> None:
    text = "---\n\nSome text.\n\n---\nMore.\n"
    assert split(text, Report("n")) == ({}, text)


def test_an_indented_first_line_keeps_its_indent() -> None:
    assert split("---\na: b\n---\n    code\n", Report("n")).body == "    code\n"


def test_front_matter_that_never_ends_is_text_and_told() -> None:
    text = "---\ntitle: A\n\nBody\n"
    assert split(text, Report("n")) == ({}, text)
    assert codes(text) == [("frontmatter/unclosed", 1)]


def test_a_broken_key_costs_only_itself() -> None:
    text = "---\ntitle: A\nlist:\n  - [x\n  - y\ndate: 2026-10-01\n---\nBody\n"
    assert values(text) == {"title": "A", "date": "2026-10-01"}
    assert codes(text) == [("frontmatter/unreadable", 6)]


@pytest.mark.parametrize(
    ("text", "line"),
    [("+++\ntitle = \n+++\nBody\n", 2), (';;;\n{"a": }\n;;;\nBody\n', 2)],
)
def test_broken_front_matter_is_told_and_the_body_goes_on(text: str, line: int) -> None:
    assert split(text, Report("n")) == ({}, text)
    assert codes(text) == [("frontmatter/unreadable", line)]


def test_a_key_given_twice_is_told() -> None:
    text = "---\na: 1\nb: 2\na: 3\nab: 4\na: 5\n---\n"
    assert values(text) == {"a": 5, "b": 2, "ab": 4}
    assert codes(text) == [("frontmatter/duplicate-key", 6)]


def test_a_key_given_twice_is_told_where_the_rest_is_read_piece_by_piece() -> None:
    text = "---\na: 1\nb: {{b}}\na: 3\nb: {{c}}\n---\n"
    assert values(text) == {"a": 3, "b": "{{c}}"}
    assert [each for each in codes(text) if each[0] == "frontmatter/duplicate-key"] == [
        ("frontmatter/duplicate-key", 4),
        ("frontmatter/duplicate-key", 5),
    ]


def test_many_keys_given_twice_are_found_in_one_go() -> None:
    text = "---\n" + "".join(f"k{number % 13_000}:\n" for number in range(26_000)) + "---\n"
    told = codes(text)
    assert (len(told), told[0]) == (13_000, ("frontmatter/duplicate-key", 13_002))


def test_many_tags_that_are_comments_are_found_in_one_go() -> None:
    block = "".join(f"k{number}: #a\n" for number in range(15_000))
    assert set(yaml(block).values()) == {"#a"}


def test_a_line_of_blanks_costs_no_more_than_its_length() -> None:
    text = f"---\na{' ' * 2_000_000}b\n"
    assert split(text, Report("n")) == ({}, text)
    assert values(f"---\na{' ' * 100_000}: b\n---\n") == {"a": "b"}


def test_a_header_of_many_lines_is_one_text() -> None:
    found = Header().load("Title: x\n" + " a\n" * 1_000_000 + " \nDate: 2026-10-01\n")
    assert found == {"Title": "x" + " a" * 1_000_000, "Date": "2026-10-01"}


@pytest.mark.parametrize(
    "text",
    [
        "---\na: {}\n---\nBody\n",
        "---\n[{}]\n---\nBody\n",
        '+++\na = "{}"\n+++\nBody\n',
        ';;;\n{{"a": "{}"}}\n;;;\nBody\n',
        '{{"a": "{}"}}\n\nBody\n',
        "Title: {}\n\nBody\n",
    ],
)
def test_front_matter_that_nobody_writes_is_text_and_told(text: str) -> None:
    long = text.format("x" * 200_000)
    report = Report("n")
    assert split(long, report) == ({}, long)
    (found,) = report.diagnostics
    assert found.code == "frontmatter/unreadable"
    assert "longer than 200,000 characters" in found.message


def test_many_keys_that_pdf_does_not_have_are_told_in_few_words() -> None:
    report = Report("n", '{"pdf": {"paper": "a5", ' + ", ".join(f'"a{n}": 0' for n in range(9000)))
    table = {"paper": "a5", **{f"a{number}": 0 for number in range(9000)}}
    assert metadata({"pdf": table}, report).pdf == {"paper": "a5"}
    told = [each.message for each in report.diagnostics]
    assert (len(told), told[0]) == (21, "[pdf] has no key “a0”; it is not used")
    assert told[-1].startswith("8,980 more keys")


def test_many_values_with_what_no_document_may_hold_are_told_in_few_words() -> None:
    found = {f"k{number}": "a\u0001b" for number in range(14_000)}
    report = Report("n", "\n".join(found))
    assert set(metadata(found, report).extra.values()) == {"ab"}
    told = [each.message for each in report.diagnostics]
    assert (len(told), told[-1].split()[0]) == (21, "13,980")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x [1]\nb: *x", "aliases"),
        ("a: " + "[" * 25_000 + "]" * 25_000, "levels deep"),
        ("a:\n  b:\n    ? [x]\n    : y", "a key must be text"),
        ("a: " + "x" * 300_000, "longer than"),
    ],
)
def test_what_would_take_the_machine_down_is_refused(text: str, problem: str) -> None:
    with pytest.raises(YamlError, match=problem):
        load(text)


def test_tags_of_yaml_make_no_objects() -> None:
    assert load("a: !!python/object/apply:os.system ['true']").value == {"a": ["true"]}


@given(st.text(alphabet="abc:#-[]{}\"'\n \t|>&*!%@`,?1.~", max_size=60))
def test_no_front_matter_raises_and_no_body_is_lost(block: str) -> None:
    report = Report("note.md")
    found = split(f"---\n{block}\n---\nThe body\n", report)
    assert found.body.endswith("The body\n")
    metadata(found.values, report)


def test_the_keys_of_many_tools_mean_the_same() -> None:
    found = meta(
        "title: T\nauthor: Jane Doe; John Roe\nlastmod: 2026-10-02\nlanguage: pt_BR\n"
        "keywords: one two, three\nsummary: S\nimage: '![[a.png]]'\ndg-publish: yes\nisbn: 1\n"
        "License: CC0\nother: [1]\n"
    )
    assert found == Metadata(
        title="T",
        authors=(Contributor("Jane Doe"), Contributor("John Roe")),
        modified="2026-10-02",
        lang="pt-BR",
        tags=("one two", "three"),
        description="S",
        cover="a.png",
        publish=True,
        identifiers=(Identifier("1"),),
        license="CC0",
        extra={"other": [1]},
    )


def test_contributors_have_roles() -> None:
    found = meta("authors:\n  - Jane\n  - {name: Tom, role: translator}\n")
    assert found.authors == (Contributor("Jane"),)
    assert found.contributors == (Contributor("Tom", "trl"),)


def test_tags_are_split_as_obsidian_splits_them() -> None:
    assert meta("tags: '#a/b c'").tags == ("a/b", "c")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("January 5, 2025", "2025-01-05"),
        ("2025/01/05", "2025-01-05"),
        ("spring 2025", "spring 2025"),
    ],
)
def test_a_date_is_iso_where_it_can_be_read(written: str, date: str) -> None:
    assert meta(f"date: {written}").date == date


def test_published_is_a_date_or_a_flag() -> None:
    assert meta("published: 2025-01-05").date == "2025-01-05"
    assert meta("published: false").publish is False


@pytest.mark.parametrize("line", ["title: {a: b}", "lang: the one we speak", "draft: perhaps"])
def test_a_value_that_can_not_be_is_told_and_kept(line: str) -> None:
    text = f"---\nx: y\n{line}\n---\nBody\n"
    assert codes(text) == [("frontmatter/value", 3)]
    assert line.partition(":")[0] in meta(line).extra


def test_controls_and_half_characters_are_taken_out() -> None:
    assert meta('title: "a\\x00b\\nc"').title == "ab c"


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffä\r\nb\rc".encode(),
        "\ufeffä\r\nb\rc".encode("utf-16-le"),
        "ä\nb\nc".encode("utf-32"),
    ],
)
def test_marks_and_line_ends_are_read(data: bytes) -> None:
    assert decode(data, Report("n")) == "ä\nb\nc"


def test_a_declared_encoding_is_believed() -> None:
    report = Report("n")
    assert (
        decode("---\nencoding: iso-8859-2\n---\nŁódź".encode("iso-8859-2"), report)[-4:] == "Łódź"
    )
    assert report.diagnostics == []


@pytest.mark.parametrize("name", ["undefined", "nothing-like-it", "hex"])
def test_an_encoding_that_reads_nothing_is_not_believed(name: str) -> None:
    report = Report("n")
    assert decode(f"<!-- coding: {name} -->\nä".encode("cp1252"), report)[-1] == "ä"
    assert [found.code for found in report.diagnostics] == ["source/encoding"]


def test_windows_text_is_read_and_told() -> None:
    report = Report("n")
    assert decode("a\nä “b”".encode("cp1252"), report) == "a\nä “b”"
    assert [(found.code, found.line) for found in report.diagnostics] == [("source/encoding", 2)]


def test_one_bad_byte_costs_only_itself() -> None:
    report = Report("n")
    assert decode("ä".encode() + b"\xff b", report) == "ä\ufffd b"
    assert [found.code for found in report.diagnostics] == ["source/encoding"]


def test_what_no_document_may_hold_is_told_and_left_out() -> None:
    report = Report("n")
    assert decode("a\nb\x07c\fd\ufffee".encode(), report) == "a\nbc de"
    assert [(found.code, found.line) for found in report.diagnostics] == [("source/characters", 2)]
    assert "3 of its characters" in report.diagnostics[0].message
    assert "U+0007" in report.diagnostics[0].message


@pytest.mark.parametrize("text", ['{"title": "a\\ud800b"}', 'title: "a\\x01b"'])
def test_escapes_of_what_no_document_may_hold_are_told(text: str) -> None:
    report = Report("n", f"---\n{text}\n---\n")
    found = split(report.source, report)
    assert metadata(found.values, report).title == "ab"
    assert [(each.code, each.line) for each in report.diagnostics] == [("source/characters", 2)]


def test_a_binary_file_is_no_note() -> None:
    with pytest.raises(NoteError, match="binary"):
        decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Report("n"))


def test_comments_of_templates_are_kept_from_yaml() -> None:
    block = "a: 1\n%% a comment %%\n%%\nover\nlines: 2\n%%\n<%* command -%>\nb: <% tp.title %>\n"
    report = Report("note.md")
    found = split(f"---\n{block}---\nBody\n", report)
    assert found.values == {"a": 1, "b": "<% tp.title %>"}
    assert report.diagnostics == []


@pytest.mark.parametrize(
    "text",
    [
        f"+++\na = {'[' * 3000}{']' * 3000}\n+++\nbody\n",
        f"+++\n{'.'.join('a' * 5000)} = 1\n+++\nbody\n",
        f'{{"a": {"[" * 300}{"]" * 300}}}\n\nbody\n',
        f'{{"a": {"[" * 100_000}{"]" * 100_000}}}\n\nbody\n',
        f"+++\na = {'9' * 5000}\n+++\nbody\n",
        f'{{"a": {"9" * 5000}}}\n\nbody\n',
    ],
)
def test_front_matter_without_bounds_costs_only_itself(text: str) -> None:
    report = Report("a.md")
    found = split(text, report)
    assert (found.values, [each.code for each in report.diagnostics]) == (
        {},
        ["frontmatter/unreadable"],
    )
    assert "body" in found.body
