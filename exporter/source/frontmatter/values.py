"""What a value of front matter can be read as: a line of text, a date, a language, names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from exporter.model.text import LANGUAGE, one_line
from exporter.source.frontmatter.yaml import iso_date

WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
SPOKEN_DATES = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d")


class Unfit(ValueError):
    """A value that its key can't have; the text says what it has to be."""


def line(value: Any) -> str:
    """One line of text; a list of texts is joined."""
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(map(line, value))
    if isinstance(value, dict | list):
        raise Unfit("must be text")
    if isinstance(value, bool):
        return "true" if value else "false"
    return one_line(str(value))


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = WORDS.get(str(value).strip().lower())
    if word is None:
        raise Unfit("must be true or false")
    return word


def date(value: Any) -> str:
    """ISO 8601 where the date can be read, else as it stands: outputs show it all the same."""
    if isinstance(value, bool):
        raise Unfit("must be a date")
    text = line(value)
    if iso := iso_date(text):
        return iso
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    for form in SPOKEN_DATES:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    if not any(character.isdigit() for character in text):
        raise Unfit("must be a date such as 2026-10-01")
    return text


def language(value: Any) -> str:
    text = line(value).replace("_", "-")
    if not LANGUAGE.fullmatch(text):
        raise Unfit("must be a language tag such as en or pt-BR")
    return text


def names(value: Any, separators: str) -> tuple[str, ...]:
    """The texts of a list, or of one text with separators, each once."""
    given: Iterable[object] = (
        value if isinstance(value, list) else re.split(separators, line(value))
    )
    parts = map(line, given)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def unlinked(text: str) -> str:
    found = re.fullmatch(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]", text)
    return (found.group(2) or found.group(1)).strip() if found else text
