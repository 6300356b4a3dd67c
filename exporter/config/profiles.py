"""Profiles: the settings of a file with some of them replaced, by name (`--profile print`).

They are laid over the parsed file, so that nothing after it knows of any profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporter.config.wording import near_miss
from exporter.errors import UsageError

# What holds where no profile is named
USUAL = "screen"
BUILT_IN: Mapping[str, Mapping[str, Any]] = {
    USUAL: {},
    "print": {
        "build": {"formats": ["pdf"], "link_colour": False, "link_addresses": "notes"},
        "book": {"openings": "right"},
        # the cover is a sheet of its own, and no archive takes inks without a profile
        "pdf": {"black": True, "bleed": "3mm", "cover": False, "standard": "ua-1"},
    },
    "sample": {"build": {"sample": True}},
    "draft": {"build": {"formats": ["pdf", "html"], "draft": True}},
}


def with_profile(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The parsed file as it reads with a profile: what is built in, then the file's own tables.

    Raises UsageError where there is no such profile.
    """
    settings = {key: value for key, value in data.items() if key != "profile"}
    for layer in _layers(data, name):
        settings = _overlaid(settings, layer)
    return settings


def from_profile(data: Mapping[str, Any], name: str, table: str) -> dict[str, Any]:
    """What a profile says of all books, or of all PDF, for those that are not in the file."""
    return {
        key: value for layer in _layers(data, name) for key, value in layer.get(table, {}).items()
    }


def _layers(data: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    """The tables of a profile, the weakest first."""
    name = name or USUAL
    own: Mapping[str, Any] = data.get("profile", {})
    if name not in BUILT_IN and name not in own:
        raise UsageError(f"there is no profile “{name}”", near_miss(name, (*BUILT_IN, *own)))
    # what one profile makes does not take the place of what another made
    named = {} if name == USUAL else {"build": {"suffix": f" - {name}"}}
    return named, BUILT_IN.get(name, {}), own.get(name, {})


def as_file(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile's tables as a file of their own: they have the same keys, and one for all books."""
    return {**profile, "book": [profile["book"]]} if "book" in profile else dict(profile)


def _overlaid(settings: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(settings)
    for table, keys in layer.items():
        if table == "book":
            result["book"] = [_replaced(book, keys) for book in settings.get("book", ())]
        else:
            result[table] = _replaced(settings.get(table, {}), keys)
    return result


def _replaced(table: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
    """The table with keys replaced; in one such as `variables`, those that are named."""
    return {
        **table,
        **{
            key: {**table[key], **value}
            if isinstance(value, dict) and isinstance(table.get(key), dict)
            else value
            for key, value in keys.items()
        },
    }
