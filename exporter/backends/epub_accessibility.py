"""What an EPUB says of how it can be read, found out from what is in it (EPUB Accessibility 1.1).

Conformance is claimed only where nothing that we can check speaks against it: every picture has a
text, every table a head, nothing moves or is played, and colours and roles are those of our theme.
Headings never skip a level, and every part says its language: the normalizer sees to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from exporter.backends.epub_files import Files
from exporter.backends.epub_package import Resource
from exporter.diagnostics import Reports
from exporter.model.edition import Edition
from exporter.model.nodes import Diagram, Image, Math, Media, Table
from exporter.model.walk import plain_text, walk
from exporter.normalize.figures import says_nothing
from exporter.rendering.images import SVG
from exporter.rendering.labels import labels
from exporter.rendering.pages import GENERATOR
from exporter.rendering.raster import FORMATS
from exporter.rendering.templates import Theme, default_folder

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
# What of a theme decides on roles and colours
MADE_BY = ("epub/*.css", "epub/*.xhtml", "nodes/*.html")
MOVING = frozenset({"image/gif", "image/png", "image/webp"})
# SVG 2 §17 (SMIL), CSS Animations 1: what is left of them in a cleaned drawing
MOVES_IN_SVG = re.compile(rb"<(?:[\w.-]+:)?animate|\banimation(?:-name)?\s*:")


class Access(NamedTuple):
    """What matters about a book to who can't see or hear it. `flaws` are what speaks against a
    claim of conformance."""

    pictures: int
    undescribed: int
    drawings: bool
    sounds: bool
    films: bool
    moving: bool
    formulas: bool
    spoken_formulas: bool
    indexed: bool
    pages: bool
    flaws: int


def access_of(
    edition: Edition,
    theme: Theme,
    files: Files,
    documents: Sequence[Resource],
    pages: bool,
    reports: Reports,
) -> Access:
    """What is in an edition; what it lacks is reported."""
    moving = {each.file for each in files.resources if _moves(each)}
    pictures = undescribed = flaws = 0
    kinds: set[str] = set()
    for chapter in edition.chapters:
        report = reports[chapter.document.path]
        for node in walk(chapter.document.blocks):
            match node:
                case Image(source=source) if files.of(source):
                    pictures += not node.decorative
                    name = source.rpartition("/")[2]
                    if not node.decorative and says_nothing(plain_text(node.content)):
                        undescribed += 1
                        report.add(
                            "images/undescribed",
                            f"{name} has no alternative text",
                            hint="write what it shows between the brackets: `![A map](map.png)`;"
                            " of mere decoration say so: `![](map.png){.decorative}`",
                            about=source,
                        )
                    if files.of(source) in moving:
                        flaws += 1
                        why = f"{name} moves, and nobody can stop it"
                        report.add("epub/not-claimed", why, about=source)
                case Table() if not _has_head(node):
                    flaws += 1
                    first = _longest_text(node)
                    report.add("tables/headless", "a table has no head", about=first)
                case Media(source=source, kind=kind) if files.of(source):
                    kinds.add(kind)
                    flaws += 1
                    why = f"{source.rpartition('/')[2]} may lack captions or a transcript"
                    report.add("epub/not-claimed", why, about=source)
                case Diagram(svg=svg) if svg:
                    kinds.add("diagram")
                case Math(mathml=mathml) if mathml:
                    kinds.add("math")
    if own := _own_files(theme):
        flaws += 1
        why = f"the theme has its own {', '.join(own)}: contrast and roles are not known"
        reports.whole.add("epub/not-claimed", why)
    formulas = [each.data.count(b"<math") for each in documents]
    spoken = [each.data.count(b' alttext="') for each in documents]
    return Access(
        pictures,
        undescribed,
        drawings="diagram" in kinds,
        sounds="audio" in kinds,
        films="video" in kinds,
        moving=bool(moving),
        formulas="math" in kinds,
        spoken_formulas=formulas == spoken,
        indexed=any(chapter.role == "index" for chapter in edition.chapters),
        pages=pages,
        flaws=undescribed + flaws,
    )


def statements(edition: Edition, access: Access) -> Iterator[tuple[str, str]]:
    """The properties of the package's metadata, with their values."""
    visual = access.pictures > 0 or access.drawings or access.films
    auditory = access.sounds or access.films
    described = not access.undescribed
    modes = ["textual", *["visual"] * visual, *["auditory"] * auditory]
    yield from (("schema:accessMode", mode) for mode in modes)
    if described and not auditory:
        yield "schema:accessModeSufficient", "textual"
    if len(modes) > 1:
        yield "schema:accessModeSufficient", ",".join(modes)
    features = {
        "structuralNavigation": True,
        "tableOfContents": True,
        "readingOrder": True,
        "displayTransformability": True,
        "ARIA": True,
        "alternativeText": visual and described,
        "MathML": access.formulas,
        "describedMath": access.formulas and access.spoken_formulas,
        "index": access.indexed,
        "pageBreakMarkers": access.pages,
        "pageNavigation": access.pages,
    }
    yield from (("schema:accessibilityFeature", name) for name, has in features.items() if has)
    yield "schema:accessibilityHazard", "unknown" if access.films or access.moving else "none"
    yield "schema:accessibilitySummary", " ".join(_summary(edition, access))
    if access.pages:
        # our PDF has no number of its own: its title will do, as DAISY advises
        # <https://www.w3.org/publishing/a11y/page-source-id/>
        yield "pageBreakSource", f"{edition.metadata.title} (PDF)"
    if not access.flaws:
        yield "dcterms:conformsTo", CONFORMANCE
        yield "a11y:certifiedBy", GENERATOR


def _summary(edition: Edition, access: Access) -> Iterable[str]:
    words = labels(edition.metadata.lang).access
    yield words.structure
    if access.undescribed:
        yield words.undescribed.format(access.undescribed)
    elif access.pictures:
        yield words.described
    if access.formulas:
        yield words.formulas
    if access.sounds or access.films:
        yield words.played
    if access.pages:
        yield words.pages


def _has_head(table: Table) -> bool:
    rows = (*table.head, *table.body)
    return any(cell.scope for row in rows for cell in row.cells) or bool(table.head)


def _longest_text(table: Table) -> str:
    texts = [plain_text((cell,)).strip() for row in table.body[:1] for cell in row.cells]
    return max(texts, key=len, default="")


def _own_files(theme: Theme) -> list[str]:
    """The files of a theme that decide what is not checked here, but for ours."""
    ours = default_folder()
    names = {
        file.relative_to(folder).as_posix(): file
        for folder in reversed(theme.folders)
        for pattern in MADE_BY
        for file in folder.glob(pattern)
    }
    return sorted(
        name
        for name, file in names.items()
        if not (ours / name).is_file() or file.read_bytes() != (ours / name).read_bytes()
    )


def _moves(resource: Resource) -> bool:
    if resource.media_type == SVG:
        return bool(MOVES_IN_SVG.search(resource.data))
    if resource.media_type not in MOVING:
        return False
    from PIL import Image as Picture

    with Picture.open(BytesIO(resource.data), formats=FORMATS) as picture:
        return bool(getattr(picture, "is_animated", False))
