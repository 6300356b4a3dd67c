"""The notes of a corpus in Pandoc's own HTML and in our WEB dialect, and where the two differ."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

import pypandoc

from exporter.config.settings import Build
from exporter.model.document import Document
from exporter.normalize.context import Context
from exporter.normalize.footnotes import number_footnotes
from exporter.normalize.index import Index
from exporter.rendering.footnotes import endnotes
from exporter.rendering.markup import Renderer
from exporter.rendering.web import WEB
from exporter.source.note import Source, open_note, read
from exporter.source.pandoc import DIALECTS, Reader
from exporter.source.vault import discover
from tests.pandoc_oracle.comparison import Difference, differences
from tests.pandoc_oracle.explanations import REASONS
from tests.pandoc_oracle.footnotes import in_place
from tests.trees import tree

# What our reader asks Pandoc for in a project without settings
FORMAT = f"{DIALECTS['obsidian']}+smart-emoji-hard_line_breaks"
# One process writes all notes: a thousand of them would take minutes
WRITER = """
local options = pandoc.WriterOptions {
  wrap_text = 'preserve', html_math_method = 'mathml', highlight_method = 'none'
}
for line in io.lines() do
  local document = pandoc.read(pandoc.json.decode(line, false), arg[1])
  local _, page = pandoc.log.silence(pandoc.write, document, 'html', options)
  io.write(pandoc.json.encode(page), '\\n')
end
"""


class Pages(NamedTuple):
    """One note, twice."""

    note: str
    theirs: str
    ours: str


def found_in(corpus: Path, every: int = 1) -> Iterator[tuple[str, Difference]]:
    """Each difference in a corpus, or in each n-th of its notes, with the note's path."""
    for note, theirs, ours in written(corpus, every):
        for found in between(theirs, ours):
            yield note, found


def between(theirs: str, ours: str) -> list[Difference]:
    """The differences of two pages."""
    return list(differences((in_place(tree(theirs)),), (in_place(tree(ours)),), REASONS))


def notes_of(corpus: Path, every: int = 1) -> Iterator[Source]:
    """Each note of a corpus, or each n-th, with front matter and body parted."""
    for path in discover(corpus).notes[::every]:
        yield open_note(corpus, path)


def written(corpus: Path, every: int = 1) -> Iterator[Pages]:
    """Pandoc works in its own process while we do the same notes here."""
    sources = list(notes_of(corpus, every))
    with ThreadPoolExecutor(1) as pool:
        theirs = pool.submit(pandoc_pages, [source.split.body for source in sources])
        reader = Reader()
        try:
            ours = [page(source, reader) for source in sources]
        finally:
            reader.close()
        for source, their_page, our_page in zip(sources, theirs.result(), ours, strict=True):
            yield Pages(source.path, their_page, our_page)


def pandoc_pages(bodies: Sequence[str]) -> list[str]:
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(WRITER)
        script.flush()
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), "lua", script.name, FORMAT],
            input="".join(f"{json.dumps(body)}\n" for body in bodies).encode(),
            capture_output=True,
            check=True,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def page(source: Source, reader: Reader) -> str:
    """A note as lifted: the normalizer changes links, titles and pictures on purpose."""
    document = read(source, reader, Build())
    document = number_footnotes(document, Context(Index("", [], []), source.report, _none))
    render = Renderer(WEB)
    return render(document.blocks) + endnotes(document.blocks, render)


def _none(path: str) -> Document:
    raise LookupError(path)
