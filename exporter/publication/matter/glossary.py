"""The glossary of a book: a note that defines terms, or the notes that have a tag, each a term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from exporter.diagnostics import Reports
from exporter.model.document import Document
from exporter.model.edition import Chapter, Edition, with_blocks
from exporter.model.nodes import (
    Attributes,
    Blocks,
    Definition,
    DefinitionList,
    Heading,
    Inlines,
    Link,
    Paragraph,
    Span,
    Strong,
    Text,
)
from exporter.model.walk import id_of, plain_text, rewrite, walk
from exporter.normalize.footnotes import numbered
from exporter.normalize.identifiers import Taken, ids_of, slug, unique, with_ids, xml_name
from exporter.publication.collation import sort_key

# The term of a definition: `<dfn>`, with an id, and with the note that it is
TERM, NOTE = "dfn", "note"
LINKS = frozenset({Link})


def glossary_of(documents: Iterable[Document], lang: str) -> Blocks:
    """Normalised notes as one list of definitions, in the alphabetical order of the language.

    A term is a note's title, its definition all that the note says; what was a heading in it is a
    line in bold, so that it is none of the book's sections.
    """
    in_order = sorted(documents, key=lambda document: sort_key(document.metadata.title, lang))
    taken = Taken()
    # terms come first: what leads to a note need not know what is in the others
    names = {doc.path: unique(_name(doc.metadata.title), taken) for doc in in_order}
    definitions = tuple(_definition(document, names, taken) for document in in_order)
    return numbered((DefinitionList(definitions),)) if definitions else ()


def make_glossary(edition: Edition, chapter: Chapter, _reports: Reports) -> tuple[Edition, Blocks]:
    """The text of the chapter with an id for each term.

    The edition comes back with its links to notes of the glossary leading to their terms.
    """
    path = chapter.document.path
    blocks = _with_terms(chapter.document.blocks)
    own = {each.document.path for each in edition.chapters}
    terms = {
        note: term.id
        for definition in _definitions(blocks)
        if (term := _term(definition.term)) and (note := term.get(NOTE)) and note not in own
    }

    def led(link: Link) -> Link:
        if link.note not in terms:
            return link
        return msgspec.structs.replace(link, note=path, target=f"#{terms[link.note]}")

    if terms:
        chapters = tuple(
            with_blocks(each, rewrite(each.document.blocks, led, LINKS))
            for each in edition.chapters
        )
        edition = msgspec.structs.replace(edition, chapters=chapters)
        blocks = rewrite(blocks, led, LINKS)
    return edition, blocks


def _name(title: str) -> str:
    return xml_name(f"term-{slug(title)}")


def _definition(document: Document, names: Mapping[str, str], taken: Taken) -> Definition:
    old = [id_of(node) for node in walk(document.blocks)]
    blocks = with_ids(document.blocks, taken)
    new = [id_of(node) for node in walk(blocks)]
    renamed = {f"#{name}": f"#{other}" for name, other in zip(old, new, strict=True) if name}

    def led(link: Link) -> Link:
        """A link within the note, to what may have another id now."""
        if link.note or not link.target.startswith("#"):
            return link
        target = renamed.get(link.target, f"#{names[document.path]}")
        return msgspec.structs.replace(link, target=target)

    blocks = rewrite(rewrite(blocks, led, LINKS), _as_text, frozenset({Heading}))
    term = Attributes(names[document.path], (TERM,), ((NOTE, document.path),))
    return Definition((Span((Text(document.metadata.title),), term),), (blocks,))


def _as_text(heading: Heading) -> Paragraph:
    content: Inlines = (Strong(heading.content),)
    if heading.attributes.id:
        content = (Span(content, Attributes(heading.attributes.id)),)
    return Paragraph(content)


def _with_terms(blocks: Blocks) -> Blocks:
    """The blocks with an id for each term of their lists of definitions."""
    taken = ids_of(blocks)

    def named(definition: Definition) -> Definition:
        if _term(definition.term):
            return definition
        name = unique(_name(plain_text(definition.term)), taken)
        term = Span(definition.term, Attributes(name, (TERM,)))
        return msgspec.structs.replace(definition, term=(term,))

    return rewrite(blocks, named, frozenset({Definition}))


def _definitions(blocks: Blocks) -> Sequence[Definition]:
    return [node for node in walk(blocks) if isinstance(node, Definition)]


def _term(inlines: Inlines) -> Attributes | None:
    match inlines:
        case (Span(attributes=Attributes(classes=classes) as attributes),) if classes == (TERM,):
            return attributes if attributes.id else None
    return None
