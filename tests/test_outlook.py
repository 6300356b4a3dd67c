"""`exporter build --dry-run` and `--explain`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.cli import program


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("exporter.toml").write_text('[build]\nformats = ["html"]\n')
    Path("a.md").write_text("[[b#Part]] ![[c]]")
    Path("b.md").write_text("## Part")
    Path("c.md").write_text("C")
    return tmp_path


def told(*words: str) -> str:
    result = CliRunner().invoke(program, ["build", *words])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(vault: Path) -> None:
    assert "make html a.md: it was not made yet" in told("--dry-run")
    assert not (vault / "out").exists()


def test_a_dry_run_with_a_path_that_is_not_there_fails_as_its_build_would(vault: Path) -> None:
    result = CliRunner().invoke(program, ["build", "--dry-run", "a.md", "gone.md"])
    assert result.exit_code == 1
    assert "make  html  a.md" in result.output


def test_one_long_name_does_not_push_all_others_to_the_side(vault: Path) -> None:
    Path("a" * 200).with_suffix(".md").write_text("A")
    result = CliRunner().invoke(program, ["build", "--dry-run"])
    assert "make  html  a.md: it was not made yet" in result.output.splitlines()


def test_a_dry_run_says_why_and_what_would_leave(vault: Path) -> None:
    told()
    (vault / "c.md").unlink()
    said = told("--dry-run")
    assert "make html a.md: c.md changed" in said
    assert "remove html out/c.html: no note stands for it any more" in said
    assert "1 to make, 1 artifact to remove, 1 to keep" in said
    assert (vault / "out/c.html").exists()


def test_a_dry_run_says_what_would_stay_since_it_was_changed(vault: Path) -> None:
    told()
    (vault / "b.md").unlink()
    (vault / "out/b.html").write_text("By hand")
    said = told("--dry-run")
    assert "leave html out/b.html: no note stands for it any more, but it is not what was" in said
    assert "remove" not in said.replace("artifact to remove", "")


def test_all_artifacts_and_their_sources_are_shown_on_request(vault: Path) -> None:
    told()
    assert "keep html a.md from a.md from c.md" in told("--dry-run", "--verbose")


@pytest.mark.parametrize("name", ["out/a.html", "a.md"])
def test_an_artifact_is_explained(vault: Path, name: str) -> None:
    told()
    said = told("--explain", name)
    assert "html of a.md: out/a.html is what would be made now" in said
    assert "from c.md" in said
    assert "led into b.md: “#Part” is part" in said
    assert "asked what “c” means in a.md: c.md" in said
    assert "asked whether c.md is published: yes" in said
    (vault / "b.md").write_text("## Other")
    assert "would be made again: what its links to b.md lead to changed" in told("--explain", name)


def test_what_is_made_again_without_a_change_of_its_own_is_explained(vault: Path) -> None:
    told()
    assert "would be made again: it was asked for" in told("--explain", "a.md", "--force")


def test_a_page_of_a_site_is_explained_by_its_file(vault: Path) -> None:
    told("--site")
    assert "site of a.md" in told("--site", "--explain", "out/site/a/index.html")


def test_what_is_no_artifact_is_told(vault: Path) -> None:
    result = CliRunner().invoke(program, ["build", "--explain", "nothing.html"])
    assert result.exit_code == 2
    assert "no artifact of this build is called nothing.html" in result.output
