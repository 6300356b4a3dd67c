"""Two trees walked side by side, down to the smallest places where they differ.

Texts are compared word by word. A place that differs is a `Region`: what stands there in Pandoc's
page and what in ours, each a run of siblings. Where an explanation fits a region, it gives back
what is left to compare within it, so that an explanation of a block explains nothing inside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from tests.trees import INLINES, Element, Node, Nodes, joined, text_of

TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# What stands between two differences and is too little to part them: marks, empty blocks
WEAK = re.compile(r"[\W_]*")
UNEXPLAINED = ""
# Elements alike by less than this are not two forms of one thing
ALIKE = 0.3
# Pairs of siblings that are looked through for likeness
MOST_PAIRS = 40_000


class Region(NamedTuple):
    theirs: Nodes
    ours: Nodes


class Difference(NamedTuple):
    explanation: str
    region: Region


# What is left to compare where an explanation fits; None where it does not
Left: TypeAlias = Sequence[Region] | None
Fits: TypeAlias = Callable[[Nodes, Nodes], Left]
Reasons: TypeAlias = Sequence[tuple[str, Fits]]


def differences(theirs: Nodes, ours: Nodes, reasons: Reasons) -> Iterator[Difference]:
    """The smallest regions that differ, each with the name of the first reason that fits it."""
    for region in _regions(_words(theirs), _words(ours)):
        yield from _explained(region, reasons)


def _words(nodes: Nodes) -> Nodes:
    """The nodes with each text parted into words, a word with the blank after it."""
    parts: list[Node] = []
    for node in joined(nodes):
        parts += [node] if isinstance(node, Element) else TOKEN.findall(node)
    return tuple(parts)


def _explained(region: Region, reasons: Reasons) -> Iterator[Difference]:
    for name, fits in reasons:
        left = fits(*region)
        if left is not None:
            yield Difference(name, region)
            for part in left:
                yield from differences(*part, reasons)
            return
    parts = _paired(*region)
    if len(parts) > 1:
        for part in parts:
            yield from differences(*part, reasons)
        return
    match region:
        case ((Element() as one,), (Element() as other,)) if one.tag == other.tag:
            if one.attributes != other.attributes:
                yield Difference(UNEXPLAINED, Region((_empty(one),), (_empty(other),)))
            yield from differences(one.children, other.children, reasons)
        case _:
            yield Difference(UNEXPLAINED, region)


def _empty(element: Element) -> Element:
    return Element(element.tag, element.attributes)


# --- where two runs of siblings differ ------------------------------------------------------------


def _regions(theirs: Nodes, ours: Nodes) -> Iterator[Region]:
    if theirs == ours:
        return
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    places: list[list[int]] = []
    for kind, start, end, our_start, our_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        if places and _is_weak(theirs[places[-1][1] : start]):
            places[-1][1], places[-1][3] = end, our_end
        else:
            places.append([start, end, our_start, our_end])
    for start, end, our_start, our_end in places:
        yield Region(theirs[start:end], ours[our_start:our_end])


def _is_weak(between: Nodes) -> bool:
    inlines = any(isinstance(node, Element) and node.tag in INLINES for node in between)
    return not inlines and bool(WEAK.fullmatch(text_of(between)))


def _paired(theirs: Nodes, ours: Nodes) -> list[Region]:
    """A region parted into pairs of elements that are alike, and what stands between them."""
    rows, columns = len(theirs), len(ours)
    if rows * columns == 1 or rows * columns > MOST_PAIRS:
        return [Region(theirs, ours)]
    if [_tag(node) for node in theirs] == [_tag(node) for node in ours]:
        return [Region((one,), (other,)) for one, other in zip(theirs, ours, strict=True)]
    alike = [[_likeness(one, other) for other in ours] for one in theirs]
    # the best sum of likenesses of what begins at each place
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    parts: list[Region] = []
    i = j = from_i = from_j = 0
    while i < rows and j < columns:
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            parts += [Region(theirs[from_i:i], ours[from_j:j]), Region((theirs[i],), (ours[j],))]
            i, j = i + 1, j + 1
            from_i, from_j = i, j
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    parts.append(Region(theirs[from_i:], ours[from_j:]))
    return [part for part in parts if part != Region((), ())]


def _tag(node: Node) -> str:
    return node.tag if isinstance(node, Element) else ""


def _likeness(one: Node, other: Node) -> float:
    """From 0 to 1, by the words that both say and by their tags."""
    if isinstance(one, str) or isinstance(other, str):
        return 0.0
    first, second = (Counter(TOKEN.findall(text_of((node,)))) for node in (one, other))
    total = first.total() + second.total()
    shared = 2 * (first & second).total() / total if total else 0.5
    likeness = (shared + 0.2 * (one.tag == other.tag)) / 1.2
    return likeness if likeness > ALIKE else 0.0
