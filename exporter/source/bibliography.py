"""What a note cites from: its bibliographies and its style, read and checked by us.

Pandoc is handed their text. By a path it would read any file, and by an address it would call a
stranger's server; a note may come from a stranger. What is made of them is for `citations.lua`.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from exporter.config import Settings
from exporter.diagnostics import Report
from exporter.model.document import Metadata
from exporter.source.frontmatter import yaml
from exporter.source.frontmatter.yaml import YamlError
from exporter.source.vault import is_in_sight

# Dialects in which `[@key]` is a citation
DIALECTS = frozenset({"obsidian", "pandoc"})
# Pandoc's formats by the suffix that its own `bibliography` knows; of `.bib` it is the newer one
FORMATS: Mapping[str, str] = {
    ".bib": "biblatex",
    ".biblatex": "biblatex",
    ".bibtex": "bibtex",
    ".json": "csljson",
    ".ris": "ris",
    ".yaml": "yaml",
    ".yml": "yaml",
}
# CSL YAML goes to Pandoc as JSON, which is YAML, in what stands above a Markdown text
YAML_FORMAT = "markdown-citations-raw_html-raw_tex"
# Bytes of all bibliographies of a note: 8,000 works, for which Pandoc takes 8 s and 0.8 GB
LARGEST = 5_000_000
LARGEST_STYLE = 1_000_000
# citeproc's own settings, which front matter may have; links to the entries are the default
SWITCHES: Mapping[str, bool | None] = {
    "link-citations": True,
    "link-bibliography": None,
    "suppress-bibliography": None,
    "notes-after-punctuation": None,
}


class Library(NamedTuple):
    """One bibliography: what the note calls it, and its text in a format of Pandoc's."""

    name: str
    format: str
    text: bytes
    digest: str


class Citing(NamedTuple):
    """What it takes to resolve a note's citations; `files` are what it was read from, and where
    that could have lain.

    `meta` is citeproc's metadata, in which `nocite` and the title are Markdown.
    """

    libraries: tuple[Library, ...] = ()
    meta: Mapping[str, str | bool] = {}
    files: tuple[Path, ...] = ()


NOTHING = Citing()


class _Unfit(Exception):
    """A file that can't be used; the text says why."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.hint = hint


def citing(metadata: Metadata, note: str, settings: Settings, report: Report) -> Citing:
    """What a note cites from, as its front matter says or else the project.

    `note` is its vault path: files are looked for beside it, then from the root of the vault.
    """
    root, given = Path(settings.root).resolve(), metadata.extra
    libraries: list[Library] = []
    files: list[Path] = []
    room = LARGEST
    for name in _names(given.get("bibliography", settings.build.bibliography)):
        try:
            files += _tried(name, note, root)
            file = _file(name, note, root, tuple(FORMATS), room)
            libraries.append(_library(name, file.suffix.lower(), file.read_bytes()))
            room -= len(libraries[-1].text)
        except (OSError, _Unfit) as error:
            _tell(report, f"the bibliography “{name}”", error, name)
    if inline := given.get("references"):
        libraries.append(_inline(inline))
    if not libraries:
        return Citing(files=tuple(files))
    meta = _meta(given)
    meta["lang"] = metadata.lang or settings.project.lang
    if name := str(given.get("csl", settings.build.csl)):
        try:
            files += _tried(name, note, root)
            file = _file(name, note, root, (".csl",), LARGEST_STYLE)
            meta["citation-style"] = _style(file.read_bytes())
        except (OSError, _Unfit) as error:
            _tell(report, f"the citation style “{name}”", error, name)
    return Citing(tuple(libraries), meta, tuple(files))


def _meta(given: Mapping[str, Any]) -> dict[str, str | bool]:
    """What front matter says to citeproc."""
    meta: dict[str, str | bool] = {"nocite": _markdown(given.get("nocite", ""))}
    if title := _markdown(given.get("reference-section-title", "")):
        meta["reference-section-title"] = title
    for key, default in SWITCHES.items():
        value = given.get(key, default)
        if isinstance(value, bool):
            meta[key] = value
    return meta


def _names(value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    # Obsidian writes a file as a link
    names = (name.strip() for name in given if isinstance(name, str))
    return tuple(dict.fromkeys(n.removeprefix("[[").removesuffix("]]") for n in names if n))


def _markdown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _tell(report: Report, what: str, error: OSError | _Unfit, about: str) -> None:
    problem = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    hint = error.hint if isinstance(error, _Unfit) else ""
    report.add("citations/unreadable", f"{what} {problem}", hint=hint, about=about)


def _tried(name: str, note: str, root: Path) -> list[Path]:
    """Where the file lies that a note means, and where it could have lain before that."""
    tried: list[Path] = []
    if "://" in name:
        return tried
    for folder in dict.fromkeys(((root / note).parent, root)):
        with suppress(OSError, RuntimeError, ValueError):
            file = (folder / name).resolve()
            if not file.is_relative_to(root):
                break
            tried.append(file)
            if file.is_file():
                break
    return tried


def _file(name: str, note: str, root: Path, suffixes: tuple[str, ...], room: int) -> Path:
    """The file of the vault that a note means. Raises _Unfit, OSError."""
    if "://" in name:
        raise _Unfit("lies on the web, and nothing is fetched", "save it in the vault")
    for folder in (root / note).parent, root:
        try:
            file = (folder / name).resolve()
        except (OSError, RuntimeError, ValueError):
            continue  # a loop of links, a name that no file can have
        if not is_in_sight(file, root):
            raise _Unfit("lies outside the vault", "copy it into the vault")
        if file.is_file():
            break
    else:
        raise _Unfit("is not in the vault", "its path begins at the note, or at the vault's root")
    if file.suffix.lower() not in suffixes:
        raise _Unfit(f"is none of {', '.join(suffixes)}")
    if file.stat().st_size > room:
        raise _Unfit(f"is too large: there is room for {room:,} bytes")
    return file


def _library(name: str, suffix: str, data: bytes) -> Library:
    form = FORMATS[suffix]
    text = _from_yaml(data) if form == "yaml" else data
    return Library(name, YAML_FORMAT if form == "yaml" else form, text, _digest(form, text))


def _inline(references: Any) -> Library:
    text = _metadata(references)
    return Library("references", YAML_FORMAT, text, _digest("yaml", text))


def _digest(form: str, text: bytes) -> str:
    return hashlib.blake2b(text, key=form.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4)
def _from_yaml(data: bytes) -> bytes:
    """CSL YAML for Pandoc. Raises _Unfit."""
    text = data.decode("utf-8-sig", errors="replace")
    try:
        found = yaml.load(text, longest=LARGEST).value
    except YamlError as error:
        raise _Unfit(f"can't be read: {error.message} (line {error.line})") from error
    return _metadata(found.get("references") if isinstance(found, dict) else found)


def _metadata(references: Any) -> bytes:
    found = references if isinstance(references, list) else []
    works = [_with_dates(work) for work in found if isinstance(work, dict)]
    return b"---\n" + msgspec.json.encode({"references": works}) + b"\n---\n"


def _with_dates(value: Any) -> Any:
    """A work whose `[[2026, 10]]` is a date: our YAML takes it for a wikilink without quotes."""
    if isinstance(value, dict):
        return {key: _with_dates(inner) for key, inner in value.items()}
    if isinstance(value, str) and re.fullmatch(r"\[\[[\d\s,\-\[\]]+\]\]", value):
        return msgspec.json.decode(value)
    return value


@lru_cache(maxsize=4)
def _style(data: bytes) -> str:
    """A CSL style as a `data:` address, the only way to hand one over. Raises _Unfit.

    It is written anew, so that Pandoc reads the very tree that was checked.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _Unfit(f"is no XML: {error}") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise _Unfit("has a document type, which no style needs")
    if etree.QName(root).localname != "style":
        raise _Unfit("is no CSL style")
    for element in root.iter(etree.Element):
        if "independent-parent" in element.attrib.values():
            parent = element.get("href", "")
            raise _Unfit(
                "only refers to another style, which Pandoc would fetch from the web",
                f"save the style itself in the vault: {parent}",
            )
    return "data:application/xml;base64," + b64encode(etree.tostring(root)).decode()
