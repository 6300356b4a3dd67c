"""What Gmail and Yahoo ask of who sends to many, as far as it is to be seen from here."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.config import Newsletter, Settings, Smtp
from exporter.mailing.bulk_rules import bulk_rules
from exporter.mailing.deliveries import Addressee, Result, Run, begin, enter
from exporter.mailing.ledger import open_ledger
from exporter.mailing.suppression import suppress
from tests.commands import Call
from tests.mailing.stage import NEWSLETTER

OURS = {
    "sender": "The Paper <paper@example.org>",
    "address": "1 Street, Town",
    "unsubscribe": "https://example.org/leave",
}


def states(root: Path, **changed: object) -> dict[str, str]:
    newsletter = Newsletter(**{**OURS, **changed})  # type: ignore[arg-type]
    return {r.name: r.state for r in bulk_rules(Settings(str(root), newsletter=newsletter))}


@pytest.mark.parametrize(
    ("name", "state", "changed"),
    [
        ("one click", "kept", {}),
        ("one click", "broken", {"unsubscribe": "mailto:leave@example.org"}),
        ("unsubscribe", "broken", {"unsubscribe": ""}),
        ("sender", "broken", {"sender": ""}),
        ("address", "broken", {"address": ""}),
        ("alignment", "kept", {"return_path": "bounces@mail.example.org"}),
        ("alignment", "broken", {"return_path": "me@example.com"}),
        ("TLS", "elsewhere", {}),
        ("TLS", "kept", {"smtp": Smtp("smtp.example.org")}),
        ("TLS", "broken", {"smtp": Smtp("smtp.example.org", security="none")}),
        ("TLS", "elsewhere", {"smtp": Smtp("localhost", security="none")}),
        ("DKIM", "elsewhere", {}),
        ("DKIM", "broken", {"dkim_selector": "letters"}),
        ("DMARC", "elsewhere", {}),
    ],
)
def test_each_rule_is_looked_at(
    tmp_path: Path, name: str, state: str, changed: dict[str, object]
) -> None:
    assert states(tmp_path, **changed)[name] == state


@pytest.mark.parametrize(("complaints", "state"), [(0, "kept"), (1, "broken")])
def test_complaints_are_counted(tmp_path: Path, complaints: int, state: str) -> None:
    assert "complaints" not in states(tmp_path)
    run, keys = Run("issue", "smtp"), [f"r{number}@example.org" for number in range(100)]
    with open_ledger(tmp_path / ".mailing") as ledger:
        begin(ledger, run, "issue.md", "", "Hello", [Addressee(key, key, 0, {}) for key in keys])
        enter(ledger, run, [Result(key, "sent") for key in keys], ())
        for key in keys[:complaints]:
            suppress(ledger, key, key, "complained")
    assert states(tmp_path)["complaints"] == state


def test_doctor_tells_them_in_a_project_with_a_newsletter(exporter: Call, tmp_path: Path) -> None:
    assert "Gmail" not in exporter("doctor").out
    (tmp_path / "exporter.toml").write_text(NEWSLETTER)
    told = exporter("doctor").out
    assert "what Gmail and Yahoo ask" in told
    assert "DMARC: dig +short TXT _dmarc.example.org" in told
    (tmp_path / "exporter.toml").write_text("[newsletter]\nfrm = 1\n")
    assert "the newsletter can't be looked at: " in exporter("doctor").out
