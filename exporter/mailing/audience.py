"""Who gets an issue: a list, less those that a segment, the ledger or a mistake keeps out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from exporter.errors import UsageError
from exporter.mailing.addresses import inbox
from exporter.mailing.deliveries import Addressee
from exporter.mailing.lists import Listed, Subscriber, Unread
from exporter.mailing.suppression import Suppressed
from exporter.personal.expressions import FieldMissing


class Kept(NamedTuple):
    """A row that gets nothing, and why: `unread`, `invalid`, `duplicate`, `segment`,
    `unsubscribed`, `bounced` or `complained`."""

    line: int
    address: str
    why: str
    detail: str = ""


class Audience(NamedTuple):
    """Who gets the issue, and who does not, in the order of the list."""

    members: tuple[Addressee, ...]
    left_out: tuple[Kept, ...]


def audience_of(
    listed: Listed,
    suppressed: Mapping[str, Suppressed],
    segment: Callable[[Mapping[str, Any], int], bool] | None,
    wanted: Collection[str],
) -> Audience:
    """The audience that a list makes; its members have the columns that are `wanted`."""
    members: dict[str, Addressee] = {}
    left_out: list[Kept] = []
    for row in listed.rows:
        if isinstance(row, Unread):
            left_out.append(Kept(row.line, "", "unread", row.reason))
            continue
        found = _member(row, members, suppressed, segment, wanted)
        if isinstance(found, Kept):
            left_out.append(found)
        else:
            members[found.key] = found
    return Audience(tuple(members.values()), tuple(left_out))


def _member(
    row: Subscriber,
    members: Mapping[str, Addressee],
    suppressed: Mapping[str, Suppressed],
    segment: Callable[[Mapping[str, Any], int], bool] | None,
    wanted: Collection[str],
) -> Addressee | Kept:
    # the segment first: who it leaves out need not have an address that is right
    if segment and not segment({"email": row.address, **row.columns}, row.line):
        return Kept(row.line, row.address, "segment")
    try:
        to = inbox(row.address)
    except ValueError as error:
        reason = str(error) if row.address else "there is no address"
        return Kept(row.line, row.address, "invalid", reason)
    if other := members.get(to.key):
        return Kept(row.line, row.address, "duplicate", f"the same as line {other.line}")
    if kept := suppressed.get(to.key):
        return Kept(row.line, row.address, kept.reason, kept.detail)
    columns = {name: value for name, value in row.columns.items() if name in wanted}
    return Addressee(to.key, row.address.strip(), row.line, columns)


def check_all(audience: Audience, write: Callable[[Addressee], object], named: str) -> None:
    """Write every message once, before any is sent.

    Raises UsageError for fields that someone lacks: with the line and the field of the first, and
    how many there are.
    """
    lacking: list[tuple[int, str]] = []
    for each in audience.members:
        try:
            write(each)
        except FieldMissing as missing:
            lacking.append((each.line, missing.name))
        except UsageError as error:
            raise UsageError(f"{named}:{each.line}: {error.message}", error.hint) from error
    if lacking:
        line, name = lacking[0]
        more = f", and {len(lacking) - 1:,} more lack such" if len(lacking) > 1 else ""
        raise UsageError(
            f"{named}:{line}: the subscriber has no “{name}”{more}; nothing was sent",
            f'fill the column, or give the field a default: {{{{ {name} | default("…") }}}}',
        )
