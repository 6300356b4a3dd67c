"""What filters and readers take for spam: a few signs that are well known, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from exporter.mailing.checks.draft import TITLE, Draft, Finding
from exporter.mailing.checks.links import is_local, is_number

CODE = "newsletter/spam"
REPLY = re.compile(r"\s*(?:re|fwd?|aw|wg)\s*:", re.IGNORECASE)
# Letters of a subject in capitals that are shouted, and no abbreviation
SHOUTED = 10
# Bytes of text beside a picture (SpamAssassin, HTML_IMAGE_ONLY_08)
WORDS_BESIDE = 800
ADDRESS = re.compile(r"(?:https?://|www\.)[\w.-]+\.[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
# Domains of which only their own servers may send (DMARC), and what those are called
OTHERS = {
    ("gmail.com", "googlemail.com"): ("gmail", "google"),
    ("yahoo.com", "ymail.com", "aol.com"): ("yahoo", "aol"),
    ("outlook.com", "hotmail.com", "live.com"): ("outlook", "office365", "hotmail", "live"),
    ("icloud.com", "me.com", "mac.com"): ("icloud", ".me.com"),
    ("gmx.de", "gmx.net", "gmx.com"): ("gmx",),
    ("web.de",): ("web.de",),
    ("mail.ru",): ("mail.ru",),
}


def shouting(draft: Draft) -> Iterator[Finding]:
    """SpamAssassin, SUBJ_ALL_CAPS."""
    letters = [each for each in draft.subject if each.isalpha()]
    cased = [each for each in letters if each.lower() != each.upper()]
    if len(cased) >= SHOUTED and all(each.isupper() for each in cased):
        yield Finding(CODE, "the subject is all capitals", "write it as a sentence", about=TITLE)


def pretended_reply(draft: Draft) -> Iterator[Finding]:
    """Gmail's guidelines for senders: no `Re:` or `Fwd:` on what is neither."""
    if REPLY.match(draft.subject):
        yield Finding(
            CODE,
            "the subject begins like an answer or a forwarded message, and this is neither",
            "begin it with another word",
            about=TITLE,
        )


def borrowed_domain(draft: Draft) -> Iterator[Finding]:
    """Gmail's guidelines for senders: a From of gmail.com is only for what Gmail sends."""
    domain = draft.issue.sender.rpartition("@")[2].lower()
    server = draft.newsletter.smtp.host.lower() if draft.newsletter.smtp else ""
    own = next((names for domains, names in OTHERS.items() if domain in domains), ())
    if own and server and not any(name in server for name in own):
        yield Finding(
            CODE,
            f"the letter is from {draft.issue.sender}, and {server} may not send for {domain}",
            "let from be an address at a domain of yours",
            settings=True,
        )


def pictures_alone(draft: Draft) -> Iterator[Finding]:
    """SpamAssassin, HTML_IMAGE_ONLY_04 and _08."""
    cells = draft.tree.find_class("text") or [draft.tree]
    words = sum(len(" ".join(cell.text_content().split()).encode()) for cell in cells)
    images = [*draft.tree.iter("img")]
    if images and words < WORDS_BESIDE:
        yield Finding(
            CODE,
            f"there is little text beside {len(images)} picture{'s' * (len(images) > 1)}",
            "say in words what they show: many see no pictures, and filters mistrust such letters",
        )


def disguised_links(draft: Draft) -> Iterator[Finding]:
    """Thunderbird's and Gmail's warning of a scam: a text that is another address than its link's;
    and addresses in numbers (SpamAssassin, NUMERIC_HTTP_ADDR)."""
    for target, text in draft.links:
        host = _host(target)
        if is_number(host) and not is_local(target):
            yield Finding(
                CODE,
                f"“{target}” is a number where people expect a name",
                "link to a name",
                about=target,
            )
        shown = _host(text if "://" in text else f"http://{text}")
        if ADDRESS.fullmatch(text) and host and _owner(shown) != _owner(host):
            yield Finding(
                CODE,
                f"the link on “{text}” leads to {host}",
                "let the text be words, or the address itself",
                about=text,
            )


def _host(target: str) -> str:
    try:
        return (urlsplit(target).hostname or "").lower()
    except ValueError:
        return ""


def _owner(host: str) -> str:
    """The last two names of a host: good enough to tell one owner from another."""
    return ".".join(host.split(".")[-2:])
