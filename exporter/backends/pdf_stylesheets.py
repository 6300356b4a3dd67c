"""The stylesheets of a PDF: those of all, and those that settings ask for."""

from __future__ import annotations

from exporter.model.edition import Edition

ALWAYS = (
    "theme.css",
    "print/scripts.css",
    "print/print.css",
    "print/styles.css",
    "print/tables.css",
    "print/code.css",
)


def stylesheets(edition: Edition) -> tuple[str, ...]:
    """The stylesheets of an edition, in their order."""
    typesetting = edition.typesetting
    asked = {
        "print/smallcaps.css": typesetting.small_caps,
        "print/dropcaps.css": typesetting.drop_caps,
        "print/topfigures.css": typesetting.figures == "top",
        "print/sidenotes.css": beside(edition),
        "print/draft.css": edition.proof is not None,
        "print/black.css": typesetting.black,
    }
    return (*ALWAYS, *(name for name, wanted in asked.items() if wanted))


def beside(edition: Edition) -> bool:
    """Whether notes stand beside the text; in a draft that place is taken."""
    return edition.typesetting.side_notes and edition.proof is None
