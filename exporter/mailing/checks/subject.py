"""What a list of messages shows: the subject, and the preheader after it."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.backends.email import PREHEADER
from exporter.mailing.checks.draft import DESCRIPTION, TITLE, Draft, Finding

# Characters; Buttondown's checks before sending have the same bounds
SHORTEST, LONGEST = 10, 78
# Of a preheader: with fewer, programs fill up with what comes next
SHORTEST_PREHEADER = 40


def subject(draft: Draft) -> Iterator[Finding]:
    length = len(draft.subject)
    if length < SHORTEST:
        yield Finding(
            "newsletter/subject",
            f"the subject, “{draft.subject}”, says little in {length} characters",
            f"give the note a title of {SHORTEST} to {LONGEST} characters",
            about=TITLE,
        )
    elif length > LONGEST:
        yield Finding(
            "newsletter/subject",
            f"the subject has {length} characters, and lists show {LONGEST} of them at most",
            "give the note a shorter title, with what matters first",
            about=TITLE,
        )


def preheader(draft: Draft) -> Iterator[Finding]:
    described = draft.edition.metadata.description
    length = len(" ".join(described.split()))
    if not described:
        yield Finding(
            "newsletter/preheader",
            "no description follows the subject in a list of messages, but the text's beginning",
            "add a line to the front matter: description: What this letter is about",
            about=TITLE,
        )
    elif not SHORTEST_PREHEADER <= length <= PREHEADER:
        found = "little" if length < SHORTEST_PREHEADER else "more than any list shows"
        yield Finding(
            "newsletter/preheader",
            f"the description, which follows the subject in a list of messages, has {length}"
            f" characters: {found}",
            f"{SHORTEST_PREHEADER} to {PREHEADER} characters are shown whole",
            about=DESCRIPTION,
        )
