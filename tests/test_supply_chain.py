"""What the program stands on: locked by hashes, under licences that are known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.commands import page_of

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_by_its_hashes(name: str) -> None:
    lock = re.sub(r"^#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) > 30
    unlocked = [
        entry.splitlines()[0]
        for entry in entries
        if not re.match(r"[\w.-]+==\S+", entry) or "--hash=sha256:" not in entry
    ]
    assert unlocked == []


def test_what_is_installed_is_checked_against_the_hashes() -> None:
    script = (ROOT / "scripts" / "environment.sh").read_text("utf-8")
    from_lock = [line for line in script.splitlines() if '-r "$lock"' in line]
    assert from_lock
    assert [line for line in from_lock if "--require-hashes" not in line] == []


def test_both_locks_have_the_same_versions() -> None:
    first, second = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert {name: second.get(name) for name in first} == first


def test_the_licence_of_every_package_is_listed() -> None:
    written = page_of("licences_page.py")
    assert (ROOT / "docs/licences.md").read_text("utf-8") == written, "`make docs` writes it"
    assert re.findall(r"^\| .* \|  \|$", written, re.MULTILINE) == []


def test_no_new_licence_asks_more_of_who_passes_it_on() -> None:
    page = (ROOT / "docs/licences.md").read_text("utf-8")
    copyleft = re.findall(r"^\| `([^`]+)` .*(?:GPL|General Public).*\|$", page, re.MULTILINE)
    # Pyphen may be taken under the MPL; the page names the others
    assert set(copyleft) == {"ebooklib", "pebble", "pyphen"}
