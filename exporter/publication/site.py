"""The pages of a site: where each lies, and the jobs that make their leaves.

A leaf is what a page is made of before it is bound with the others (`exporter.site`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from exporter.normalize.index import Entry, Index
from exporter.publication.names import REMEMBERED, output_name, unique_name
from exporter.publication.outline import Item
from exporter.publication.plan import Job, is_below

SITE = "site"
# Folders below the out folder: what is published, and what it is bound from
PUBLISHED, LEAVES = "site/", ".site/"
# The note that speaks for its folder, as Hugo, Quartz and forges have it; the first that is there
FRONTS = ("index", "_index", "readme")
# The site's own pages and folders
TAGS, EVERY_NOTE = "tags/", "all-notes/"
RESERVED = ("all-notes", "assets", "pagefind", "tags")


def addresses(index: Index, notes: Iterable[str]) -> dict[str, str]:
    """Where the page of each note lies, from the top of the site: `ai/deepseek/`, `about.html`,
    nothing for the home page. Of two that want the same address, the first has it."""
    taken: set[str] = set()
    entries = sorted(
        (index.entries[note] for note in notes), key=lambda entry: (not entry.permalink, entry.path)
    )
    return {entry.path: _address(entry, taken) for entry in entries}


def address_of(job_name: str) -> str:
    """The address of the page that a job makes a leaf of."""
    return job_name.removeprefix(LEAVES).removesuffix("index")


def file_of(address: str) -> str:
    """The file, from the top of the site, that a web server sends for an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def relative(here: str, there: str) -> str:
    """The way from one address of the site to another, not quoted."""
    way = posixpath.relpath(f"/{there}", posixpath.dirname(f"/{here}"))
    return f"{way}/" if not there or there.endswith("/") else way


def site_jobs(index: Index, notes: Iterable[str], paths: Sequence[Path]) -> tuple[Job, ...]:
    """The jobs for the notes of a site that lie below `paths`, all where there are none."""
    root = Path(index.root)
    wanted = [path.resolve() for path in paths]
    whole = not wanted or root in wanted
    lying = addresses(index, (note for note in notes if whole or is_below(root / note, wanted)))
    return tuple(_job(note, address) for note, address in lying.items())


def page_addresses(jobs: Iterable[Job]) -> dict[str, str]:
    """Where the page of each note of a site lies."""
    return {job.notes[0]: address_of(job.name) for job in jobs if SITE in job.formats}


def tag_address(name: str) -> str:
    """Where the page of a tag lies."""
    return f"{TAGS}{'/'.join(map(_part, name.split('/')))}/"


def _job(note: str, address: str) -> Job:
    name = file_of(address).removesuffix(".html")
    return Job("note", note, f"{LEAVES}{name}", (Item(note=note),), (SITE,))


def _address(entry: Entry, taken: set[str]) -> str:
    if entry.permalink:
        parts = [part for part in entry.permalink.split("/") if part.strip(" .")]
    else:
        folder, name = posixpath.split(entry.path)
        stem = entry.slug or posixpath.splitext(name)[0]
        parts = [*filter(None, folder.split("/")), stem]
        if stem.lower() in FRONTS or (len(parts) > 1 and _part(stem) == _part(parts[-2])):
            del parts[-1]  # the folder's own page
    if parts and _part(parts[0]) in RESERVED:
        parts[0] = f"{parts[0]} pages"
    address = "/".join(map(_part, parts))
    page = address.endswith(".html")
    name = unique_name(address.removesuffix(".html") or "index", taken)
    if page:
        return f"{name}.html"
    return "" if name == "index" else f"{name}/"


@lru_cache(maxsize=REMEMBERED)
def _part(part: str) -> str:
    """A part of a path as addresses have it: `Machine Learning` is `machine-learning`."""
    plain = re.sub("['’\"“”]", "", output_name(part))
    return re.sub(r"[\s_-]*[\s-][\s_-]*", "-", plain).lower()
