"""Files of the vault that go along with a page, and those that don't: in the browser of whoever
opens one from there, a stranger's script would run as one of the page's own."""

from __future__ import annotations

import posixpath
from pathlib import Path

from exporter.model.filenames import suffixes
from exporter.normalize.context import Context
from exporter.rendering.svg import svg_size

# What browsers run scripts in, or run (WHATWG MIME Sniffing §4.6, what Chromium names by its suffix
# in net/base/mime_util.cc, and what Windows opens as pages)
ACTIVE = frozenset(
    ".html .htm .ehtml .shtml .shtm .xhtml .xhtm .xht .mht .mhtml .xml .xsl .xslt .rdf .rss .atom"
    " .xul .svgz .js .mjs .swf .hta .htc .wasm .jar".split()
)


def stays_behind(path: str, about: str, context: Context) -> bool:
    """Whether a file must not go along, which is told. `about` is what leads to it."""
    if context.trusted or not _can_run(path, context):
        return False
    context.report.add(
        "links/active",
        f"scripts can run in “{path}”: it does not go along, and the text stays",
        hint="if you know who wrote this vault, say so once: exporter build --trust",
        about=about,
    )
    return True


def _can_run(path: str, context: Context) -> bool:
    # a server may go by any suffix that it knows (Apache's mod_mime), whatever comes after it
    within = {f".{part}" for part in posixpath.basename(path).lower().split(".")[1:]}
    found = suffixes(path)
    if ".svg" in found and svg_size(Path(context.index.root, path))[1]:
        return True  # a copy without scripts goes along, of what can be read
    return not ACTIVE.isdisjoint(found | within)
