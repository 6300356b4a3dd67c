"""Deliveries as CSV (RFC 4180), for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from exporter.mailing.deliveries import Entry

# OWASP, CSV injection: a spreadsheet takes a cell that begins so for a formula; in Japanese and
# Chinese, also one with the wide forms of these signs. Where numbers have a decimal comma, it takes
# semicolons for the ends of cells
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])")


def as_csv(entries: Iterable[Entry]) -> str:
    """A line for each delivery; what would be a formula has an apostrophe before it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(("email", "state", "tries", "code", "reply", "changed"))
    for each in entries:
        writer.writerow(tuple(map(harmless_cell, each)))
    return made.getvalue()


def harmless_cell(value: object) -> str:
    return FORMULA.sub("'", str(value))
