"""HTML: one page that holds all it shows."""

from __future__ import annotations

from markupsafe import Markup

from exporter.diagnostics import Report
from exporter.model.edition import Artifact, Edition, File
from exporter.model.nodes import Image
from exporter.render.chapters import contents, for_template, renderer
from exporter.render.footnotes import endnotes
from exporter.render.images import data_uri
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.node_templates import themed
from exporter.render.pages import facts
from exporter.render.templates import Theme
from exporter.render.web import WEB


def render(edition: Edition, theme: Theme, report: Report) -> Artifact:
    """The edition as one self-contained page: style, script and images are in it."""
    addresses = Addresses(edition, suffix=".html")

    def src(image: Image) -> str | None:
        asset = edition.assets.get(image.source)
        return data_uri(asset) if asset else image.source

    renderers = [
        renderer(edition, chapter, themed(WEB, theme), addresses, src, report)
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
        stylesheet=Markup(stylesheet(theme)),
        script=Markup(theme.text("html/page.js")),
    )
    return Artifact((File(".html", page.encode()),))


def stylesheet(theme: Theme) -> str:
    """The style of a page: the theme's decisions, the page's rules, the colours of code."""
    return "\n".join(
        theme.text(name) for name in ("theme.css", "dark.css", "html/page.css", "code.css")
    )
