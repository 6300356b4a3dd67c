"""Prints docs/licences.md from requirements.lock and what is installed; `make docs` writes it."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
# What packages leave out of their metadata, as their own files have it, and those of other systems
KNOWN = {
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "resvg-py": "MIT",
}
HEAD = """\
# Licences

Our code is under the [MIT licence](../LICENSE). What it stands on comes from PyPI, at the versions
of `requirements.lock` and by their hashes, and is installed beside it, not copied into it. The
licences are those that each package names; `make docs` writes this page, and a test holds it to the
lock.

Three of them ask for more than to be named, of whoever passes on the installed whole: **EbookLib**
(AGPL 3 or later), which packs EPUB; **Pandoc** (GPL 2 or later), which is in `pypandoc-binary` and
runs as a program of its own; and **Pebble** (LGPL). What you make with `exporter` is
yours: no licence here reaches a book, a page or a letter. Fonts are under the Open Font Licence,
which allows to embed them.
"""


def page() -> str:
    """The page."""
    used = dict(PINNED.findall((ROOT / "requirements.lock").read_text("utf-8")))
    all_ = dict(PINNED.findall((ROOT / "requirements-dev.lock").read_text("utf-8")))
    rest = {name: version for name, version in all_.items() if name not in used}
    return (
        f"{HEAD}\n## What `exporter` uses\n\n{_table(used)}"
        f"\n## What its tests and its other extras use\n\n{_table(rest)}"
    )


def _table(packages: dict[str, str]) -> str:
    rows = [f"| `{name}` | {version} | {_licence(name)} |\n" for name, version in packages.items()]
    return "| Package | Version | Licence |\n|---|---|---|\n" + "".join(rows)


def _licence(name: str) -> str:
    """Raises PackageNotFoundError for what is neither installed nor known."""
    return KNOWN.get(name) or _named(distribution(name))


def _named(found: Distribution) -> str:
    """What a package says of its licence: an SPDX expression (PEP 639), else its classifiers, else
    the first line of its free text."""
    data = found.metadata
    if expression := data.get("License-Expression"):
        return str(expression)
    classes = [
        each.rpartition(" :: ")[2]
        for each in data.get_all("Classifier") or ()
        if each.startswith("License :: ") and not each.endswith(("OSI Approved", "DFSG approved"))
    ]
    text = str(data.get("License") or "").partition("\n")[0].strip()
    return " or ".join(classes) or text


if __name__ == "__main__":
    sys.stdout.write(page())
