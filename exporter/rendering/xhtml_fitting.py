"""Tables and formulas of an e-book, set smaller where a phone would not hold them.

The words of a table are broken where even that is too wide, and by the stylesheet where the letters
of a reader are too large for a phone. None scrolls: engines put what scrolls on one page, and lose
what is longer. A formula, which is short, does.
"""

from __future__ import annotations

from hashlib import blake2b

from msgspec.structs import replace

from exporter.model.nodes import Attributes, Cell, Division, Math, Row, Table
from exporter.rendering import blocks, inlines
from exporter.rendering.markup import Renderer, quote
from exporter.rendering.math import drawing
from exporter.rendering.table_widths import cell_width, column_widths

# In em of the text: the narrowest page, and that of a reader who has the largest letters on it
PHONE, LARGE_PRINT = 19.0, 10.0
# Of the letters in em of the text, and of the space around each cell in em of its own, as the
# stylesheet has them
USUAL, SMALL = (0.9, 1.2), (0.75, 0.6)
# How much wider than ours the mathematical font of a reading system may be (DejaVu's is)
WIDER = 1.2
# In em of the text: smaller letters of a formula can't be read
SMALLEST = 0.65
# In em: no column is made narrower, which is a letter: what stands over the next page is lost
NARROWEST = 1.0
BROKEN = Attributes(classes=("broken",))


def table(node: Table, render: Renderer) -> str:
    needed, _ = column_widths(node)
    if _fit(needed, *USUAL, LARGE_PRINT):
        return blocks.table(node, render)
    if _fit(needed, *USUAL):
        return f'<div class="fitted-table">\n{blocks.table(node, render)}</div>\n'
    if _fit(needed, *SMALL):
        shown = blocks.table(node, render)
    else:
        shown = _with_broken_words(node, render, needed)
    return f'<div class="wide-table">\n{shown}</div>\n'


def math(node: Math, render: Renderer) -> str:
    """A formula with its TeX and its drawing for programs that know no MathML (MathML 3 §2.2.1)."""
    drawn = drawing(node.mathml)
    if drawn is None:
        return inlines.math(node, render)
    more = (
        f' alttext="{quote(node.tex.strip())}" altimg="{formula_file(node.mathml)}"'
        f' altimg-width="{drawn.width:.3f}em" altimg-height="{drawn.height:.3f}em"'
        f' altimg-valign="{-drawn.depth:.3f}em"'
    )
    formula = node.mathml.replace("<math", f"<math{more}", 1)
    made = inlines.math(replace(node, mathml=formula), render)
    width = drawn.width * WIDER
    if not node.display or width <= PHONE:
        return made
    size = max(PHONE / width, SMALLEST)
    return made.replace("<span", f'<span style="font-size:{size:.2f}em"', 1)


def formula_file(mathml: str) -> str:
    """The name in the package of the drawing of a formula."""
    return f"formulas/{blake2b(mathml.encode(), digest_size=8).hexdigest()}.svg"


def _fit(columns: list[float], size: float, gap: float, page: float = PHONE) -> bool:
    return size * (sum(columns) + gap * len(columns)) <= page


def _with_broken_words(node: Table, render: Renderer, needed: list[float]) -> str:
    """The table with those words broken that are longer than a column can be.

    Their columns keep what width there is for them: browsers would make them as narrow as a letter.
    """
    room = max(needed)
    while room > NARROWEST and not _fit([min(each, room) for each in needed], *SMALL):
        room -= 0.5

    def marked(cell: Cell) -> Cell:
        if cell_width(cell)[0] / cell.colspan <= room:
            return cell
        return replace(cell, blocks=(Division(cell.blocks, BROKEN),))

    def rows(part: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(replace(row, cells=tuple(map(marked, row.cells))) for row in part)

    table = replace(node, head=rows(node.head), body=rows(node.body), foot=rows(node.foot))
    wide = f'<div class="broken" style="min-width:{room:.1f}em">'
    return blocks.table(table, render).replace('<div class="broken">', wide)
