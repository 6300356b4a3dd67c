"""Names of outputs, and the order of names."""

from __future__ import annotations

import pytest

from exporter.model.filenames import output_name
from exporter.normalize.identifiers import Taken
from exporter.publication.names import natural, unique_name
from exporter.publication.site import free
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


@pytest.mark.parametrize("name", ["a.email", "a.COVER", "Site/x", "site/x"])
def test_no_note_is_called_as_what_lies_beside_another_or_as_the_site(
    project: Project, name: str
) -> None:
    project.write("a.md", "A")
    project.write("x.md", "The page of the site")
    project.write(f"{name}.md", "X")
    summary = project.build(formats=("html", "email", "site"))
    files = [each.path.lower() for each in summary.outcomes]
    assert len(set(files)) == len(files) == 9
    assert "The page of the site" in (project.out / "site/x/index.html").read_text()
    alone = [each.path for each in summary.outcomes if each.source == f"{name}.md"]
    assert f"{project.out}/{name.replace('/', '-/') if '/' in name else f'{name}-'}.html" in alone


def test_two_that_want_one_file_are_told(project: Project) -> None:
    project.write("exporter.toml", '[[book]]\ntitle = "B"\nweb = "chapters"\nfolder = "c"\n')
    project.write("c/x.md", "Of the book")
    project.write("B/x.md", "Of the folder")
    (told,) = (each for each in project.build().diagnostics if each.code == "out/clash")
    assert "B/x.html" in told.message
    (again,) = (each for each in project.build().diagnostics if each.code == "out/clash")
    assert again == told


def test_thousands_of_one_name_are_numbered_in_one_go() -> None:
    taken, count = Taken(), 30_000
    names = [unique_name("a", taken, ".html") for _ in range(count)]
    assert names == ["a.html", *(f"a {n}.html" for n in range(2, count + 1))]
    assert unique_name("A 2", Taken(["a 2"])) == "A 2 2"
    taken = Taken()
    addresses = [free("a/", taken) for _ in range(count)]
    assert addresses == ["a/", *(f"a-{n}/" for n in range(2, count + 1))]
    assert free("A.html", taken) == f"A-{count + 1}.html"


def test_a_title_and_a_tag_of_thousands_of_digits_are_in_a_site(project: Project) -> None:
    project.write("a.md", f"---\ntitle: '{'1' * 5000}'\n---\n#a{'1' * 5000}")
    project.write("b.md", "B")
    project.build(formats=("site",))
    assert (project.out / "site/a/index.html").is_file()
