"""Full-text search: the index that Pagefind makes of the pages, for the browser to look in.

Pagefind takes what stands between two spaces for a word. Chinese and Japanese have none: each of
their signs is given to it as a word, and `templates/site/search.js` looks for them in a row
(docs/decisions/0017-search.md).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lxml import etree, html
from markupsafe import escape

from exporter.diagnostics import Report
from exporter.model.edition import File
from exporter.publication.site import file_of
from exporter.rendering.leaf import Card, Leaf
from exporter.tied import TYING

FOLDER = "pagefind/"
PACKAGE = "pagefind-bin"
INSTALL = f'pip install "{PACKAGE}>=1.5"'
# Files of Pagefind that a page of ours asks for; beside them it writes three interfaces
WANTED = re.compile(
    r"pagefind(?:-worker)?\.js|pagefind-entry\.json|.*\.pf_\w+|wasm\.[\w-]+\.pagefind"
)
# Seconds after which it is asked whether the index is still wanted
PATIENCE = 0.1
# No words: signs, programs, and what leads back from a footnote
WORDLESS = " | ".join(
    (
        *(f".//{name}" for name in ("math", "svg", "script", "style", "iframe")),
        *(f".//a[@class='{name}']" for name in ("anchor", "footnote-back")),
    )
)
# What parts words, without a break that Pagefind would see
PARTING = ("td", "th", "br", "dt", "summary")
# Han, kana and Bopomofo; search.js has the same
SIGN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
# Languages that Pagefind would ask the browser to part into words, which are parted here
PARTED = ("zh", "ja", "th")


class Text(NamedTuple):
    """What words are looked for in: a page, and its text as `words` gives it."""

    card: Card
    words: str


class Abandoned(Exception):
    """Nobody wants the index any more."""


def version() -> str:
    """The version of Pagefind that is installed; nothing where there is none."""
    return metadata.version(PACKAGE) if _program() else ""


def index(
    texts: Iterable[Text],
    lang: str,
    report: Report,
    abandoned: Callable[[], bool] = lambda: False,
) -> list[File]:
    """The files of an index of these pages, by their names from the top of the site.

    None where none can be made, which is reported: a site is whole without it. Raises Abandoned
    soon after it is that.
    """
    program = _program()
    if program is None:
        report.add("site/search", "there is no search: Pagefind is not installed", hint=INSTALL)
        return []
    with TemporaryDirectory(prefix="exporter-search-") as scratch:
        pages, made = Path(scratch, "pages"), Path(scratch, "made")
        pages.mkdir()
        for text in texts:
            if abandoned():
                raise Abandoned
            file = pages / file_of(text.card.address)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_page(text), "utf-8")
        if not any(pages.iterdir()):  # every note failed, and that is told
            return []
        problem = _run(program, pages, made, lang, abandoned)
        if problem:
            report.add("site/search", f"there is no search: Pagefind says {problem!r}")
            return []
        return list(_files(made))


def _program() -> Path | None:
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError):
        return None


def _run(program: Path, pages: Path, made: Path, lang: str, abandoned: Callable[[], bool]) -> str:
    """What Pagefind has to complain of; nothing where it made an index."""
    language = lang.split("-")[0].lower()
    options = {
        "--site": str(pages),
        "--output-path": str(made),
        "--force-language": "unknown" if language in PARTED else language,
        # what a tag is written with: Pagefind's own filters differ from run to run
        "--include-characters": "#/",
    }
    # it would take options from variables, too, and from a file in its folder
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND")}
    command = [str(program), "--silent", *(part for pair in options.items() for part in pair)]
    try:
        ran = subprocess.Popen(
            command,
            cwd=pages,
            env=ours,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=TYING,  # noqa: PLW1509 - no threads of ours hold locks here
        )
    except OSError as error:
        return str(error)
    with ran:
        try:
            said = " ".join(_ended(ran, abandoned).split())
        finally:
            ran.kill()
    return said or f"nothing, with status {ran.returncode}" if ran.returncode else ""


def _ended(ran: subprocess.Popen[str], abandoned: Callable[[], bool]) -> str:
    """What it said until it ended. Raises Abandoned."""
    while not abandoned():
        with suppress(subprocess.TimeoutExpired):
            return ran.communicate(timeout=PATIENCE)[0]
    raise Abandoned


def _files(made: Path) -> Iterator[File]:
    for file in sorted(made.rglob("*")):
        if file.is_file() and WANTED.fullmatch(file.name):
            yield File(FOLDER + file.relative_to(made).as_posix(), file.read_bytes())


def words(leaf: Leaf) -> str:
    """The text of a page, as markup that parts its words."""
    markup = f"{_told(leaf.edition)}{leaf.chapter['body']}{leaf.chapter['footnotes']}"
    if not markup.strip():
        return ""
    body = html.fragment_fromstring(markup, create_parent="div")
    for element in body.xpath(WORDLESS):
        element.drop_tree()
    for element in body.iter(etree.Element):
        element.attrib.clear()
        element.text = _parted(element.text or "")
        element.tail = _parted(element.tail or "") + (" " if element.tag in PARTING else "")
    found: str = html.tostring(body, encoding="unicode")
    return found


def _page(text: Text) -> str:
    """A page as Pagefind reads it: title, tags and words, and nothing of what stands around."""
    title = escape(_parted(text.card.title))
    tags = escape(" ".join(f"#{'-'.join(tag.split())}" for tag in text.card.tags))
    return (
        "<!DOCTYPE html><html><head>"
        f'<meta data-pagefind-meta="title[content]" content="{title}"></head>'
        f"<body data-pagefind-body>{text.words}<p>{tags}</p></body></html>"
    )


def _told(edition: Mapping[str, str]) -> str:
    """What stands below the title."""
    lines = (edition[name] for name in ("subtitle", "byline", "description"))
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _parted(text: str) -> str:
    return SIGN.sub(r" \g<0> ", text)
