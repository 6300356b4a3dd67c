"""Links tried on the web: the one check that asks others, and only where it is asked for."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from exporter import __version__
from exporter.mailing.checks.draft import Draft, Finding
from exporter.mailing.checks.links import fault, is_local

AT_ONCE = 4
PATIENCE = 10.0  # seconds without a word, for each of two tries
AGENT = f"Mozilla/5.0 (compatible; exporter/{__version__}; link check)"
# Not there, says who should know (RFC 9110 §15.5.5, 15.5.11); what wants a login or fewer visits is
GONE = (404, 410)


def dead(draft: Draft) -> Iterator[Finding]:
    """Web addresses that the letter leads to or shows, behind which nothing is. What a field makes
    of one, what leads into a network at home and the way off the list are not tried."""
    mark = draft.issue.fields.mark
    targets = [
        target
        for target in dict.fromkeys((*(to for to, _ in draft.links), *draft.shown))
        if target.lower().startswith(("http://", "https://"))
        and target != draft.issue.leave
        and not (mark.search(target) or is_local(target) or fault(target, mark))
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for target, why in zip(targets, pool.map(tried, targets), strict=True):
            if why:
                yield Finding(
                    "newsletter/link-dead",
                    f"nothing is at “{target}”: {why}",
                    "look whether it has moved",
                    about=draft.in_note(target),
                )


def tried(target: str) -> str:
    """Why nothing is at an address; nothing where something is, or nobody can tell. Asks for its
    head, and for the whole where that is refused."""
    why = ""
    for method in ("HEAD", "GET"):
        # S310: only http and https come here, and lead on to nothing but these and ftp
        asking = urllib.request.Request(target, method=method)  # noqa: S310
        asking.add_header("User-Agent", AGENT)
        try:
            with urllib.request.urlopen(asking, timeout=PATIENCE):  # noqa: S310
                return ""
        except urllib.error.HTTPError as error:
            error.close()
            gone = error.code in GONE or error.code >= 500
            why = f"{error.code} {error.reason}" if gone else ""
        except urllib.error.URLError as error:
            return getattr(error.reason, "strerror", "") or str(error.reason)
        except (OSError, HTTPException, ValueError) as error:
            why = str(error) or type(error).__name__
    return why
