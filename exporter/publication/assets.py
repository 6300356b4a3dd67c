"""The files of an edition: what it shows, and what it leads to or plays."""

from __future__ import annotations

import mimetypes
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

from exporter.diagnostics import Report
from exporter.model.document import Document, Metadata
from exporter.model.edition import Asset
from exporter.model.nodes import Image, Link, Media
from exporter.model.walk import walk
from exporter.normalize.addresses import is_web
from exporter.normalize.index import Lookups
from exporter.rendering.images import measured

# A page of a document, as `normalize.media` calls its picture
PDF, PAGE = "application/pdf", "#page="


def shown_in(documents: Iterable[Document]) -> dict[str, None]:
    """The sources of all images, in their order."""
    nodes = (node for document in documents for node in walk(document.blocks))
    return {node.source: None for node in nodes if isinstance(node, Image)}


def led_to(documents: Iterable[Document]) -> dict[str, None]:
    """The files that links lead to or that are played, in their order."""
    found: dict[str, None] = {}
    for document in documents:
        for node in walk(document.blocks):
            if isinstance(node, Link) and node.file:
                found[node.file] = None
            elif isinstance(node, Media):
                found[node.source] = None
    return found


def assets_of(
    documents: Iterable[Document], metadata: Metadata, index: Lookups, source: str, report: Report
) -> tuple[dict[str, Asset], str]:
    """The files that the documents show, in the order in which they do, and the cover's path, or
    its address on the web."""
    away = is_web(metadata.cover)
    cover = index.asset(metadata.cover, source).path if metadata.cover and not away else ""
    if metadata.cover and not cover and not away:
        report.add(
            "images/missing",
            f"the cover “{metadata.cover}” is not in the vault",
            about=metadata.cover,
            top=True,
        )
    assets: dict[str, Asset] = {}
    for path in filter(None, (cover, *shown_in(documents))):
        document, mark, page = path.partition(PAGE)
        if mark and index.holds(document):
            assets[path] = Asset(path, str(Path(index.root, document)), PDF, page=int(page))
        if not index.holds(path):
            continue
        file = Path(index.root, path)
        media_type, size, problem = measured(file)
        if problem:
            report.add(
                "images/unreadable",
                f"“{path}” {problem}; it is left out",
                about=metadata.cover if path == cover else path,
                top=path == cover,
            )
            continue
        width, height = size or (0, 0)
        assets[path] = Asset(path, str(file), media_type, width, height)
    kept = metadata.cover if away else cover if cover in assets else ""
    return _by_content(assets), kept


def _by_content(assets: Mapping[str, Asset]) -> dict[str, Asset]:
    """The assets with one for all paths whose files hold the same bytes: the first of them."""
    sizes = {asset.file: os.path.getsize(asset.file) for asset in assets.values()}
    alike = Counter(sizes.values())
    firsts: dict[tuple[bytes | str, int], Asset] = {}

    def first(asset: Asset) -> Asset:
        if alike[sizes[asset.file]] == 1:
            return asset
        content = blake2b(Path(asset.file).read_bytes()).digest()
        return firsts.setdefault((content, asset.page), asset)

    return {path: first(asset) for path, asset in assets.items()}


def attachments_of(documents: Iterable[Document], index: Lookups) -> dict[str, Asset]:
    """The files that the documents lead to or play, in the order in which they do."""
    found: dict[str, Asset] = {}
    for path in led_to(documents):
        if index.holds(path):
            media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
            found[path] = Asset(path, str(Path(index.root, path)), media_type)
    return found


def logo_of(path: str, index: Lookups, report: Report) -> Asset | None:
    """The picture of that path in the vault, for the head of letters."""
    if not path:
        return None
    found = index.asset(path, "").path
    media_type, size, problem = (
        measured(Path(index.root, found)) if found else ("", None, "is not in the vault")
    )
    if problem:
        report.add(
            "email/logo", f"the logo “{path}” {problem}; letters are without", about="logo", line=1
        )
        return None
    width, height = size or (0, 0)
    return Asset(found, str(Path(index.root, found)), media_type, width, height)
