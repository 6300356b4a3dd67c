"""`{{ }}`: as it stands, unless the project asks for it to be filled in."""

from __future__ import annotations

import pytest

from tests.vaults import Project

ON = '[build]\nplaceholders = true\nvariables = { version = "1.2", edition = 3 }\n'
NOTE = (
    "---\ntitle: On {{ version }}\nby: Ada\nmood: calm\n---\n"
    "{{mood}}, {{ version }}, {{edition}}, {{< var version >}}, {{ nothing }}, `{{ version }}`"
    " [here](https://a.example/{{version}})\n"
)


def page(project: Project) -> str:
    return (project.out / "n.html").read_text()


def codes(project: Project) -> list[tuple[str, int]]:
    return [(found.code, found.line) for found in project.build().diagnostics]


def test_they_stay_as_they_stand(project: Project) -> None:
    project.write("n.md", NOTE)
    assert codes(project) == []
    assert "{{mood}}, {{ version }}, {{edition}}, {{&lt; var version &gt;}}" in page(project)


def test_they_are_filled_in_where_the_project_asks(project: Project) -> None:
    project.write("exporter.toml", ON)
    project.write("n.md", NOTE)
    assert codes(project) == [("placeholders/unknown", 6)]
    assert "calm, 1.2, 3, 1.2, {{ nothing }}, <code>{{ version }}</code>" in page(project)
    assert "<title>On 1.2</title>" in page(project)
    assert 'href="https://a.example/1.2"' in page(project)


def test_a_value_is_text_and_no_markup(project: Project) -> None:
    project.write("exporter.toml", "[build]\nplaceholders = true\n")
    project.write("n.md", "---\nx: <script>alert(1)</script>\n---\n{{ x }}\n")
    project.build()
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page(project)


def test_notes_and_lines_of_files_are_included(project: Project) -> None:
    project.write("exporter.toml", ON)
    project.write("other.md", "The other note.\n")
    project.write("code.txt", "one\ntwo\nthree\n")
    project.write(
        "n.md",
        "{{#include other.md}}\n\n{{< include other.md >}}\n\n"
        "```\n{{#include code.txt:2:3}}\n```\n\n```\n{{#include ../secret.txt}}\n```\n",
    )
    (project.root.parent / "secret.txt").write_text("secret")
    found = codes(project)
    assert page(project).count("<p>The other note.</p>") == 2
    assert "<code>two\nthree</code>" in page(project)
    assert ("placeholders/unknown", 10) in found
    assert "secret</code>" not in page(project)


@pytest.mark.parametrize(
    ("front", "name"),
    [(f"---\nx: {'x' * 150_000}\n---\n", "{{ x }}"), ("```\n", "{{#include code.txt:2}}")],
)
def test_what_would_fill_any_memory_is_refused(project: Project, front: str, name: str) -> None:
    project.write("exporter.toml", ON)
    project.write("code.txt", "one\n" * 40_000)
    project.write("m.md", "M")
    project.write("n.md", front + f"{name}\n" * 100)
    outcomes = {each.source: each for each in project.build().outcomes}
    assert "10 MB" in outcomes["n.md"].message
    assert outcomes["m.md"].status == "written"


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("", "one\ntwo\nthree"),
        (":2", "two"),
        (":2:", "two\nthree"),
        ("::2", "one\ntwo"),
        (":2:2", "two"),
        (":9", ""),
    ],
)
def test_lines_are_chosen_as_mdbook_does(project: Project, lines: str, shown: str) -> None:
    project.write("exporter.toml", ON)
    project.write("code.txt", "one\ntwo\nthree\n")
    project.write("n.md", f"```\n{{{{#include code.txt{lines}}}}}\n```\n")
    project.build()
    assert f"<code>{shown}</code>" in page(project)
