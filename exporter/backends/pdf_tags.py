"""The structure tree of a PDF, where WeasyPrint 70 leaves it short of PDF/UA-1 (ISO 14289-1).

It puts the blocks of a list item into the item itself, says of no header cell what it heads, and
makes a link of every element inside a link.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf


def keep_whole_links(document: Any) -> None:
    """Take out the links that WeasyPrint makes of each element inside a link, and tags as none.

    PDF/UA-1 §7.18.5: a link annotation belongs to a Link element.
    """
    for page in document.pages:
        page.links = [link for link in page.links if _is_anchor(link[3])]


def _is_anchor(box: Any) -> bool:
    # `a::after` is a part of the link that is tagged as the whole
    return (box.element_tag or "").partition(":")[0] == "a"


def mend_tags(_document: Any, pdf: Any) -> None:
    """Mend the tree of a PDF that is about to be written."""
    by_number = {item.number: item for item in pdf.objects}
    for element in list(pdf.objects):
        match isinstance(element, pydyf.Dictionary) and element.get("S"):
            case "/LI":
                _give_body(element, pdf, by_number)
            case "/TR":
                _give_scope(list(_kids(element, by_number)))


def _kids(element: Any, by_number: dict[int, Any]) -> Iterator[Any]:
    for reference in element["K"]:
        if isinstance(reference, bytes):
            yield by_number[int(reference.split()[0])]


def _give_body(item: Any, pdf: Any, by_number: dict[int, Any]) -> None:
    """ISO 32000-1 §14.8.4.3.3: an item holds a label and a body, and nothing beside them."""
    kids = list(_kids(item, by_number))
    stray = [kid for kid in kids if kid["S"] not in ("/Lbl", "/LBody")]
    if not stray:
        return
    body = next((kid for kid in kids if kid["S"] == "/LBody"), None)
    if body is None:
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array([]), "P": item.reference}
        )
        body["Pg"] = item["Pg"]
        pdf.add_object(body)
        kids.append(body)
    for kid in stray:
        kid["P"] = body.reference
        body["K"].append(kid.reference)
    item["K"] = pydyf.Array([kid.reference for kid in kids if kid not in stray])


def _give_scope(cells: list[Any]) -> None:
    """PDF/UA-1 §7.5: a header cell beside data heads its row, among its like its column."""
    heads = [cell for cell in cells if cell["S"] == "/TH"]
    scope = "/Column" if len(heads) == len(cells) else "/Row"
    for cell in heads:
        cell["A"]["Scope"] = scope
