"""Identifiers of publications: which scheme one belongs to, whether it can be right, its URI."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping

from exporter.diagnostics import Report
from exporter.model.document import Identifier

# `ISBN 978-…`, `urn:isbn:978…`, `doi:10.…`, `https://doi.org/10.…`
NAMED = re.compile(
    r"(?:urn:)?(isbn|issn|doi|uuid)(?:-1[03])?(?:\s*:\s*|\s+)|https?://(?:dx\.)?(doi)\.org/",
    re.IGNORECASE,
)
DOI = re.compile(r"10\.\d{4,9}/\S+")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ISBN_13 = re.compile(r"97[89](?:[ -]?\d){10}")
ISBN_10 = re.compile(r"(?:\d[ -]?){9}[\dXx]")


def identifier(text: str, scheme: str, report: Report) -> Identifier:
    """The identifier that a text is, of the scheme that it names or that it has the look of.

    What can't be what it is said to be is kept without a scheme, and goes to the report.
    """
    try:
        return _read(text, scheme)
    except ValueError as error:
        report.add(
            "metadata/identifier",
            f"“{text}” is not what it is said to be: {error}",
            hint="it is given as it is written, as an identifier of no known kind",
            about=text,
            top=True,
        )
        return Identifier(text)


def _read(text: str, scheme: str) -> Identifier:
    named = NAMED.match(text)
    value = (text[named.end() :] if named else text).strip()
    found = _scheme(scheme) or ((named[1] or named[2]).lower() if named else _look(value))
    if found in CHECKS:
        CHECKS[found](value)
    return Identifier(value, found)


def uri(of: Identifier) -> str:
    """What stands for it where nothing says its scheme; what has none is as it is."""
    match of.scheme:
        case "isbn":
            return f"urn:isbn:{plain(of.value)}"
        case "issn":
            return f"urn:issn:{of.value}"
        case "uuid":
            return f"urn:uuid:{of.value.lower()}"
        case "doi":
            return f"https://doi.org/{of.value}"
    return of.value


def plain(number: str) -> str:
    """An ISBN or ISSN without its hyphens."""
    return re.sub(r"[\s-]", "", number).upper()


def _scheme(word: str) -> str:
    """The name of a scheme as we have it: `ISBN-13` is an ISBN, a URN says itself what it is."""
    name = re.sub(r"^(isbn|issn)[- ]?1[03]$", r"\1", word.strip().lower())
    return "" if name in ("urn", "uri", "url") else name


def _look(value: str) -> str:
    if UUID.fullmatch(value):
        return "uuid"
    if DOI.fullmatch(value):
        return "doi"
    # ten digits may be anything; those that add up are an ISBN
    ten = ISBN_10.fullmatch(value) and _last_of_ten(plain(value)) == plain(value)[-1]
    return "isbn" if ten or ISBN_13.fullmatch(value) else ""


def _check_isbn(value: str) -> None:
    """ISO 2108, annex B and C."""
    digits = plain(value)
    if not re.fullmatch(r"\d{9}[\dX]|97[89]\d{10}", digits):
        raise ValueError("an ISBN has 13 digits and begins with 978 or 979, or has 10")
    last = _last_of_ten(digits) if len(digits) == 10 else _last_of_thirteen(digits)
    if last != digits[-1]:
        raise ValueError(f"the last digit of this ISBN would be {last}")


def _last_of_ten(digits: str) -> str:
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return "0123456789X"[-total % 11]


def _last_of_thirteen(digits: str) -> str:
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits[:12]))
    return str(-total % 10)


def _check_issn(value: str) -> None:
    """ISO 3297, annex A."""
    digits = plain(value)
    if not re.fullmatch(r"\d{7}[\dX]", digits):
        raise ValueError("an ISSN has 8 digits")
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=False))
    last = "0123456789X"[-total % 11]
    if last != digits[-1]:
        raise ValueError(f"the last digit of this ISSN would be {last}")


def _check_uuid(value: str) -> None:
    if not UUID.fullmatch(value):
        raise ValueError(f"a UUID looks like {uuid.UUID(int=0)}")


def _check_doi(value: str) -> None:
    if not DOI.fullmatch(value):
        raise ValueError("a DOI looks like 10.1000/182")


CHECKS: Mapping[str, Callable[[str], None]] = {
    "isbn": _check_isbn,
    "issn": _check_issn,
    "uuid": _check_uuid,
    "doi": _check_doi,
}
