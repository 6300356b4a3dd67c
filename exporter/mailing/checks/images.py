"""Pictures that are there in the finished letter, and how: text, size."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.mailing.checks.draft import Draft, Finding


def undescribed(draft: Draft) -> Iterator[Finding]:
    """Most programs hide pictures until they are asked for: their text is what is read. An empty
    one says that a picture is decoration (WCAG 2.2, 1.1.1)."""
    for image in draft.tree.iter("img"):
        if image.get("alt") is None:
            name = draft.name_of(image.get("src", ""))
            yield Finding(
                "newsletter/image-text",
                f"“{name}” has no text that stands for it",
                'write ![what it shows](…), or alt="" in a template for what is decoration',
                about=name,
            )


def unsized(draft: Draft) -> Iterator[Finding]:
    """Outlook shows a picture without a width at its own, and widens the letter to it
    (Ghost #17475); nobody keeps room for one without."""
    for image in draft.tree.iter("img"):
        if not image.get("width", "").isdigit():
            name = draft.name_of(image.get("src", ""))
            yield Finding(
                "newsletter/image-size",
                f"nobody knows how large “{name}” is: Outlook may make the letter as wide as it",
                "save it into the vault, or write its width: ![what it shows|400](…)",
                about=name,
            )
