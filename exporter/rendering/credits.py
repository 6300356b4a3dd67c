"""Who did what beside writing it, in words: “Translated by …”."""

from __future__ import annotations

from collections.abc import Iterable

from exporter.model.document import Contributor
from exporter.model.roles import ROLES
from exporter.rendering.labels import labels


def by_role(people: Iterable[Contributor]) -> dict[str, list[str]]:
    """The names of people by what they did, in the order in which they are named."""
    found: dict[str, list[str]] = {}
    for person in people:
        found.setdefault(person.role, []).append(person.name)
    return found


def phrase(role: str, lang: str) -> str:
    """What goes before the names of those who have a role; MARC's English term for a rare one."""
    return labels(lang).credits.get(role) or f"{ROLES.get(role, role).capitalize()}:"
