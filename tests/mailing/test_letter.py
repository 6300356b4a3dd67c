"""The message of one subscriber: personal fields, headers that nobody smuggles in, parts."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.errors import UsageError
from exporter.mailing.letter import columns_of, letter_of
from exporter.model.nodes import BulletList, Code, Link, ListItem, Paragraph, Quoted, Text
from exporter.personal.expressions import FieldMissing, Lacking, Sample
from exporter.rendering.templates import Theme
from tests import editions
from tests.mailing import letters

OURS = {
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Type",
}  # fmt: skip


def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


# --- fields ---------------------------------------------------------------------------------------


def test_a_field_is_escaped_in_html_and_plain_in_text(theme: Theme) -> None:
    made = letters.letter(letters.edition(words("Dear {{ name }}, hello.")), theme)
    text, html = letters.parts(letters.written(made, name="Ada <b>&\nLovelace"))
    assert "Dear Ada <b>& Lovelace, hello." in text
    assert "Dear Ada &lt;b&gt;&amp; Lovelace, hello." in html


def test_a_default_is_for_those_who_have_none_whatever_quotation_marks_became(
    theme: Theme,
) -> None:
    typed = (Text("Dear {{ name | default("), Quoted((Text("reader"),), "double"), Text(") }}!"))
    curly = words("And {{ city | default(“somewhere”) }}.")
    made = letters.letter(letters.edition(Paragraph(typed), curly), theme)
    assert columns_of(made).keys() == {"name", "city"}
    text, _ = letters.parts(letters.written(made))
    assert "Dear reader!" in text
    assert "And somewhere." in text
    assert "Dear Ada!" in letters.parts(letters.written(made, name="Ada"))[0]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("{{ age | round }}", "[age]"),
        ("{{ age | int | round(1) }}", "[age]"),
        ("{{ names | first | upper }}", "[names]"),
        ("{{ names | length }}", "[names]"),
        ('{{ name | default("you") }}', "you"),
        ("{% if age is even %}x{% elif age is odd %}y{% else %}z{% endif %}", "z"),
    ],
)
def test_a_field_of_a_sample_has_its_name_whatever_is_done_to_it(
    theme: Theme, field: str, shown: str
) -> None:
    issue = letters.issue(letters.edition(words(f"Told: {field}.")), theme)
    text, _ = letters.parts(letters.written(letter_of(issue, lacking=Sample)))
    assert f"Told: {shown}." in text


@pytest.mark.parametrize("field", ["{{ 5 | first }}", '{{ "a" | round }}'])
def test_a_field_that_nobody_can_be_told_is_an_error_of_the_issue(theme: Theme, field: str) -> None:
    issue = letters.issue(letters.edition(words(f"Told: {field}.")), theme)
    for lacking in (Lacking, Sample):
        with pytest.raises(UsageError, match="can't be filled in"):
            letters.written(letter_of(issue, lacking=lacking))


def test_conditions_in_too_many_others_are_an_error_of_the_issue(theme: Theme) -> None:
    nested = "{% if name %}" * 120 + "x" + "{% endif %}" * 120
    with pytest.raises(UsageError, match="too many others"):
        letters.letter(letters.edition(words(nested)), theme)


def test_a_field_without_a_default_is_missed(theme: Theme) -> None:
    made = letters.letter(letters.edition(words("Dear {{ name | upper }}")), theme)
    with pytest.raises(FieldMissing, match="name"):
        letters.written(made)


def test_fields_stand_in_subject_preheader_and_addresses(theme: Theme) -> None:
    link = Link((Text("join"),), "https://example.org/?who={{email}}&c=%7B%7Bcity%7D%7D")
    made = letters.letter(
        letters.edition(
            Paragraph((link,)), title="For {{ name }}", description="Dear {{ name }}: news"
        ),
        theme,
    )
    data = letters.written(made, name="José", city="a b&c")
    text, html = letters.parts(data)
    assert letters.read(data)["Subject"] == "For José"
    assert "Dear José: news" in html
    assert 'href="https://example.org/?who=ada%40example.org&amp;c=a%20b%26c"' in html
    assert "https://example.org/?who=ada%40example.org&c=a%20b%26c" in text


def test_conditions_choose_blocks_and_leave_nothing_of_themselves(theme: Theme) -> None:
    blocks = (
        words('{% if plan == "paid" %}'),
        words("for those who pay"),
        words("{% else %}"),
        words("for the others {% if city %}in {{ city }}{% endif %}"),
        words("{% endif %}"),
        words("for all"),
    )
    made = letters.letter(letters.edition(*blocks), theme)
    text, html = letters.parts(letters.written(made, plan="paid"))
    assert "for those who pay\n\nfor all" in text
    assert "others" not in html
    text, html = letters.parts(letters.written(made, city="Rome"))
    assert "for the others in Rome\n\nfor all" in text
    assert re.findall(r"<p\b[^>]*>\s*</p>", html) == []


def test_what_stands_in_code_is_no_field(theme: Theme) -> None:
    code = Paragraph((Text("Write "), Code("{{ name }}"), Text(".")))
    made = letters.letter(letters.edition(code), theme)
    assert columns_of(made) == {}
    assert "`{{ name }}`" in letters.parts(letters.written(made))[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ name", None),
        ("{{ }}", "it is empty"),
        ("{{ name | }}", "note.md:1: {{ name | }}: something is missing at its end"),
        ("{{ name.upper() }}", "has no place in it"),
        ("{{ ''.__class__ }}", "a dot has no place in it"),
        ("{{ name['x'] }}", "a subscript has no place in it"),
        ("{{ 9 ** 9 }}", "arithmetic has no place in it"),
        ("{{ range(9) }}", "a call has no place in it"),
        ("{{ name | format }}", "there is no filter “format”"),
        ("{% for x in name %}{% endfor %}", "there is no “for” here"),
        ("{% include 'x' %}", "there is no “include” here"),
        ("a {% if name %} b", "its {% endif %} does not stand in the same"),
        ("a {% endif %} b", "nothing was begun where it stands"),
    ],
)
def test_a_field_that_can_t_be_understood_is_told(text: str, told: str | None) -> None:
    made = letters.edition(words(text))
    if told is None:
        letters.marked(made)
        return
    with pytest.raises(UsageError) as error:
        letters.marked(made)
    assert told in error.value.message


def test_a_condition_can_t_tear_markup() -> None:
    items = (ListItem((words("{% if name %}"),)), ListItem((words("{% endif %}"),)))
    with pytest.raises(UsageError, match="does not stand in the same"):
        letters.marked(letters.edition(BulletList(items)))


# --- headers and parts ----------------------------------------------------------------------------


def test_headers_are_those_of_a_newsletter(theme: Theme) -> None:
    made = letters.letter(letters.edition(words("Hello")), theme)
    data = letters.written(made, name="Ada Lovelace")
    found = letters.read(data)
    assert set(found.keys()) == OURS
    assert found["To"] == "Ada Lovelace <ada@example.org>"
    assert found["Date"] == "Thu, 01 Oct 2026 12:00:00 +0000"
    assert found["Message-ID"].endswith("@example.org>")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(found["List-Unsubscribe"]) == (
        "<https://example.org/leave?token=tok3n>,"
        " <mailto:me@example.org?subject=unsubscribe%20tok3n>"
    )
    assert data == letters.written(made, name="Ada Lovelace")
    same, other = (
        letters.read(letters.written(made, address))["Message-ID"]
        for address in ("ADA@example.ORG", "bob@example.org")
    )
    assert found["Message-ID"] == same != other
    elsewhere = made.issue._replace(sender="news@example.org")
    twin = letters.read(letters.written(made._replace(issue=elsewhere)))["Message-ID"]
    assert found["Message-ID"] != twin


def test_pictures_come_once_and_lines_are_short(tmp_path: Path, theme: Theme) -> None:
    made = msgspec.structs.replace(
        letters.edition(editions.image(), words("Dear {{ name }} " + "ä" * 300)),
        assets={"dot.png": editions.asset(tmp_path)},
    )
    data = letters.written(letters.letter(made, theme), name="é" * 500)
    found = letters.read(data)
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    assert [part.defects for part in found.walk() if part.defects] == []
    assert "é" * 500 in letters.parts(data)[1]
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")


# Of any kind, and of those that headers are made of
TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            ["\r", "\n", "\r\n", "Bcc: x@y.z", "=?utf-8?q?a=0D=0ABcc:_x@y.z?=", "<", ">", ",", '"',
             "\\", "\x00", "\u2028", "\x85", "ä", " ", "a@b.c", ";", ":", "=?", "?=", "word"]
        ),
        max_size=40,
    ).map("".join),
)  # fmt: skip


@given(subject=TEXT, name=TEXT)
def test_no_title_and_no_name_makes_a_header(subject: str, name: str) -> None:
    data = letters.written(letters.plain_letter(subject), name=name)
    found = letters.read(data)
    assert set(found.keys()) <= OURS
    assert len(found.keys()) == len(set(found.keys()))
    assert "x@y.z" not in [each.addr_spec for each in found["To"].addresses]
    assert [each.addr_spec for each in found["To"].addresses] == ["ada@example.org"]
    # whoever decodes a name once more than the standard says finds no header in it either
    shown = str(found["Subject"]) + found["To"].addresses[0].display_name
    assert set("\r\n\0").isdisjoint(shown)
    head = data.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert letters.parts(data)[0] == "hello\n"


@given(value=st.text(max_size=300), html=st.text(st.characters(exclude_categories=["C"])))
def test_every_text_comes_through(value: str, html: str) -> None:
    letter = letters.plain_letter(html=f"{html}\n.\n..\n--=_exporter\nFrom \n  \n")
    got = letters.parts(letters.written(letter, name=value))[1]
    assert got == f"{html}\n.\n..\n--=_exporter\nFrom \n  \n"


def test_an_address_in_utf8_stands_in_to_as_it_is() -> None:
    data = letters.written(letters.plain_letter(), "josé@bücher.example", name="José")
    assert "<josé@xn--bcher-kva.example>".encode() in data
