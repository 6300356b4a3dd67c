"""`==highlight==`, also around other markup."""

from __future__ import annotations

from exporter.model.nodes import Highlight, Inlines
from exporter.source.syntax.delimited import has, paired


def lift_highlights(inlines: Inlines) -> Inlines:
    if not has(inlines, "=="):
        return inlines
    return paired(inlines, "==", lambda content: (Highlight(content),))
