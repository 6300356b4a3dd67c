"""People in front matter: authors, and all others by what they did."""

from __future__ import annotations

from typing import Any

import msgspec

from exporter.config.wording import near_miss
from exporter.diagnostics import Report
from exporter.model.document import Contributor
from exporter.model.roles import TERMS, role
from exporter.source.frontmatter.values import Unfit, line, names, unlinked

# field -> the role of those whose own says nothing
ROLE_OF = {
    "authors": "aut",
    "contributors": "ctb",
    "editors": "edt",
    "translators": "trl",
    "illustrators": "ill",
}
# Quarto's `editor: visual` is about its own window
EDITORS_OF_QUARTO = frozenset({"visual", "source"})


def people(value: Any) -> tuple[Contributor, ...]:
    """Names, or tables as Pandoc and Quarto have them; a role is as it is written."""
    given = value if isinstance(value, list) else [value]
    if len(given) == 1 and isinstance(given[0], str):
        given = list(names(given[0], r"\s*;\s*"))
    return tuple(person for each in given for person in _person(each) if person.name)


def editors(value: Any) -> tuple[Contributor, ...]:
    """The same, but for the name of a program."""
    if isinstance(value, dict) and not _name(value):
        raise Unfit("must be a name")
    if str(value).lower() in EDITORS_OF_QUARTO:
        raise Unfit("must be a name")
    return people(value)


def name_roles(fields: dict[str, Any], report: Report) -> None:
    """Part those who wrote it from all others, each with the code of a role."""
    found = dict.fromkeys(
        msgspec.structs.replace(person, role=_code(person.role or default, report))
        for field, default in ROLE_OF.items()
        for person in fields.pop(field, ())
    )
    fields["authors"] = tuple(person for person in found if person.role == "aut")
    fields["contributors"] = tuple(person for person in found if person.role != "aut")


def _person(value: Any) -> tuple[Contributor, ...]:
    """One person; with several roles, one for each."""
    if not isinstance(value, dict):
        return (Contributor(unlinked(line(value)), ""),)
    sort = line(value.get("sort") or value.get("file-as") or "")
    given = value.get("role")
    roles = given if isinstance(given, list) else [given or ""]
    return tuple(Contributor(_name(value), line(each), sort) for each in roles)


def _name(person: dict[str, Any]) -> str:
    """Quarto has a table of a name's parts, and Pandoc calls it `text`."""
    name = person.get("name") or person.get("text") or person.get("literal") or ""
    if isinstance(name, dict):
        parts = ("given", "dropping-particle", "non-dropping-particle", "family")
        return line(
            name.get("literal") or " ".join(line(name[key]) for key in parts if key in name)
        )
    return unlinked(line(name))


def _code(word: str, report: Report) -> str:
    code = role(word)
    if not code:
        report.add(
            "metadata/role",
            f"there is no role “{word}”: the person is named as a contributor",
            hint=near_miss(word, TERMS),
            about=word,
            top=True,
        )
    return code or "ctb"
