"""What the keys of front matter mean: the names that Obsidian, Pandoc, Hugo, Jekyll, Pelican and
the digital-garden plugin have for the same thing. A key without a meaning here is kept in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from exporter.config import Misfit, Pdf, pdf_of
from exporter.diagnostics import Report
from exporter.model.document import Metadata
from exporter.model.text import clean
from exporter.source.frontmatter import people
from exporter.source.frontmatter.cataloguing import (
    given,
    identifiers,
    rights,
    subjects,
    with_parted_title,
)
from exporter.source.frontmatter.values import (
    Unfit,
    date,
    flag,
    language,
    line,
    names,
    unlinked,
)

# field -> its keys, folded; the first that is there holds
KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "authors": ("authors", "author", "by", "creator"),
    "contributors": ("contributors", "contributor"),
    "editors": ("editors", "editor"),
    "translators": ("translators", "translator"),
    "illustrators": ("illustrators", "illustrator"),
    "date": ("date", "published", "pubdate", "created", "date-created", "dg-created"),
    "modified": ("modified", "updated", "lastmod", "last-modified", "date-modified", "dg-updated"),
    "first_published": ("first-published", "original-date"),
    "lang": ("lang", "language"),
    "languages": ("languages",),
    "dir": ("dir",),
    "writing_mode": ("writing-mode",),
    "tags": ("tags", "tag", "keywords"),
    "subjects": ("subjects", "subject"),
    "description": ("description", "summary", "abstract", "excerpt"),
    "cover": ("cover", "cover-image", "image", "banner"),
    "slug": ("slug",),
    "permalink": ("permalink", "dg-permalink", "url"),
    "publish": ("publish", "dg-publish", "published"),
    "draft": ("draft",),
    "aliases": ("aliases", "alias"),
    "rights": ("rights", "copyright"),
    "license": ("license", "licence"),
    "publisher": ("publisher",),
    "publisher_place": ("publisher-place",),
    "edition": ("edition",),
    "isbn": ("isbn",),
    "doi": ("doi",),
    "identifiers": ("identifiers", "identifier"),
    "series": ("series", "belongs-to-collection"),
    "series_number": ("series-number", "series-index", "volume", "group-position"),
    "toc": ("toc", "dg-show-toc"),
    "cssclasses": ("cssclasses", "cssclass", "dg-content-classes"),
    "pdf": ("pdf",),
}

# `published` is a date to some and a flag to others; Quarto's `editor` is about its own window, and
# `pdf` may be a file that goes along
AMBIGUOUS = frozenset({"published", "editor", "pdf"})

# A finding is looked for in the whole note: more than so many of a kind are told as one
MOST_TOLD = 20
# What a note's `pdf` may hold
PDF_KEYS = frozenset(field.encode_name for field in msgspec.structs.fields(Pdf))

# Of these, all that is there holds: Pandoc's `author` is for the page, its `creator` for the EPUB
GATHERED = frozenset({"authors", "identifiers"})


def metadata(values: Mapping[str, Any], report: Report) -> Metadata:
    """The metadata of a note. A value that its key can't have goes to the report and to `extra`."""
    _tell_illegal(values, report)
    values = with_parted_title(values)
    keys = {_folded(key): key for key in values}
    fields: dict[str, Any] = {}
    used: set[str] = set()
    for field, called in KEYS.items():
        for name in called:
            key = keys.get(name)
            if key is None or values[key] is None or key in used:
                continue
            try:
                found = READERS[field](values[key])
            except Unfit as unfit:
                if name not in AMBIGUOUS:
                    _complain(key, unfit, report)
                continue
            used.add(key)
            if field in GATHERED:
                fields[field] = (*fields.get(field, ()), *found)
            fields.setdefault(field, found)
    if str(values.get(keys.get("status", ""), "")).lower() == "draft":  # Pelican
        fields["draft"] = True
    if values.get(keys.get("dg-home", "")) is True:  # the garden plugin's front page
        fields.setdefault("permalink", "/")
    _say_languages(fields)
    people.name_roles(fields, report)
    fields["identifiers"] = identifiers(fields, report)
    fields["pdf"] = _fitting(fields.get("pdf", {}), report)
    extra = {
        clean(key): _cleaned(value)
        for key, value in values.items()
        if key not in used and value is not None
    }
    return Metadata(**fields, extra=extra)


def _say_languages(fields: dict[str, Any]) -> None:
    """The first of several languages is the one that the text is in, where nothing else is said."""
    found = fields.get("languages", ())
    if found:
        main = fields.setdefault("lang", found[0])
        fields["languages"] = tuple(each for each in found if each != main)


def _complain(key: str, unfit: Unfit, report: Report) -> None:
    report.add("frontmatter/value", f"“{key}” {unfit}; it is not used", about=key, top=True)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unfit("must be a table")
    return {str(key): each for key, each in value.items()}


def _fitting(table: dict[str, Any], report: Report) -> dict[str, Any]:
    """The keys of `[pdf]` that a note has and that can stand there; the others are told."""
    unknown = [key for key in table if key not in PDF_KEYS]
    for key in unknown[:MOST_TOLD]:
        if isinstance(wrong := pdf_of({key: table[key]}), Misfit):
            _tell_misfit(key, wrong, report)
    if more := unknown[MOST_TOLD:]:
        message = f"{len(more):,} more keys of “pdf” are none of [pdf]; they are not used"
        report.add("frontmatter/value", message, about=more[0], top=True)
    table = {key: value for key, value in table.items() if key in PDF_KEYS}
    while isinstance(wrong := pdf_of(table), Misfit):
        key = str(wrong.path[0])
        _tell_misfit(key, wrong, report)
        table = {name: value for name, value in table.items() if name != key}
    return {key: msgspec.to_builtins(getattr(wrong, key)) for key in table}


def _tell_misfit(key: str, wrong: Misfit, report: Report) -> None:
    report.add(
        "frontmatter/value",
        f"{wrong.message}; it is not used",
        hint=wrong.hint,
        about=key,
        top=True,
    )


def _folded(key: str) -> str:
    return re.sub(r"[\s_-]+", "-", key.strip().lower())


def _direction(value: Any) -> Literal["ltr", "rtl"]:
    match line(value).lower():
        case "ltr":
            return "ltr"
        case "rtl":
            return "rtl"
    raise Unfit("must be ltr or rtl")


def _writing_mode(value: Any) -> Literal["", "vertical-rl"]:
    match line(value).lower():
        case "vertical-rl":
            return "vertical-rl"
        case "horizontal-tb":
            return ""
    raise Unfit("must be vertical-rl or horizontal-tb")


def _tags(value: Any) -> tuple[str, ...]:
    # a tag of Obsidian's holds no blank, a keyword of a list may
    found = names(value, r"," if isinstance(value, str) and "," in value else r"\s+")
    return tuple(dict.fromkeys(name.lstrip("#") for name in found if name.lstrip("#")))


def _classes(value: Any) -> tuple[str, ...]:
    return names(value, r"[\s,]+")


def _aliases(value: Any) -> tuple[str, ...]:
    return names(value, r",")


def _languages(value: Any) -> tuple[str, ...]:
    return tuple(language(each) for each in names(value, r"[\s,]+"))


def _picture(value: Any) -> str:
    """A path or an address; Hugo has a table with it, Obsidian a wikilink."""
    if isinstance(value, dict):
        value = value.get("image") or value.get("src") or ""
    return unlinked(line(value).removeprefix("!"))


READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(KEYS, line),
    "authors": people.people,
    "contributors": people.people,
    "editors": people.editors,
    "translators": people.people,
    "illustrators": people.people,
    "date": date,
    "modified": date,
    "first_published": date,
    "lang": language,
    "languages": _languages,
    "dir": _direction,
    "writing_mode": _writing_mode,
    "tags": _tags,
    "aliases": _aliases,
    "subjects": subjects,
    "rights": rights,
    "license": rights,
    "isbn": given("isbn"),
    "doi": given("doi"),
    "identifiers": given(""),
    "cssclasses": _classes,
    "pdf": _table,
    "cover": _picture,
    "publish": flag,
    "draft": flag,
    "toc": flag,
}


def _tell_illegal(values: Mapping[str, Any], report: Report) -> None:
    """Say which values have characters that no output may hold: here they were written as escapes,
    such as `\\ud800`, since those of the file are gone."""
    found = [key for key, value in values.items() if _cleaned(value) != value]
    problem = "characters that may stand in no document; they were left out"
    for key in found[:MOST_TOLD]:
        report.add("source/characters", f"“{clean(key)}” has {problem}", about=key, top=True)
    if more := found[MOST_TOLD:]:
        message = f"{len(more):,} more values have {problem}"
        report.add("source/characters", message, about=more[0], top=True)


def _cleaned(value: Any) -> Any:
    """Any value without the characters that no output may hold."""
    if isinstance(value, dict):
        return {clean(str(key)): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value
