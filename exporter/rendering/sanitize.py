"""HTML that we did not write ourselves: cut down to an allow-list and made well-formed.

The reader turns a note's own HTML into nodes, so this is for what comes from elsewhere: a document
read from JSON, a transform of somebody else's.
"""

from __future__ import annotations

import re
from html import unescape

# lxml's parser loses text below 255 levels, and WeasyPrint gives up at 80
DEEPEST = 50
LONGEST = 1_000_000

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption"
    " figure h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp small span strong sub sup table"
    " tbody td tfoot th thead tr u ul var".split()
)

VOID = frozenset({"br", "col", "hr"})


def fragment(markup: str) -> str:
    """The markup as well-formed, harmless HTML; text alone where it is too large or too deep."""
    import nh3
    from lxml import etree, html

    from exporter.rendering.markup import escape

    if len(markup) > LONGEST or markup.count("<") > LONGEST // 100:
        return escape(markup)
    cleaned = nh3.clean(markup, tags=set(TAGS), url_schemes={"http", "https", "mailto"})
    if not cleaned.strip():
        return ""
    if _depth(cleaned) > DEEPEST:
        return escape(unescape(nh3.clean(cleaned, tags=set())))
    root = html.fragment_fromstring(cleaned, create_parent="div")
    for element in root.iter():
        if element.text is None and element.tag not in ("br", "hr", "col"):
            element.text = ""
    serialised: str = etree.tostring(root, encoding="unicode", method="xml")
    return serialised.removeprefix("<div>").removesuffix("</div>")


def _depth(markup: str) -> int:
    """How deep elements are nested in markup that nh3 wrote: it closes all that it opens."""
    depth = deepest = 0
    for end, name in re.findall(r"<(/?)(\w+)", markup):
        if name not in VOID:
            depth += -1 if end else 1
            deepest = max(deepest, depth)
    return deepest
