"""The settings of a project, as plain data: one struct for each table of `exporter.toml`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

# `exporter.backends.BACKENDS` has a module for each; a test holds the two together
FORMATS = ("html", "epub", "pdf", "email", "json", "site")
# Files that describe a book each, in any folder of a vault
MANIFESTS = ("book.toml", "book.yaml", "book.yml")
Dialect = Literal["obsidian", "gfm", "pandoc", "commonmark"]
Contents = Literal["auto", "always", "never"]
RemoteImages = Literal["link", "drop"]
DynamicBlocks = Literal["note", "source", "nothing"]
Publish = Literal["all", "marked"]
Numbering = Literal["none", "chapters", "sections"]
NotesAt = Literal["page", "chapter", "book"]
Order = Literal["auto", "date", "title", "path", "listed"]
Shown = Literal["excerpt", "full"]
LinkAddresses = Literal["none", "notes", "text"]
Openings = Literal["page", "right"]
Style = Literal["auto", "book", "article", "report", "notes"]
FiguresAt = Literal["here", "top"]
Security = Literal["starttls", "tls", "none"]
AssetsAt = Literal["inline", "beside"]
PagesOf = Literal["page", "chapters"]
PdfStandard = Literal["ua-1", "a-2u", "a-3u"]


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`{ name = "…", role = "translator", sort = "…" }`; `role` is a term or a code of MARC's."""

    name: str
    role: str = ""
    sort: str = ""


class Catalogued(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject: `{ name = "…", authority = "BISAC", code = "…" }`."""

    name: str
    authority: str = ""
    code: str = ""


People = tuple[str | Person, ...]


class Project(msgspec.Struct, frozen=True):
    """`[project]`: what holds for every note that says nothing else."""

    title: str = ""
    author: str = ""
    authors: People = ()
    lang: str = "en"
    url: str = ""
    rights: str = ""
    license: str = ""
    publisher: str = ""


class Build(msgspec.Struct, frozen=True):
    """`[build]`: what is made, where, and how. `out` is relative to the vault."""

    out: str = "out"
    formats: tuple[str, ...] = ("pdf", "epub", "html")
    exclude: tuple[str, ...] = ()
    publish: Publish = "all"
    dialect: Dialect = "obsidian"
    typography: bool = True
    emoji: bool = False
    hard_line_breaks: bool = False
    dynamic_blocks: DynamicBlocks = "note"
    remote_images: RemoteImages = "link"
    placeholders: bool = False
    variables: dict[str, str | int] = {}
    theme: str = "default"
    contents: Contents = "auto"
    bibliography: str | tuple[str, ...] = ()
    csl: str = ""
    link_colour: bool = True
    link_addresses: LinkAddresses = "none"
    sample: bool = False
    draft: bool = False
    suffix: str = ""


class Pdf(msgspec.Struct, frozen=True):
    """`[pdf]`: paper and typesetting. Sizes are text with their unit (`config.lengths`).

    `margins` are those at the top, the outer edge, the bottom and the inner edge. `resolution` is
    dots per inch, 0 for pictures as they are.
    """

    style: Style = "auto"
    paper: str = ""
    margins: tuple[str, ...] = ()
    drop_caps: bool = False
    small_caps: bool = True
    side_notes: bool = False
    link_pages: bool = False
    figures: FiguresAt = "here"
    resolution: Annotated[int, msgspec.Meta(ge=0)] = 300
    cover: bool = True
    black: bool = False
    bleed: str = ""
    crop_marks: bool = False
    standard: PdfStandard = "ua-1"
    attach_source: bool = False


class Epub(msgspec.Struct, frozen=True):
    """`[epub]`: what is in an e-book. `max_image` is the longer side of a picture in pixels, 0 for
    pictures as they are, `image_quality` that of a JPEG in Pillow's words."""

    max_image: Annotated[int, msgspec.Meta(ge=0)] = 2000
    image_quality: Annotated[int, msgspec.Meta(ge=1, le=100)] = 85
    fonts: bool = False


class Html(msgspec.Struct, frozen=True):
    """`[html]`: whether a page holds its style, script and pictures, or has them in a folder beside
    it, and whether the theme's fonts go along."""

    assets: AssetsAt = "inline"
    fonts: bool = False


class Site(msgspec.Struct, frozen=True):
    """`[site]`: the notes as a web site. `home` is the note that is its front page, `feed` how many
    notes its feeds have, `image_widths` are pixels; `search` says
    whether one can look for words in it, `graph` whether its links are a picture, too."""

    home: str = ""
    feed: Annotated[int, msgspec.Meta(ge=0)] = 20
    image_widths: tuple[Annotated[int, msgspec.Meta(ge=1)], ...] = (480, 960, 1600)
    search: bool = True
    graph: bool = False


class Part(msgspec.Struct, frozen=True):
    """`{ part = "…", chapters = […] }` among the chapters of a book.

    `part` is its title, or the note that is its page.
    """

    part: str
    chapters: tuple[str, ...] = ()


class PrintCover(msgspec.Struct, frozen=True):
    """`[book.print_cover]`: the sheet around a printed book.

    Sizes are text with their unit (`config.lengths`). `paper` is the thickness of a leaf, `spine`
    the width of the spine where a printer names that instead, and `pages` are those of the PDF
    where they are 0.
    """

    trim: str = ""
    paper: str = ""
    spine: str = ""
    pages: int = 0
    bleed: str = "3mm"
    blurb: str = ""
    price: str = ""
    barcode: bool | str = True


class Book(msgspec.Struct, frozen=True):
    """One `[[book]]`; dates are ISO 8601.

    `chapters` are paths or globs below `folder`, or one note whose links are the chapters: mdBook's
    `SUMMARY.md`, or a map of content. Matter that is `true` is made from the book and its metadata;
    a path names the note that it is. `pdf` has the keys of `[pdf]` that are others for this book.
    """

    title: str = ""
    subtitle: str = ""
    author: str = ""
    authors: People = ()
    contributors: People = ()
    cover: bool | str = True
    lang: str = ""
    dir: Literal["", "ltr", "rtl"] = ""
    writing_mode: Literal["", "vertical-rl"] = ""
    languages: tuple[str, ...] = ()
    date: str = ""
    modified: str = ""
    first_published: str = ""
    rights: str = ""
    license: str = ""
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    isbn: str | tuple[str, ...] = ()
    identifier: str | tuple[str, ...] = ()
    description: str = ""
    subjects: tuple[str | Catalogued, ...] = ()
    keywords: tuple[str, ...] = ()
    series: str = ""
    series_number: str = ""
    folder: str = ""
    chapters: str | tuple[str | Part, ...] = ()
    appendices: tuple[str, ...] = ()
    slug: str = ""
    numbering: Numbering = "chapters"
    notes: NotesAt = "page"
    notes_restart: bool = True
    half_title: bool = False
    imprint: bool | str = True
    dedication: str = ""
    epigraph: str = ""
    foreword: str = ""
    list_of_figures: bool = False
    list_of_tables: bool = False
    list_of_listings: bool = False
    glossary: bool | str = False
    bibliography: bool = False
    index: bool | str = False
    about: str = ""
    colophon: str = ""
    print_cover: PrintCover | None = None
    pdf: dict[str, Any] = {}
    openings: Openings = "page"
    web: PagesOf = "page"
    sample: Annotated[int, msgspec.Meta(ge=1)] = 3
    url: str = ""


class Digest(msgspec.Struct, frozen=True):
    """One `[[digest]]`: the notes that a query finds, in one letter, page or reader.

    A note is in it where all holds that is asked: one of the `tags`, the `folder`, the days from
    `since` to `until`, what `where` says of its front matter, the paths or globs of `notes`.
    `intro` and `outro` are notes, or Markdown. `separator` is `rule`, `none` or a text.
    """

    title: str = ""
    subtitle: str = ""
    description: str = ""
    slug: str = ""
    tags: tuple[str, ...] = ()
    folder: str = ""
    since: str = ""
    until: str = ""
    where: dict[str, str | int | bool | tuple[str | int | bool, ...]] = {}
    notes: tuple[str, ...] = ()
    order: Order = "auto"
    reverse: bool = False
    limit: int = 0
    intro: str = ""
    outro: str = ""
    items: Shown = "excerpt"
    separator: str = "rule"
    formats: tuple[str, ...] = ("html", "email")


class Smtp(msgspec.Struct, frozen=True):
    """`[newsletter.smtp]`: the server that takes the messages; without a `host`, none does.

    A `port` of 0 is the usual one. `rate` is messages per second, 0 for as many as it takes. A
    password stands in no file of a vault.
    """

    host: str = ""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    security: Security = "starttls"
    user: str = ""
    connections: Annotated[int, msgspec.Meta(ge=1, le=50)] = 2
    rate: Annotated[float, msgspec.Meta(ge=0)] = 10.0


class Newsletter(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """`[newsletter]`: who it comes from; `sender` is called `from` in the file.

    `records` is the folder of the ledger and the outbox, relative to the vault.
    """

    sender: str = ""
    reply_to: str = ""
    folder: str = ""
    address: str = ""
    unsubscribe: str = ""
    list_id: str = ""
    return_path: str = ""
    dkim_selector: str = ""
    logo: str = ""
    images: Literal["attached", "linked"] = "attached"
    records: str = ".mailing"
    smtp: Smtp | None = None


class File(msgspec.Struct, frozen=True):
    """The whole file, as it is written."""

    project: Project = Project()
    build: Build = Build()
    pdf: Pdf = Pdf()
    epub: Epub = Epub()
    html: Html = Html()
    site: Site = Site()
    book: tuple[Book, ...] = ()
    digest: tuple[Digest, ...] = ()
    newsletter: Newsletter | None = None


class Settings(msgspec.Struct, frozen=True):
    """A project: `root` is the absolute path of its vault, `config_file` is empty without one.

    `manifests` are the files in the vault that describe a book each, by their vault paths, with
    nothing for one that can't be used; `books` are those of the project's own file,
    `every_book` and `every_pdf` what a profile says of all. Of a vault that is not `trusted`, no
    template is used; `theme` is what the command names, which needs no trust.
    """

    root: str
    config_file: str = ""
    project: Project = Project()
    build: Build = Build()
    pdf: Pdf = Pdf()
    epub: Epub = Epub()
    html: Html = Html()
    site: Site = Site()
    books: tuple[Book, ...] = ()
    manifests: dict[str, Book | None] = {}
    digests: tuple[Digest, ...] = ()
    every_book: dict[str, Any] = {}
    every_pdf: dict[str, Any] = {}
    newsletter: Newsletter | None = None
    trusted: bool = False
    theme: str = ""


TABLES: dict[str, type[msgspec.Struct]] = {
    "project": Project,
    "build": Build,
    "pdf": Pdf,
    "epub": Epub,
    "html": Html,
    "site": Site,
    "book": Book,
    "digest": Digest,
    "newsletter": Newsletter,
    "newsletter.smtp": Smtp,
    "book.print_cover": PrintCover,
}
