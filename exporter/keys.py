"""What an artifact depends on beside its sources: the program, the settings and the files of the
theme that its format reads, and what its job is (docs/decisions/0019-dependencies.md)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import msgspec

from exporter.config import Settings
from exporter.config.days import EPOCH
from exporter.output.stamps import digest
from exporter.publication.issues import PERSONAL
from exporter.publication.plan import Job
from exporter.publication.site import SITE
from exporter.rendering.fonts import installed
from exporter.rendering.templates import Theme
from exporter.versions import stamp

# The tables of settings that a format reads beside [project] and [build]
TABLES: Mapping[str, tuple[str, ...]] = {
    "html": ("html",),
    "epub": ("epub",),
    "pdf": ("pdf", "every_pdf"),
    "email": ("newsletter",),
    "json": (),
    SITE: ("site",),
}
# The folders of a theme that a format reads beside what lies in none of these; a site is bound with
# the whole of it
FOLDERS: Mapping[str, tuple[str, ...]] = {
    "html": ("html",),
    "epub": ("epub", "cover"),
    "pdf": ("print", "cover"),
    "email": ("email",),
    "json": (),
    SITE: (),
}
# What decides which jobs there are, or is in their keys by itself
PLANNING = frozenset({"out", "formats", "exclude", "publish", "sample", "suffix", "theme"})
# An EPUB names the pages of a PDF that is made with it
PAGED = frozenset({"pdf", "epub"})

# Parts of a key by what they are called
Key = dict[str, str]


def key_of(name: str, settings: Settings, theme: Theme) -> Key:
    """What all artifacts of a format depend on."""
    build = {
        field: value
        for field, value in msgspec.structs.asdict(settings.build).items()
        if field not in PLANNING
    }
    tables: dict[str, Any] = {table: getattr(settings, table) for table in TABLES[name]}
    tables |= {"project": settings.project, "build": build, "trusted": settings.trusted}
    # personal fields are filled in for everybody, once there is a letter that they are meant for
    tables |= {"filled in": settings.newsletter is not None and name not in PERSONAL}
    return {
        "the program or an engine": stamp(),
        "the fonts of the system": _hash(installed()),
        EPOCH: os.environ.get(EPOCH, ""),
        "the settings": _hash(tables),
        "the theme": theme.digest_of(FOLDERS[name]),
    }


def own_key(job: Job, name: str, settings: Settings, theme: Theme) -> str:
    """What an artifact depends on because of its job."""
    paged = name == "epub" and is_paged(job)
    # a book or digest in any format may list things as its PDF does
    style = () if job.kind == "note" else (settings.pdf, settings.every_pdf)
    # its chapters may have pages as those of a site
    linked = theme.digest if name == "html" and job.book and job.book.web == "chapters" else ""
    parts = (job.outline, job.book, job.digest, job.left_out, job.before, job.after)
    return _hash((parts, paged, style, linked))


def is_paged(job: Job) -> bool:
    """Whether an EPUB is made that names the pages of the PDF."""
    return PAGED.issubset(job.formats)


def _hash(value: Any) -> str:
    return digest(msgspec.msgpack.encode(value))
