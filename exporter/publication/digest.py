"""A digest: notes chosen by a query become one document, and that one edition.

Which notes is decided in `publication.selection`, what is shown of each in `publication.excerpts`,
where its links lead in `publication.digest_links`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from exporter.config import Digest, Settings
from exporter.diagnostics import Report
from exporter.model.document import Document, Metadata
from exporter.model.edition import Edition
from exporter.model.nodes import (
    Attributes,
    Block,
    Blocks,
    Division,
    Heading,
    Link,
    Paragraph,
    Plain,
    Text,
    ThematicBreak,
)
from exporter.model.walk import id_of, rewrite, walk
from exporter.normalize.footnotes import numbered
from exporter.normalize.headings import DEEPEST, HEADINGS, TOP
from exporter.normalize.identifiers import Taken, reserved, slug, unique, with_ids, xml_name
from exporter.normalize.index import Lookups
from exporter.publication.chapters import Placed
from exporter.publication.compose import Asked, compose
from exporter.publication.digest_links import Part, linked
from exporter.publication.digest_outline import entries_of, facts_of, filled
from exporter.publication.excerpts import excerpt
from exporter.publication.outline import Item
from exporter.publication.plan import Job
from exporter.publication.selection import day_of
from exporter.publication.site import SITE, page_of_digest
from exporter.rendering.directions import direction_of
from exporter.rendering.items import FACTS, READ_ON, SEPARATOR, TITLE
from exporter.rendering.labels import labels
from exporter.rendering.pages import byline, date_text


def edition_of(
    job: Job,
    digest: Digest,
    placed: Sequence[Placed],
    settings: Settings,
    index: Asked,
    report: Report,
) -> Edition:
    """The edition of a digest of at least one note; `placed` is all that stands in it, in order."""
    lang = settings.project.lang
    facts = facts_of(job.outline, index, lang)
    days = [
        day for entry in entries_of((item for item, _ in placed), index) if (day := day_of(entry))
    ]
    metadata = Metadata(
        title=job.source,
        subtitle=filled(digest.subtitle, facts),
        description=filled(digest.description, facts),
        date=max(days).isoformat() if days else "",
        lang=lang,
    )
    path = page_of_digest(job.source) if SITE in job.formats else report.note
    document = Document(path, metadata, composed(placed, digest, index, lang))
    edition = compose(job, [Placed(Item(), document)], settings, index, report)
    online = edition.url if "html" in digest.formats else ""
    return msgspec.structs.replace(edition, url=online)


def composed(placed: Sequence[Placed], digest: Digest, index: Lookups, lang: str) -> Blocks:
    """The parts of a digest under headings, their ids and footnotes apart, their links to each
    other within it."""
    taken = reserved()
    heads = [
        unique(xml_name(slug(document.metadata.title)), taken) if item.kind == "chapter" else ""
        for item, document in placed
    ]
    documents = [document for _, document in placed]
    parts = [_part(*pair, digest, taken) for pair in zip(documents, heads, strict=True)]
    items = {part.document.path: part for part in parts if part.id}
    blocks: list[Block] = []
    for position, part in enumerate(parts):
        if position and parts[position - 1].id:
            blocks += _separator(digest.separator)
        body = linked(part, items, part.document.metadata.lang or lang)
        blocks += _item(part, body, index, lang) if part.id else body
    return numbered(tuple(blocks))


def _part(document: Document, name: str, digest: Digest, taken: Taken) -> Part:
    if not name:
        shown, whole = document.blocks, True
    elif digest.items == "full":
        shown, whole = _lowered(document.blocks), True
    else:
        short, whole = excerpt(document)
        shown = _lowered(short)
    blocks = with_ids(shown, taken)
    pairs = zip(map(id_of, walk(shown)), map(id_of, walk(blocks)), strict=True)
    names = {old: new for old, new in pairs if old}
    return Part(document, blocks, whole, name, names)


def _lowered(blocks: Blocks) -> Blocks:
    """Headings below that of the item."""
    return rewrite(
        blocks,
        lambda node: msgspec.structs.replace(node, level=min(node.level + 1, DEEPEST)),
        HEADINGS,
    )


# --- an item --------------------------------------------------------------------------------------


def _item(part: Part, body: Blocks, index: Lookups, lang: str) -> Blocks:
    metadata, note = part.document.metadata, part.document.path
    title = Link((Text(metadata.title),), "", note=note, attributes=Attributes(classes=(TITLE,)))
    blocks: list[Block] = [Heading(TOP, (title,), Attributes(id=part.id))]
    entry = index.entry(note)
    names = byline([each.name for each in metadata.authors if each.role == "aut"], lang)
    told = " · ".join(filter(None, (date_text(entry.date if entry else "", lang), names)))
    if told:
        blocks.append(_division(FACTS, Plain((Text(told),))))
    blocks += _in_its_language(body, metadata, lang)
    if not part.whole:
        words = (Text(labels(lang).read_on),)
        blocks.append(_division(READ_ON, Paragraph((Link(words, "", note=note),))))
    return tuple(blocks)


def _in_its_language(body: Blocks, metadata: Metadata, lang: str) -> Blocks:
    """The text of a note in another language says so: hyphens and voices depend on it."""
    if not metadata.lang or metadata.lang == lang:
        return body
    rtl = direction_of(metadata.lang, metadata.dir) == "rtl"
    pairs = (("lang", metadata.lang), ("dir", "rtl" if rtl else "ltr"))
    return (Division(body, Attributes(pairs=pairs)),)


def _separator(kind: str) -> Blocks:
    match kind.strip():
        case "rule":
            return (ThematicBreak(),)
        case "none" | "":
            return ()
        case text:
            return (_division(SEPARATOR, Paragraph((Text(text),))),)


def _division(name: str, *blocks: Block) -> Division:
    return Division(blocks, Attributes(classes=(name,)))
