"""HTML: one page that holds all it shows; what it plays or leads to lies in a folder beside it."""

from __future__ import annotations

import posixpath
from functools import partial
from urllib.parse import quote

from markupsafe import Markup

from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Reports
from exporter.model.edition import Artifact, Edition, File
from exporter.model.nodes import Image, Media
from exporter.publication.names import output_name, unique_name
from exporter.render.chapters import contents, for_template, renderer
from exporter.render.footnotes import endnotes
from exporter.render.head import head
from exporter.render.images import data_uri, unchanged
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.node_templates import themed
from exporter.render.pages import facts
from exporter.render.templates import Theme
from exporter.render.web import WEB

# Beside a page, as browsers and Quarto name it
FOLDER = "_files"


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The edition as one self-contained page: style, script and images are in it."""
    beside = _beside(edition)
    folder = f"{posixpath.basename(edition.name)}{FOLDER}"
    files = {path: f"{quote(folder)}/{quote(name)}" for path, name in beside.items()}
    addresses = Addresses(edition, outside=partial(_beside_it, edition), files=files)

    def src(node: Image | Media) -> str | None:
        asset = edition.assets.get(node.source)
        return data_uri(asset) if asset else files.get(node.source, node.source)

    renderers = [
        renderer(edition, chapter, themed(WEB, theme), addresses, src, reports)
        for chapter in edition.chapters
    ]
    page = theme.render(
        "html/page.html",
        edition=facts(edition),
        labels=labels(edition.metadata.lang),
        chapters=[
            for_template(chapter, render, addresses, endnotes)
            for chapter, render in zip(edition.chapters, renderers, strict=True)
        ],
        contents=contents(edition, addresses, renderers),
        head=head(edition),
        stylesheet=Markup(stylesheet(theme, draft=edition.proof is not None)),
        script=Markup(theme.text("html/page.js")),
    )
    attached = (
        File(f"{FOLDER}/{name}", unchanged(edition.attachments[path]))
        for path, name in beside.items()
    )
    return Artifact((File(".html", page.encode()), *attached))


def _beside_it(edition: Edition, name: str) -> str:
    """The way to another page of the out folder."""
    return quote(posixpath.relpath(f"{name}.html", posixpath.dirname(edition.name) or "."))


def _beside(edition: Edition) -> dict[str, str]:
    """The names of the files that go with the page, in a folder beside it."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for path in edition.attachments:
        stem, suffix = posixpath.splitext(output_name(posixpath.basename(path)))
        names[path] = unique_name(stem, taken, suffix)
    return names


def stylesheet(theme: Theme, *, draft: bool = False) -> str:
    """The style of a page: the theme's decisions, the page's rules, the colours of code."""
    names = ("theme.css", "dark.css", "html/page.css", "code.css")
    return "\n".join(theme.text(name) for name in ((*names, "html/draft.css") if draft else names))
