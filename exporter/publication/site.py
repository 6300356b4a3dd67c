"""The addresses of a site: where the page of each note lies, and what else leads to it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, islice
from urllib.parse import quote, unquote

from exporter.diagnostics import Diagnostic, Report, Reports
from exporter.model.document import Metadata
from exporter.model.filenames import output_name
from exporter.normalize.identifiers import Taken, numbered
from exporter.normalize.index import Entry, Index
from exporter.publication.names import REMEMBERED

SITE = "site"
# The formats with pages that lead to pages beside them
LINKING = frozenset({"html", SITE})
# Folders below the out folder: what is published, and what it is bound from
PUBLISHED, LEAVES = "site/", ".site/"
# The note that speaks for its folder, as Hugo, Quartz and forges have it; the first that is there
FRONTS = ("index", "_index", "readme")
# The site's own pages and folders
TAGS, ALL_TAGS, EVERY_NOTE = "tags/", "all-tags/", "all-notes/"
GRAPH, LOST = "graph/", "404.html"
RESERVED = frozenset(
    "_redirects all-notes all-tags assets feed.json feed.xml graph pagefind robots.txt sitemap.xml"
    " tags".split()
)
# A permalink that is a whole address: the site's own, or that of what a note was clipped from
WHOLE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# The same with its host
ORIGIN = re.compile(rf"\A{WHOLE.pattern}[^/?#]*", re.IGNORECASE)
PAGE = ".html"
# What files end in that lie in the folders of a site, and of its leaves: no folder there does
FILES = (PAGE, "feed.json", "feed.xml", ".card", ".leaf")
# Parts and bytes of an address: macOS takes 1,024 for a whole path, and servers 8,000 of an address
# in which a byte may be three letters
DEEPEST, LONGEST = 50, 800
TOO_LONG = f"more than {DEEPEST} parts or {LONGEST} bytes"


def addresses(
    index: Index,
    notes: Iterable[str],
    home: str = "",
    url: str = "",
    taken: Iterable[str] = (),
) -> dict[str, str]:
    """Where the page of each note lies, from the top of the site at `url`: `ai/deepseek/`,
    `about.html`, nothing for the note that is its `home`; none at one that is `taken`.

    Of two that want the same address, the first has it that asks for it in so many words.
    """
    entries = sorted(
        (index.entries[note] for note in notes),
        key=lambda entry: (entry.path != home, not entry.permalink, entry.path),
    )
    names = Taken(map(_name, taken))
    return {
        entry.path: free("" if entry.path == home else wanted(entry, url), names)
        for entry in entries
    }


def free(address: str, names: Taken) -> str:
    """The address, with a number where its name is among the `names`, to which it is added."""
    page = PAGE if address.endswith(PAGE) else "/"
    stem = address.removesuffix(page) or "index"
    return numbered(
        lambda number: f"{stem}-{number}{page}" if number > 1 else address, names, _name
    )


def _name(address: str) -> str:
    """What two addresses must not have in common: `a/` and `A.html` are the same to people, and to
    some file systems."""
    return address.removesuffix(PAGE).rstrip("/").casefold()


def clashes(
    index: Index, lying: Mapping[str, str], home: str, url: str, held: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """The notes that do not lie where they ask to, as that is too long an address, another one lies
    there, or what has the address by `held`."""
    holders = {_name(address): what for address, what in held.items()}
    holders |= {_name(address): note for note, address in lying.items()}
    reports = Reports(Report(""))
    for note, address in lying.items():
        asked = wanted(index.entries[note], url)
        if note != home and not fits(_asked(index.entries[note], url)):
            reports[note].add(
                "site/address",
                f"its address would have {TOO_LONG}; its page lies at “/{address}”",
                hint="give it a shorter permalink",
                line=1,
            )
        elif note != home and address != asked and (other := holders.get(_name(asked))):
            reports[note].add(
                "site/address",
                f"“/{asked}” is the address of {other}; its page lies at “/{address}”",
                hint="give one of them another permalink",
                line=1,
            )
    return reports.diagnostics


def former(metadata: Metadata, address: str, *, bound: bool = False) -> tuple[str, ...]:
    """The addresses that lead to a page because its note says so: Obsidian's aliases are names
    beside it, Hugo's are paths, as Jekyll's `redirect_from` are; the permalink of a chapter that is
    `bound` in a book."""
    beside = posixpath.dirname(address.rstrip("/"))
    given = metadata.extra.get("redirect_from") or metadata.extra.get("redirect-from") or ()
    paths = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    found: dict[str, None] = {}
    for alias in metadata.aliases:
        path = alias if alias.startswith("/") else f"/{beside}/{part_of(alias)}"
        found[_from_top(path)] = None
    found |= dict.fromkeys(_from_top(path) for path in paths if isinstance(path, str))
    if bound and metadata.permalink and not WHOLE.match(metadata.permalink):
        found[_from_top(metadata.permalink)] = None
    return tuple(path for path in found if path != address)


def leaf_name(address: str) -> str:
    """What the leaf of the page at an address is called, below LEAVES and without its suffix."""
    return file_of(address).removesuffix(PAGE)


def address_of(job_name: str) -> str:
    """The address of the page that a job makes a leaf of: `leaf_name` turned around."""
    folder, slash, name = job_name.removeprefix(LEAVES).rpartition("/")
    return folder + slash + ("" if name in ("", "index") else name + PAGE)


def page_of_digest(title: str) -> str:
    """What stands for the page of a digest where paths stand for those of notes."""
    return f"#{title}"


def file_of(address: str) -> str:
    """The file, from the top of the site, that a web server sends for an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def fingerprinted(stem: str, data: bytes, suffix: str) -> str:
    """A name below the site that no other content has: browsers may keep what has it."""
    return f"assets/{stem}-{blake2b(data, digest_size=5).hexdigest()}{suffix}"


def way(here: str, there: str) -> str:
    """The way from one address of the site to another, as a link has it."""
    return quote(relative(here, there))


def relative(here: str, there: str) -> str:
    """The way from one address of the site to another, not quoted."""
    folders, parts = here.split("/")[:-1], there.split("/")
    shared = 0
    for one, other in zip(folders, parts[:-1], strict=False):
        if one != other:
            break
        shared += 1
    return "/".join([*[".."] * (len(folders) - shared), *parts[shared:]]) or "./"


def tag_address(name: str) -> str:
    """Where the page of a tag lies, or of the last one above it that has one."""
    return TAGS + folders(map(part_of, tag_parts(name)))


def tag_parts(name: str) -> list[str]:
    """The parts of a tag, as many as an address has room for."""
    parts = name.split("/")
    return parts[: _room(map(part_of, parts), LONGEST)]


def fits(address: str) -> bool:
    """Whether servers and file systems take an address."""
    return address.rstrip("/").count("/") < DEEPEST and len(address.encode()) <= LONGEST


def shortened(address: str) -> str:
    """The address, without the last of its folders where they are too many or too long."""
    if fits(address):
        return address
    page = address.rstrip("/")
    *above, last = page.split("/")
    last += address[len(page) :]
    return "/".join((*above[: _room(above, LONGEST - len(last.encode()))], last))


def _room(parts: Iterable[str], most: int) -> int:
    """How many of the parts there is room for in so many bytes, and in an address with one more."""
    sizes = accumulate(len(part.encode()) + 1 for part in islice(parts, DEEPEST - 1))
    return sum(size <= most for size in sizes)


def wanted(entry: Entry, url: str) -> str:
    """The address that a note asks for, or has by its place in the vault, as far as it fits."""
    return shortened(_asked(entry, url))


def _asked(entry: Entry, url: str) -> str:
    permalink = entry.permalink.removeprefix(url)
    if permalink and not WHOLE.match(permalink):
        return _from_top(permalink)
    folder, name = posixpath.split(entry.path)
    stem = entry.slug or posixpath.splitext(name)[0]
    parts = [*filter(None, folder.split("/")), stem]
    if stem.lower() in FRONTS or (len(parts) > 1 and part_of(stem) == part_of(parts[-2])):
        del parts[-1]  # the folder's own page
    return joined(map(part_of, parts))


def _from_top(path: str) -> str:
    """A path as a note writes it, percent-encoded or not, as an address."""
    plain = re.split("[?#]", ORIGIN.sub("", path))[0]
    return joined(_plain(part) for part in unquote(plain).split("/") if part.strip(" ."))


def joined(parts: Iterable[str]) -> str:
    """An address of parts, none of them with a blank: of a folder, or a page in one."""
    named, page = [*parts], ""
    if named and named[-1].lower() in ("index.html", "index.htm"):
        del named[-1]
    elif named and named[-1].lower().endswith(PAGE):
        page = named.pop()
    if named and named[0].lower() in RESERVED:
        named[0] += "-pages"
    return folders(named) + page


def folders(parts: Iterable[str]) -> str:
    """The parts as folders, one in the other, none with a name that a file beside it may have."""
    return "".join(f"{part}{'-pages' * part.lower().endswith(FILES)}/" for part in parts)


@lru_cache(maxsize=REMEMBERED)
def part_of(name: str) -> str:
    """A name as a part of an address: `Machine Learning` is `machine-learning`."""
    # some letters are longer when they are small
    return _plain(name.lower())


def _plain(name: str) -> str:
    # without these, what is left may be `..`
    plain = output_name(re.sub("['’“”]", "", name))
    return re.sub(r"[\s_-]*[\s-][\s_-]*", "-", plain)
