"""The codes of findings, and what `exporter explain` says of each.

A code is stable and means one thing. Its first part is the room that it is about.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["info", "warning", "error"]


class Code(NamedTuple):
    severity: Severity
    explanation: str


CODES: dict[str, Code] = {
    "book/cover": Code(
        "warning",
        "The cover that a book names is no picture that can be used, or has characters that no font"
        " can draw. A cover is drawn from the book's title, or one without these characters.",
    ),
    "book/cover-size": Code(
        "info",
        "A book's cover has so few pixels that it looks coarse; stores refuse such pictures.",
    ),
    "book/chapter-twice": Code(
        "warning", "A book lists a chapter twice. It stands where it is listed first."
    ),
    "book/draft-chapter": Code(
        "info",
        "A chapter is a draft. One that an outline only announces is left out, or has but its title"
        " where chapters stand below it; a note that is a draft is published with its book.",
    ),
    "book/empty": Code("error", "A book has no chapter. Nothing is made of it."),
    "book/empty-part": Code(
        "warning", "A part of a book has no chapters. It is left out, unless it is a note itself."
    ),
    "book/manifest": Code(
        "error", "A file that describes a book can't be used. Nothing is made of that book."
    ),
    "book/missing-chapter": Code(
        "warning", "A chapter that the book lists is not in the vault. The book is made without it."
    ),
    "book/nothing-to-list": Code(
        "info",
        "A book asks for a list of something that none of its chapters has. The list is left out.",
    ),
    "book/print-cover": Code(
        "warning",
        "Something about the cover of a printed book can't be right: its size is not that of the"
        " pages, or its blurb is too long.",
    ),
    "book/thin-spine": Code(
        "info", "The spine of a printed book is too thin for words. It is left plain."
    ),
    "book/outline": Code(
        "warning",
        "A note that lists the chapters of a book has something that is none: text, a link to the"
        " web or to a file. The book is made of the rest.",
    ),
    "book/unlisted": Code(
        "info",
        "A note lies in the folder of a book that does not list it. It is made only when it is"
        " named.",
    ),
    "citations/apart": Code(
        "warning",
        "The bibliography of a chapter has another work under a key than one of a chapter before,"
        " and the book has one list of works. The first counts in all chapters.",
    ),
    "citations/no-bibliography": Code(
        "warning", "A note cites works and has no bibliography. Its citations stay as written."
    ),
    "citations/other-style": Code(
        "warning",
        "A chapter of a book with one bibliography names another citation style than the first that"
        " cites. It has the book's.",
    ),
    "citations/unknown": Code(
        "warning",
        "A note cites a key that no work of its bibliography has. The key stands in the text, in"
        " bold and with a question mark.",
    ),
    "citations/unreadable": Code(
        "warning",
        "A bibliography or a citation style is not in the vault, is too large, or can't be read."
        " The note is made without it.",
    ),
    "digest/empty": Code(
        "warning", "No note is what a digest of `exporter.toml` asks for. It is not made."
    ),
    "digest/missing-note": Code(
        "warning",
        "A note that a digest names is not in the vault, or is a draft or held back, and no digest"
        " shows those. The digest is made without it.",
    ),
    "digest/no-address": Code(
        "warning",
        "A digest shows the beginnings of notes that it can't lead to: the project has no `url`, or"
        " no page is made of them.",
    ),
    "digest/undated": Code(
        "info",
        "A digest asks for notes of a certain time, and some that would fit have no date. They are"
        " left out.",
    ),
    "cluster/fonts": Code(
        "warning",
        "A worker of a cluster made PDFs, and its system has other fonts than the computer of the"
        " build. Those of themes come with exporter; text in scripts that they lack, and that only"
        " a system's fonts have, may look otherwise.",
    ),
    "diagrams/links": Code(
        "info", "Nodes of a diagram are links. The drawing is a picture: they go."
    ),
    "diagrams/size": Code(
        "info", "A diagram is so large that its words can't be read in PDF, EPUB and mail."
    ),
    "diagrams/source": Code(
        "info",
        "A diagram is shown as the text that describes it: what draws it is not installed.",
    ),
    "diagrams/unreadable": Code(
        "warning",
        "A diagram is not the mermaid that can be drawn, or is too large. It is shown as its text.",
    ),
    "dynamic/not-run": Code(
        "info",
        "A block is made by a program while one looks at it: a dataview or tasks query, a base, a"
        " canvas. No output can run it; `dynamic_blocks` says what stands in its place.",
    ),
    "embeds/missing": Code(
        "warning",
        "A note embeds a note, a heading or a block that is not in the vault, or a note that has"
        " no text.",
    ),
    "embeds/unpublished": Code(
        "warning", "A published note embeds one that is held back. It is not shown there."
    ),
    "embeds/cycle": Code(
        "warning", "A note embeds itself, perhaps by way of others. A link stands for the embed."
    ),
    "embeds/too-much": Code(
        "warning",
        "A note shows so many notes, or so much of them, that it would never end. A link stands for"
        " each embed after that.",
    ),
    "email/image": Code(
        "info",
        "A letter has an image from the web that some mail programs don't show: it is SVG, WebP or"
        " AVIF, for which a link stands, or comes without https.",
    ),
    "email/logo": Code(
        "warning", "The logo of a newsletter is missing, or is no picture that can be shown."
    ),
    "email/no-url": Code(
        "warning",
        "A letter is to link to its pictures, and no url says where the project is on the web. They"
        " go along with it.",
    ),
    "email/sender": Code(
        "info", "No sender is set for e-mail. The message has an address that leads nowhere."
    ),
    "email/size": Code(
        "warning",
        "A letter is so long that Gmail cuts it, at 102 KB, and shows the rest only on demand; or"
        " its pictures make it larger than many servers take.",
    ),
    "epub/not-claimed": Code(
        "info",
        "An EPUB has something of which only its maker knows whether all can use it: sound, film, a"
        " picture that moves, or a theme's own templates and stylesheet. It does not claim to"
        " conform to EPUB Accessibility.",
    ),
    "files/name": Code(
        "error",
        "A file has a name that is no Unicode text, as old disks and archives have them. It is left"
        " out, whether it is a note or something that notes show.",
    ),
    "footnotes/nested": Code(
        "warning", "A footnote refers to another one, which Pandoc can't read. It was left out."
    ),
    "footnotes/unreferenced": Code(
        "warning", "A footnote has a text, and nothing in the note refers to it. It is left out."
    ),
    "frontmatter/as-text": Code(
        "warning", "A value of the front matter is no YAML, and was read as the text that it is."
    ),
    "frontmatter/dialect": Code(
        "warning", "A note asks for a dialect of Markdown that is not known. The project's is used."
    ),
    "frontmatter/duplicate-key": Code(
        "warning", "A key of the front matter is there twice. The last one holds."
    ),
    "frontmatter/repaired": Code(
        "info",
        "Front matter is JSON but for a backslash, as the digital-garden plugin writes it before"
        " the bar of a wikilink. It was read without it.",
    ),
    "frontmatter/unclosed": Code(
        "warning", "Front matter begins and never ends. It was read as text."
    ),
    "frontmatter/unreadable": Code(
        "warning",
        "Front matter, or a part of it, can't be read. The rest of it was used, and the note's text"
        " was published.",
    ),
    "frontmatter/value": Code(
        "warning", "A key of the front matter has a value that it can't have. It is not used."
    ),
    "headings/endless": Code(
        "warning",
        "A heading has so many letters that it is none: it is a paragraph. A paragraph that a rule"
        " of hyphens follows at once is a heading (CommonMark §4.3).",
    ),
    "html/dropped": Code(
        "warning",
        "A piece of raw HTML, such as a script or a form, has no place in a publication and was"
        " left out. Text around it stays.",
    ),
    "images/missing": Code(
        "warning", "An image is not in the vault. Its alternative text stands in its place."
    ),
    "images/remote": Code(
        "info",
        "An image lies on the web. Nothing is fetched: web pages and mail show it from there, and a"
        " link stands for it in PDF and EPUB, or its text everywhere if `remote_images` says so.",
    ),
    "images/still": Code(
        "info",
        "An animation of WebP or AVIF: only web pages show it move, all else shows the first of its"
        " pictures. A GIF and an animated PNG move in EPUB and mail, too.",
    ),
    "images/undescribed": Code(
        "info",
        "A picture has no alternative text but the name of its file, and is not said to be mere"
        " decoration. Who can't see it misses it. An EPUB with it does not claim to conform to EPUB"
        " Accessibility.",
    ),
    "images/unreadable": Code(
        "warning", "An image file is broken, or far too large. Its alternative text stands for it."
    ),
    "images/unsupported": Code(
        "warning", "An image has an address that no output can show. Its text stands for it."
    ),
    "images/words": Code(
        "warning",
        "A drawing has words in HTML within SVG (`foreignObject`), as Mermaid and draw.io write it."
        " Only browsers show that, and it can hold anything, so it is left out.",
    ),
    "index/mark": Code(
        "warning",
        "A mark for the index can't be used as it stands: it has no term, one end of a range only,"
        " or refers to a term that the index doesn't have.",
    ),
    "index/unused": Code(
        "info", "A term that is listed for the index is in no chapter. The index goes without it."
    ),
    "links/active": Code(
        "warning",
        "A link leads to a file of the vault in which scripts can run, such as a web page. It does"
        " not go along, unless you said by `--trust` that you know who wrote it.",
    ),
    "links/ambiguous": Code(
        "warning", "Several notes have the name that a link uses. The shortest path was taken."
    ),
    "links/asset": Code(
        "info",
        "A link leads to a file of the vault, or a film or a sound is embedded. It goes with the"
        " web page, and into an EPUB that can play it; elsewhere a web address or the text stays.",
    ),
    "links/dangling": Code(
        "info",
        "A link leads to a note that is not in the vault, as more than half of all wikilinks"
        " of a published garden do. Its text stays and the link goes.",
    ),
    "links/fragment": Code(
        "info",
        "A link leads to a heading or a block that its note does not have. It leads to the note; in"
        " the note itself, its text stays and the link goes.",
    ),
    "links/malformed": Code("warning", "A link's address can't be read as one. Its text stays."),
    "links/unpublished": Code(
        "info", "A link leads to a note that is held back. Its text stays and the link goes."
    ),
    "links/unsafe": Code(
        "warning", "A link runs a script or leads into a computer's files. Its text stays."
    ),
    "math/simplified": Code(
        "info",
        "A formula is shown without its colours, or without the rules between rows and columns.",
    ),
    "math/unreadable": Code(
        "warning", "A formula is not the TeX that Pandoc reads. It is shown as its source."
    ),
    "media/missing": Code(
        "warning", "A film, a sound or a document is not in the vault. Its title stays."
    ),
    "media/no-preview": Code(
        "warning", "A page of a document can't be shown as a picture. A link stands for it."
    ),
    "media/unsupported": Code(
        "warning", "A frame, a film or a sound has an address that can't be followed."
    ),
    "metadata/identifier": Code(
        "warning",
        "An ISBN, ISSN, DOI or UUID can't be one: its check digit or its form is wrong. It is given"
        " as it is written, without saying what it is.",
    ),
    "metadata/role": Code(
        "warning",
        "Somebody has a role that is neither a word for one nor a code of MARC's. The name is given"
        " among the contributors.",
    ),
    "metadata/title": Code(
        "warning",
        "A title is so long that it is none. Its beginning is shown, where a title is.",
    ),
    "newsletter/clipped": Code(
        "error",
        "A letter is so long that Gmail cuts it, and its end, with the way off the list, is behind"
        " a link. It is counted as it is sent, with the longest personal values.",
    ),
    "newsletter/field": Code(
        "error",
        "A personal field begins and does not end in its paragraph. It would go out as it stands.",
    ),
    "newsletter/image-heavy": Code(
        "warning", "A picture of a letter, attached or linked, has more than 1 MB."
    ),
    "newsletter/image-size": Code(
        "warning",
        "A letter shows a picture whose size is not known. Outlook shows it as large as it is.",
    ),
    "newsletter/image-text": Code(
        "warning",
        "A picture of a letter has no text that stands for it where pictures are not shown.",
    ),
    "newsletter/link-broken": Code(
        "warning", "A link of a letter is no address, or leads to no place in it."
    ),
    "newsletter/link-dead": Code(
        "warning", "A link was tried, and nothing is there. Links are tried only on request."
    ),
    "newsletter/link-local": Code(
        "error",
        "A link of a letter leads to something that is only there where the letter was written.",
    ),
    "newsletter/no-address": Code(
        "error", "A newsletter has no postal address, which the law of many countries asks for."
    ),
    "newsletter/no-sender": Code("error", "A newsletter does not say who it is from."),
    "newsletter/no-unsubscribe": Code("error", "A newsletter has no way off its list."),
    "newsletter/one-click": Code(
        "info",
        "Nobody can leave a list with one click (RFC 8058), which Gmail and Yahoo ask of those who"
        " send many letters.",
    ),
    "newsletter/personal": Code(
        "info",
        "A personal field has no default. A subscriber without a value for it stops the send,"
        " before the first letter.",
    ),
    "newsletter/preheader": Code(
        "info",
        "What follows the subject in a list of messages, the description of the note, is missing,"
        " or too short or too long to be of use.",
    ),
    "newsletter/spam": Code(
        "warning", "A letter has something that filters or readers take for a sign of spam."
    ),
    "newsletter/subject": Code(
        "warning", "A subject says too little, or more than a list of messages shows."
    ),
    "newsletter/unsupported": Code(
        "warning",
        "A letter uses something of HTML or CSS that Gmail, Outlook for Windows, Apple Mail or"
        " Yahoo does not have, by caniemail.com's data, and nothing stands in for it.",
    ),
    "note/empty": Code(
        "info",
        "A note has no text beside its front matter. A web page, to which others may link, is all"
        " that is made of it.",
    ),
    "note/unreadable": Code("error", "A note can't be read. Everything else was made."),
    "out/changed": Code(
        "warning",
        "A file that was written for a note, a book or a digest that is gone was changed since."
        " What was written is removed with what it was made for; this stays, as it may be someone's"
        " work.",
    ),
    "out/clash": Code(
        "warning",
        "A book whose chapters are pages, and a note in a folder of its name, have written the same"
        " file. It is what was made last.",
    ),
    "pdf/layout": Code("warning", "WeasyPrint, which lays out the PDF, has something to say."),
    "pdf/margins": Code(
        "warning",
        "The margins that are asked for leave no room for text on the paper; those of the style are"
        " used.",
    ),
    "pdf/missing-glyph": Code(
        "warning",
        "No font that is installed has some characters of a note. Their code points are printed for"
        " them, such as `[U+0915]`; in a picture it is boxes, and the file is then no PDF/UA.",
    ),
    "placeholders/unknown": Code(
        "warning",
        "A placeholder such as `{{ name }}` has no value, or a file to be included is not there. It"
        " stays as it was written.",
    ),
    "publish/held-back": Code(
        "info", "A note is a draft, or says `publish: false`. It is made only when it is named."
    ),
    "publish/left-out": Code(
        "warning",
        "A note was named that the vault leaves out: by `exclude`, by `.exporterignore`, or since"
        " its name or that of a folder begins with a dot. Nothing is made of it.",
    ),
    "references/unknown": Code(
        "warning",
        "A reference such as `[@fig:x]` names nothing of the publication. It is shown as written.",
    ),
    "render/not-rendered": Code(
        "warning", "An output can't show something of a note, and shows nothing in its place."
    ),
    "site/address": Code(
        "warning",
        "Two notes ask for the same address in a site, or come to lie at it by their names. The one"
        " that asks for it, or else the first, has it; the other has one with a number. Or an"
        " address is longer than servers and file systems take: parts of it are left out.",
    ),
    "site/graph": Code(
        "warning", "There is no picture of a site's links: what lays it out is not installed."
    ),
    "site/home": Code(
        "warning", "The front page that `[site]` names is no note, or none that is published."
    ),
    "site/no-address": Code(
        "info",
        "A site that does not know where on the web it lies has no feeds and no sitemap: all"
        " addresses in these are whole ones.",
    ),
    "site/redirect": Code(
        "info",
        "An alias of a note, or an address that it had before, belongs to another page of the site,"
        " or is longer than servers and file systems take. Nothing leads from there to this note.",
    ),
    "site/search": Code(
        "warning",
        "A site has no search: what makes its index is not installed, or failed. The pages are"
        " whole without it; `search = false` in `[site]` says that none is wanted.",
    ),
    "site/unwritten": Code(
        "error",
        "A page of a site can't be written. What was there before stays; everything else was made.",
    ),
    "source/characters": Code(
        "warning",
        "A note has characters that no document may hold, such as controls. They are left out.",
    ),
    "source/comment": Code(
        "warning",
        "A comment begins with `%%` and never ends. The rest of the note is a part of it, as it is"
        " in Obsidian, and left out.",
    ),
    "source/direction": Code(
        "warning",
        "A note has a character that turns the letters after it around (U+202D, U+202E). It stays,"
        " and a name, a link or a listing may not be what it seems.",
    ),
    "source/encoding": Code("warning", "A note is not UTF-8. It was read as well as it could be."),
    "source/nesting": Code(
        "warning", "Lists or quotations are nested more deeply than any output can show."
    ),
    "tables/headless": Code(
        "info",
        "A table has no head, so that nothing says what its cells are about. An EPUB with it does"
        " not claim to conform to EPUB Accessibility.",
    ),
    "theme/untrusted": Code(
        "warning",
        "A vault has templates of its own, or names a theme, and is not trusted. Templates can run"
        " code, so the default theme is used. `--trust` says once that you know who wrote them.",
    ),
}
