"""Letters that Gmail would cut, in pieces that it does not."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from exporter import config
from exporter.backends.email import CLIPPED, LARGE
from exporter.config import Newsletter, Project, Settings
from exporter.errors import UsageError
from exporter.mailing.checks import checked
from exporter.mailing.issue import Made, issue_of
from tests.conservation.source import visible
from tests.conservation.words import words
from tests.mailing.drafts import WORDS

NEWSLETTER = Newsletter(
    sender="a@example.org", address="1 Street", unsubscribe="https://example.org/leave"
)
HEAD = "---\ntitle: A long month\ndate: 2026-10-01\n---\n\n"


class Desk:
    """A vault with one issue, `long.md`."""

    def __init__(self, root: Path, text: str, url: str = "https://example.org/") -> None:
        (root / "long.md").write_text(HEAD + text)
        self.root, self.text = root, text
        self.settings: Settings = msgspec.structs.replace(
            config.default(root), newsletter=NEWSLETTER, project=Project(url=url)
        )

    def made(self, piece: str = "") -> Made:
        return issue_of(self.settings, f"long.md{piece}", self.root / "out")


def section(number: int, paragraphs: int = 20) -> str:
    text = f"{WORDS} See [the first](#section-1).[^{number}]\n\n[^{number}]: Note {number}.\n\n"
    return f"## Section {number}\n\n{text}" + f"{WORDS}\n\n" * paragraphs


@pytest.fixture
def long(tmp_path: Path) -> Desk:
    return Desk(tmp_path, "".join(section(number) for number in range(1, 10)))


def sections(made: Made) -> list[str]:
    return re.findall(r">Section (\d)</h2>", made.issue.html)


def test_a_letter_that_is_cut_says_by_how_much_and_what_to_do(long: Desk) -> None:
    (found,) = [f for f in checked(long.made(), long.settings) if f.code == "newsletter/clipped"]
    assert re.search(r"Gmail cuts this letter, \d+ KB before its end", found.message)
    assert "--split" in found.hint
    assert "--excerpt" in found.hint


def test_the_parts_of_a_letter_are_the_whole_of_it(long: Desk) -> None:
    parts = [long.made(f"#{number}") for number in (1, 2, 3)]
    assert [each for part in parts for each in sections(part)] == list("123456789")
    assert all(LARGE // 2 < len(each.issue.html) < LARGE for each in parts[:2])
    assert [each.issue.subject for each in parts] == [f"A long month ({n}/3)" for n in (1, 2, 3)]
    # each is an issue of its own in the ledger, and gets a message id of its own
    assert [(p.issue.id, p.issue.source) for p in parts[:2]] == [
        ("long#1", "long.md#1"),
        ("long#2", "long.md#2"),
    ]
    said = [word for each in visible(long.text).words for word in each.word]
    shown = words(
        " ".join(re.sub(r"<[^>]+>", " ", p.issue.html.partition("<body")[2]) for p in parts)
    )
    assert len(said) > 20_000
    assert not set(said) - {*shown}
    assert len(shown) >= len(said)


def test_a_part_has_the_notes_that_it_calls_and_leads_out_for_the_rest(long: Desk) -> None:
    first, second = long.made("#1"), long.made("#2")
    number = sections(second)[0]
    assert f"Note {number}." in second.issue.html
    assert f"Note {number}." not in first.issue.html
    assert 'href="#section-1"' in first.issue.html
    assert 'href="https://example.org/long.html#section-1"' in second.issue.html
    assert not [f for f in checked(second, long.settings) if f.code != "newsletter/preheader"]


def test_there_are_no_more_parts_than_it_takes(long: Desk) -> None:
    with pytest.raises(UsageError, match="no part 4 of “A long month”: it makes 3 letters"):
        long.made("#4")


def test_a_short_letter_has_one_part(tmp_path: Path) -> None:
    short = Desk(tmp_path, "Words.")
    assert short.made("#1").issue.subject == "A long month"
    with pytest.raises(UsageError, match="it fits into one letter"):
        short.made("#2")
    assert "Read on" not in short.made("#excerpt").issue.html


def test_an_excerpt_leads_on(long: Desk) -> None:
    made = long.made("#excerpt")
    assert made.issue.id == "long"  # who has it has the issue
    assert made.issue.source == "long.md#excerpt"
    assert len(made.issue.html) < CLIPPED
    assert sections(made)[-1] < "9"
    assert re.search(
        r'class="button" href="https://example.org/long.html"[^>]*>Read on<', made.issue.html
    )
    assert "\nRead on: https://example.org/long.html\n" in made.issue.text


def test_an_excerpt_ends_where_the_writer_says(tmp_path: Path) -> None:
    made = Desk(tmp_path, "One.\n\n<!-- more -->\n\nTwo.").made("#excerpt")
    assert "One." in made.issue.html
    assert "Two." not in made.issue.html
    assert "Read on" in made.issue.html


def test_an_excerpt_needs_a_way_to_the_rest(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"{WORDS}\n\n" * 110, url="")
    with pytest.raises(UsageError, match="nobody could read on"):
        desk.made("#excerpt")


def test_a_list_is_cut_between_its_items_and_counts_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "".join(f"{n}. {WORDS}\n" for n in range(1, 131)))
    first, second = (desk.made(f"#{number}").issue.html for number in (1, 2))
    count = first.count("<li")
    assert count + second.count("<li") == 130
    assert f'<ol start="{count + 1}"' in second


def test_what_is_in_one_piece_and_too_large_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, WORDS * 110)
    with pytest.raises(UsageError, match=r"“It was a quiet month.*” is more than 90 KB alone"):
        desk.made("#1")


def test_a_condition_is_in_one_piece(tmp_path: Path) -> None:
    inner = "{% if plan == 'paid' %}\n\n" + f"{WORDS}\n\n" * 60 + "{% endif %}\n\n"
    desk = Desk(tmp_path, f"{WORDS}\n\n" * 60 + inner)
    for number in (1, 2):
        html = desk.made(f"#{number}").issue.html
        made = desk.made(f"#{number}").issue
        marks = [made.fields.all[int(n)].source for n in made.fields.mark.findall(html)]
        assert sum(each.startswith("if") for each in marks) == marks.count("endif")


def test_a_name_that_looks_like_a_piece_is_a_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "Words.")
    with pytest.raises(UsageError, match=r"there is no issue other\.md"):
        issue_of(desk.settings, "other.md#1", tmp_path / "out")


def test_what_is_for_some_alone_does_not_stand_beside_the_subject(tmp_path: Path) -> None:
    text = "Dear {{ name }},\n\n{% if plan == 'paid' %}\n\nA secret.\n\n{% endif %}\n\nFor all."
    html = Desk(tmp_path, text).made().issue.html
    (preheader,) = re.findall(r'<div class="preheader"[^>]*>(.*?)</div>', html)
    assert re.fullmatch(r"Dear q\w+n0z, For all\.(?:[\u034f\u200c]|&nbsp;)+", preheader)
