"""Issues as they are pasted into services: their words for fields, and what has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from PIL import Image as Picture

from exporter.errors import UsageError
from exporter.mailing.services import SERVICES, pasted
from exporter.model.nodes import CodeBlock, Paragraph, Text
from exporter.rendering.templates import Theme
from tests.commands import Call
from tests.mailing import letters
from tests.mailing.stage import Project

NAME = 'Dear {{ name | default("reader") }},'
PAID = '{% if plan == "paid" %}Thanks{% else %}Hello{% endif %}'


def html_of(theme: Theme, text: str, service: str) -> str:
    made = letters.edition(Paragraph((Text(text),)))
    return pasted(letters.issue(made, theme), service).html


@pytest.mark.parametrize(
    ("service", "text", "told"),
    [
        ("ghost", NAME, 'Dear %%{name, "reader"}%%,'),
        ("ghost", "{{ email }}", ">%%{email}%%<"),
        (
            "buttondown",
            NAME,
            "Dear {% if subscriber.metadata.name %}{{ subscriber.metadata.name }}"
            "{% else %}reader{% endif %},",
        ),
        ("buttondown", "{{ email }}", ">{{ subscriber.email }}<"),
        (
            "buttondown",
            PAID,
            '{% if subscriber.metadata.plan == "paid" %}Thanks{% else %}Hello{% endif %}',
        ),
        ("buttondown", "{% if name %}Hi{% endif %}", "{% if subscriber.metadata.name %}Hi{% endif"),
        ("mailchimp", NAME, "Dear *|IF:NAME|**|NAME|**|ELSE:|*reader*|END:IF|*,"),
        ("mailchimp", PAID, "*|IF:PLAN=paid|*Thanks*|ELSE:|*Hello*|END:IF|*"),
    ],
)
def test_fields_are_in_the_words_of_the_service(
    theme: Theme, service: str, text: str, told: str
) -> None:
    assert told in html_of(theme, text, service)


@pytest.mark.parametrize(
    ("service", "text", "why"),
    [
        ("ghost", "{{ plan }}", "it knows name, first_name, email only"),
        ("ghost", PAID, "it has no conditions"),
        ("mailchimp", "{{ name | upper }}", "a field is a column there"),
        ("mailchimp", '{% if name in "ab" %}x{% endif %}', "a condition asks for a column"),
        ("buttondown", "{% if a %}x{% elif b %}y{% endif %}", "write an {% if %} within"),
    ],
)
def test_what_can_t_be_said_there_is_told(theme: Theme, service: str, text: str, why: str) -> None:
    with pytest.raises(
        UsageError, match=f"can't be said in {SERVICES[service].title}'s words"
    ) as e:
        html_of(theme, text, service)
    assert why in e.value.message


@pytest.mark.parametrize("service", [*SERVICES])
@pytest.mark.parametrize("text", ["{{ x }}", "{% if x %}", "*|UNSUB|*", "%%{uuid}%%"])
def test_code_is_for_readers_and_not_for_the_service(theme: Theme, service: str, text: str) -> None:
    made = letters.edition(CodeBlock(text))
    told = pasted(letters.issue(made, theme), service).html
    assert text not in told.replace('href="*|UNSUB|*"', "")
    assert text in "".join(html.fromstring(told).itertext()).replace("\xa0", " ")


def test_mailchimp_gets_the_whole_letter_with_its_way_to_leave(theme: Theme) -> None:
    told = html_of(theme, "Hello", "mailchimp")
    assert 'href="*|UNSUB|*"' in told
    assert "example.org/leave" not in told
    assert told.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("service", ["ghost", "buttondown"])
def test_others_get_the_text_alone(theme: Theme, service: str) -> None:
    told = html_of(theme, "Hello & <good> bye", service)
    assert "Hello &amp; &lt;good&gt; bye" in told
    assert "<body" not in told
    assert "leave" not in told
    assert "October" not in told


def test_a_field_in_an_address_is_told_as_it_is_written(exporter: Call, tmp_path: Path) -> None:
    Project(tmp_path).issue("[Join](https://example.org/{{token}})\n")
    done = exporter("newsletter", "export", "issue.md", "--to", "mailchimp")
    assert "error: {{token}} can't be said in Mailchimp's words" in done.err


def test_the_command_writes_what_is_pasted_and_uploaded(exporter: Call, tmp_path: Path) -> None:
    project = Project(tmp_path)
    Picture.new("RGB", (40, 30), "red").save(tmp_path / "dot.png")
    project.issue("![A dot](dot.png)\n")
    done = exporter("newsletter", "export", "issue.md", "--to", "ghost")
    assert done.code == 0
    assert done.out == (
        "written out/issue.ghost/paste.html\n"
        "upload 1 picture from out/issue.ghost to Ghost, and put their addresses in\n"
    )
    told = (tmp_path / "out/issue.ghost/paste.html").read_text("utf-8")
    assert 'src="image-1.png"' in told
    assert Picture.open(tmp_path / "out/issue.ghost/image-1.png").width == 40
