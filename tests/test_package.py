"""What is installed: nothing that is imported is missing from it, and no file of ours either."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "exporter"
# what `make` installs, and what the tests need beside it
EXTRAS = {"requirements.lock": ("diagrams",), "requirements-dev.lock": ()}


def test_what_is_imported_is_a_dependency_and_the_other_way_round() -> None:
    distributions = packages_distributions()
    imported = {
        _plain(distributions[name][0])
        for file in PACKAGE.rglob("*.py")
        for name in _imports(file)
        if name not in sys.stdlib_module_names and name != "exporter"
    }
    fonts = {_plain(name) for name in _names() if "font" in name}
    # fsspec imports it for an address that begins so
    stores = {"s3fs"}
    assert {_plain(name) for name in _names()} == imported | fonts | stores


def test_the_fonts_of_the_theme_are_dependencies() -> None:
    names = ("print/fonts.toml", "print/scripts.toml", "cover/fonts.toml", "epub/fonts.toml")
    files = [ROOT / "templates" / name for name in names]
    fonts = [font for file in files for font in tomllib.loads(file.read_text("utf-8"))["font"]]
    packages = {font["package"].replace("_", "-") for font in fonts}
    named = {_plain(name) for name in _names()}
    assert packages == {name for name in named if name.startswith("font")} - {"fonttools"}


def test_the_wheel_holds_all_our_files(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    ours = {f"exporter/{name}" for name in _files(PACKAGE)}
    ours |= {f"exporter/templates/{name}" for name in _files(ROOT / "templates")}
    assert {name for name in packed if ".dist-info/" not in name} == ours


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_hold_every_dependency_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    locked = {_plain(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    assert {_plain(name) for name in _names(*EXTRAS[lock])} <= locked
    assert "://" not in text
    assert all("--hash=sha256:" in each for each in re.split(r"\n(?=\w)", text)[1:])


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _names(*extras: str) -> list[str]:
    """What the program needs, with those extras, or with all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    asked = [*project["dependencies"], *chain(*(optional[each] for each in extras or optional))]
    return [re.split(r"[<>=!~ ;\[]", each)[0] for each in asked]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(folder).as_posix()
