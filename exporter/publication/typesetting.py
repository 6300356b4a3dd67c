"""How the PDF of an edition is set, from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from exporter.config import Pdf, Settings
from exporter.config.lengths import length, paper_size
from exporter.diagnostics import Report
from exporter.model.edition import Typesetting
from exporter.rendering.sheet import typeset_sheet

# Millimetres: a narrower text is a mistake
LEAST = 25


def typesetting_of(
    settings: Settings, own: Mapping[str, Any], kind: str, report: Report
) -> Typesetting:
    """The typesetting of a book or a note, whose own keys go before those of the project, and those
    of a profile before both; sizes can be read, since they were checked."""
    usual = msgspec.structs.asdict(settings.pdf)
    typesetting = _typesetting(msgspec.convert({**usual, **own, **settings.every_pdf}, Pdf), kind)
    sheet = typeset_sheet(typesetting)
    if min(sheet.measure, sheet.depth) >= LEAST:
        return typesetting
    report.add(
        "pdf/margins",
        f"the margins leave no room for text on paper of {sheet.width:g} × {sheet.height:g} mm;"
        " those of the style are used",
        about="margins",
    )
    return msgspec.structs.replace(typesetting, margins=())


def _typesetting(settings: Pdf, kind: str) -> Typesetting:
    style = settings.style
    if style == "auto":
        style = "book" if kind == "book" else "notes"
    return Typesetting(
        style=style,
        paper=paper_size(settings.paper) or (0, 0),
        margins=tuple(length(each) or 0 for each in settings.margins),
        drop_caps=settings.drop_caps,
        small_caps=settings.small_caps,
        side_notes=settings.side_notes,
        link_pages=settings.link_pages,
        figures=settings.figures,
        resolution=settings.resolution,
        cover=settings.cover,
        black=settings.black,
        bleed=length(settings.bleed) or 0,
        crop_marks=settings.crop_marks,
        standard=settings.standard,
        attach_source=settings.attach_source,
    )
