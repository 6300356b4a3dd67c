"""Names of outputs, and the order of names."""

from __future__ import annotations

import pytest

from exporter.model.filenames import output_name
from exporter.publication.names import natural
from tests.vaults import Project


def test_numbers_of_any_length_are_in_their_order() -> None:
    names = ["1" * 5000, "2" * 4999, "a10", "a2", "a٣", "0012", "7", "a"]
    assert sorted(names, key=natural) == [
        "7",
        "0012",
        "2" * 4999,
        "1" * 5000,
        "a",
        "a2",
        "a٣",
        "a10",
    ]
    assert natural("a007") == natural("a7")


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("é" * 1_500_000, "é" * 100),
        (f"a{'é' * 200}", f"a{'é' * 99}"),
        (f"{'ab ' * 200}", ("ab " * 67)[:200].rstrip()),
        ("a" * 199 + " b", "a" * 199),
    ],
)
def test_a_name_is_as_long_as_file_systems_take(name: str, cut: str) -> None:
    assert output_name(name) == cut


@pytest.mark.parametrize(
    ("note", "folder", "suffixes"),
    [
        ("a.html/x", "a.html-", (".html",)),
        ("a.json/x", "a.json-", (".json",)),
        ("a_files/x", "a_files-", (".html",)),
        ("a.email/x", "a.email-", (".email.html", ".email.txt", ".eml")),
    ],
)
def test_a_folder_and_a_note_beside_it_want_no_one_path(
    project: Project, note: str, folder: str, suffixes: tuple[str, ...]
) -> None:
    project.write("a.md", "A")
    project.write(f"{note}.md", "X")
    summary = project.build(formats=("html", "json", "email"))
    assert {each.status for each in summary.outcomes} == {"written"}
    assert all((project.out / folder / f"x{suffix}").is_file() for suffix in suffixes)


def test_a_title_and_a_tag_of_thousands_of_digits_are_in_a_site(project: Project) -> None:
    project.write("a.md", f"---\ntitle: '{'1' * 5000}'\n---\n#a{'1' * 5000}")
    project.write("b.md", "B")
    project.build(formats=("site",))
    assert (project.out / "site/a/index.html").is_file()
