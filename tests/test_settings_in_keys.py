"""Every setting: another value makes an artifact again, or a reason says why it need not; and what
a format is said not to read changes no byte of it (docs/decisions/0019-dependencies.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from exporter import config
from exporter.config import FORMATS, Book, Digest, Newsletter, Pdf, Settings, Smtp
from exporter.config.settings import Epub, Html, Site
from exporter.keys import TABLES, key_of, own_key
from exporter.output import manifest
from exporter.publication.outline import Item
from exporter.publication.plan import Job
from exporter.rendering.templates import theme_of
from exporter.run import build

# Settings that are in no key, and what sees to them
IN_NO_KEY = {
    "root": "another vault has other files, and what is made of it another plan",
    "config_file": "what it says counts",
    "build.out": "the manifest lies there",
    "build.formats": "it says which artifacts there are",
    "build.exclude": "what notes asked of the vault has other answers",
    "build.publish": "what notes asked of the vault has other answers",
    "build.sample": "the chapters of a book are in the key of its job",
    "build.suffix": "the artifacts have other names",
    "build.theme": "the files of the theme are in the key",
    "theme": "the files of the theme are in the key",
    "books": "a book is in the key of its job",
    "manifests": "a book is in the key of its job",
    "every_book": "a book is in the key of its job",
    "digests": "a digest is in the key of its job",
}
# Tables of which each format reads its own
OF_FORMATS = ("html", "epub", "pdf", "every_pdf", "site", "newsletter")
# Values that all differ from the usual ones
OTHER: dict[str, Any] = {
    "html": Html("beside", True),
    "epub": Epub(500, 20, True),
    "pdf": Pdf(
        style="report", paper="A6", margins=("9mm",) * 4, drop_caps=True, small_caps=False,
        side_notes=True, link_pages=True, figures="top", resolution=40, cover=False, black=True,
        bleed="3mm", crop_marks=True, standard="a-3u", attach_source=True,
    ),
    "every_pdf": {"paper": "A7"},
    "site": Site("b", 1, (16,), False, True),
    "newsletter": Newsletter(
        sender="A <a@b.org>", reply_to="c@d.org", folder="", address="1 Road",
        unsubscribe="https://b.org/leave", list_id="l.b.org", return_path="r@b.org",
        dkim_selector="s", logo="pic.png", images="linked", records=".sent",
        smtp=Smtp("h", 1, "none", "u", 3, 4.0),
    ),
}  # fmt: skip
# It decides which notes are mail: which artifacts there are
PLANNED = {("newsletter", "folder")}
ANOTHER: Any = "another value"
NEWSLETTER = Newsletter(sender="x@y.org")
NOTE = """---
title: "{{ name }} and all"
cover: pic.png
---

![A picture](pic.png)

Dear {{ name | default("reader") }}, see [[b]] and [[b#Part]].[^1] $a^2$ ==marked==

| a | b |
|---|---|
| 1 | 2 |

> [!note] Title
> Text

[^1]: A note.
"""


def fields() -> Iterator[tuple[str, Settings]]:
    """The settings of a project with one of them changed, by its name."""
    usual = Settings("/vault", newsletter=NEWSLETTER)
    for field in Settings.__struct_fields__:
        table = getattr(usual, field)
        if not isinstance(table, msgspec.Struct):
            yield field, msgspec.structs.replace(usual, **{field: ANOTHER})
            continue
        for key in table.__struct_fields__:
            other = msgspec.structs.replace(table, **{key: ANOTHER})
            yield f"{field}.{key}", msgspec.structs.replace(usual, **{field: other})


FIELDS = dict(fields())


@pytest.mark.parametrize("name", FORMATS)
def test_another_value_of_any_setting_is_another_key(name: str) -> None:
    usual = Settings("/vault", newsletter=NEWSLETTER)
    theme = theme_of(usual)
    same = {
        field
        for field, settings in FIELDS.items()
        if key_of(name, settings, theme) == key_of(name, usual, theme)
    }
    read = set(TABLES[name])
    unread = {field for field in FIELDS if field.partition(".")[0] in set(OF_FORMATS) - read}
    assert same == IN_NO_KEY.keys() | unread


@pytest.mark.parametrize("kind", [Book, Digest])
def test_all_that_is_said_of_a_book_or_a_digest_is_in_the_key_of_its_job(kind: type) -> None:
    usual = Settings("/vault")
    field = kind.__name__.lower()

    def key(made: msgspec.Struct) -> str:
        job = Job(field, "T", "t", (Item(note="a.md"),), ("html",), **{field: made})
        return own_key(job, "html", usual, theme_of(usual))

    changed = [
        msgspec.structs.replace(kind(), **{each: ANOTHER}) for each in kind.__struct_fields__
    ]
    assert len({key(kind()), *map(key, changed)}) == 1 + len(changed)


def test_other_values_are_others() -> None:
    for table, other in OTHER.items():
        usual = Settings.__struct_defaults__[Settings.__struct_fields__.index(table) - 1]
        if isinstance(other, msgspec.Struct):
            before = msgspec.structs.asdict(usual or type(other)())
            now = msgspec.structs.asdict(other)
            alike = {(table, key) for key in now if now[key] == before[key]}
            assert alike <= PLANNED


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_does_not_read_changes_no_byte_of_it(name: str, tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    (root / "a.md").write_text(NOTE)
    (root / "b.md").write_text("Words.\n\n## Part\n\nMore words.\n")
    Image.new("RGB", (1200, 900), "olive").save(root / "pic.png")
    settings = msgspec.structs.replace(config.default(root), newsletter=NEWSLETTER)
    unread = {table: OTHER[table] for table in OF_FORMATS if table not in TABLES[name]}
    others = msgspec.structs.replace(settings, **unread)
    assert made(others, name, tmp_path / "one") == made(settings, name, tmp_path / "two")


def test_a_newsletter_makes_those_again_in_which_fields_stand(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    root.mkdir()
    (root / "a.md").write_text('Dear {{ name | default("reader") }}!\n')
    settings, out = config.default(root), tmp_path / "out"
    made(settings, "html", out)
    with_letter = msgspec.structs.replace(settings, newsletter=NEWSLETTER)
    assert made(with_letter, "html", out) == made(with_letter, "html", tmp_path / "cold")


def made(settings: Settings, name: str, out: Path) -> dict[str, bytes]:
    """The files of the artifacts in a format."""
    summary = build(settings, [], formats=(name,), out=out)
    assert summary.failures == ()
    artifacts = manifest.load(out).made.values()
    return {file: (out / file).read_bytes() for each in artifacts for file in each.files}
