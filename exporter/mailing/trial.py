"""Messages beside the ledger: a copy for the sender, and files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from secrets import token_hex

from exporter.config import Settings
from exporter.errors import UsageError
from exporter.mailing.addresses import inbox
from exporter.mailing.audience import Kept, check_all
from exporter.mailing.carriers import Answer
from exporter.mailing.deliveries import Addressee
from exporter.mailing.dispatch import Listing, listed_audience
from exporter.mailing.issue import Issue
from exporter.mailing.ledger import Ledger, secret_of
from exporter.mailing.letter import Letter, columns_of, letter_of
from exporter.mailing.lists import Subscriber, read_list
from exporter.mailing.means import newsletter_of, way_of, writer_of
from exporter.personal.expressions import Sample

MARK = "[TEST] "
NOBODY = "reader@example.org"


def send_test(
    settings: Settings, issue: Issue, to: Sequence[str], listing: Listing | None
) -> list[Answer]:
    """Send a copy to each address, with the fields of the list's first subscriber.

    Raises UsageError where one is no address or the newsletter lacks something, and Halted where
    the server can't be reached.
    """
    # a mailbox shows one of two messages with the same Message-ID: the letter itself is to come
    issue = issue._replace(id=f"{issue.id}#test {token_hex(8)}")
    letter = letter_of(issue, lacking=Sample, mark=MARK)
    columns = _columns(letter, listing)
    # a token that lets nobody leave
    write = writer_of(settings, letter, b"")
    addressees = [_addressee(each, columns) for each in to]
    way = way_of(settings)
    if way.channel == "smtp":
        newsletter_of(settings)
    carrier = way.open(threading.Event())[0]
    try:
        return [carrier.carry(write(each)) for each in addressees]
    finally:
        carrier.close()


def sample(settings: Settings, issue: Issue, listing: Listing | None) -> bytes:
    """The message of the list's first subscriber, or of nobody, to look at: it is not signed.

    Raises UsageError where the list can't be read.
    """
    letter = letter_of(issue, lacking=Sample)
    to = Addressee(NOBODY, NOBODY, 0, _columns(letter, listing))
    return writer_of(settings, letter, b"", trial=True)(to).message


def messages(
    settings: Settings, issue: Issue, listing: Listing, ledger: Ledger
) -> tuple[Iterator[tuple[str, bytes]], tuple[Kept, ...]]:
    """The message of everybody on a list, with a name for its file; and who gets none.

    Raises UsageError where one can't be made.
    """
    letter = letter_of(issue)
    audience, _ = listed_audience(letter, listing, ledger)
    write = writer_of(settings, letter, secret_of(ledger))
    check_all(audience, write, str(listing.file))
    members = enumerate(audience.members, 1)
    made = ((f"{number:05}.eml", write(each).message) for number, each in members)
    return made, audience.left_out


def _addressee(address: str, columns: dict[str, object]) -> Addressee:
    try:
        return Addressee(inbox(address).key, address, 0, columns)
    except ValueError as error:
        raise UsageError(f"--to {address}: {error}", "say --to once for each address") from error


def _columns(letter: Letter, listing: Listing | None) -> dict[str, object]:
    """Those of the list's first subscriber that the letter asks for; not the token, by which who
    looks at the letter would end their subscription."""
    wanted = {*columns_of(letter), "name"}
    return {name: value for name, value in _first(listing).items() if name in wanted}


def _first(listing: Listing | None) -> dict[str, object]:
    rows = read_list(listing.file, listing.table).rows if listing else ()
    return next((row.columns for row in rows if isinstance(row, Subscriber)), {})
