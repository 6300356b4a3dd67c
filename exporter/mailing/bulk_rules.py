"""What Gmail and Yahoo ask of who sends 5,000 messages a day, since February 2024: as far as it can
be looked at without a network, and what is left to look at.

<https://support.google.com/a/answer/81126>, <https://senders.yahooinc.com/best-practices/>
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Literal, NamedTuple

from exporter.config import Newsletter, Settings
from exporter.mailing.credentials import KEY_FILE
from exporter.mailing.ledger import FILE, Ledger, open_ledger
from exporter.mailing.means import lacking, records
from exporter.mailing.smtp_session import LOCAL

# Of a hundred messages that arrived
MOST_COMPLAINTS = 0.3


class Rule(NamedTuple):
    """A rule: `kept`, `broken`, or one that can only be looked at `elsewhere`."""

    name: str
    state: Literal["kept", "broken", "elsewhere"]
    detail: str
    hint: str = ""


def bulk_rules(settings: Settings) -> Iterator[Rule]:
    """The rules for a project's newsletter. Raises UsageError where its ledger can't be read."""
    newsletter = settings.newsletter or Newsletter()
    for lack in lacking(newsletter):
        yield Rule(lack.what, "broken", lack.message, lack.hint)
    domain = _domain(newsletter.sender)
    if domain:
        yield from _leaving(newsletter)
        yield _alignment(newsletter, domain)
        yield _encryption(newsletter)
        yield _signature(newsletter, domain)
        yield from _elsewhere(newsletter, domain)
    yield from _complaints(settings)


def _leaving(newsletter: Newsletter) -> Iterator[Rule]:
    leave = newsletter.unsubscribe
    if leave.lower().startswith("https:"):
        yield Rule("one click", "kept", f"{leave} is in List-Unsubscribe, with -Post (RFC 8058)")
    elif leave:
        hint = "let unsubscribe be an https address that takes a POST"
        yield Rule("one click", "broken", f"{leave} can't be left with one click", hint)


def _alignment(newsletter: Newsletter, domain: str) -> Rule:
    """RFC 7489 §3.1: what SPF and DKIM vouch for has to be the domain of From."""
    returned = _domain(newsletter.return_path) or domain
    if returned == domain or returned.endswith(f".{domain}") or domain.endswith(f".{returned}"):
        return Rule("alignment", "kept", f"messages are from, and come back to, {domain}")
    return Rule(
        "alignment",
        "broken",
        f"messages are from {domain} and come back to {returned}: SPF does not count for DMARC",
        f"let return_path be at {domain}, or below it",
    )


def _encryption(newsletter: Newsletter) -> Rule:
    smtp = newsletter.smtp
    if smtp is None or not smtp.host:
        return Rule("TLS", "elsewhere", "no server is set", "[newsletter.smtp] names one")
    if smtp.security != "none":
        return Rule("TLS", "kept", f"{smtp.host} is spoken to by {smtp.security.upper()}")
    if smtp.host in LOCAL:
        return Rule("TLS", "elsewhere", f"{smtp.host} has to send on with TLS")
    return Rule("TLS", "broken", f"{smtp.host} is spoken to in the clear", 'security = "starttls"')


def _signature(newsletter: Newsletter, domain: str) -> Rule:
    selector = newsletter.dkim_selector
    if not selector:
        return Rule(
            "DKIM",
            "elsewhere",
            f"your server has to sign for {domain}",
            "`exporter newsletter test` to an address at Gmail: “Show original” says DKIM: PASS",
        )
    if not os.environ.get(KEY_FILE):
        hint = f"{KEY_FILE} names the file with the private key"
        return Rule("DKIM", "broken", f"dkim_selector is {selector}, and there is no key", hint)
    return Rule("DKIM", "kept", f"messages are signed as {selector}._domainkey.{domain}")


def _elsewhere(newsletter: Newsletter, domain: str) -> Iterator[Rule]:
    """What stands in the domain name system, and with the receivers."""
    returned = _domain(newsletter.return_path) or domain
    yield Rule("SPF", "elsewhere", f"{returned} names your server", f"dig +short TXT {returned}")
    if selector := newsletter.dkim_selector:
        place = f"{selector}._domainkey.{domain}"
        yield Rule("DKIM key", "elsewhere", "the public key is there", f"dig +short TXT {place}")
    told = "v=DMARC1; p=none, at least"
    yield Rule("DMARC", "elsewhere", told, f"dig +short TXT _dmarc.{domain}")
    told = "the address of the server that sends has a name, and that name this address"
    yield Rule(
        "PTR", "elsewhere", told, "a provider sees to it; dig +short -x ADDRESS for your own"
    )
    told = f"fewer than {MOST_COMPLAINTS} % call it spam"
    yield Rule("spam rate", "elsewhere", told, "https://postmaster.google.com")
    told = "who leaves gets nothing after two days"
    hint = "`exporter newsletter unsubscribe`, and `bounces`, every day"
    yield Rule("leaving", "elsewhere", told, hint)


def _complaints(settings: Settings) -> Iterator[Rule]:
    """How many of those that were written to complained, as far as the ledger knows."""
    folder = records(settings)
    if not (folder / FILE).is_file():
        return
    with open_ledger(folder) as ledger:
        sent, complaints = _counts(ledger)
    if not sent:
        return
    share = 100 * complaints / sent
    told = f"{complaints:,} of {sent:,} complained ({share:.2f} %), by the reports that were read"
    broken = share >= MOST_COMPLAINTS
    hint = "write to those only who asked for it, and let them leave with ease" if broken else ""
    yield Rule("complaints", "broken" if broken else "kept", told, hint)


def _counts(ledger: Ledger) -> tuple[int, int]:
    (sent,) = ledger.database.execute(
        "SELECT count(DISTINCT key) FROM deliveries WHERE channel = 'smtp' AND state = 'sent'"
    ).fetchone()
    (complaints,) = ledger.database.execute(
        "SELECT count(*) FROM suppressed WHERE reason = 'complained'"
    ).fetchone()
    return int(sent), int(complaints)


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2].lower()
