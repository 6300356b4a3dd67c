"""Newsletter e-mail: a message ready to be sent, and its two texts beside it.

RFC 5322 and 2045 for the message, RFC 8058 for leaving the list, RFC 2919 for its name. What the
letter looks like is in `email/`, its markup in `render.email`, its text in `render.plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import blake2b

import css_inline
from markupsafe import Markup

from exporter.diagnostics import Report
from exporter.errors import RenderError
from exporter.model.edition import Artifact, Edition, File, Mailing
from exporter.model.nodes import Image, Math
from exporter.model.walk import collect, plain_text
from exporter.render.chapters import for_template, renderer
from exporter.render.email import EM, EMAIL, endnotes, math_id
from exporter.render.images import as_png, mailable
from exporter.render.labels import labels
from exporter.render.links import Addresses
from exporter.render.math import drawing
from exporter.render.node_templates import themed
from exporter.render.pages import facts
from exporter.render.plain import plain
from exporter.render.templates import Theme

# 7bit: a message that any server takes
POLICY = policy.SMTP.clone(cte_type="7bit")
# Gmail cuts a message here, as measured by Ghost (bytes of the encoded HTML part)
CLIPPED = 102 * 1024
LARGE = 90_000
PREHEADER = 160
# Keeps what follows the preheader out of the list of messages
FILLER = "\u034f\u200c\u00a0" * 60
# RFC 5322 §3.2.3, a dot-atom; others need SMTPUTF8 or quotation marks, which many servers refuse
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
NOBODY = Address("", "newsletter", "example.invalid")
DETAIL = 2  # pixels of a drawing for each pixel shown


def render(edition: Edition, theme: Theme, report: Report) -> Artifact:
    """The edition as `.eml`, and its HTML and its text as files of their own.

    Raises RenderError where the sender is no address, or a header would say more than it should.
    """
    chapter = edition.chapters[0]
    addresses = Addresses(edition)
    identifiers = {path: f"image-{number}" for number, path in enumerate(edition.assets, 1)}

    def src(image: Image) -> str | None:
        found = identifiers.get(image.source)
        return f"cid:{found}" if found else image.source

    render_ = renderer(edition, chapter, themed(EMAIL, theme), addresses, src, report)
    text = plain(chapter.document.blocks, render_.href, render_.lang)
    sender = _sender(edition.mailing, report)
    page = theme.render(
        "email/message.html",
        edition=facts(edition),
        labels=labels(edition.metadata.lang),
        mailing=edition.mailing,
        publication=sender.display_name,
        chapter=for_template(chapter, render_, addresses, endnotes),
        preheader=_preheader(edition),
        filler=FILLER,
        stylesheet=Markup(theme.text("email/head.css")),
    )
    inliner = css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=theme.text("email/email.css"),
    )
    html = inliner.inline(page)
    whole = _head(edition, facts(edition)["byline"]) + text + _foot(edition)
    images = [*_pictures(edition, identifiers), *_formulas(edition)]
    message = _message(edition, sender, whole, html, images, report)
    return Artifact(
        (
            File(".eml", message),
            File(".email.html", html.encode()),
            File(".email.txt", whole.encode()),
        )
    )


def _sender(mailing: Mailing | None, report: Report) -> Address:
    """Who the message is from. An international domain is written as RFC 5890 wants it."""
    written = mailing.sender if mailing else ""
    if not written:
        report.add(
            "email/sender",
            f"no sender is set: the message is from {NOBODY.addr_spec}",
            hint='set from = "Name <name@example.org>" in [newsletter] of exporter.toml',
        )
        return NOBODY
    return _address(written, "from")


def _address(written: str, key: str) -> Address:
    name, address = parseaddr(written)
    local, _, domain = address.rpartition("@")
    try:
        if not LOCAL_PART.fullmatch(local) or not domain:
            raise ValueError(address)
        return Address(_harmless(name), local, domain.encode("idna").decode("ascii"))
    except (ValueError, UnicodeError, IndexError) as error:
        raise RenderError(
            f"newsletter.{key} is no e-mail address: {written}",
            f'write it as {key} = "Name <name@example.org>"',
        ) from error


def _harmless(text: str) -> str:
    """Text for a header: one line, and nothing that a reader would decode into another header.

    `=?utf-8?q?a=0D=0ABcc: …?=` is an encoded word to every mail program (RFC 2047).
    """
    return re.sub(r"[\x00-\x1f\x7f\s]+", " ", text).strip().replace("=?", "=\u2060?")


def _preheader(edition: Edition) -> str:
    """What a list of messages shows after the subject."""
    told = edition.metadata.description or plain_text(edition.chapters[0].document.blocks[:6])
    text = " ".join(told.split())
    return text if len(text) <= PREHEADER else f"{text[:PREHEADER].rsplit(' ', 1)[0]}…"


def _head(edition: Edition, byline: str) -> str:
    metadata = edition.metadata
    facts_ = " · ".join(filter(None, (byline, facts(edition)["date_text"])))
    lines = [metadata.title, "=" * min(len(metadata.title), 72), metadata.subtitle, facts_]
    return "\n".join(line for line in lines if line) + "\n\n"


def _foot(edition: Edition) -> str:
    mailing, words = edition.mailing, labels(edition.metadata.lang)
    lines = [edition.metadata.rights]
    if edition.url:
        lines.append(f"{words.online}: {edition.url}")
    if mailing:
        lines.append(mailing.address)
        if mailing.unsubscribe:
            lines.append(f"{words.unsubscribe}: {mailing.unsubscribe}")
    told = [line for line in lines if line]
    # RFC 3676 §4.3: what stands below is no part of the text
    return "\n-- \n" + "\n".join(told) + "\n" if told else ""


# --- the message ---------------------------------------------------------------------------------


def _pictures(edition: Edition, identifiers: dict[str, str]) -> Iterable[tuple[str, bytes, str]]:
    shown = {image.source for image in collect(edition.chapters[0].document.blocks, Image)}
    for path, identifier in identifiers.items():
        if path in shown:
            data, media_type = mailable(edition.assets[path])
            yield identifier, data, media_type


def _formulas(edition: Edition) -> Iterable[tuple[str, bytes, str]]:
    found = collect(edition.chapters[0].document.blocks, Math)
    for identifier, node in {math_id(node): node for node in found if node.mathml}.items():
        drawn = drawing(node.mathml)
        if drawn is not None:
            width = max(1, round(drawn.width * EM * DETAIL))
            yield identifier, as_png(drawn.svg, width), "image/png"


def _message(
    edition: Edition,
    sender: Address,
    text: str,
    html: str,
    images: list[tuple[str, bytes, str]],
    report: Report,
) -> bytes:
    message = EmailMessage(POLICY)
    headers = _headers(edition, sender)
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    page = message.get_body(("html",))
    if not isinstance(page, EmailMessage):
        raise TypeError("the message has no HTML part")
    _warn_of_clipping(len(page.get_payload()), edition, report)
    for identifier, data, media_type in images:
        main, _, sub = media_type.partition("/")
        page.add_related(
            data,
            main,
            sub,
            cid=f"<{identifier}>",
            disposition="inline",
            filename=f"{identifier}.{sub.replace('jpeg', 'jpg')}",
        )
    _set_boundaries(message, blake2b(html.encode(), digest_size=12).hexdigest())
    data = message.as_bytes()
    _check(data, message, headers)
    return data


def _headers(edition: Edition, sender: Address) -> list[tuple[str, object]]:
    mailing = edition.mailing or Mailing()
    identity = f"{edition.name}\0{edition.modified}".encode()
    headers: list[tuple[str, object]] = [
        ("From", sender),
        ("Subject", _harmless(edition.metadata.title)),
        ("Date", format_datetime(datetime.fromisoformat(edition.modified))),
        ("Message-ID", f"<{blake2b(identity, digest_size=16).hexdigest()}@{sender.domain}>"),
    ]
    if mailing.reply_to:
        headers.append(("Reply-To", _address(mailing.reply_to, "reply_to")))
    if mailing.list_id:
        name = _harmless(mailing.list_id).strip("<>")
        headers.append(("List-Id", name if "<" in name else f"<{name}>"))
    if mailing.unsubscribe:
        address = _harmless(mailing.unsubscribe)
        headers.append(("List-Unsubscribe", f"<{address}>"))
        if address.startswith("https:"):
            headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    headers.append(("Auto-Submitted", "auto-generated"))
    headers.append(("X-Auto-Response-Suppress", "OOF, AutoReply"))
    return headers


def _set_boundaries(message: EmailMessage, name: str) -> None:
    """The stdlib draws them by lot; same input, same bytes."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_exporter_{number}_{name}")


def _check(data: bytes, message: EmailMessage, headers: list[tuple[str, object]]) -> None:
    """Read the message as its receiver will: no header may be there that we did not write."""
    found = message_from_bytes(data, policy=POLICY)
    names = [name for name, _ in headers] + ["MIME-Version", "Content-Type"]
    same = sorted(found.keys()) == sorted(names) and all(
        str(found[name]).split() == str(message[name]).split() for name in names[:-2]
    )
    if not same or any(found[name].defects for name in ("From", "Subject")):
        raise RenderError(
            "the message would have headers that nobody wrote",
            "look at the title and at [newsletter] for anything odd",
        )


def _warn_of_clipping(size: int, edition: Edition, report: Report) -> None:
    if size < LARGE:
        return
    cut = "cuts" if size >= CLIPPED else f"cuts at {CLIPPED // 1024} KB"
    report.add(
        "email/size",
        f"{edition.metadata.title}: the letter has {size / 1000:.0f} KB, and Gmail {cut} it",
        hint="shorten it, or link to the rest of it",
    )
