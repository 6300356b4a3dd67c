"""What a PDF tells a viewer of the whole: how to open it, what its pages are called, and the files
in it (ISO 32000-1 §7.7.2, §12.2, §12.4.2, §7.11.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import md5
from typing import Any, NamedTuple

import pydyf
from weasyprint.formatting_structure import boxes

from exporter.model.edition import Edition
from exporter.rendering.pages import direction
from exporter.rendering.plain import numeral

ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
PRINTED = re.compile(r"[ivxlcdm]+|\d+")
COVER = "cover"
# What the styles of labels are called for lists
STYLES = {"r": "lower-roman", "D": "decimal"}


class Label(NamedTuple):
    """A page's name: `D` for numbers, `r` for small roman ones."""

    style: str
    number: int


def complete(document: Any, pdf: Any, edition: Edition) -> None:
    """Fill in the catalogue of a PDF that is about to be written."""
    preferences = pydyf.Dictionary({"DisplayDocTitle": "true"})
    if direction(edition) == "rtl":
        preferences["Direction"] = "/R2L"
    pdf.catalog["ViewerPreferences"] = preferences
    if edition.kind == "book":
        # its pages mirror each other, and the first is a right one
        pdf.catalog["PageMode"] = "/UseOutlines"
        pdf.catalog["PageLayout"] = "/TwoPageRight"
    labels = pydyf.Array(_label_tree(_boxes(document.pages)))
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": labels})
    if edition.sources:
        _attach(pdf, edition)


def page_names(pages: Sequence[Any]) -> list[str]:
    """The names of pages as viewers show them: `iv`, `12`."""
    return [numeral(number, STYLES[style]) for style, number in _labels(_boxes(pages))]


def _boxes(pages: Sequence[Any]) -> list[Any]:
    return [getattr(page, "shown", page._page_box) for page in pages]


def _labels(pages: Sequence[Any]) -> list[Label]:
    return labels_of([_printed(page, len(pages)) for page in pages])


def labels_of(printed: Sequence[str]) -> list[Label]:
    """The names of pages on which those numbers are printed: one without goes on from the page
    before it, and the first ones lead up to the first number."""
    known = [_label(text) for text in printed]
    first = next((place for place, label in enumerate(known) if label), None)
    if first is None:
        return [Label("D", number + 1) for number in range(len(printed))]
    found: list[Label] = []
    for place, label in enumerate(known):
        if label is None and place < first:
            style, number = known[first] or Label("D", 1)
            # where the text begins with 1, the pages before it have numbers of their own
            ahead = number - first + place
            label = Label(style, ahead) if ahead > 0 else Label("r", place + 1)
        found.append(label or Label(found[-1].style, found[-1].number + 1))
    return found


def _label(text: str) -> Label | None:
    if text.isdigit():
        return Label("D", int(text))
    return Label("r", _roman(text)) if text else None


def _roman(text: str) -> int:
    values = [ROMAN[letter] for letter in text]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def _label_tree(pages: Sequence[Any]) -> Iterator[Any]:
    """ISO 32000-1 §12.4.2: a range begins wherever a number is not the next one."""
    expected = None
    for number, label in enumerate(_labels(pages)):
        if number == 0 and pages[0].page_type.name == COVER:
            yield from (0, pydyf.Dictionary({"P": pydyf.String("Cover")}))
            continue
        if label != expected:
            yield from (number, pydyf.Dictionary({"S": f"/{label.style}", "St": label.number}))
        expected = Label(label.style, label.number + 1)


def _printed(page: Any, pages: int) -> str:
    """The number that stands in a margin of a page; empty where there is none."""
    for margin in page.children:
        if not isinstance(margin, boxes.MarginBox):
            continue
        texts = (box.text for box in margin.descendants() if isinstance(box, boxes.TextBox))
        text = "".join(texts).strip()
        # a head may be a word of those letters
        if PRINTED.fullmatch(text) and (text.isdigit() or _roman(text) <= pages):
            return text
    return ""


def _attach(pdf: Any, edition: Edition) -> None:
    """Put the sources into the file; PDF/A-3 §6.8 wants to know what they are to it."""
    date = pydyf.String("D:" + re.sub(r"[^0-9]", "", edition.modified[:19]) + "Z")
    names, listed = pydyf.Array(), pydyf.Array()
    for path, data in sorted(edition.sources.items()):
        parameters = {
            "CheckSum": f"<{md5(data, usedforsecurity=False).hexdigest()}>",
            "Size": len(data),
            "ModDate": date,
        }
        extra = {
            "Type": "/EmbeddedFile",
            "Subtype": "/text#2fmarkdown",
            "Params": pydyf.Dictionary(parameters),
        }
        stream = pydyf.Stream([data], pydyf.Dictionary(extra), compress=True)
        pdf.add_object(stream)
        file = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": pydyf.String(path),
                "UF": pydyf.String(path),
                "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
                "AFRelationship": "/Source",
                "Desc": pydyf.String(path),
            }
        )
        pdf.add_object(file)
        names.extend((pydyf.String(path), file.reference))
        listed.append(file.reference)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = pydyf.Dictionary(
        {"Names": names}
    )
    pdf.catalog["AF"] = listed
