"""Days that settings name: a date, or a time that is counted back from another day; and the moment
that a reproducible build takes for now."""

from __future__ import annotations

import os
import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

# The environment variable of reproducible builds: seconds since 1970
EPOCH = "SOURCE_DATE_EPOCH"
SPAN = re.compile(r"\s*(\d{1,4})\s*(day|week|month|year)s?\s*", re.IGNORECASE)


def source_date() -> datetime | None:
    """The moment of SOURCE_DATE_EPOCH, in UTC, where it is set.

    <https://reproducible-builds.org/specs/source-date-epoch/>
    """
    epoch = os.environ.get(EPOCH, "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else None


def moment(written: str) -> datetime | None:
    """The moment of an ISO 8601 date or time in UTC: a year or a month begins with its first day.
    None for what is neither, or lies in no year of ours."""
    try:
        found = datetime.fromisoformat(written + "0000-01-01"[len(written) :])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):  # in UTC it may lie before the year 1, or after 9999
        return None


def is_bound(written: str) -> bool:
    """Whether it is a day in ISO 8601, or a time such as `30 days`."""
    return not written or counts_back(written) or fixed(written) is not None


def counts_back(written: str) -> bool:
    return SPAN.fullmatch(written) is not None


def fixed(written: str) -> date | None:
    """The day of an ISO 8601 date or time; None for what is neither."""
    try:
        return datetime.fromisoformat(written.strip()).date()
    except ValueError:
        return None


def counted_back(written: str, day: date) -> date:
    """The day so long before another one. Raises ValueError for what is no such time."""
    found = SPAN.fullmatch(written)
    if found is None:
        raise ValueError(written)
    number, unit = int(found[1]), found[2].lower()
    try:
        if unit in ("day", "week"):
            return day - timedelta(days=number * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.min
