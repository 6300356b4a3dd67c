"""The picture of a site's links: where each page stands in it.

`rustworkx` lays it out, which is there with `exporter[graph]`; `site/graph.html` draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from math import ceil, sqrt
from typing import TYPE_CHECKING, NamedTuple

from exporter.site.structure import Structure

if TYPE_CHECKING:
    import rustworkx

PACKAGE = "rustworkx"
INSTALL = 'pip install "exporter[graph]"'
# Units of the picture: its width, what is left around it, and the room for a small group
WIDTH, MARGIN, CELL = 1600, 60, 110
# Pages whose titles are in the picture: more would stand over each other
NAMED = 24
# Units that a title takes: a letter, a line, and the letters that are shown of it
LETTER, LINE, LONGEST = 10, 30, 32
# The same picture from the same links
SEED = 7

# Where pages stand, by their numbers
Places = Mapping[int, tuple[int, int]]


class Links(NamedTuple):
    """Pages by address and title, and which are linked, by their numbers."""

    pages: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[int, int], ...]


class Dot(NamedTuple):
    """A page in the picture; `name` is its title where that is to be read."""

    address: str
    title: str
    x: int
    y: int
    radius: float
    name: str


class Picture(NamedTuple):
    """A picture of `width` by `height` units; `lines` is the data of an SVG path."""

    width: int
    height: int
    lines: str
    dots: tuple[Dot, ...]


def can_draw() -> bool:
    return find_spec(PACKAGE) is not None


def links(found: Structure) -> Links:
    """The pages that link to another one, or are linked to."""
    pairs = {
        (min(address, other.address), max(address, other.address))
        for address, mentions in found.backlinks.items()
        for other, _ in mentions
    }
    linked = sorted({address for pair in pairs for address in pair})
    number = {address: n for n, address in enumerate(linked)}
    return Links(
        tuple((address, found.cards[address].title) for address in linked),
        tuple(sorted((number[a], number[b]) for a, b in pairs)),
    )


def drawn(links: Links) -> Picture:
    """The largest group of pages in the middle, the small ones in rows below it."""
    import rustworkx

    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(links.pages)))
    graph.add_edges_from_no_data(list(links.pairs))
    groups = sorted(
        (sorted(group) for group in rustworkx.connected_components(graph)),
        key=lambda group: (-len(group), group),
    )
    places: dict[int, tuple[int, int]] = {}
    height = MARGIN
    if groups:
        size = min(WIDTH, int(120 + 55 * sqrt(len(groups[0]))))
        places |= _laid_out(graph, groups[0], (WIDTH - size) // 2, height, size)
        height += size
    in_row = (WIDTH - 2 * MARGIN) // CELL
    for n, group in enumerate(groups[1:]):
        x, y = MARGIN + n % in_row * CELL, height + MARGIN + n // in_row * CELL
        places |= _laid_out(graph, group, x, y, CELL)
    height += ceil(len(groups[1:]) / in_row) * CELL + 2 * MARGIN
    lines = "".join("M{} {}L{} {}".format(*places[a], *places[b]) for a, b in links.pairs)
    return Picture(WIDTH, height, lines, tuple(_dots(links, places, groups[0] if groups else ())))


def _laid_out(
    graph: rustworkx.PyGraph, group: Sequence[int], x: int, y: int, size: int
) -> dict[int, tuple[int, int]]:
    """Where the pages of a group stand in a square of this size, whose corner is given."""
    import rustworkx

    part = graph.subgraph(list(group))
    found = rustworkx.spring_layout(part, seed=SEED, num_iter=300, k=2.2 / sqrt(len(group)))
    xs, ys = zip(*(found[n] for n in range(len(group))), strict=True)
    inner = size * 0.5 if size == CELL else size
    return {
        page: (
            round(x + (size - inner) / 2 + inner * _share(xs, n)),
            round(y + (size - inner) / 2 + inner * _share(ys, n)),
        )
        for n, page in enumerate(group)
    }


def _share(values: Sequence[float], n: int) -> float:
    """Where a value lies between the least and the greatest, from 0 to 1."""
    least, greatest = min(values), max(values)
    return (values[n] - least) / (greatest - least) if greatest > least else 0.5


def _dots(links: Links, places: Places, named: Iterable[int]) -> Iterator[Dot]:
    count = [0] * len(links.pages)
    for pair in links.pairs:
        for n in pair:
            count[n] += 1
    hubs = sorted(named, key=lambda n: (-count[n], n))
    readable = _apart(hubs, links, places)
    for n, (address, title) in enumerate(links.pages):
        radius = round(min(4 + 1.6 * sqrt(count[n]), 26), 1)
        yield Dot(address, title, *places[n], radius, title if n in readable else "")


def _apart(pages: Iterable[int], links: Links, places: Places) -> frozenset[int]:
    """The first of these pages whose titles stand over no other title."""
    taken: list[tuple[int, int, int]] = []
    readable: list[int] = []
    for page in pages:
        x, y = places[page]
        half = min(len(links.pages[page][1]), LONGEST) * LETTER // 2
        if all(abs(x - x2) > half + half2 or abs(y - y2) > LINE for x2, y2, half2 in taken):
            taken.append((x, y, half))
            readable.append(page)
        if len(readable) == NAMED:
            break
    return frozenset(readable)
