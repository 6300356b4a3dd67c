"""Personal fields on pages that anybody may read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from exporter.errors import UsageError
from exporter.model.nodes import Code, Emphasis, Link, Paragraph, Text
from exporter.model.walk import plain_text
from exporter.personal.expressions import VALUE, environment, rendered
from exporter.personal.fields import _marking, in_chapter, in_plain, with_marks
from tests.commands import Call
from tests.editions import chapter, note, paragraph

NEWSLETTER = '[project]\nurl = "https://example.org/"\n[newsletter]\nfrom = "a@example.org"\n'
PAID = '{% if plan == "paid" %}\n\nFor those who pay.\n\n{% else %}\n\nFor all.\n\n{% endif %}\n'


@pytest.fixture
def page(exporter: Call, tmp_path: Path) -> object:
    """What a note's page says."""

    def made(text: str, settings: str = NEWSLETTER) -> str:
        (tmp_path / "exporter.toml").write_text(settings)
        (tmp_path / "october.md").write_text(text)
        assert exporter("build", "october.md", "--to", "html").code == 0
        return (tmp_path / "out/october.html").read_text("utf-8")

    return made


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('Dear {{ name | default("reader") }},', "Dear reader,"),
        ("**Dear {{ name | default('reader') }}**,", "<strong>Dear reader</strong>,"),
        ("Dear {{ name }},", "Dear {{ name }},"),
        ("Dear {{ page.name }}, {{ x | default('y') }}", "Dear {{ page.name }}, {{ x"),
        (
            "{% if plan == 1 %}Thanks{% elif not plan %}Hello{% else %}Bye{% endif %}!",
            "Hello!",
        ),
        ("[Join](https://example.org/join?who={{token}})", 'href="https://example.org/join?who="'),
        ("`{{ name | default('x') }}`", "{{ name | default(&#39;x&#39;) }}"),
        ("# {% endif %}\n\nAll the same.", "All the same."),
    ],
)
def test_a_field_says_what_it_says_to_strangers(page: Call, written: str, told: str) -> None:
    assert told in str(page(f"---\ntitle: October\n---\n\n{written}\n"))


@pytest.mark.parametrize(
    "field",
    [
        "'xx'" + "|replace('x', 'x' * 9)".replace("'x' * 9", f"'{'x' * 1000}'") * 5 + "|first",
        "5|round('-1000000000'|int)",
        "1|round(1000000000, 'ceil')",
        "1|round(1, 'no such method')",
        "'1e999'|float|round(0, 'ceil')",
        "1 if '%3000000000d' is even else 2",
        "x" + "|d" * 250,
        "(" * 300 + "1" + ")" * 300,
        "9" * 5000,
    ],
)
def test_a_field_that_would_take_all_there_is_stays_as_it_is_written(
    page: Call, field: str
) -> None:
    assert field[-5:] + " }}" in str(page(f"{{{{ {field} }}}}\n")).replace("&#39;", "'")


def test_a_text_that_is_long_may_still_be_replaced() -> None:
    template = environment().from_string(f"{VALUE[0]} bio | replace(' ', '_') {VALUE[1]}")
    assert rendered(template.render, {"bio": "a b " * 400}) == "a_b_" * 400


def test_braces_that_do_not_end_are_read_once() -> None:
    _, fields = in_plain("{{ " * 300_000 + "{% " * 300_000 + '{{ x | d("y") }}')
    assert [field.source for field in fields.all] == ['x | d("y")']
    link = Link((Text("x"),), "{{" * 300_000)
    with pytest.raises(UsageError, match="do not close"):
        in_chapter(chapter("a", Paragraph((link,))))


def test_fields_of_a_long_paragraph_are_marked_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.personal.fields.columns_in", lambda *_: frozenset())
    many = (Text("{{ a }} "), Emphasis((Text("b"),))) * 20_000
    marked, fields = in_chapter(chapter("a", Paragraph(many)))
    assert len(fields.all) == 20_000
    assert len(plain_text(marked.document.blocks)) > 20_000


def test_a_mark_that_a_note_writes_itself_is_none(page: Call) -> None:
    forged = f"{_marking('october').prefix}n99z"
    assert f"{forged} y" in str(page(f"{forged} {{{{ x | default('y') }}}}\n"))


def test_nor_is_one_that_an_issue_writes() -> None:
    name = note().name
    forged = [f"{_marking(known).prefix}n0z" for known in (name, note().chapters[0].id)]
    written = paragraph(Text("{{ a }} "), Code(forged[0]), Text(forged[1]))
    marked, fields = with_marks(note(written), str)
    assert len(fields.mark.findall(str(marked.chapters))) == 1


def test_what_is_for_some_alone_is_on_no_page(page: Call, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "paid.png")
    text = PAID.replace("who pay.", "who pay.[^1]\n\n![Paid](paid.png)")
    found = str(page(f"{text}\nMore.[^2]\n\n[^1]: One.\n\n[^2]: Two.\n"))
    assert "For all." in found
    assert "who pay" not in found
    assert "One." not in found
    assert "{%" not in found
    assert "data:image/png" not in found
    assert ">1</a>" in found
    assert ">2</a>" not in found


def test_a_title_is_one_for_everybody(page: Call) -> None:
    found = str(page('---\ntitle: Hello {{ name | default("you") }}\n---\n\nText.\n'))
    assert "<title>Hello you" in found
    assert "{{" not in found


def test_without_a_newsletter_braces_are_braces(page: Call) -> None:
    assert "{% if plan" in str(page(PAID, ""))
