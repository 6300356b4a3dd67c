"""Newsletter e-mail: a message ready to be sent, and its two texts beside it.

What the letter looks like is in `email/`, its markup in `render.email`, its text in `render.plain`,
its MIME parts and headers in `backends.email_message`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from email.headerregistry import Address
from typing import Any
from urllib.parse import quote, urlsplit

import css_inline
from markupsafe import Markup

from exporter.backends.email_message import Picture, address, message
from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Report, Reports
from exporter.model.edition import Artifact, Edition, File, Mailing
from exporter.model.nodes import Diagram, Image, Math, Media, Paragraph
from exporter.model.text import clean
from exporter.model.walk import collect, plain_text
from exporter.render.catalogue import rights
from exporter.render.chapters import for_template, renderer
from exporter.render.diagrams import size, without_ligatures
from exporter.render.email import EM, EMAIL, WIDEST, diagram_id, endnotes, math_id
from exporter.render.fonts import font_files
from exporter.render.images import as_png, mailable
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.math import drawing
from exporter.render.node_templates import themed
from exporter.render.pages import facts
from exporter.render.plain import WIDTH, plain
from exporter.render.plain_lines import columns, filled
from exporter.render.templates import Theme

# Gmail cuts a message here, as measured by Ghost (bytes of the encoded HTML part)
CLIPPED = 102 * 1024
LARGE = 90 * 1024
# Bytes of a whole message: what servers take that are not generous
HEAVY = 10_000_000
PREHEADER = 160
# Keeps what follows the preheader out of the list of messages
FILLER = "\u034f\u200c\u00a0" * 60
NOBODY = Address("", "newsletter", "example.invalid")
DETAIL = 2  # pixels of a drawing for each pixel shown
# Formulas are black: their ground comes with them, or dark mode would swallow them
GROUND = "#fffefb"
# Outlook for Windows shows none of these, Gmail no SVG
NOT_EVERYWHERE = (".svg", ".webp", ".avif")


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The edition as `.eml`, and beside it its HTML, its text, and the pictures of the HTML.

    Raises RenderError where the sender is no address, or a header would say more than it should.
    """
    chapter = edition.chapters[0]
    addresses = Addresses(edition)
    identifiers = image_ids(edition)

    def src(image: Image | Media) -> str | None:
        found = identifiers.get(image.source)
        return f"cid:{found}" if found else image.source

    render_ = renderer(edition, chapter, themed(EMAIL, theme), addresses, src, reports)
    text = plain(chapter.document.blocks, render_.href, render_.lang)
    sender = _sender(edition.mailing, reports.whole)
    known = facts(edition)
    page = theme.render(
        "email/message.html",
        edition=known,
        labels=labels(edition.metadata.lang),
        mailing=edition.mailing,
        publication=sender.display_name,
        chapter=for_template(chapter, render_, addresses, endnotes),
        preheader=_preheader(edition),
        filler=FILLER,
        stylesheet=Markup(theme.text("email/head.css")),
        outlook=Markup(theme.text("email/outlook.css")),
    )
    inliner = css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        minify_css=True,
        extra_css=theme.text("email/email.css"),
    )
    html = inliner.inline(clean(page))
    whole = clean(_head(known) + text + _foot(edition))
    pictures = [
        *_pictures(edition, identifiers, reports.whole),
        *_formulas(edition),
        *_diagrams(edition, font_files(theme)),
    ]
    data, size = message(edition, sender, whole, html, pictures)
    _warn_of_size(size, len(data), reports.whole)
    folder = f"{posixpath.basename(edition.name)}.email"
    return Artifact(
        (
            File(".eml", data),
            File(".email.html", _beside(html, folder, pictures).encode()),
            File(".email.txt", whole.encode()),
            *(File(f".email/{picture.file_name}", picture.data) for picture in pictures),
        )
    )


def image_ids(edition: Edition) -> dict[str, str]:
    """The content ids of the pictures that are sent along, by their paths."""
    numbers = {path: number for number, path in enumerate(edition.assets, 1)}
    return {path: f"image-{numbers[asset.path]}" for path, asset in edition.assets.items()}


def _sender(mailing: Mailing | None, report: Report) -> Address:
    """Who the message is from; nobody who could be answered where that is not set."""
    if mailing and mailing.sender:
        return address(mailing.sender, "from")
    report.add(
        "email/sender",
        f"no sender is set: the message is from {NOBODY.addr_spec}",
        hint='set from = "Name <name@example.org>" in [newsletter] of exporter.toml',
        line=1,
    )
    return NOBODY


def _preheader(edition: Edition) -> str:
    """What a list of messages shows after the subject."""
    paragraphs = collect(edition.chapters[0].document.blocks, Paragraph)
    told = edition.metadata.description or " ".join(plain_text((each,)) for each in paragraphs[:6])
    text = " ".join(told.split())
    return text if len(text) <= PREHEADER else f"{text[:PREHEADER].rsplit(' ', 1)[0]}…"


def _head(known: dict[str, Any]) -> str:
    title = filled(known["title"], WIDTH)
    facts_ = " · ".join(filter(None, (known["byline"], known["date_text"])))
    lines = [*title, "=" * min(max(map(columns, title)), WIDTH), known["subtitle"], facts_]
    return "\n".join(line for line in lines if line) + "\n\n"


def _foot(edition: Edition) -> str:
    mailing, words = edition.mailing, labels(edition.metadata.lang)
    lines = [rights(edition.metadata)]
    if edition.url:
        lines.append(f"{words.online}: {edition.url}")
    if mailing:
        lines.append(mailing.address)
        if mailing.unsubscribe:
            lines.append(f"{words.unsubscribe}: {mailing.unsubscribe}")
    told = [line for line in lines if line]
    # RFC 3676 §4.3: what stands below is no part of the text
    return "\n-- \n" + "\n".join(told) + "\n" if told else ""


def _pictures(edition: Edition, identifiers: dict[str, str], report: Report) -> Iterator[Picture]:
    shown = {image.source: image for image in collect(edition.chapters[0].document.blocks, Image)}
    sent = {identifier: path for path, identifier in identifiers.items() if path in shown}
    for identifier, path in sent.items():
        yield Picture(identifier, *mailable(edition.assets[path]))
    for source in sorted(shown.keys() - identifiers.keys()):
        parts = urlsplit(source)
        if parts.scheme != "https" or parts.path.lower().endswith(NOT_EVERYWHERE):
            report.add(
                "email/image",
                f"“{source}” will not be seen in every mail program",
                hint="save the image into the vault: it is then sent with the letter, as a PNG",
                about=source,
            )


def _formulas(edition: Edition) -> Iterator[Picture]:
    found = collect(edition.chapters[0].document.blocks, Math)
    for identifier, node in {math_id(node): node for node in found if node.mathml}.items():
        drawn = drawing(node.mathml)
        if drawn is not None:
            width = max(1, round(drawn.width * EM * DETAIL))
            yield Picture(identifier, as_png(drawn.svg, width, GROUND), "image/png")


def _diagrams(edition: Edition, fonts: tuple[str, ...]) -> Iterator[Picture]:
    found = collect(edition.chapters[0].document.blocks, Diagram)
    for identifier, node in {diagram_id(node): node for node in found if node.svg}.items():
        width = min(size(node.svg)[0], WIDEST) * DETAIL
        svg = without_ligatures(node.svg)
        yield Picture(identifier, as_png(svg, width, GROUND, fonts), "image/png")


def _beside(html: str, folder: str, pictures: list[Picture]) -> str:
    """The HTML for a browser, or for a mailing service: its pictures are files beside it."""
    for picture in pictures:
        file = quote(f"{folder}/{picture.file_name}")
        html = html.replace(f'src="cid:{picture.identifier}"', f'src="{file}"')
    return html


def _warn_of_size(html: int, whole: int, report: Report) -> None:
    """Both in bytes, as they are sent."""
    limit = CLIPPED // 1024
    if html >= CLIPPED:
        report.add(
            "email/size",
            f"the letter has {html // 1024} KB without its pictures; Gmail shows {limit} of them",
            hint="shorten it, or link to the rest of it",
            line=1,
        )
    elif html >= LARGE:
        report.add(
            "email/size",
            f"the letter has {html // 1024} KB without its pictures; Gmail cuts it at {limit}",
            hint="leave it as it is, or shorten it",
            line=1,
        )
    if whole >= HEAVY:
        report.add(
            "email/size",
            f"the message has {whole // 1_000_000} MB, which many servers refuse",
            hint="make its pictures smaller, or put them on the web",
            line=1,
        )
