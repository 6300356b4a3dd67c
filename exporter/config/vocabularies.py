"""Words of settings that must belong to a vocabulary: roles of people, and languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from exporter.config.wording import near_miss
from exporter.model.roles import TERMS, role
from exporter.model.text import LANGUAGE

Place = tuple[str | int, ...]


def unknown_words(
    tables: Iterable[tuple[Place, dict[str, Any]]],
) -> Iterator[tuple[Place, str, str]]:
    """What stands where no such word can: the path to it, what is wrong, and a hint."""
    for path, table in tables:
        for key in ("authors", "contributors"):
            for number, person in enumerate(_listed(table.get(key))):
                word = person.get("role") if isinstance(person, dict) else None
                if isinstance(word, str) and word and not role(word):
                    hint = near_miss(word, TERMS)
                    yield (*path, key, number, "role"), f"there is no role “{word}”", hint
        for key in ("lang", "languages"):
            for tag in _listed(table.get(key)):
                if isinstance(tag, str) and tag and not LANGUAGE.fullmatch(tag):
                    hint = "a language is a tag such as en or pt-BR"
                    yield (*path, key), f"“{tag}” is no language tag", hint


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
