"""Site: the leaf of a page, or those of a book's pages, and the files that they show or lead to.

What stands around the text (menus, backlinks, feeds) is bound to it by `exporter.site`.
"""

from __future__ import annotations

import msgspec

from exporter.backends.means import ALONE, Means
from exporter.backends.site_leaves import leaves
from exporter.diagnostics import Reports
from exporter.model.edition import Artifact, Edition, File
from exporter.publication.site import PUBLISHED, address_of, leaf_name, way
from exporter.rendering.templates import Theme


def render(edition: Edition, theme: Theme, reports: Reports, _means: Means = ALONE) -> Artifact:
    """The leaves and the cards of the pages of a note or a book."""
    base = address_of(edition.name)
    pages, files = leaves(edition, base, way, theme, reports)
    made: list[File] = []
    for page, leaf, card in pages:
        stem = ""  # the name of a note's edition is that of its page
        if edition.kind == "book":
            stem = leaf_name(page.address.removeprefix(base))
        made.append(File(f"{stem}.leaf", msgspec.msgpack.encode(leaf, enc_hook=str)))
        made.append(File(f"{stem}.card", msgspec.msgpack.encode(card)))
    shared = tuple(File(PUBLISHED + file.suffix, file.data) for file in files)
    return Artifact(tuple(made), shared=shared)
