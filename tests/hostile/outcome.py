"""What became of each attack: which artifacts, what was told, and whether its words are in them."""

from __future__ import annotations

import html
import json
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.hostile.measured import FORMATS

EXPECTED = Path(__file__).with_name("expected.toml")
# What stands before and after the attack in each note
WORDS = ("Alpha", "Omega")
# What stands outside the vault, and must stand in nothing that is made
SECRET = b"Quagga secret"


class Outcome(NamedTuple):
    """`result` is `made`, or `refused` where no format was made, or the formats that were not;
    `lost` are formats that lack words of the note."""

    note: str
    result: str
    codes: frozenset[str]
    lost: tuple[str, ...]

    @property
    def told(self) -> str:
        return " ".join((self.result, *sorted(self.codes)))


def outcomes(told: Path) -> list[Outcome]:
    """The outcomes of a build, as `measured.main` wrote them."""
    made, found = json.loads(told.read_text())
    codes: dict[str, set[str]] = {}
    for code, note, _message in found:
        codes.setdefault(note, set()).add(code)
    artifacts: dict[str, dict[str, str]] = {}
    for note, name, path, status, _message in made:
        artifacts.setdefault(note, {})[name] = "" if status == "failed" else path
    return [
        Outcome(note, _result(paths), frozenset(codes.get(note, ())), tuple(_lost(note, paths)))
        for note, paths in sorted(artifacts.items())
    ]


def expected() -> Mapping[str, str]:
    """What is expected of each note: `made` or `refused`, and the codes that have to be told."""
    families = tomllib.loads(EXPECTED.read_text("utf-8"))
    return {note: wanted for family in families.values() for note, wanted in family.items()}


def differs(found: Outcome, wanted: str) -> str:
    """In what an outcome is another than the expected one."""
    result, *codes = wanted.split()
    if result != found.result:
        return f"{found.result}, not {result}"
    missing = sorted(set(codes) - found.codes)
    return f"not told: {', '.join(missing)}" if missing else ""


def _result(paths: Mapping[str, str]) -> str:
    failed = [name for name in FORMATS if not paths.get(name)]
    if not failed:
        return "made"
    return "refused" if len(failed) == len(FORMATS) else f"without-{'-'.join(failed)}"


def _lost(note: str, paths: Mapping[str, str]) -> Iterable[str]:
    if note in ("harmless.md", "tidy.md"):
        return
    for name, path in paths.items():
        if path and not all(word in text_of(name, Path(path)) for word in WORDS):
            yield name


def text_of(name: str, file: Path) -> str:
    """The text of an artifact, on one line."""
    if name == "pdf":
        run = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True)
        text = run.stdout.decode("utf-8", "replace")
    elif name == "epub":
        with zipfile.ZipFile(file) as book:
            parts = [book.read(each) for each in book.namelist() if each.endswith(".xhtml")]
        text = _plain(b" ".join(parts).decode())
    elif name == "email":
        text = file.with_suffix(".email.txt").read_text("utf-8")
    else:
        text = _plain(file.read_text("utf-8"))
    return " ".join(text.split())


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))
