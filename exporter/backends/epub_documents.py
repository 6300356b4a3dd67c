"""The XHTML documents of an EPUB (EPUB 3.3 §6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from exporter.backends.epub_package import Resource
from exporter.backends.epub_pages import PageBreak
from exporter.backends.epub_parts import NAVIGATION, Measure, Part
from exporter.model.edition import Chapter
from exporter.model.nodes import Block
from exporter.model.structure import SECTIONS
from exporter.rendering.chapters import for_template
from exporter.rendering.footnotes import popups
from exporter.rendering.links import Addresses
from exporter.rendering.markup import Renderer
from exporter.rendering.templates import Theme
from exporter.rendering.xhtml import page_break

XHTML_TYPE = "application/xhtml+xml"
Renderers = Mapping[str, Renderer]


def measured(renderers: Renderers) -> Measure:
    """Measures the markup of a block in bytes, its notes among it, wherever its links may lead."""

    def measure(chapter: Chapter, block: Block) -> int:
        render = renderers[chapter.id]
        return len((render((block,)) + popups((block,), render)).encode())

    return measure


def chapter_documents(
    parts: list[Part],
    openings: Mapping[str, PageBreak],
    renderers: Renderers,
    addresses: Addresses,
    theme: Theme,
    common: Mapping[str, Any],
) -> Iterator[Resource]:
    """The documents of chapters, but for the contents; `openings` are the pages that begin with a
    chapter, by its id."""
    for part in parts:
        if part.file == NAVIGATION:
            continue
        whole = renderers[part.chapter.id]
        render = replace(whole, href=addresses.href(part.chapter, part.file))
        context = for_template(part.chapter, render, addresses, popups)
        role = SECTIONS.get(context["epub_type"], "")
        # what a chapter is made of may say already what it is
        context["aria_role"] = "" if f'role="{role}"' in context["body"] else role
        context |= {"first": part.number == 1, "last": part.last, "page": ""}
        if part.number == 1 and (opening := openings.get(part.chapter.id)):
            context["page"] = Markup(page_break(render.id_prefix + opening.id, opening.page))
        template = "title" if part.chapter.role == "titlepage" else "chapter"
        markup = theme.render(f"epub/{template}.xhtml", chapter=context, **common)
        yield document(part.id, part.file, markup)


def document(name: str, file: str, markup: str, *properties: str) -> Resource:
    """A document; EPUB 3.3 §5.4.4: the manifest says what it holds beside XHTML."""
    found = [each for each, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in markup]
    return Resource(name, file, XHTML_TYPE, markup.encode(), (*properties, *found))
