"""How much there is: Gmail's clip, heavy pictures."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.backends.email import CLIPPED
from exporter.mailing.checks.draft import TITLE, Draft, Finding

# Bytes of a picture: what Mailchimp recommends at most ("About template images")
HEAVY_PICTURE = 1_000_000


def clip(draft: Draft) -> Iterator[Finding]:
    """Gmail cuts a letter by the bytes of its encoded HTML, and the way off the list is at its end
    (newsletter-rules: Ghost's measurements, #25798)."""
    if draft.html_size >= CLIPPED:
        over = (draft.html_size - CLIPPED) // 1024 + 1
        yield Finding(
            "newsletter/clipped",
            f"Gmail cuts this letter, {over} KB before its end: the rest, and the way off the list,"
            f" are behind a link. It has {draft.html_size // 1024} KB without its pictures, and"
            f" {CLIPPED // 1024} are shown",
            "--split makes parts of it, --excerpt its beginning with a way to the rest;"
            " --despite newsletter/clipped sends it as it is",
            about=TITLE,
        )


def heavy_pictures(draft: Draft) -> Iterator[Finding]:
    for identifier, data in draft.pictures.items():
        if len(data) > HEAVY_PICTURE:
            name = draft.sources.get(identifier, identifier)
            yield Finding(
                "newsletter/image-heavy",
                f"“{name}” has {len(data) / 1_000_000:.1f} MB, which each reader has to load",
                "save it with fewer pixels: a letter shows some 530 across, twice that is sharp",
                about=name,
            )
