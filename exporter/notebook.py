"""A web page in the output of a notebook's cell.

It is a page of its own in a frame, so that neither page nor notebook has the other's style, and no
script can run in it.
"""

from __future__ import annotations

from html import escape

from lxml import etree
from lxml import html as markup

FRAME = (
    '<iframe title="{title}" sandbox="allow-popups allow-popups-to-escape-sandbox" '
    'srcdoc="{page}" style="width: 100%; height: 30rem; resize: vertical; overflow: auto; '
    'border: 1px solid #8888; border-radius: 4px"></iframe>'
)


def framed(page: str, title: str) -> str:
    """One of our web pages as an element of another page; it can be made higher by its corner."""
    tree = markup.document_fromstring(page)
    etree.strip_elements(tree, "script", with_tail=False)
    # a frame takes its addresses for the notebook's (HTML Standard, fallback base URL): links
    # within the page would leave it. First of all, since the page's own policy allows no <base>
    tree[0].insert(0, etree.Element("base", href="about:srcdoc"))
    for link in tree.iter("a"):
        if not link.get("href", "#").startswith("#"):
            link.set("target", "_blank")
    text = markup.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return FRAME.format(title=escape(title), page=escape(text))
