"""Who gets an issue: lists, addresses, segments, those who are left out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exporter.errors import UsageError
from exporter.mailing.addresses import inbox
from exporter.mailing.audience import Audience, audience_of, check_all
from exporter.mailing.deliveries import Addressee
from exporter.mailing.lists import Listed, Subscriber, Unread, read_list
from exporter.mailing.suppression import Suppressed
from exporter.personal.expressions import FieldMissing, condition


def listed(folder: Path, text: str | bytes, name: str = "list.csv") -> Listed:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_list(file)


def rows(found: Listed) -> list[tuple[object, ...]]:
    return [tuple(row) for row in found.rows]


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_list_is_read_whatever_stands_between_its_cells(
    tmp_path: Path, delimiter: str
) -> None:
    text = '\ufeffName,E-Mail,First Name\r\n"Ada\nL",ada@example.org,Ada\r\n\r\n,bob@b.org\r\n'
    found = listed(tmp_path, text.replace(",", delimiter))
    assert found.columns == ("name", "e_mail", "first_name")
    assert rows(found) == [
        (2, "ada@example.org", {"name": "Ada\nL", "first_name": "Ada"}),
        (5, "bob@b.org", {}),
    ]


def test_json_lines_keep_numbers_and_name_what_is_none(tmp_path: Path) -> None:
    text = '{"email": "a@example.org", "age": 42, "tags": []}\n[]\n{"email"\n'
    found = listed(tmp_path, text, "list.jsonl")
    assert found.rows[0] == Subscriber(1, "a@example.org", {"age": 42})
    assert [type(row) for row in found.rows[1:]] == [Unread, Unread]
    assert [row.line for row in found.rows] == [1, 2, 3]


def test_a_text_in_json_may_have_any_separator(tmp_path: Path) -> None:
    found = listed(tmp_path, '{"email": "a@b.org", "name": "A\u2028B\u0085C"}\r\n', "list.jsonl")
    assert found.rows == (Subscriber(1, "a@b.org", {"name": "A\u2028B\u0085C"}),)


def test_a_table_of_a_database_is_a_list(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "list.db")) as database:
        database.execute("CREATE TABLE readers(email TEXT, age INTEGER)")
        database.execute("INSERT INTO readers VALUES ('a@b.org', 42), ('b@b.org', NULL)")
        database.execute("CREATE TABLE others(email TEXT)")
        database.commit()
    found = read_list(tmp_path / "list.db", "readers")
    assert rows(found) == [(1, "a@b.org", {"age": 42}), (2, "b@b.org", {})]
    with pytest.raises(UsageError) as error:
        read_list(tmp_path / "list.db")
    assert error.value.hint == "--table others | readers"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("name\nAda\n", "has no column “email”"),
        ("ada@example.org\nbob@example.org\n", ":1: the first line has no names"),
        ("email,a b,A-B\n", ":1: two columns are called “a_b”"),
        (b"email\n\xff@example.org\n", ":2: this is not UTF-8"),
        ('email\n"a@example.org\n', ":2: unexpected end of data"),
    ],
)
def test_a_list_that_is_none_is_told(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(UsageError) as error:
        listed(tmp_path, text)
    assert told in error.value.message


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(UsageError, match="the list"):
            read_list(path)


# --- addresses ------------------------------------------------------------------------------------


def test_spellings_of_one_inbox_have_one_key() -> None:
    spellings = ("Ada@BÜCHER.example", "ada@xn--bcher-kva.example", " ada@bücher.example ")
    assert {inbox(each).key for each in spellings} == {"ada@xn--bcher-kva.example"}
    assert inbox("Ada@bücher.example").route == "Ada@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "written",
    ["", "ada", "a@", "@b.org", "a b@c.org", "a@b", "a@b.org\r\nBcc: x@y.z", "a@b.org, c@d.org",
     "<a@b.org>", "a@[127.0.0.1]", "a" * 65 + "@b.org"],
)  # fmt: skip
def test_what_is_no_address_is_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        inbox(written)


def test_those_who_get_nothing_are_counted_with_the_reason(tmp_path: Path) -> None:
    found = listed(
        tmp_path,
        "email,plan\na@example.org,paid\nA@EXAMPLE.org,paid\nnobody,paid\nleft@example.org,paid\n"
        "free@example.org,free\nx@example.org,paid,too,many\n",
    )
    left = Suppressed("left@example.org", "unsubscribed", "", "2026-01-01")
    audience = audience_of(
        found, {"left@example.org": left}, condition('plan == "paid"', found.columns), {"plan"}
    )
    assert audience.members == (Addressee("a@example.org", "a@example.org", 2, {"plan": "paid"}),)
    assert [(each.line, each.why) for each in audience.left_out] == [
        (3, "duplicate"), (4, "invalid"), (5, "unsubscribed"), (6, "segment"), (7, "unread"),
    ]  # fmt: skip


# --- segments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ('plan == "paid" and joined >= "2026-01-01"', True),
        ('plan == "free" or not city', True),
        ("age | int > 40", True),
        ("city", False),
        ('city == ""', False),
        ('city < "z"', False),
        ("city is defined", False),
        ('plan in ["paid", "gift"]', True),
        ('"42" == age', True),
    ],
)
def test_a_segment_asks_columns(written: str, holds: bool) -> None:
    row = {"plan": "paid", "joined": "2026-03-01", "age": "42"}
    assert condition(written, {*row, "city"})(row, 1) is holds


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "there is no condition in it"),
        ("plan =", "--segment plan ="),
        ("plna", "the list has no column “plna”"),
        ("plan.upper()", "has no place in it"),
        ("().__class__.__bases__", "has no place in it"),
        ("plan == 1 %}{% if 1", "--segment"),
    ],
)
def test_a_segment_that_is_none_is_told(written: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        condition(written, {"plan"})
    assert told in error.value.message


def test_text_is_not_compared_with_a_number() -> None:
    with pytest.raises(UsageError, match="line 7 of the list can't be compared"):
        condition("age > 40", {"age"})({"age": "42"}, 7)


def test_everybody_s_fields_are_tried_before_anybody_s_message_is_sent() -> None:
    members = tuple(Addressee(f"{n}@b.org", f"{n}@b.org", n + 2, {}) for n in range(5))

    def write(to: Addressee) -> None:
        if to.line > 3:
            raise FieldMissing("name")

    with pytest.raises(UsageError) as error:
        check_all(Audience(members, ()), write, "list.csv")
    assert error.value.message == (
        "list.csv:4: the subscriber has no “name”, and 2 more lack such; nothing was sent"
    )
