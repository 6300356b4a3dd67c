"""`exporter build --dry-run` and `--explain`: what would be made, why, and what it depends on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from exporter.cli.findings import plural
from exporter.cli.terminal import columns, say
from exporter.config import shown
from exporter.errors import UsageError
from exporter.output.manifest import Made
from exporter.output.trace import Answer, Trace
from exporter.prospect import Prospect
from exporter.publication.plan import Job
from exporter.publication.site import PUBLISHED, SITE, address_of, file_of
from exporter.record import leaving
from exporter.staleness import ABOUT, name_of, reasons

# The columns of dependencies
INDENT = "  "


def print_outlook(before: Prospect, out: Path, *, everything: bool) -> None:
    """A line for each artifact that would be made or removed; for all of them, with what they
    depend on, where `everything` is wanted."""
    rows: list[tuple[str, ...]] = []
    artifacts = [(job, name) for job in before.wanted for name in job.formats]
    for job, name in artifacts:
        why = before.why.get(name_of(job, name), "")
        made = before.known.made.get(name_of(job, name))
        if why or everything:
            rows.append(
                ("make" if why else "keep", name, f"{job.source}: {why}" if why else job.source)
            )
        if everything and made:
            rows += [("", "", f"{INDENT}{line}") for line in _sources(made, before)]
    rows += _leaving(before, out)
    for line in columns(rows, frozenset()) if rows else []:
        say(line)
    to_make, kept = len(before.why), len(artifacts) - len(before.why)
    say(f"{to_make:,} to make, {plural(len(before.gone), 'artifact')} to remove, {kept:,} to keep")


def _leaving(before: Prospect, out: Path) -> Iterator[tuple[str, ...]]:
    made, gone = before.known.made, set(before.gone)
    kept = {file for name, each in made.items() if name not in gone for file in each.files}
    for name in before.gone:
        removed, stay = leaving([made[name]], kept, out)
        form, why = name.partition(":")[0], "no note stands for it any more"
        yield from (("remove", form, f"{shown(out / file)}: {why}") for file in removed)
        but = f"{why}, but it is not what was written"
        yield from (("leave", form, f"{shown(out / file)}: {but}") for file in stay)


def print_explanation(before: Prospect, asked: Path, out: Path) -> None:
    """Why an artifact would be made again, and all that it depends on. Raises UsageError where
    nothing is called so."""
    found = list(_asked(before, asked, out))
    if not found:
        raise UsageError(
            f"no artifact of this build is called {shown(asked)}",
            "name a file of the out folder, or a note; `exporter build --dry-run -v` lists all",
        )
    for job, name in found:
        made = before.known.made.get(name_of(job, name))
        files = ", ".join(shown(out / file) for file in made.files) if made else ""
        say(f"{name} of {job.source}" + (f": {files}" if files else ""))
        # --force, --strict and an EPUB that is made with its PDF are no reasons of its own
        told = before.why.get(name_of(job, name))
        why = list(reasons(job, name, before.around)) or ([told] if told else [])
        say(f"{INDENT}would be made again:" if why else f"{INDENT}is what would be made now")
        for reason in why:
            say(f"{INDENT * 2}{reason}")
        for line in _dependencies(made, before) if made else ():
            say(f"{INDENT}{line}")


def _asked(before: Prospect, asked: Path, out: Path) -> Iterator[tuple[Job, str]]:
    """The artifacts that are meant by a path: of a file, or of a note."""
    file = os.path.abspath(asked)
    root = before.project.settings.root
    for job in before.wanted:
        for name in job.formats:
            made = before.known.made.get(name_of(job, name))
            files = {str(out / each) for each in made.files} if made else set()
            if name == SITE:  # what is made of a note is no page before the site is bound
                files.add(str(out / PUBLISHED / file_of(address_of(job.name))))
            if file in files or file == os.path.join(root, job.source) or str(asked) == job.source:
                yield job, name


def _dependencies(made: Made, before: Prospect) -> Iterator[str]:
    for part, value in before.known.keys.get(made.key, {}).items():
        if value:
            yield f"with {part}: {value[:12]}"
    yield from _sources(made, before)
    trace = before.known.traces.get(made.trace, Trace())
    for note, place in trace.places.items():
        for fragment, found in place.ids.items():
            yield f"led into {note}: “#{fragment}” is {found or 'nothing'}"
    for answer in trace.answers:
        yield f"asked {_about(answer)}: {_told(answer)}"


def _sources(made: Made, before: Prospect) -> Iterator[str]:
    trace = before.known.traces.get(made.trace, Trace())
    root = before.project.settings.root
    for file, stamp in trace.sources.items():
        there = "" if stamp.size >= 0 else ", which is not there"
        yield f"from {os.path.relpath(os.path.join(root, file), root)}{there}"


def _about(answer: Answer) -> str:
    return ABOUT[answer.kind].format(name=answer.name, source=answer.source)


def _told(answer: Answer) -> str:
    match answer.kind:
        case "holds" | "planned":
            return "yes" if answer.told else "no"
        case "held-back":
            return "no" if answer.told else "yes"
        case _:
            return ", ".join(answer.told) or "nothing"
