"""What is looked at before an issue is sent: free functions over a `Draft`, in one tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from exporter.config import Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.mailing.checks import identity, images, links, personal, sizes, spam, subject
from exporter.mailing.checks.draft import DESCRIPTION, TITLE, Draft, Finding
from exporter.mailing.checks.support import unsupported
from exporter.mailing.issue import Made
from exporter.mailing.letter import Row, letter_of
from exporter.personal.expressions import Sample, rendered
from exporter.publication.books import settings_report

Check = Callable[[Draft], Iterable[Finding]]

# What the backend finds, and checks say with more: it knows no personal values, and of no sending
SAID = {"email/size": "newsletter/clipped", "email/sender": "newsletter/no-sender"}

CHECKS: tuple[Check, ...] = (
    identity.settings,
    identity.footer,
    identity.one_click,
    subject.subject,
    subject.preheader,
    sizes.clip,
    sizes.heavy_pictures,
    images.undescribed,
    images.unsized,
    links.local,
    links.broken,
    personal.unclosed,
    personal.without_default,
    spam.shouting,
    spam.pretended_reply,
    spam.borrowed_domain,
    spam.pictures_alone,
    spam.disguised_links,
    unsupported,
)


def checked(
    made: Made, settings: Settings, rows: Iterable[Row] = (), checks: Iterable[Check] = CHECKS
) -> tuple[Diagnostic, ...]:
    """What there is to say about an issue before it is sent, with what its making found.

    The longest letter that subscribers with these `rows` get is what is measured; without any,
    fields have their names for values. An error is a reason not to send it.
    """
    draft = draft_of(made, settings, rows)
    found = [each for check in checks for each in _placed(check(draft), made, settings)]
    codes = {each.code for each in found}
    before = [each for each in made.diagnostics if SAID.get(each.code, "") not in codes]
    return tuple(dict.fromkeys((*before, *found)))


def html_size(made: Made, settings: Settings) -> int:
    """Bytes of the HTML part as it is sent, which is what Gmail clips."""
    return draft_of(made, settings, ()).html_size


def draft_of(made: Made, settings: Settings, rows: Iterable[Row] = ()) -> Draft:
    letter = letter_of(made.issue, lacking=Sample)
    sample = {"email": "reader@example.org", "token": "0" * 26}
    filled = ({**sample, **row} for row in (*rows, {}))
    size = max(len(rendered(letter.html.render, row)) for row in filled)
    return Draft(made, settings, rendered(letter.subject.render, sample), size)


def _placed(findings: Iterable[Finding], made: Made, settings: Settings) -> Iterator[Diagnostic]:
    """The findings of one check, each with its line."""
    reports = {each.note: _fresh(each) for each in made.reports.values()}
    for found in findings:
        report, about = reports[made.reports.whole.note], found.about
        if found.settings and settings.config_file:
            report, about = settings_report(settings), "[newsletter]"
        elif about not in (TITLE, DESCRIPTION, ""):
            report = next((r for r in reports.values() if about in r.source), report)
        report.add(found.code, found.message, hint=found.hint, about=about, top=True)
        placed = report.diagnostics[-1]
        yield msgspec.structs.replace(placed, line=placed.line or 1)


def _fresh(report: Report) -> Report:
    return Report(report.note, report.source, report.body)
