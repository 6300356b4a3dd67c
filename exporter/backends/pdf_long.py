"""A long book: its chapters are laid out in parallel, each alone, and joined.

A chapter is laid out again only where it changed, or a page number that it shows. The contents, an
index and references show numbers that are known only when all is laid out, so they take a second
turn; in the next build they begin with the numbers of this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import msgspec
from weasyprint.document import Page

from exporter import store
from exporter.backends.means import Means
from exporter.backends.pdf_frame import Bound, Frames, framed
from exporter.backends.pdf_index import ENTRIES, indexes, name_pages_once
from exporter.backends.pdf_join import Area, Frame, Part, join
from exporter.backends.pdf_metadata import describe, mark_accessible
from exporter.backends.pdf_page import ASSET, parsed, warnings_told
from exporter.backends.pdf_piece import Counters, Laid, Piece, lay_out_piece
from exporter.backends.pdf_places import Number, Placed, numbers_of, places_of
from exporter.backends.pdf_press import finisher, intent, prepare
from exporter.backends.pdf_starts import Starts
from exporter.diagnostics import Diagnostic, Report
from exporter.errors import RenderError
from exporter.executors import TaskFailure, Workers, run_tasks
from exporter.model.edition import Asset, Edition, Typesetting
from exporter.rendering.fonts import installed
from exporter.rendering.templates import Theme
from exporter.store import Store

# Seconds for one chapter
TIMEOUT = 1200.0
# A number that changes may move a line, and that another number
TURNS = 5
# CSS pixels
TOLERANCE = 0.01
NUMBERS = "numbers"
ID = re.compile(r'\sid="([^"]+)"')
HREF = re.compile(r'\shref="#([^"]+)"')
SHOWN = re.compile(rf'"{ASSET}([^"]+)"')


class Kept(msgspec.Struct, frozen=True):
    """A piece that was laid out, as the store keeps it beside its PDF."""

    laid: Laid
    found: tuple[Diagnostic, ...]


class Task(NamedTuple):
    key: str
    piece: Piece
    theme: Theme
    store: Store


class Book(NamedTuple):
    """The pieces of a book, and their pages in their places."""

    keys: Sequence[str]
    kept: Sequence[Kept]
    placed: Sequence[Sequence[Placed]]


class Setting(NamedTuple):
    """How all pieces of a book are set."""

    stylesheets: tuple[str, ...]
    rules: str
    assets: Mapping[str, Asset]
    theme: Theme
    typesetting: Typesetting


def long_pdf(
    edition: Edition,
    pages: Sequence[str],
    setting: Setting,
    report: Report,
    means: Means,
) -> tuple[bytes, list[Page], list[Starts]] | None:
    """The PDF of a book, which is given as the markup of its chapters; its pages, and what begins
    on each.

    None where it has to be laid out in one piece: the pages of its theme are not of one size, or
    show what is not known of a chapter alone. Raises RenderError where a chapter can't be laid out.
    """
    with TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True) as scratch:
        shelf = _shelf(edition.name, means) or Store(Path(scratch))
        frames = Frames(
            Bound(
                pages[0], setting.stylesheets, setting.rules, setting.assets, setting.typesetting
            ),
            setting.theme,
        )
        book = _settled(pages, setting, frames, shelf, means)
        if book is None:
            return None
        for kept in book.kept:
            report.diagnostics += kept.found
        places = [place for placed in book.placed for place in placed]
        boxes = [frames.page(frames.kind(place.framed.kind)) for place in places]
        areas = [(box.content_box_x(), box.content_box_y(), box.width, box.height) for box in boxes]
        if not all(map(_fits, places, areas)):
            return None
        with warnings_told(report):
            document, fonts = framed(frames, [(place.framed, place.leaf) for place in places])
            describe(document, edition)
            prepare(document, setting.typesetting.black)
            data = document.write_pdf(
                finisher=finisher(edition, mark_accessible),
                output_intent=intent(setting.typesetting.black),
            )
            around = Frame(data, fonts.used(), areas)
        parts = [
            Part(_read(shelf, f"{key}.pdf"), kept.laid.fonts, placed)
            for key, kept, placed in zip(book.keys, book.kept, book.placed, strict=True)
        ]
        used = {use.file for part in parts for use in part.fonts.values()}
        files = {digest: _read(shelf, f"{digest}.font") for digest in used}
        data = join(parts, around, files | fonts.files())
        made = {f"{key}.{kind}" for key in book.keys for kind in ("pdf", "laid")}
        store.sweep(shelf, {NUMBERS, *made, *(f"{digest}.font" for digest in used)})
        starts = [place.leaf.starts if place.leaf else () for place in places]
        return data, document.pages, starts


def _shelf(name: str, means: Means) -> Store | None:
    """Where the pieces of a book of that name are kept."""
    if means.root is None:
        return None
    return store.store_of(means.root, "pdf", blake2b(name.encode(), digest_size=8).hexdigest())


def _settled(
    pages: Sequence[str], setting: Setting, frames: Frames, shelf: Store, means: Means
) -> Book | None:
    """The book with all numbers as they have to be; None where its chapters are not apart."""
    numbers = _known(shelf)
    pieces = _pieces(pages, setting, numbers)
    fonts = installed()
    for _ in range(TURNS):
        keys = [_key(piece, setting, (means.stamp, fonts)) for piece in pieces]
        kept = _laid_out(pieces, keys, setting, shelf, means)
        laid = [each.laid for each in kept]
        if any(each.bound for each in laid):
            return None
        placed = places_of(laid, frames)
        numbers = numbers_of(placed)
        before, pieces = pieces, _pieces(pages, setting, numbers)
        # an index names a page once, whatever stands on it
        same = all(one.markup == other.markup for one, other in zip(before, pieces, strict=True))
        if same and _agree(laid, numbers):
            break
    store.write(shelf, NUMBERS, msgspec.msgpack.encode(numbers))
    return Book(keys, kept, placed)


def _known(shelf: Store) -> dict[str, Number]:
    """The numbers of the places in the book, as the last build left them."""
    try:
        return msgspec.msgpack.decode(store.read(shelf, NUMBERS) or b"", type=dict[str, Number])
    except msgspec.MsgspecError:
        return {}


def _pieces(pages: Sequence[str], setting: Setting, numbers: Mapping[str, Number]) -> list[Piece]:
    ids = {unescape(name) for markup in pages for name in ID.findall(markup)}
    on_page = {name: number.page for name, number in numbers.items()}
    return [_piece(markup, setting, ids, numbers, on_page) for markup in pages]


def _piece(
    markup: str,
    setting: Setting,
    ids: set[str],
    numbers: Mapping[str, Number],
    on_page: Mapping[str, int],
) -> Piece:
    if ENTRIES in markup:
        root = parsed(markup)
        for entries in indexes(root):
            name_pages_once(entries, on_page)
        markup = ElementTree.tostring(root, encoding="unicode")
    named = {unquote(unescape(name)) for name in HREF.findall(markup)} & ids
    shown = {unquote(unescape(name)) for name in SHOWN.findall(markup)}
    return Piece(
        markup,
        {path: asset for path, asset in setting.assets.items() if asset.path in shown},
        setting.stylesheets,
        setting.rules,
        {name: numbers[name].counters if name in numbers else {} for name in sorted(named)},
        setting.typesetting,
    )


def _key(piece: Piece, setting: Setting, machine: object) -> str:
    """What a piece is laid out from, but for the numbers that it shows. `machine` is what it is
    laid out with."""
    texts = [setting.theme.digest, piece.markup, piece.rules, *piece.stylesheets]
    assets = [(path, asset, _content(asset)) for path, asset in piece.assets.items()]
    placed = list(piece.places)
    data = msgspec.msgpack.encode((machine, texts, assets, placed, piece.typesetting))
    return blake2b(data, digest_size=16).hexdigest()


def _content(asset: Asset) -> str:
    """The digest of an asset's file: one that is only touched is the same."""
    try:
        data = asset.data or Path(asset.file).read_bytes()
    except OSError:
        return ""
    return blake2b(data, digest_size=16).hexdigest()


def _laid_out(
    pieces: Sequence[Piece],
    keys: Sequence[str],
    setting: Setting,
    shelf: Store,
    means: Means,
) -> list[Kept]:
    """All pieces, those that are not on the shelf laid out."""

    @cache  # most pieces have the same fonts
    def is_whole(name: str) -> bool:
        return store.read(shelf, name) is not None

    kept = [_kept(key, piece, shelf, is_whole) for key, piece in zip(keys, pieces, strict=True)]
    tasks = [
        Task(key, piece, setting.theme, shelf)
        for key, piece, found in zip(keys, pieces, kept, strict=True)
        if found is None
    ]
    # the longest first, so that no process is left alone with it
    tasks.sort(key=lambda task: -len(task.piece.markup))
    for _, outcome in run_tasks(lay_out_task, tasks, Workers(means.jobs, TIMEOUT)):
        if isinstance(outcome, TaskFailure):
            raise RenderError(f"a chapter can't be laid out: {outcome.message}", outcome.hint)
    return [
        found or _decoded(_read(shelf, f"{key}.laid"))
        for key, found in zip(keys, kept, strict=True)
    ]


def _kept(key: str, piece: Piece, shelf: Store, is_whole: Callable[[str], bool]) -> Kept | None:
    """A piece on the shelf that shows the right numbers, all of whose files are whole."""
    data = store.read(shelf, f"{key}.laid")
    try:
        kept = _decoded(data or b"")
    except msgspec.MsgspecError:
        return None
    fonts = (f"{use.file}.font" for use in kept.laid.fonts.values())
    whole = all(map(is_whole, (f"{key}.pdf", *fonts)))
    return kept if whole and _shows(kept.laid, piece.places) else None


def _shows(laid: Laid, places: Mapping[str, Counters]) -> bool:
    return all(places.get(name, counters) == counters for name, counters in laid.shown.items())


def _agree(laid: Sequence[Laid], numbers: Mapping[str, Number]) -> bool:
    counters = {name: number.counters for name, number in numbers.items()}
    return all(_shows(each, counters) for each in laid)


def lay_out_task(task: Task) -> None:
    """Lay out a piece and put it on the shelf."""
    report = Report("")
    with warnings_told(report):
        laid, data, fonts = lay_out_piece(task.piece, task.theme)
    for digest, font in fonts.items():
        if store.read(task.store, f"{digest}.font") is None:
            store.write(task.store, f"{digest}.font", font)
    store.write(task.store, f"{task.key}.pdf", data)
    kept = Kept(laid, tuple(report.diagnostics))
    store.write(task.store, f"{task.key}.laid", msgspec.msgpack.encode(kept))


def _decoded(data: bytes) -> Kept:
    return msgspec.msgpack.decode(data, type=Kept)


def _read(shelf: Store, name: str) -> bytes:
    data = store.read(shelf, name)
    if data is None:
        raise RenderError(f"{shelf.folder / name} is gone, which this build has just made")
    return data


def _fits(place: Placed, area: Area) -> bool:
    """Whether the text of a page, as its piece has it, is as large as its place in the book."""
    if place.leaf is None:
        return True
    sizes = zip(place.leaf.area[2:], area[2:], strict=True)
    return all(abs(one - other) < TOLERANCE for one, other in sizes)
