"""Who the letter is from, where they are, and how to leave: asked for by law and by Gmail."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.mailing.checks.draft import Draft, Finding
from exporter.mailing.means import lacking


def settings(draft: Draft) -> Iterator[Finding]:
    """What `send` insists on: `From`, a way off the list, a postal address (CAN-SPAM Act, 15 USC
    7704(a)(5); Gmail's and Yahoo's rules for senders of 2024)."""
    for lack in lacking(draft.newsletter):
        yield Finding(f"newsletter/no-{lack.what}", lack.message, lack.hint, settings=True)


def footer(draft: Draft) -> Iterator[Finding]:
    """The same where people read: a theme's template may have lost it."""
    newsletter = draft.newsletter
    shown = " ".join(draft.tree.text_content().split())
    if newsletter.address and " ".join(newsletter.address.split()) not in shown:
        yield Finding(
            "newsletter/no-address",
            "the postal address is in the settings, and not in the letter",
            "the theme's email/message.html has to show mailing.address",
            settings=True,
        )
    if newsletter.unsubscribe and not any(t == draft.issue.leave for t, _ in draft.links):
        yield Finding(
            "newsletter/no-unsubscribe",
            "the way off the list is in the settings, and not in the letter",
            "the theme's email/message.html has to link to mailing.unsubscribe",
            settings=True,
        )


def one_click(draft: Draft) -> Iterator[Finding]:
    """RFC 8058 §3.1: only an https address can be left with one click."""
    leave = draft.newsletter.unsubscribe
    if leave and not leave.lower().startswith("https:"):
        yield Finding(
            "newsletter/one-click",
            "nobody can leave with one click, which Gmail and Yahoo ask of who sends 5,000 a day",
            "let unsubscribe be an https address that takes a POST",
            settings=True,
        )
