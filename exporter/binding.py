"""Binding: every page of a site rendered that is not what it was, and nothing left of what is no
more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from exporter.config import Settings
from exporter.diagnostics import Diagnostic, Report, Reports
from exporter.errors import RenderError
from exporter.files import contents
from exporter.model.document import Metadata
from exporter.model.edition import File
from exporter.output.stamps import digest
from exporter.output.writer import remove, write
from exporter.publication.books import settings_report
from exporter.publication.metadata import with_defaults
from exporter.publication.site import LEAVES, PUBLISHED, file_of
from exporter.rendering.directions import direction_of
from exporter.rendering.leaf import Card, Leaf, card_of, leaf_of
from exporter.rendering.pages import GENERATOR
from exporter.rendering.templates import Theme
from exporter.seal import sealed, unsealed
from exporter.site import graph, search
from exporter.site.beside import beside, leading, nowhere
from exporter.site.feeds import newest
from exporter.site.pages import Page, pages
from exporter.site.redirects import Redirect, keep_lain, lain_of, redirects
from exporter.site.rendering import rendered
from exporter.site.structure import Structure, structure, too_deep
from exporter.site.style import Dress, style
from exporter.site.whole import Whole

# What was bound, below the out folder; no note lies at an address that begins with a dot
RECORD = f"{LEAVES}.bound"
# Where the index of its words lies
INDEX = f"{PUBLISHED}{search.FOLDER}"
# Leaves whose words are remembered, some 10 KB each: one that builds again and again needs them
REMEMBERED = 2048


class Record(msgspec.Struct, frozen=True):
    """The files of a site, each with the key of what it was made from, and the names of the leaves
    that it was bound from."""

    files: dict[str, str] = {}
    leaves: tuple[str, ...] = ()


class Shelf(NamedTuple):
    """The leaves of a site by their notes: where they lie, and what they hold."""

    files: Mapping[str, Path]
    digests: Mapping[str, str]

    def leaf(self, of: Card | Page) -> Leaf:
        return leaf_of(self.files[of.note].read_bytes())


def bind(
    settings: Settings,
    theme: Theme,
    out: Path,
    names: Sequence[str],
    assets: Iterable[str],
    *,
    some_failed: bool = False,
    index: bool = True,
) -> tuple[Diagnostic, ...]:
    """Bind the leaves with these names, which show the files `assets` (below the out folder). Where
    `some_failed` to be made again, the files that they showed before stay. Without `index`, that of
    their words stays as it is, too, until `index_words`. What was found is given.

    Raises RenderError where what all pages need can't be written, UsageError where a template is
    wrong.
    """
    old, (cards, shelf) = _record(out), _leaves(out, names)
    found = structure(cards, _letters(settings))
    dress, files = style(theme, _title(settings), draft=settings.build.draft)
    news = newest(cards, settings.site.feed) if settings.project.url else []
    site = _site(settings, dress, found, has_feed=bool(news))
    listed = tuple(pages(found, graph=site.has_graph))
    taken = [page.address for page in listed]
    moved, told = _moved(Path(settings.root), cards, taken)
    report = settings_report(settings)
    reports = Reports(report)
    if settings.site.graph and not site.has_graph:
        missing = f"there is no picture of the site's links: {graph.PACKAGE} is not installed"
        report.add("site/graph", missing, hint=graph.INSTALL)
    made = _written(out, (*files, *beside(site, found, taken, moved, news, shelf.leaf, theme)))
    of_moved = (each.card.note for each in moved)
    told_of = [*((page, page.note) for page in listed), *zip(leading(moved), of_moved, strict=True)]
    made |= _pages(out, told_of, site, shelf, theme, old, reports)
    made |= dict.fromkeys(assets, "")
    if some_failed:
        made |= {name: key for name, key in old.files.items() if not key}
    if settings.site.search and (index or not site.has_search):
        words = _search(out, site.lang, cards, shelf, old, report)
        made |= _written(out, words.files) | words.keys
    elif settings.site.search:
        made |= {name: key for name, key in old.files.items() if name.startswith(INDEX)}
    _keep(out, Record(made, tuple(names)), old)
    return (*nowhere(settings), *told, *too_deep(cards), *reports.diagnostics)


def index_words(
    settings: Settings, out: Path, abandoned: Callable[[], bool], writing: Lock
) -> None:
    """Bring the index of a site that was bound without it up to date, unless that is `abandoned`.
    Whoever has the lock `writing` keeps it from writing anything.

    Raises RenderError where a file can't be written.
    """
    old = _record(out)
    cards, shelf = _leaves(out, old.leaves)
    report = settings_report(settings)  # what there is to find, `bind` found
    with suppress(search.Abandoned):
        words = _search(out, settings.project.lang, cards, shelf, old, report, abandoned)
        rest = {name: key for name, key in old.files.items() if not name.startswith(INDEX)}
        with writing:
            if not abandoned():
                made = _written(out, words.files) | words.keys
                _keep(out, Record(rest | made, old.leaves), old)


def _keep(out: Path, record: Record, old: Record) -> None:
    remove(out, old.files.keys() - record.files.keys(), (PUBLISHED,))
    write(out, RECORD, sealed(msgspec.msgpack.encode(record)))


def _moved(
    root: Path, cards: Sequence[Card], taken: Sequence[str]
) -> tuple[tuple[Redirect, ...], tuple[Diagnostic, ...]]:
    """The redirects to these pages, and what was found out; where the pages are now is kept."""
    lain = lain_of(root)
    found = redirects(cards, taken, lain)
    keep_lain(root, lain, cards)
    return found


def _written(out: Path, files: Iterable[File]) -> dict[str, str]:
    """The files of a site that are made anew each time, by what is in them."""
    made: dict[str, str] = {}
    for file in files:
        made[PUBLISHED + file.suffix] = digest(file.data)
        write(out, PUBLISHED + file.suffix, file.data)
    return made


def _pages(
    out: Path,
    pages: Iterable[tuple[Page, str]],
    site: Whole,
    shelf: Shelf,
    theme: Theme,
    old: Record,
    reports: Reports,
) -> dict[str, str]:
    """The pages, those rendered that are not what they were. One that can't be written is told of
    the note beside it, or of none, and stays what it was."""
    made: dict[str, str] = {}
    shell = (GENERATOR, theme.digest, site)
    for page, note in pages:
        name, leaf = PUBLISHED + file_of(page.address), shelf.digests.get(page.note, "")
        key = digest(msgspec.msgpack.encode((shell, page, leaf), enc_hook=str))
        if old.files.get(name) != key or not (out / name).is_file():
            data = rendered(page, site, shelf.leaf(page) if page.note else None, theme)
            try:
                write(out, name, data)
            except RenderError as error:
                report = reports[note] if note else reports.whole
                report.add("site/unwritten", error.message, hint=error.hint)
                key = old.files.get(name, "")
        if key:
            made[name] = key
    return made


class _Words(NamedTuple):
    """The index of a site: the files that are to be written, and the keys of all."""

    files: Sequence[File]
    keys: dict[str, str]


def _search(
    out: Path,
    lang: str,
    cards: Sequence[Card],
    shelf: Shelf,
    old: Record,
    report: Report,
    abandoned: Callable[[], bool] = lambda: False,
) -> _Words:
    """The index, made again where the text of a page is not what it was."""
    known = [(card.address, card.title, card.tags, shelf.digests[card.note]) for card in cards]
    key = digest(msgspec.msgpack.encode((search.version(), GENERATOR, lang, known)))
    kept = {name: key for name, made_of in old.files.items() if made_of == key}
    if kept and all((out / name).is_file() for name in kept):
        return _Words((), kept)
    texts = (search.Text(card, _words(shelf.files[card.note].read_bytes())) for card in cards)
    files = search.index(texts, lang, report, abandoned)
    return _Words(files, dict.fromkeys((PUBLISHED + file.suffix for file in files), key))


@lru_cache(maxsize=REMEMBERED)
def _words(leaf: bytes) -> str:
    return search.words(leaf_of(leaf))


def _leaves(out: Path, names: Iterable[str]) -> tuple[Sequence[Card], Shelf]:
    """What is there: a note that failed has the leaf of the last build, or none."""
    cards: list[Card] = []
    files: dict[str, Path] = {}
    digests: dict[str, str] = {}
    for name in names:
        with suppress(OSError, msgspec.MsgspecError):
            card = card_of((out / f"{name}.card").read_bytes())
            file = out / f"{name}.leaf"
            digests[card.note] = digest(file.read_bytes())
            files[card.note] = file
            cards.append(card)
    return cards, Shelf(files, digests)


def _record(out: Path) -> Record:
    try:
        return msgspec.msgpack.decode(unsealed(contents(out / RECORD, out)) or b"", type=Record)
    except (OSError, msgspec.MsgspecError):
        return Record()


def _letters(settings: Settings) -> str:
    """The folder of the newsletter's issues, empty where there is none."""
    return settings.newsletter.folder if settings.newsletter else ""


def _title(settings: Settings) -> str:
    return settings.project.title or Path(settings.root).name


def _site(settings: Settings, dress: Dress, found: Structure, *, has_feed: bool) -> Whole:
    project = settings.project
    title = project.title or Path(settings.root).name
    # those without a date are in no feed
    dated = found.issues and newest(found.issues.cards, 1)
    letters = found.issues if has_feed and dated else None
    return Whole(
        title=title,
        lang=project.lang,
        dir=direction_of(project.lang),
        url=f"{project.url.rstrip('/')}/" if project.url else "",
        path=urlsplit(project.url).path.rstrip("/") + "/",
        rights=project.rights or project.license,
        dress=dress,
        authors=tuple(person.name for person in with_defaults(Metadata(), settings).authors),
        has_tags=bool(found.tags),
        has_feed=has_feed,
        letters=letters.address if letters else "",
        letters_title=f"{title} – {letters.title}" if letters else "",
        has_graph=settings.site.graph and graph.can_draw(),
        has_search=settings.site.search and search.version() != "",
    )
