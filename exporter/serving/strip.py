"""The strip at the foot of each page: how it gets there, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from exporter.diagnostics import Diagnostic
from exporter.publication.site import LEAVES, leaf_name
from exporter.rendering.leaf import card_of
from exporter.serving.session import Problem, State

OWN = "/.exporter/"
# Findings that a page about no note shows
MOST = 100
# The policy of a page in which nothing asks a server; one with a search does
POLICY = re.compile(
    rb"""(<meta http-equiv="Content-Security-Policy" content="(?:(?!connect-src)[^"])*)(">)"""
)
ORDER = ("error", "warning", "info")


def with_strip(html: bytes, **told: str) -> bytes:
    """A page as it is sent: with the script that makes the strip, which is told these things."""
    given = "".join(f' data-{name}="{escape(value)}"' for name, value in told.items())
    script = f'<script src="{OWN}browser/strip.js"{given} defer></script>\n'.encode()
    html = POLICY.sub(rb"\1; connect-src 'self'\2", html, count=1)
    before, end, after = html.rpartition(b"</body>")
    return before + script + end + after if end else html + script


def tag_of(data: bytes) -> str:
    """What tells one state of a page from another."""
    return blake2b(data, digest_size=8).hexdigest()


def note_at(out: Path, address: str) -> str:
    """The note whose page lies at that address; empty for a page of another kind."""
    card = out / (LEAVES + leaf_name(address) + ".card")
    try:
        note = card_of(card.read_bytes()).note
    except (OSError, msgspec.MsgspecError):
        return ""
    return "" if note.startswith("#") else note


def about(note: str, state: State) -> dict[str, Any]:
    """What a strip shows: of a note, where there is one, else of all of them."""
    found = [
        *_failures(state, note),
        *(_finding(each) for each in state.diagnostics if _concerns(each, note)),
    ]
    found.sort(key=lambda each: (ORDER.index(each["severity"]), each["note"], each["line"]))
    for each in found[:MOST]:
        address = state.addresses.get(each["note"])
        if address is not None and each["note"] != note:
            each["href"] = f"/{address}"
    return {
        "build": state.number,
        "busy": state.busy,
        "problem": told(state.problem),
        "note": note,
        "count": len(found),
        "found": found[:MOST],
    }


def told(problem: Problem | None) -> dict[str, str] | None:
    return {"message": problem.message, "hint": problem.hint} if problem else None


def findings(found: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    return [_finding(each) for each in found]


def _concerns(each: Diagnostic, note: str) -> bool:
    return each.note == note if note else each.severity != "info"


def _failures(state: State, note: str) -> Iterator[dict[str, Any]]:
    for each in state.outcomes:
        # a book's are those of its chapters
        concerns = note in ("", each.source) or each.source not in state.addresses
        if each.status == "failed" and concerns:
            yield {
                "severity": "error",
                "code": "",
                "note": each.source,
                "line": 0,
                "message": f"its page could not be made: {each.message}",
                "hint": each.hint,
            }


def _finding(each: Diagnostic) -> dict[str, Any]:
    return {
        "severity": each.severity,
        "code": each.code,
        "note": each.note,
        "line": each.line,
        "message": each.message,
        "hint": each.hint,
    }
