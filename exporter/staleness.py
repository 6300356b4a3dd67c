"""Which artifacts are not what a build would make now, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from exporter.config import Settings
from exporter.diagnostics import has_warnings
from exporter.keys import Key, is_paged, own_key
from exporter.normalize.anchors import anchor
from exporter.output.manifest import Made, Manifest
from exporter.output.stamps import Disk, Stamp, stamp
from exporter.output.trace import Answer, Kind, Place, Trace, Vault, changed_answer, day_of
from exporter.publication.plan import Job
from exporter.publication.site import LINKING, SITE
from exporter.rendering.templates import Theme

# Notes that are read to see whether those who lead into them have to be made again; of more that
# changed, it is taken for granted
FEW = 20
# The answers that only LINKING formats use
PAGES: tuple[Kind, ...] = ("page",)
# What an answer is about, as people are told
ABOUT = {
    "note": "what “{name}” means in {source}",
    "asset": "what file “{name}” means in {source}",
    "holds": "whether there is a file {name}",
    "entry": "what {name} says of its own address and publication",
    "held-back": "whether {name} is published",
    "planned": "whether something is made of {name} alone",
    "chapter": "where {name} is in a book",
    "page": "where the page of {name} lies",
    "site": "where the page of {name} lies in the site",
}


# The files that a note was read from, and its places
Places = tuple[Mapping[str, Stamp], Mapping[str, str]]


@dataclass(frozen=True)
class Surroundings:
    """What there is now: `known` is what was made before, `keys` hold for formats, `vaults` what
    jobs of the site and others may ask. `places` reads a note for its places. `plan` is what the
    project is called in the manifest."""

    settings: Settings
    plan: str
    theme: Theme
    out: Path
    known: Manifest
    keys: Mapping[str, Key]
    site: Vault
    vault: Vault
    places: Callable[[str], Places]
    disk: Disk
    _verdicts: dict[tuple[str, bool], str] = field(default_factory=dict)
    _read: dict[str, Places] = field(default_factory=dict)

    def vault_of(self, form: str) -> Vault:
        """What may be asked for a format."""
        return self.site if form == SITE else self.vault


def name_of(job: Job, name: str) -> str:
    """What a manifest calls the artifact of a job in a format."""
    return f"{name}:{job.name}"


def stale(job: Job, around: Surroundings, *, force: bool, strict: bool) -> tuple[Job, list[str]]:
    """The job with only those formats that have to be made again, and why each of them."""
    why: dict[str, str] = {}
    for name in job.formats:
        reason = "it was asked for" if force else _reason(job, name, around)
        made = around.known.made.get(name_of(job, name))
        if not reason and strict and made and has_warnings((*job.found, *made.diagnostics)):
            reason = "there are warnings about it, which --strict does not let pass"
        if reason:
            why[name] = reason
    if is_paged(job) and ("pdf" in why) != ("epub" in why):
        why |= dict.fromkeys({"pdf", "epub"} - why.keys(), "it is made with its PDF or EPUB")
    formats = tuple(name for name in job.formats if name in why)
    return msgspec.structs.replace(job, formats=formats), [why[name] for name in formats]


def _reason(job: Job, name: str, around: Surroundings) -> str:
    made = around.known.made.get(name_of(job, name))
    of_itself = next(_of_itself(made, job, name, around), "")
    if of_itself or made is None:
        return of_itself
    # the formats of a job share what they were made from: it is looked through once
    asked = (made.trace, name in LINKING)
    if asked not in around._verdicts:
        around._verdicts[asked] = next(_changes(made.trace, name, around), "")
    return around._verdicts[asked]


def reasons(job: Job, name: str, around: Surroundings) -> Iterator[str]:
    """Why an artifact is not what would be made now, one after another; nothing where it is."""
    made = around.known.made.get(name_of(job, name))
    yield from _of_itself(made, job, name, around)
    if made and made.key:
        yield from _changes(made.trace, name, around)


def _of_itself(made: Made | None, job: Job, name: str, around: Surroundings) -> Iterator[str]:
    if made is None:
        yield "it was not made yet"
        return
    if not made.key:
        yield "it could not be made the last time"
        return
    if made.plan != around.plan:
        yield "another project wrote it"
    yield from _of_key(around.known.keys.get(made.key, {}), around.keys[name])
    if made.own != own_key(job, name, around.settings, around.theme):
        yield "what it holds in which order is another"
    for file, known in made.files.items():
        if not around.disk.is_same(f"{around.out}/{file}", known):
            yield f"{file} is not what was written"


def _of_key(before: Key, now: Key) -> Iterator[str]:
    if before != now:
        for part, value in now.items():
            if before.get(part) != value:
                yield f"{part} changed"


def _changes(name: str, form: str, around: Surroundings) -> Iterator[str]:
    trace = around.known.traces.get(name)
    if trace is None:
        yield "what it was made from is not known any more"
        return
    for file, known in trace.sources.items():
        if not around.disk.is_same(file, known):
            yield f"{file} changed"
    if trace.day and trace.day != _day(trace, around.settings.root):
        yield "the day that its draft shows is another"
    if answer := _other_answer(name, trace, form, around):
        yield _told(answer)
    for note, place in trace.places.items():
        if not _leads_there(note, place, around):
            yield f"what its links to {note} lead to changed"


def _other_answer(name: str, trace: Trace, form: str, around: Surroundings) -> Answer | None:
    vault = around.vault_of(form)
    if around.known.worlds.get(name) == vault.digest:
        return None
    return changed_answer(trace, vault, () if form in LINKING else PAGES)


def _leads_there(note: str, place: Place, around: Surroundings) -> bool:
    if all(around.disk.is_same(file, known) for file, known in place.files.items()):
        return True
    if note not in around._read and len(around._read) >= FEW:
        return False
    if note not in around._read:
        around._read[note] = around.places(note)
    _, places = around._read[note]
    return all(anchor(fragment, places) == found for fragment, found in place.ids.items())


def refreshed(trace: Trace, around: Surroundings) -> Trace:
    """A trace that holds, as it would be written down now."""
    if not around.disk.touched and not around._read:
        return trace
    places = {
        note: Place(dict(around._read[note][0]), place.ids)
        if note in around._read
        else Place(around.disk.refreshed(place.files), place.ids)
        for note, place in trace.places.items()
    }
    sources = around.disk.refreshed(trace.sources)
    return msgspec.structs.replace(trace, sources=sources, places=places)


def _day(trace: Trace, root: str) -> str:
    files = (Path(root, file) for file in trace.sources)
    return day_of(stamp(file).mtime for file in files if file.is_file())


def _told(answer: Answer) -> str:
    about = ABOUT[answer.kind].format(name=answer.name, source=answer.source)
    names = answer.kind in ("note", "asset", "page")
    now = f": {answer.told[0] if answer.told else 'nothing'}" if names else ""
    return f"{about} is another{now}"
