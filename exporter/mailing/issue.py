"""An issue: a note or a digest as the e-mail backend makes it, taken apart for many subscribers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import msgspec

from exporter.backends.email import BESIDE
from exporter.backends.email_message import POLICY, harmless
from exporter.config import Newsletter, Settings, near_miss
from exporter.errors import UsageError
from exporter.mailing.cutting import cut, piece_of, without_piece
from exporter.personal.fields import Fields, unconditional, with_marks

if TYPE_CHECKING:
    from exporter.diagnostics import Diagnostic, Reports
    from exporter.model.edition import Edition
    from exporter.publication.plan import Job
    from exporter.rendering.templates import Theme
    from exporter.survey import Survey

FORMAT = "email"
# What each subscriber has of their own, or is written anew around the parts
OWN = re.compile(
    rb"(?:to|date|message-id|subject|list-unsubscribe|list-unsubscribe-post|mime-version|content-.*)",
    re.IGNORECASE,
)
# RFC 5322 §2.2: a name, and a value that goes on where a line begins with a blank
HEADER = re.compile(rb"^([!-9;-~]+):.*(?:\r\n[ \t].*)*\r\n", re.MULTILINE)
WISH = "subject=unsubscribe%20{{ token }}"
TOKEN = "token={{ token }}"  # noqa: S105 - a field


class Issue(NamedTuple):
    """What all subscribers get alike. `subject`, `html`, `text` and `leave` have the marks of
    `fields`; `headers` are whole lines, `pictures` whole MIME parts. `sender` is the address in
    From, `answers` the one that takes replies, `leave` the address of `List-Unsubscribe`.
    `digest` changes with anything that a subscriber would see changed."""

    id: str
    source: str
    subject: str
    sender: str
    answers: str
    headers: bytes
    html: str
    text: str
    pictures: tuple[bytes, ...]
    leave: str
    fields: Fields
    digest: str


class Made(NamedTuple):
    """An issue, and what was found out while it was made; the edition that it came from, with its
    marks, the reports that know the lines of its notes, and of how many `parts` it is one; the
    pictures that lie on the web are `linked`, by their identifiers."""

    issue: Issue
    diagnostics: tuple[Diagnostic, ...]
    edition: Edition
    reports: Reports
    parts: int = 1
    linked: Mapping[str, bytes] = {}


def issue_of(settings: Settings, asked: str, out: Path) -> Made:
    """The issue that `asked` names: a note's path, or the name of a digest, or a piece of either.

    Nothing below `out` is a note. Raises UsageError where there is no such issue, and NoteError or
    RenderError where it can't be made.
    """
    from exporter.assembly import assemble, in_format
    from exporter.backends import load
    from exporter.diagnostics import Report, Reports
    from exporter.publication.books import settings_report
    from exporter.publication.plan import page_names
    from exporter.rendering.templates import tell_unused, theme_of
    from exporter.survey import bench_of, planned, site_of, survey
    from exporter.versions import stamp

    settings = _with_token(settings)
    project = survey(settings, out)
    job, piece = _job_and_piece(project, asked)
    published: tuple[Job, ...] = ()
    with suppress(UsageError):
        published = planned(project, [], settings.build.formats).jobs
    theme = theme_of(settings)
    reports = Reports(
        Report(job.source) if job.kind == "note" else settings_report(settings, job.manifest)
    )
    tell_unused(settings, reports.whole)
    with TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True) as scratch:
        bench = bench_of(
            project,
            theme,
            out=out,
            planned=frozenset(job.notes),
            pages=page_names(published, project.index),
            site=site_of(project),
            scratch=scratch,
            stamp=stamp(),
        )
        try:
            edition = assemble(job, bench, reports, bench.tracing())
            if edition is None:
                raise UsageError(f"{job.source} has no text: there is nothing to send")
            edition = in_format(FORMAT, job, edition, bench, reports)
            marked, fields = with_marks(edition, partial(_place, reports))
            parts = 1
            if piece:
                marked, parts = cut(marked, piece, fields, partial(_size, theme))
            marked = _with_preheader(marked, fields)
            artifact = load(FORMAT)(marked, theme, reports)
        finally:
            bench.reader.close()
    # the beginning of an issue is that issue; its parts are sent one by one
    name = f"{job.name}#{piece}" if piece.isdigit() else job.name
    source = f"{job.source}#{piece}" if piece else job.source
    issue = taken_apart(artifact.files[0].data, name, source, fields)
    found = (_as_written(each, fields) for each in (*job.found, *reports.diagnostics))
    away = artifact.files if settings.newsletter and settings.newsletter.images == "linked" else ()
    linked = {PurePosixPath(f.suffix).stem: f.data for f in away if f.suffix.startswith(BESIDE)}
    return Made(issue, tuple(found), marked, reports, parts, linked)


def parts_of(settings: Settings, asked: str, out: Path) -> tuple[str, ...]:
    """What names the parts of an issue, the issue itself where it has but one. Raises as
    `issue_of` does."""
    parts = issue_of(settings, f"{asked}#1", out).parts
    return tuple(f"{asked}#{number}" for number in range(1, parts + 1)) if parts > 1 else (asked,)


def taken_apart(message: bytes, name: str, source: str, fields: Fields) -> Issue:
    """The issue of a message as the e-mail backend makes it."""
    read = message_from_bytes(message, policy=POLICY)
    if not isinstance(read, EmailMessage):
        raise TypeError("the policy makes another message")
    html, text = (body_of(read, kind) for kind in ("html", "plain"))
    head = message.partition(b"\r\n\r\n")[0] + b"\r\n"
    headers = b"".join(found[0] for found in HEADER.finditer(head) if not OWN.fullmatch(found[1]))
    subject = harmless(str(read["Subject"]))
    sender = parseaddr(str(read["From"]))[1]
    answers = parseaddr(str(read["Reply-To"] or read["From"]))[1]
    leave = "".join(str(read["List-Unsubscribe"] or "").split()).partition(">")[0].strip("<")
    pictures = tuple(part.as_bytes(policy=POLICY) for part in read.walk() if part["Content-ID"])
    seen = (subject, sender, answers, headers, html, text, pictures, leave, fields.all)
    digest = blake2b(msgspec.msgpack.encode(seen), digest_size=16).hexdigest()
    return Issue(
        name, source, subject, sender, answers, headers, html, text, pictures, leave, fields, digest
    )


def body_of(message: EmailMessage, kind: str) -> str:
    """The text of a part, `plain` or `html`, with lines that end in LF."""
    body = message.get_body((kind,))
    if not isinstance(body, EmailMessage):
        raise TypeError(f"the message has no {kind} part")
    return str(body.get_content()).replace("\r\n", "\n")


def _place(reports: Reports, written: str) -> str:
    """`october.md:12`: where a text stands in the notes of an issue, in front matter or below."""
    for report in reports.values():
        if line := report.line_of(written):
            return f"{report.note}:{line}"
    return reports.whole.note


def _as_written(found: Diagnostic, fields: Fields) -> Diagnostic:
    return msgspec.structs.replace(found, message=fields.as_written(found.message))


def _with_token(settings: Settings) -> Settings:
    """The settings with a way to leave that tells who leaves (RFC 8058 §3.1)."""
    newsletter = settings.newsletter or Newsletter()
    parts = urlsplit(newsletter.unsubscribe)
    web = parts.scheme.lower() in ("http", "https")
    if (web or parts.scheme.lower() == "mailto") and "{{" not in newsletter.unsubscribe:
        token = TOKEN if web else WISH
        # a subject that somebody wrote stays theirs
        query = f"{parts.query}&{token}" if parts.query and web else parts.query or token
        leave = urlunsplit(parts._replace(query=query))
        newsletter = msgspec.structs.replace(newsletter, unsubscribe=leave)
    return msgspec.structs.replace(settings, newsletter=newsletter)


def _with_preheader(edition: Edition, fields: Fields) -> Edition:
    """The edition with what stands beside its subject: nothing that is for some alone."""
    from exporter.backends.email import beginning

    if edition.mailing is None:
        return edition
    text = beginning(unconditional(edition.chapters[0].document.blocks, fields))
    mailing = msgspec.structs.replace(edition.mailing, preheader=text)
    return msgspec.structs.replace(edition, mailing=mailing)


def _size(theme: Theme, edition: Edition) -> int:
    """Bytes of the HTML part of a letter as it is sent."""
    from exporter.backends import load
    from exporter.diagnostics import Report, Reports

    unheard = Reports(Report(edition.chapters[0].document.path))
    data = load(FORMAT)(edition, theme, unheard).files[0].data
    read = message_from_bytes(data, policy=POLICY)
    pages = (part for part in read.walk() if part.get_content_type() == "text/html")
    return sum(len(page.as_bytes(policy=POLICY)) for page in pages)


def _job_and_piece(project: Survey, asked: str) -> tuple[Job, str]:
    """The job of an issue, and what of it is asked for; a name may look as if it said so."""
    piece = piece_of(asked)
    if not piece:
        return _job(project, asked), ""
    with suppress(UsageError):
        return _job(project, asked), ""
    return _job(project, without_piece(asked)), piece


def _job(project: Survey, asked: str) -> Job:
    from exporter.survey import planned

    path = Path(asked)
    root = Path(project.settings.root)
    for file in (path, root / path):
        if file.is_file() and file.resolve().is_relative_to(root):
            jobs = planned(project, [file.resolve()], (FORMAT,)).jobs
            note = file.resolve().relative_to(root).as_posix()
            return next(job for job in jobs if job.notes == (note,) and job.kind == "note")
    digests = {job.name: job for job in _digests(project)}
    titles = {job.digest.title: job for job in digests.values() if job.digest}
    if job := digests.get(asked) or titles.get(asked):
        return job
    names = [*digests, *(entry for entry in project.index.entries if _is_issue(entry, project))]
    raise UsageError(f"there is no issue {asked}", near_miss(asked, names[:20]) if names else "")


def _digests(project: Survey) -> Iterator[Job]:
    from exporter.survey import planned

    with suppress(UsageError):
        yield from (j for j in planned(project, [], (FORMAT,)).jobs if j.kind == "digest")


def _is_issue(note: str, project: Survey) -> bool:
    newsletter = project.settings.newsletter
    folder = newsletter.folder.strip("/") if newsletter else ""
    return note.startswith(f"{folder}/") if folder else True
