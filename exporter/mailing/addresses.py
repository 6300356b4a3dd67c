"""E-mail addresses: what is one, how it goes to a server, and when two are the same inbox."""

from __future__ import annotations

from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email


class Inbox(NamedTuple):
    """An address. `route` is what a server is told (RFC 5321, with an international domain as RFC
    5891 writes it), `key` is the same for all spellings of it, and `utf8` says whether only a
    server with SMTPUTF8 (RFC 6531) can take it."""

    route: str
    key: str
    utf8: bool


def inbox(written: str) -> Inbox:
    """The inbox that an address names. Raises ValueError, with a sentence, where it is no address.

    RFC 5321 §2.4 lets a server tell `Ada@` from `ada@`; none does, and two copies in one inbox are
    worse than one that a stranger to this rule misses.
    """
    try:
        found = validate_email(
            written.strip(),
            check_deliverability=False,
            allow_smtputf8=True,
            # `.test`, and 64 octets before the @ (RFC 5321 §4.5.3.1.1)
            test_environment=True,
            strict=True,
        )
    except EmailNotValidError as error:
        raise ValueError(str(error).rstrip(".")) from error
    route = f"{found.local_part}@{found.ascii_domain}"
    return Inbox(route, route.casefold(), not found.local_part.isascii())
