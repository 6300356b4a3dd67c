"""Binding: every page rendered that is not what it was, and nothing left of what is no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from markupsafe import Markup

from exporter.config import Settings
from exporter.diagnostics import Diagnostic, Report
from exporter.model.document import Metadata
from exporter.output.manifest import digest
from exporter.output.writer import write
from exporter.publication.books import settings_report
from exporter.publication.metadata import with_defaults
from exporter.publication.site import LEAVES, PUBLISHED, file_of, way
from exporter.render.directions import direction_of
from exporter.render.labels import labels
from exporter.render.leaf import Card, Leaf, card_of, leaf_of
from exporter.render.night import MEDIA
from exporter.render.pages import GENERATOR, date_text, iso_day
from exporter.render.policy import site_policy
from exporter.render.templates import Theme
from exporter.site import graph, search
from exporter.site.beside import beside, leading, nowhere
from exporter.site.feeds import newest
from exporter.site.pages import Page, pages
from exporter.site.redirects import keep_lain, lain_of, redirects
from exporter.site.structure import Structure, structure
from exporter.site.style import Style, style

# What was bound, below the out folder
RECORD = f"{LEAVES}bound"


class Record(msgspec.Struct, frozen=True):
    """The files of a site, each with the key of what it was made from."""

    files: dict[str, str] = {}


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
    names: Iterable[str],
    assets: Iterable[str],
    *,
    some_failed: bool = False,
) -> tuple[Diagnostic, ...]:
    """Bind the leaves with these names, which show the files `assets` (below the out folder). Where
    `some_failed` to be made again, the files that they showed before stay. What was found is given.

    Raises RenderError where a file can't be written, UsageError where a template is wrong.
    """
    cards, shelf = _leaves(out, names)
    found, dress = structure(cards), style(theme)
    news = newest(cards, settings.site.feed) if settings.project.url else []
    old, site = _record(out), _site(settings, dress, found, has_feed=bool(news))
    shell = (GENERATOR, theme.digest, site)
    listed = tuple(pages(found, graph=site["has_graph"]))
    root, taken = Path(settings.root), [page.address for page in listed]
    lain = lain_of(root)
    moved, told = redirects(cards, taken, lain)
    keep_lain(root, lain, cards)
    around = beside(site, found, taken, moved, news, shelf.leaf, theme)
    made: dict[str, str] = {}
    for file in (*dress.files, *around):
        made[PUBLISHED + file.suffix] = digest(file.data)
        write(out, PUBLISHED + file.suffix, file.data)
    for page in (*listed, *leading(moved)):
        name = PUBLISHED + file_of(page.address)
        key = digest(
            msgspec.msgpack.encode((shell, page, shelf.digests.get(page.note, "")), enc_hook=str)
        )
        made[name] = key
        if old.files.get(name) != key or not (out / name).is_file():
            write(out, name, _page(page, site, shelf, theme).encode())
    made |= dict.fromkeys(assets, "")
    if some_failed:
        made |= {name: key for name, key in old.files.items() if not key}
    report = settings_report(settings)
    if settings.site.graph and not site["has_graph"]:
        missing = f"there is no picture of the site's links: {graph.PACKAGE} is not installed"
        report.add("site/graph", missing, hint=graph.INSTALL)
    if settings.site.search:
        made |= _search(out, site["lang"], cards, shelf, old, report)
    _sweep(out, old.files.keys() - made.keys())
    write(out, RECORD, msgspec.msgpack.encode(Record(made)))
    return (*nowhere(settings), *told, *report.diagnostics)


def _search(
    out: Path, lang: str, cards: Sequence[Card], shelf: Shelf, old: Record, report: Report
) -> dict[str, str]:
    """The files of the index, made again where the text of a page is not what it was."""
    texts = [(card.address, card.title, card.tags, shelf.digests[card.note]) for card in cards]
    key = digest(msgspec.msgpack.encode((search.version(), GENERATOR, lang, texts)))
    kept = {name: key for name, made_of in old.files.items() if made_of == key}
    if kept and all((out / name).is_file() for name in kept):
        return kept
    files = search.index(map(search.Text, cards, map(shelf.leaf, cards)), lang, report)
    for file in files:
        write(out, PUBLISHED + file.suffix, file.data)
    return dict.fromkeys((PUBLISHED + file.suffix for file in files), key)


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
        return msgspec.msgpack.decode((out / RECORD).read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError):
        return Record()


def _site(settings: Settings, dress: Style, found: Structure, *, has_feed: bool) -> dict[str, Any]:
    """What all pages are told."""
    project = settings.project
    return {
        "title": project.title or Path(settings.root).name,
        "lang": project.lang,
        "dir": direction_of(project.lang),
        "url": f"{project.url.rstrip('/')}/" if project.url else "",
        "path": urlsplit(project.url).path.rstrip("/") + "/",
        "rights": project.rights or project.license,
        "dress": dress._asdict() | {"files": ()},
        "at_night": MEDIA,
        "authors": [person.name for person in with_defaults(Metadata(), settings).authors],
        "has_tags": bool(found.tags),
        "has_feed": has_feed,
        "has_graph": settings.site.graph and graph.can_draw(),
        "has_search": settings.site.search and search.version() != "",
    }


def _page(page: Page, site: Mapping[str, Any], shelf: Shelf, theme: Theme) -> str:
    lang = site["lang"]
    known: dict[str, Any] = {
        "site": site,
        "title": page.title,
        "policy": site_policy(),
        "drawn": graph.drawn,
        "labels": labels(lang),
        "generator": GENERATOR,
        "to": partial(way, page.address),
        "date_text": lambda day: date_text(iso_day(day) or day, lang),
        **page.known,
    }
    if page.note:
        known |= _of_leaf(shelf.leaf(page))
    return theme.render(page.template, **known)


def _of_leaf(leaf: Leaf) -> dict[str, Any]:
    marked = ("title", "body", "footnotes")
    chapter = {key: Markup(text) if key in marked else text for key, text in leaf.chapter.items()}
    return {
        "edition": leaf.edition,
        "chapter": chapter,
        "contents": leaf.contents,
        "policy": leaf.policy,
        "around": leaf.around,
        "head": leaf.head | {"structured_data": Markup(leaf.head["structured_data"])},
    }


def _sweep(out: Path, files: Iterable[str]) -> None:
    """Remove files that were ours, and the folders that are empty without them.

    The record of them may be a stranger's: nothing outside the site is touched.
    """
    site = (out / PUBLISHED).resolve()
    for name in files:
        file = (out / name).parent.resolve() / Path(name).name
        if not file.is_relative_to(site):
            continue
        with suppress(OSError):
            file.unlink()
            for folder in file.relative_to(site).parents:
                (site / folder).rmdir()
