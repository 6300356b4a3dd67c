"""Labels: the ids by which figures, tables, equations, listings and sections are referred to.

pandoc-crossref writes `fig:x`, Quarto `fig-x`; as an XML name both are `fig-x`.
"""

from __future__ import annotations

import re

KINDS = ("fig", "tbl", "eq", "lst", "sec")
# A label as it stands in a source, without its mark
LABEL = rf"(?:{'|'.join(KINDS)})[:-][\w:.-]*\w"


def kind_of(name: str) -> str:
    """`fig` for `fig:x` or `fig-x`; empty for an id that is no label."""
    return re.split("[:-]", name, maxsplit=1)[0] if re.fullmatch(LABEL, name) else ""


# Classes of links that are the number of a page on paper, or have one behind them
PAGE_NUMBER, WITH_PAGE = "page-number", "with-page"
