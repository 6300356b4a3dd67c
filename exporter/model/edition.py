"""What is published together, ready to be rendered, and what a backend makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from exporter.diagnostics import Diagnostic
from exporter.model.document import Document, Metadata
from exporter.model.nodes import Blocks, Inlines


class Asset(msgspec.Struct, frozen=True):
    """A file that a document shows or leads to.

    `width` and `height` are pixels, 0 where they mean nothing. `page` is the one of a document that
    is shown, 0 for the whole file. What we made ourselves has its bytes in `data`, and no `file`.
    """

    path: str
    file: str
    media_type: str
    width: int = 0
    height: int = 0
    page: int = 0
    data: bytes = b""


ChapterKind = Literal["front", "part", "chapter", "appendix", "back"]


class Chapter(msgspec.Struct, frozen=True):
    """One document in an edition; `id` is unique in it and safe as an XML name and a file name.

    `number` is as it is read: `3`, `3.1`, `A`, `II`; empty for what bears none. `role` is a term of
    EPUB Structural Semantics 1.1, such as `preface`; empty for a chapter. `level` is 1 for what
    stands at the top of the outline, and `listed` says whether the contents have it. `made` names
    what makes the text of a chapter that has none of its own (`publication.matter`).
    """

    document: Document
    id: str
    title: Inlines
    number: str = ""
    kind: ChapterKind = "chapter"
    role: str = ""
    level: int = 1
    listed: bool = True
    made: str = ""


def with_blocks(chapter: Chapter, blocks: Blocks) -> Chapter:
    """The chapter with another text; itself where it is the same one."""
    if blocks is chapter.document.blocks:
        return chapter
    document = msgspec.structs.replace(chapter.document, blocks=blocks)
    return msgspec.structs.replace(chapter, document=document)


class Mailing(msgspec.Struct, frozen=True):
    """Who a newsletter comes from, and what the law and RFC 8058 want in it; `logo` stands above
    it. `pictures` is the web address of the folder that its pictures are put into, empty where they
    go along; `preheader` follows the subject where no description does. `number` is that of
    the issue, None where it bears none, or its title says it."""

    sender: str = ""
    reply_to: str = ""
    address: str = ""
    unsubscribe: str = ""
    list_id: str = ""
    logo: Asset | None = None
    pictures: str = ""
    preheader: str | None = None
    number: int | None = None


class CoverSheet(msgspec.Struct, frozen=True):
    """The cover of a printed book: back, spine and front on one sheet. Sizes are millimetres.

    A `trim` of 0 × 0 and 0 `pages` are those of the PDF. The spine is as wide as a `leaf` is thick,
    for each two pages, unless `spine` says how wide. `isbn` becomes a barcode.
    """

    trim: tuple[float, float] = (0, 0)
    leaf: float = 0
    spine: float = 0
    pages: int = 0
    bleed: float = 3
    blurb: str = ""
    price: str = ""
    isbn: str = ""


class Typesetting(msgspec.Struct, frozen=True):
    """How a PDF is set. Sizes are millimetres; a `paper` of 0 × 0 and no `margins` are those of
    the style. `margins` are top, outer, bottom and inner; `resolution` is dots per inch, 0 for
    pictures as they are."""

    style: Literal["book", "article", "report", "notes"] = "notes"
    paper: tuple[float, float] = (0, 0)
    margins: tuple[float, ...] = ()
    drop_caps: bool = False
    small_caps: bool = True
    side_notes: bool = False
    link_pages: bool = False
    figures: Literal["here", "top"] = "here"
    resolution: int = 300
    cover: bool = True
    black: bool = False
    bleed: float = 0
    crop_marks: bool = False
    standard: Literal["ua-1", "a-2u", "a-3u"] = "ua-1"
    attach_source: bool = False


class Ebook(msgspec.Struct, frozen=True):
    """What is in an EPUB: the longer side of its pictures in pixels at most, 0 for pictures as they
    are, the quality of JPEG from 1 to 100, and whether the theme's fonts go along."""

    max_image: int = 2000
    image_quality: int = 85
    fonts: bool = False


class WebPage(msgspec.Struct, frozen=True):
    """How a web page is made: what it needs is `inline`, or lies `beside` it; whether the theme's
    fonts go along."""

    assets: Literal["inline", "beside"] = "inline"
    fonts: bool = False


class Neighbour(msgspec.Struct, frozen=True):
    """What comes before or after an edition; `name` is where its artifacts go (`Edition.name`)."""

    title: str
    name: str


class Source(msgspec.Struct, frozen=True):
    """A note's file as text; its own text begins at the offset `body`, after its front matter."""

    text: str
    body: int


class Proof(msgspec.Struct, frozen=True):
    """What a draft shows beside the text: its day (ISO 8601), what was found about its notes, and
    the sources of these, whose lines it shows, by their paths."""

    day: str
    findings: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


class Edition(msgspec.Struct, frozen=True):
    """One publication: a note alone, or a book of chapters.

    `name` is where its artifacts go below the out folder, without a suffix. `format` is the one
    that it is settled for, empty before that. `pages` gives, for
    the notes that the edition links to and that are published beside it, that same name, and for
    one in a book the book's, with `#` and the id of the chapter, or that of its own page and `#`;
    `addresses` gives the web address of those that have one, and of the files that it leads to.
    `assets` are pictures by what shows them, one for all that have the same bytes; `attachments`
    are other files by their vault path, and `sources` the notes that go along, where that is asked
    for.
    `modified` is ISO 8601 in UTC. `numbering` says what bears a number, `notes` where footnotes
    stand, and `notes_restart` whether each chapter numbers its own. `draws_cover` asks for a
    cover to be drawn, where `metadata.cover` names none. `looks` are classes of the whole, for
    stylesheets; `proof` is there for a draft. `before` and `after` are the web pages on either side
    of it, where there is an order. `lying` says where the page of each chapter of a book lies, by
    its id: from the top of the site, or from the folder of a book whose web pages are its chapters.
    In a site, `picture_widths` (pixels) says in which widths there are pictures.
    """

    kind: Literal["note", "book"]
    name: str
    metadata: Metadata
    chapters: tuple[Chapter, ...]
    assets: Mapping[str, Asset]
    modified: str
    attachments: Mapping[str, Asset] = {}
    sources: Mapping[str, bytes] = {}
    url: str = ""
    pages: Mapping[str, str] = {}
    addresses: Mapping[str, str] = {}
    contents: Literal["auto", "always", "never"] = "auto"
    numbering: Literal["none", "chapters", "sections"] = "none"
    notes: Literal["page", "chapter", "book"] = "page"
    notes_restart: bool = True
    draws_cover: bool = False
    cover_sheet: CoverSheet | None = None
    mailing: Mailing | None = None
    format: str = ""
    typesetting: Typesetting = Typesetting()
    ebook: Ebook = Ebook()
    web: WebPage = WebPage()
    before: Neighbour | None = None
    after: Neighbour | None = None
    looks: tuple[str, ...] = ()
    proof: Proof | None = None
    lying: Mapping[str, str] = {}
    picture_widths: tuple[int, ...] = ()


class File(msgspec.Struct, frozen=True):
    """One file of an artifact; `suffix` is added to the edition's name (`.pdf`, `.email.txt`)."""

    suffix: str
    data: bytes


class PagePlace(msgspec.Struct, frozen=True):
    """A piece of text that begins on a page (`rendering.page_places`); `page` counts from 0, and
    `name` is as it is printed: `12`, `iv`."""

    place: str
    page: int
    name: str


class Artifact(msgspec.Struct, frozen=True):
    """What a backend made; the first file is the one that people open. `places` are in reading
    order. `shared` are files that other artifacts may have as well, by their whole names below the
    out folder."""

    files: tuple[File, ...]
    pages: int | None = None
    places: tuple[PagePlace, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    shared: tuple[File, ...] = ()
