"""What the keys of front matter mean: the names that Obsidian, Pandoc, Hugo, Jekyll, Pelican and
the digital-garden plugin have for the same thing. A key without a meaning here is kept in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from exporter.diagnostics import Report
from exporter.model.document import Contributor, Metadata
from exporter.model.text import clean
from exporter.source.frontmatter.yaml import iso_date

# field -> its keys, folded; the first that is there holds
KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "authors": ("authors", "author", "by", "creator"),
    "date": ("date", "published", "pubdate", "created", "date-created", "dg-created"),
    "modified": ("modified", "updated", "lastmod", "last-modified", "date-modified", "dg-updated"),
    "lang": ("lang", "language"),
    "dir": ("dir",),
    "tags": ("tags", "tag", "keywords"),
    "description": ("description", "summary", "abstract", "excerpt"),
    "cover": ("cover", "cover-image", "image", "banner"),
    "slug": ("slug",),
    "permalink": ("permalink", "dg-permalink", "url"),
    "publish": ("publish", "dg-publish", "published"),
    "draft": ("draft",),
    "aliases": ("aliases", "alias"),
    "rights": ("rights", "license", "licence", "copyright"),
    "publisher": ("publisher",),
    "identifier": ("identifier", "isbn"),
    "series": ("series",),
    "series_number": ("series-number", "series-index", "volume"),
    "toc": ("toc", "dg-show-toc"),
    "cssclasses": ("cssclasses", "cssclass", "dg-content-classes"),
}
WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# BCP 47 §2.1, as far as anybody writes it
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
SPOKEN_DATES = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d")
# MARC relator codes, <https://www.loc.gov/marc/relators/>
ROLES = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "illustrator": "ill",
    "photographer": "pht",
    "contributor": "ctb",
    "foreword": "aui",
}


class _Unfit(ValueError):
    """A value that its key can't have; the text says what it has to be."""


def metadata(values: Mapping[str, Any], report: Report) -> Metadata:
    """The metadata of a note. A value that its key can't have goes to the report and to `extra`."""
    keys = {_folded(key): key for key in values}
    fields: dict[str, Any] = {}
    used: set[str] = set()
    for field, names in KEYS.items():
        for name in names:
            key = keys.get(name)
            if key is None or values[key] is None or key in used:
                continue
            try:
                found = READERS[field](values[key])
            except _Unfit as unfit:
                # `published` is a date to some and a flag to others
                if name != "published":
                    _complain(key, unfit, report)
                continue
            used.add(key)
            fields.setdefault(field, found)
    if str(values.get(keys.get("status", ""), "")).lower() == "draft":  # Pelican
        fields["draft"] = True
    if values.get(keys.get("dg-home", "")) is True:  # the garden plugin's front page
        fields.setdefault("permalink", "/")
    extra = {
        clean(key): _cleaned(value)
        for key, value in values.items()
        if key not in used and value is not None
    }
    return Metadata(**fields, extra=extra)


def _complain(key: str, unfit: _Unfit, report: Report) -> None:
    report.add("frontmatter/value", f"“{key}” {unfit}; it is not used", about=key, top=True)


def _folded(key: str) -> str:
    return re.sub(r"[\s_-]+", "-", key.strip().lower())


def _text(value: Any) -> str:
    """One line of text; a list of texts is joined."""
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(map(_text, value))
    if isinstance(value, dict | list):
        raise _Unfit("must be text")
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(clean(str(value)).split())


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = WORDS.get(str(value).strip().lower())
    if word is None:
        raise _Unfit("must be true or false")
    return word


def _date(value: Any) -> str:
    """ISO 8601 where the date can be read, else as it stands: outputs show it all the same."""
    if isinstance(value, bool):
        raise _Unfit("must be a date")
    text = _text(value)
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
        raise _Unfit("must be a date such as 2026-10-01")
    return text


def _language(value: Any) -> str:
    text = _text(value).replace("_", "-")
    if not LANGUAGE.fullmatch(text):
        raise _Unfit("must be a language tag such as en or pt-BR")
    return text


def _direction(value: Any) -> Literal["ltr", "rtl"]:
    match _text(value).lower():
        case "ltr":
            return "ltr"
        case "rtl":
            return "rtl"
    raise _Unfit("must be ltr or rtl")


def _names(value: Any, separators: str) -> tuple[str, ...]:
    """The texts of a list, or of one text with separators, each once."""
    given: Iterable[object] = (
        value if isinstance(value, list) else re.split(separators, _text(value))
    )
    parts = map(_text, given)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _tags(value: Any) -> tuple[str, ...]:
    # a tag of Obsidian's holds no blank, a keyword of a list may
    names = _names(value, r"," if isinstance(value, str) and "," in value else r"\s+")
    return tuple(dict.fromkeys(name.lstrip("#") for name in names if name.lstrip("#")))


def _classes(value: Any) -> tuple[str, ...]:
    return _names(value, r"[\s,]+")


def _aliases(value: Any) -> tuple[str, ...]:
    return _names(value, r",")


def _authors(value: Any) -> tuple[Contributor, ...]:
    people = value if isinstance(value, list) else [value]
    if len(people) == 1 and isinstance(people[0], str):
        people = list(_names(people[0], r"\s*;\s*"))
    return tuple(person for each in people if (person := _person(each)).name)


def _person(value: Any) -> Contributor:
    if isinstance(value, dict):
        role = _text(value.get("role", "aut")).lower()
        name = _text(value.get("name", ""))
        return Contributor(name, ROLES.get(role, role), _text(value.get("sort", "")))
    return Contributor(_unlinked(_text(value)))


def _picture(value: Any) -> str:
    """A path or an address; Hugo has a table with it, Obsidian a wikilink."""
    if isinstance(value, dict):
        value = value.get("image") or value.get("src") or ""
    return _unlinked(_text(value).removeprefix("!"))


def _unlinked(text: str) -> str:
    found = re.fullmatch(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]", text)
    return (found.group(2) or found.group(1)).strip() if found else text


READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(KEYS, _text),
    "authors": _authors,
    "date": _date,
    "modified": _date,
    "lang": _language,
    "dir": _direction,
    "tags": _tags,
    "aliases": _aliases,
    "cssclasses": _classes,
    "cover": _picture,
    "publish": _flag,
    "draft": _flag,
    "toc": _flag,
}


def _cleaned(value: Any) -> Any:
    """Any value without the characters that no output may hold."""
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value
