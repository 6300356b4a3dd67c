"""Newsletter e-mail: a message ready to be sent, and its two texts beside it.

What the letter looks like is in `email/`, its markup in `rendering.email`, its text in
`rendering.plain`, its MIME parts and headers in `backends.email_message`, its pictures from
`backends.email_pictures`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from email.headerregistry import Address
from typing import Any
from urllib.parse import quote

import css_inline
from markupsafe import Markup

from exporter.backends.email_message import Picture, address, message
from exporter.backends.email_pictures import can_be_shown, pictures
from exporter.backends.means import ALONE, Means
from exporter.diagnostics import Report, Reports
from exporter.model.edition import Artifact, Edition, File, Mailing
from exporter.model.nodes import Blocks, Image, Media, Paragraph
from exporter.model.text import clean
from exporter.model.walk import collect, plain_text
from exporter.rendering.catalogue import rights
from exporter.rendering.chapters import for_template, renderer
from exporter.rendering.email import email_dialect
from exporter.rendering.email_notes import endnotes
from exporter.rendering.labels import labels
from exporter.rendering.links import Addresses
from exporter.rendering.node_templates import themed
from exporter.rendering.pages import facts
from exporter.rendering.plain import WIDTH, plain
from exporter.rendering.plain_lines import columns, filled
from exporter.rendering.templates import Theme

# Gmail cuts a message here, as measured by Ghost (bytes of the encoded HTML part)
CLIPPED = 102 * 1024
LARGE = 90 * 1024
# Bytes of a whole message: what servers take that are not generous
HEAVY = 10_000_000
PREHEADER = 160
# Where the pictures of the HTML lie
BESIDE = ".email/"
# Keeps what follows the preheader out of the list of messages
FILLER = "\u034f\u200c\u00a0" * 60
NOBODY = Address("", "newsletter", "example.invalid")
# Pixels that a masthead has for a logo
LOGO_WIDTH, LOGO_HEIGHT = 260, 72


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The edition as `.eml`, and beside it its HTML, its text, and the pictures of the HTML.

    Raises RenderError where the sender is no address, or a header would say more than it should.
    """
    chapter = edition.chapters[0]
    addresses = Addresses(edition)
    mailing = edition.mailing or Mailing()
    shown = pictures(edition, theme, reports.whole)

    def src(image: Image | Media) -> str | None:
        found = shown.get(image.source)
        if found:
            return found.address(mailing.pictures)
        return image.source if can_be_shown(image.source) else None

    dialect = themed(email_dialect(theme), theme)
    render_ = renderer(edition, chapter, dialect, addresses, src, reports)
    text = plain(chapter.document.blocks, render_.href, render_.lang)
    sender = _sender(mailing, reports.whole)
    known, words = facts(edition), labels(edition.metadata.lang)
    number = words.number.format(mailing.number) if mailing.number is not None else ""
    masthead = [each for each in (number, known["byline"], known["date_text"]) if each]
    page = theme.render(
        "email/message.html",
        edition=known,
        labels=words,
        facts=masthead,
        mailing=mailing,
        publication=sender.display_name,
        logo=_logo(mailing, shown),
        chapter=for_template(chapter, render_, addresses, endnotes),
        preheader=_preheader(edition, mailing),
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
    whole = clean(_head(known, masthead) + text + _foot(edition))
    files = tuple({each.identifier: each for each in shown.values()}.values())
    data, size = message(edition, sender, whole, html, () if mailing.pictures else files)
    _warn_of_size(size, len(data), reports.whole)
    folder = f"{posixpath.basename(edition.name)}{BESIDE.rstrip('/')}"
    return Artifact(
        (
            File(".eml", data),
            File(".email.html", _beside(html, mailing.pictures, folder, files).encode()),
            File(".email.txt", whole.encode()),
            *(File(f"{BESIDE}{picture.file_name}", picture.data) for picture in files),
        )
    )


def _sender(mailing: Mailing, report: Report) -> Address:
    """Who the message is from; nobody who could be answered where that is not set."""
    if mailing.sender:
        return address(mailing.sender, "from")
    report.add(
        "email/sender",
        f"no sender is set: the message is from {NOBODY.addr_spec}",
        hint='set from = "Name <name@example.org>" in [newsletter] of exporter.toml',
        line=1,
    )
    return NOBODY


def _logo(mailing: Mailing, shown: Mapping[str, Picture]) -> dict[str, Any] | None:
    """The logo for the template, as large as a masthead has room for."""
    asset = mailing.logo
    if asset is None:
        return None
    src = shown[asset.path].address(mailing.pictures)
    if not (asset.width and asset.height):
        return {"src": src, "width": LOGO_WIDTH, "height": ""}
    scale = min(1, LOGO_WIDTH / asset.width, LOGO_HEIGHT / asset.height)
    width, height = (max(1, round(side * scale)) for side in (asset.width, asset.height))
    return {"src": src, "width": width, "height": height}


def _preheader(edition: Edition, mailing: Mailing) -> str:
    """What a list of messages shows after the subject."""
    told = edition.metadata.description or mailing.preheader
    if told is None:
        told = beginning(edition.chapters[0].document.blocks)
    text = " ".join(told.split())
    return text if len(text) <= PREHEADER else f"{text[:PREHEADER].rsplit(' ', 1)[0]}…"


def beginning(blocks: Blocks) -> str:
    """The first paragraphs, of which lists of messages show as much as they have room for."""
    return " ".join(plain_text((each,)) for each in collect(blocks, Paragraph)[:6])


def _head(known: dict[str, Any], masthead: Sequence[str]) -> str:
    title = filled(known["title"], WIDTH)
    below = [*filled(known["subtitle"], WIDTH), *filled(" · ".join(masthead), WIDTH)]
    lines = [*title, "=" * min(max(map(columns, title)), WIDTH), *below]
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


def _beside(html: str, web: str, folder: str, files: Iterable[Picture]) -> str:
    """The HTML for a browser, or for a mailing service: its pictures are files beside it, wherever
    the letter has them."""
    for picture in files:
        file = quote(f"{folder}/{picture.file_name}")
        html = html.replace(f'src="{picture.address(web)}"', f'src="{file}"')
    return html


def _warn_of_size(html: int, whole: int, report: Report) -> None:
    """Both in bytes, as they are sent."""
    limit = CLIPPED // 1024
    if html >= CLIPPED:
        report.add(
            "email/size",
            f"the letter has {html // 1024} KB without its pictures; Gmail shows {limit} of them,"
            f" and cuts {(html - CLIPPED) // 1024 + 1}",
            hint="shorten it, or send it by `exporter newsletter` with --split or --excerpt",
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
