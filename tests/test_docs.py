"""The documents say what the program does: commands run, names exist, lists are complete."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exporter import config
from exporter.cli import commands
from exporter.config import TABLES
from exporter.source.frontmatter.metadata import KEYS
from tests.commands import page_of

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]
README = (ROOT / "README.md").read_text("utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMANDS = [line.partition(" #")[0].strip() for block in SHELL for line in block.splitlines()]
# what make needs of a checkout to run in another folder
CHECKOUT = ("Makefile", "content", "pyproject.toml", "scripts", "templates", "tests")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the README's commands name, and a checkout for make."""
    folder = tmp_path_factory.mktemp("workshop")
    for name in (*CHECKOUT, *(file.name for file in ROOT.glob("requirements*.lock"))):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "notes").mkdir()
    (folder / "my-theme").mkdir()
    for note in ("note.md", "notes/One.md", "notes/Two.md"):
        (folder / note).write_text("# A note\n\nWith *some* text.\n", "utf-8")
    run("exporter init my-notes", folder)
    return folder


def run(command: str, folder: Path) -> str:
    """What a command prints, run as a person would with the environment of these tests."""
    words = shlex.split(command, comments=True)
    if words[0] == "make":
        # this environment is ready; make is not to set up another
        stamps = [f".venv/.{name}" for name in ("installed", "installed-dev", "pango")]
        words += [f"--old-file={stamp}" for stamp in stamps]
        words += ["--dry-run"] if "test" in words else []
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    path = os.pathsep.join([f"{sys.prefix}/bin", os.environ.get("PATH", "")])
    done = subprocess.run(
        words, cwd=folder, env={**ours, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [each for each in COMMANDS if "init" not in each])
def test_a_command_of_the_readme_runs(command: str, workshop: Path) -> None:
    assert run(command, workshop)


def test_one_build_makes_all_formats_that_are_asked_for(workshop: Path) -> None:
    assert run("make --dry-run email html", workshop).count("exporter build") == 1
    run("make email html CONTENT=note.md OUT=asked", workshop)
    names = {file.name for file in (workshop / "asked").iterdir()}
    assert names == {
        ".exporter.build",
        ".exporter.lock",
        "note.html",
        "note.eml",
        "note.email.html",
        "note.email.txt",
    }


def test_a_second_make_makes_nothing(workshop: Path) -> None:
    first, second = (run("make epub CONTENT=my-notes OUT=twice", workshop) for _ in range(2))
    assert "\n2 written" in first
    assert "\n2 unchanged" in second


def test_make_help_names_every_target(workshop: Path) -> None:
    told = run("make help", workshop)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert [name for name in targets if name not in told and name != "build"] == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in COMMANDS
    assert "exec make test" in (ROOT / ".ci/run").read_text("utf-8")


def test_every_command_of_the_program_is_in_the_readme() -> None:
    assert [name for name in commands.COMMANDS if f"exporter {name}" not in README] == []


# --- lists ----------------------------------------------------------------------------------------


def test_every_setting_is_described_with_its_default() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    for name, table in TABLES.items():
        section = re.split(rf"^## `\[+{name}\]+`$", page, flags=re.MULTILINE)[1]
        rows = re.findall(r"^\| `(\w+)` \| `(.+?)` \|", section.partition("\n## ")[0], re.MULTILINE)
        assert dict(rows) == dict(_defaults(table))


def _defaults(table: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    for field in msgspec.structs.fields(table):
        made = isinstance(field.default_factory, type)
        value: Any = field.default_factory() if made else field.default
        if value is None:
            continue  # a table of its own
        value = list(value) if isinstance(value, tuple) else value
        yield field.encode_name, json.dumps(value)


def test_every_diagnostic_is_described() -> None:
    written = page_of("diagnostics_page.py")
    assert (DOCS / "diagnostics.md").read_text("utf-8") == written, "`make docs` writes it"


def test_every_key_of_front_matter_is_described() -> None:
    page = (DOCS / "writing.md").read_text("utf-8")
    assert [
        names[0] for names in KEYS.values() if f"`{names[0].replace('-', '_')}`" not in page
    ] == []


def test_every_file_of_the_theme_is_described() -> None:
    named = set(re.findall(r"`([\w/]+\.\w+)`", (DOCS / "theming.md").read_text("utf-8")))
    files = (file for file in (ROOT / "templates").rglob("*") if file.is_file())
    assert {file.relative_to(ROOT / "templates").as_posix() for file in files} - named == set()


def test_the_configuration_in_the_readme_can_be_used(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    (tmp_path / "exporter.toml").write_text(block, "utf-8")
    assert config.load(tmp_path / "exporter.toml").project.title == "My notes"


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"(`+).*?\1", "", _without_fences(page))
    targets = re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)", prose)
    files = [(page.parent / name.replace("%20", " ") if name else page, at) for name, at in targets]
    assert [file for file, _ in files if not file.exists()] == []
    assert [(file, at) for file, at in files if at and at not in _headings(file)] == []


def _without_fences(page: Path) -> str:
    fence = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
    return fence.sub("", page.read_text("utf-8"))


def _headings(page: Path) -> set[str]:
    """The headings of a page, as GitHub names them in addresses."""
    titles = re.findall(r"^#+ (.+)$", _without_fences(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_files_named_in_the_architecture_exist() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    names = set(re.findall(r"`([\w/]+(?:\.py|/))`", page))
    places = (ROOT / "exporter", ROOT)
    assert [name for name in names if not any((place / name).exists() for place in places)] == []


def test_documents_named_in_the_code_exist() -> None:
    sources = (file.read_text("utf-8") for file in (ROOT / "exporter").rglob("*.py"))
    names = {name for text in sources for name in re.findall(r"docs/[\w./-]+\.md", text)}
    assert [name for name in names if not (ROOT / name).is_file()] == []
