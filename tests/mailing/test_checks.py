"""What is found before an issue is sent: for each check a note that it alone has something to say
about, so that none can be switched off unnoticed."""

from __future__ import annotations

import re

import msgspec
import pytest

from exporter.config import Smtp
from exporter.mailing.checks import CHECKS, Check, checked, draft_of, identity, links, personal
from exporter.mailing.checks.fallbacks import FALLBACKS
from exporter.mailing.checks.support import features, uses
from tests.commands import Call
from tests.conftest import CONTENT
from tests.mailing.drafts import ALSO, CASES, OURS, Room


@pytest.mark.parametrize("number", range(len(CASES)))
def test_each_check_finds_what_no_other_does(room: Room, number: int) -> None:
    case = CASES[number]
    newsletter = msgspec.structs.replace(OURS, **case.newsletter)
    settings = msgspec.structs.replace(room.settings, newsletter=newsletter)
    made = room.made(f"{number}.md", newsletter, case.spoil)

    def found(checks: tuple[Check, ...]) -> list[tuple[str, int]]:
        told = checked(made, settings, checks=checks)
        return [(each.code.removeprefix("newsletter/"), each.line) for each in told]

    also = [(code, 1) for key, code in ALSO.items() if key == (case.code, case.line)]
    assert sorted(found(CHECKS)) == sorted([(case.code, case.line), *also])
    assert found(tuple(each for each in CHECKS if each is not case.check)) == also


def test_no_check_is_without_a_case() -> None:
    assert {case.check for case in CASES} == set(CHECKS)


def test_a_link_to_the_letter_itself_finds_its_title(room: Room) -> None:
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    made = room.made("0.md", OURS, ('href="https://example.org/leave"', 'href="#title"'))
    assert checked(made, settings, checks=(links.broken,)) == ()


@pytest.mark.parametrize(
    ("sender", "host"),
    [("me@gmail.com", "smtp.gmail.com"), ("me@live.com", "smtp.office365.com")],
)
def test_who_sends_through_their_own_provider_is_no_stranger(
    room: Room, sender: str, host: str
) -> None:
    ours = msgspec.structs.replace(OURS, sender=sender, smtp=Smtp(host=host))
    settings = msgspec.structs.replace(room.settings, newsletter=ours)
    assert checked(room.made("0.md", ours), settings) == ()


def test_a_good_letter_is_clean(room: Room) -> None:
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    good = next(n for n, case in enumerate(CASES) if case.check is identity.settings)
    assert checked(room.made(f"{good}.md", OURS), settings) == ()


@pytest.mark.parametrize("note", ["newsletter/07 The month in the garden.md"])
def test_the_sample_issue_is_clean(exporter: Call, note: str) -> None:
    done = exporter("newsletter", "check", str(CONTENT / note), "--verbose")
    assert "nothing found" in done.out
    assert done.code == 0


def test_the_theme_uses_nothing_that_has_no_fallback(room: Room) -> None:
    """And what is said to have one is used: a reason is no decoration."""
    css = "".join(room.theme.text(f"email/{name}.css") for name in ("email", "head", "outlook"))
    # what the inliner takes out of selectors is not sent
    sheet = (
        f"<style>{re.sub(':(?:first|last)-child', '', css)}</style><a href='#x'></a><abbr></abbr>"
    )
    made = room.made("0.md", OURS, ("<style>", f"{sheet}<style>"))
    known = features()
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    found = {known[use].slug for use in uses(draft_of(made, settings).tree) if use in known}
    assert found == set(FALLBACKS)


def test_the_longest_values_are_measured(room: Room) -> None:
    name = next(f"{n}.md" for n, case in enumerate(CASES) if case.check is personal.without_default)
    settings = msgspec.structs.replace(room.settings, newsletter=OURS)
    made = room.made(name, OURS)
    rows = [{"name": "Ada"}, {"name": "A" * 110_000}]
    assert "newsletter/clipped" in {each.code for each in checked(made, settings, rows)}
    assert "newsletter/clipped" not in {each.code for each in checked(made, settings, rows[:1])}
