"""Links: to places in the document, to other notes, to the web, and to nowhere."""

from __future__ import annotations

import msgspec

from exporter.model.document import Document
from exporter.model.nodes import Attributes, Image, Inline, Inlines, Link, Span, Text
from exporter.model.walk import plain_text, rewrite, walk
from exporter.normalize import addresses
from exporter.normalize.anchors import Anchors, anchor, anchors
from exporter.normalize.context import Context
from exporter.normalize.files import stays_behind
from exporter.normalize.index import Match
from exporter.rendering.links import TITLE_ID
from exporter.rendering.references import REFERRING

# mdBook lets a link name the page that a note becomes
PAGE = ".html"


def resolve_links(document: Document, context: Context) -> Document:
    """Say of each link where it leads; one that leads nowhere keeps its text.

    Needs the ids of `give_ids`.
    """
    places = anchors(document)

    def resolved(link: Link) -> Inline | tuple[Inline, ...]:
        if link.note or link.file:
            return link  # it came with an embed, resolved where it stood
        if link.wiki:
            return _wikilink(link, document, context, places)
        return _markdown_link(link, document, context, places)

    blocks = rewrite(document.blocks, resolved, frozenset({Link}))
    return msgspec.structs.replace(document, blocks=blocks)


def _wikilink(
    link: Link, document: Document, context: Context, places: Anchors
) -> Inline | tuple[Inline, ...]:
    target, _, fragment = link.target.partition("#")
    if not target.strip():
        return _within(link, fragment, document, context, places)
    match = context.index.note(target, document.path)
    if match.path:
        return _to_note(link, match, fragment, document, context, places)
    file = context.index.asset(target, document.path).path
    if file:
        return _to_asset(link, file, fragment, context)
    context.report.add(
        "links/dangling",
        f"no note is called “{target.strip()}”; the text stays, the link goes",
        about=_written(link),
    )
    return unresolved(link.content)


def _markdown_link(
    link: Link, document: Document, context: Context, places: Anchors
) -> Inline | tuple[Inline, ...]:
    scheme = addresses.scheme(link.target)
    if link.target.startswith("#"):
        return _within(link, addresses.local_path(link.target)[1], document, context, places)
    if scheme or link.target.startswith("//"):
        return _to_web(link, scheme, context)
    path, fragment = addresses.local_path(link.target)
    if not path.strip("/ "):
        return link.content
    match = context.index.note(path, document.path)
    if match.path:
        return _to_note(link, match, fragment, document, context, places)
    file = context.index.asset(path, document.path).path
    if file:
        return _to_asset(link, file, fragment, context)
    if path.endswith(PAGE):
        match = context.index.note(path.removesuffix(PAGE), document.path)
        if match.path:
            return _to_note(link, match, fragment, document, context, places)
    context.report.add(
        "links/dangling",
        f"nothing in the vault is called “{path}”; the text stays, the link goes",
        about=link.target,
    )
    return unresolved(link.content)


def _within(
    link: Link, fragment: str, document: Document, context: Context, places: Anchors
) -> Inline | tuple[Inline, ...]:
    # Pandoc's `[A heading]`, before it has an id; else the top, as in HTML
    found = anchor(fragment or plain_text(link.content), places) or ("" if fragment else TITLE_ID)
    if found:
        return msgspec.structs.replace(link, target=f"#{found}", wiki=False)
    if REFERRING in link.attributes.classes:
        return link  # the list of works may stand in another chapter
    # a part of a note that stands in another one may lead to the rest of it
    elsewhere = context.place_in(document.path, fragment)
    if elsewhere:
        return msgspec.structs.replace(
            link, target=_fragment(elsewhere), note=document.path, wiki=False
        )
    context.report.add(
        "links/fragment",
        f"nothing in this note is called “#{fragment}”; the text stays, the link goes",
        about=_written(link),
    )
    return link.content


def _to_note(
    link: Link, match: Match, fragment: str, document: Document, context: Context, places: Anchors
) -> Inline | tuple[Inline, ...]:
    if match.others:
        context.report.add(
            "links/ambiguous",
            f"“{link.target}” could be {', '.join((match.path, *match.others))};"
            f" {match.path} was taken",
            hint="write the folder in front of the name",
            about=_written(link),
        )
    if context.hides(match.path, document.path):
        context.report.add(
            "links/unpublished",
            f"{match.path} is not published; the text stays, the link goes",
            about=_written(link),
        )
        return unresolved(link.content)
    if match.path == document.path:
        if fragment:
            return _within(link, fragment, document, context, places)
        return _to_title(link, document, context)
    found = context.place_in(match.path, fragment) if fragment else ""
    if fragment and not found:
        context.report.add(
            "links/fragment",
            f"nothing in {match.path} is called “#{fragment}”; the link leads to the note",
            about=_written(link),
        )
    return msgspec.structs.replace(link, target=_fragment(found), note=match.path, wiki=False)


def unresolved(content: Inlines) -> Span:
    """The words of a link that leads nowhere."""
    return Span(content, Attributes(classes=("unresolved",)))


def _fragment(name: str) -> str:
    """The place of another note: its top is the note itself."""
    return f"#{name}" if name and name != TITLE_ID else ""


def _written(link: Link) -> str:
    """The link as it stands in the source."""
    return f"[[{link.target}]]" if link.wiki else link.target


def _to_title(link: Link, document: Document, context: Context) -> Link:
    if context.embedded:
        return msgspec.structs.replace(link, target="", note=document.path, wiki=False)
    return msgspec.structs.replace(link, target=f"#{TITLE_ID}", wiki=False)


def _to_asset(
    link: Link, path: str, fragment: str, context: Context
) -> Inline | tuple[Inline, ...]:
    if stays_behind(path, _written(link), context):
        return link.content
    context.report.add(
        "links/asset",
        f"“{path}” goes with the web page; where it can't, the link's text stays",
        about=_written(link),
    )
    place = f"#{fragment}" if fragment else ""
    return msgspec.structs.replace(link, target=place, file=path, wiki=False)


def _to_web(link: Link, scheme: str, context: Context) -> Inline | tuple[Inline, ...]:
    if scheme and scheme not in addresses.SCHEMES:
        context.report.add(
            "links/unsafe",
            f"a link to “{scheme}:” leads to no page; the text stays, the link goes",
            about=link.target,
        )
        return link.content
    written = addresses.written(link.target)
    if written is None:
        context.report.add(
            "links/malformed",
            f"“{link.target}” is no address; the text stays, the link goes",
            about=link.target,
        )
        return link.content
    content = link.content if plain_text(link.content).strip() or _shows(link) else (Text(written),)
    return msgspec.structs.replace(link, target=written, content=content)


def _shows(link: Link) -> bool:
    return any(isinstance(node, Image) for node in walk(link.content))
