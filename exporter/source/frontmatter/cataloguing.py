"""What catalogues ask for in front matter: identifiers, subjects, rights, in Pandoc's and Quarto's
forms, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from exporter.diagnostics import Report
from exporter.model.document import Identifier, Subject
from exporter.model.identifiers import identifier
from exporter.source.frontmatter.values import Unfit, line


class Given(NamedTuple):
    """An identifier as it is written, before anybody looked whether it is one."""

    text: str
    scheme: str


def given(scheme: str) -> Callable[[Any], tuple[Given, ...]]:
    """A reader of identifiers, one or several; Pandoc has tables with `text` and `scheme`."""

    def read(value: Any) -> tuple[Given, ...]:
        found = value if isinstance(value, list) else [value]
        return tuple(_given(each, scheme) for each in found if each is not None)

    return read


def _given(value: Any, scheme: str) -> Given:
    if isinstance(value, dict):
        return Given(_text_of(value), line(value.get("scheme", scheme)))
    return Given(line(value), scheme)


def identifiers(fields: dict[str, Any], report: Report) -> tuple[Identifier, ...]:
    """All that were given, each once; one that can't be what it says is kept without a scheme."""
    found = [
        identifier(each.text, each.scheme, report)
        for field in ("identifiers", "isbn", "doi")
        for each in fields.pop(field, ())
        if each.text
    ]
    return tuple(dict.fromkeys(found))


def subjects(value: Any) -> tuple[Subject, ...]:
    """Texts, or Pandoc's tables with `text`, `authority` and `term`."""
    return tuple(map(_subject, value if isinstance(value, list) else [value]))


def _subject(value: Any) -> Subject:
    if isinstance(value, dict):
        code = value.get("code") or value.get("term") or ""
        return Subject(_text_of(value), line(value.get("authority", "")), line(code))
    return Subject(line(value))


def rights(value: Any) -> str:
    """Text, or Quarto's tables: a licence's `url` or `text`, a copyright's `year` and `holder`."""
    if not isinstance(value, dict):
        return line(value)
    if told := value.get("url") or value.get("statement") or value.get("text"):
        return line(told)
    year, holder = line(value.get("year", "")), line(value.get("holder", ""))
    if not holder:
        raise Unfit("must be text")
    return " ".join(part for part in ("©", year, holder) if part)


def with_parted_title(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values with Pandoc's list of titles as a title and a subtitle."""
    titles = values.get("title")
    if not isinstance(titles, list) or not all(isinstance(each, dict) for each in titles):
        return values
    by_type = {str(each.get("type", "main")): each.get("text") for each in reversed(titles)}
    parted = {"title": by_type.get("main"), "subtitle": by_type.get("subtitle")}
    return {**values, **{key: text for key, text in parted.items() if text}}


def _text_of(value: dict[str, Any]) -> str:
    text = line(value.get("text") or value.get("name") or "")
    if not text:
        raise Unfit("needs a text")
    return text
