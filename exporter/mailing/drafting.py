"""A new issue: a note with its number and its day, and the beginnings of the notes that a query
finds, for somebody to write the rest."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from exporter.check import documents
from exporter.config import Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.errors import UsageError
from exporter.model.document import Document
from exporter.model.filenames import output_name
from exporter.model.walk import plain_text
from exporter.normalize.index import Index
from exporter.publication.books import settings_report
from exporter.publication.excerpts import excerpt
from exporter.publication.issues import number_of
from exporter.publication.queries import digest_of
from exporter.publication.selection import Searched, chosen
from exporter.source.entries import front_matter
from exporter.survey import Survey, survey

# `07 The month.md`, `issue-7.md`; a year or a day is no number
NUMBER = re.compile(r"(?:\D*[\s_-])?(?!(?:19|20)\d\d(?!\d))0*(\d{1,5})(?!\d)")
NARROWEST = 2
# What Markdown would read as its own within a line, and at the beginning of one
WITHIN = re.compile(r"[\\`*_\[\]<>{}$#|~=^%]")
AT_FIRST = re.compile(r"^([-+]|\d+[.)])(?=\s)")


class Drafted(NamedTuple):
    """A note that is to be written: its vault path, its text, the notes that it leads to, and what
    was found out while these were chosen and read."""

    path: str
    text: str
    notes: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def new_issue(settings: Settings, query: str, title: str, today: date, out: Path) -> Drafted:
    """The issue after the last one. Nothing below `out` is a note.

    Raises UsageError for a query that can't be understood or finds nothing.
    """
    project = survey(settings, out)
    front = front_matter(project.index.root)
    folder = settings.newsletter.folder.strip("/") if settings.newsletter else ""
    issues = _issues(project.index, folder)
    numbers = _numbers(issues, front)
    number = max(numbers.values(), default=0) + 1
    title = title or f"{_name(settings)} {number}"
    report = settings_report(settings)
    notes = _found(project, query, issues, front, report) if query else ()
    name = f"{number:0{_width(numbers)}} {output_name(title)}.md"
    path = posixpath.join(folder, name)
    read, found = documents(project, notes)
    parts = [_part(note, document, path, settings) for note, document in read.items()]
    head = f"---\ntitle: {_quoted(title)}\nnumber: {number}\ndate: {today.isoformat()}\n---\n"
    return Drafted(path, "\n".join([head, *parts]), notes, (*report.diagnostics, *found))


def _issues(index: Index, folder: str) -> tuple[str, ...]:
    """The notes in the folder of issues; none where the project has no such folder."""
    return tuple(path for path in index.entries if folder and path.startswith(f"{folder}/"))


def _numbers(issues: tuple[str, ...], front: Callable[[str], Mapping[str, Any]]) -> dict[str, int]:
    """The numbers of issues: from their front matter, else from their files' names."""
    found: dict[str, int] = {}
    for path in issues:
        given, named = number_of(front(path)), NUMBER.match(posixpath.basename(path))
        if given is not None:
            found[path] = given
        elif named:
            found[path] = int(named[1])
    return found


def _width(numbers: Mapping[str, int]) -> int:
    """Digits of a number in a file's name, so that names sort as those that are there."""
    leading = (re.match(r"\d+", posixpath.basename(path)) for path in numbers)
    return max((len(each[0]) for each in leading if each), default=NARROWEST)


def _name(settings: Settings) -> str:
    """What the newsletter is called."""
    sender = settings.newsletter.sender if settings.newsletter else ""
    return parseaddr(sender)[0] or settings.project.title or "Issue"


def _found(
    project: Survey,
    query: str,
    issues: tuple[str, ...],
    front: Callable[[str], Mapping[str, Any]],
    report: Report,
) -> tuple[str, ...]:
    """The notes that a query finds; issues are no news to those who had them."""
    settings = project.settings
    hidden = project.hidden | {*issues}
    obsidian = settings.build.dialect == "obsidian"
    searched = Searched(project.index, hidden, front, settings.project.lang, obsidian)
    digest = digest_of(query)
    notes = chosen(digest, f"--query {query}", searched, report)
    if not notes:
        asked = ", ".join(f"“{key}”" for key in digest.where)
        hint = f"{asked} is looked for in front matter" if asked else "nothing was written"
        raise UsageError(f"--query {query}: no note is what it asks for", hint)
    return notes


def _part(note: str, document: Document, issue: str, settings: Settings) -> str:
    """A note in the issue: its title, which leads to it, and its beginning."""
    paragraphs = (_escaped(plain_text((each,))) for each in excerpt(document).blocks)
    link = _link(note, document.metadata.title, issue, settings.build.dialect)
    return "\n\n".join([f"## {link}", *filter(None, paragraphs)]) + "\n"


def _link(note: str, title: str, issue: str, dialect: str) -> str:
    if dialect == "obsidian":
        # a title with these would end the link
        plain = re.sub(r"[\[\]|]+", " ", title)
        return f"[[{note.removesuffix('.md')}|{' '.join(plain.split())}]]"
    target = quote(posixpath.relpath(note, posixpath.dirname(issue) or "."))
    return f"[{_escaped(title)}]({target})"


def _escaped(text: str) -> str:
    line = WITHIN.sub(r"\\\g<0>", " ".join(text.split()))
    return AT_FIRST.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", line)


def _quoted(text: str) -> str:
    # a string of JSON is one of YAML
    return json.dumps(text, ensure_ascii=False)
