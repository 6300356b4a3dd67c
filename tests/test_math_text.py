"""Formulas as text: in the markup of a letter, and as people type them."""

from __future__ import annotations

import pytest

from exporter.config import Build
from exporter.model import nodes as n
from exporter.model.walk import collect
from exporter.rendering.math_text import as_markup, as_text
from exporter.source.note import open_note, read
from exporter.source.pandoc import Reader

FORMULAS = {
    # what needs no drawing
    "x=2": ("<i>x</i>\xa0=\xa02", "x = 2"),
    "E=mc^2": ("<i>E</i> = <i>mc</i><sup>2</sup>", "E = mc²"),
    "-1": ("−1", "−1"),
    "x<y": ("<i>x</i> &lt; <i>y</i>", "x < y"),
    r"O(n\log n)": ("<i>O</i>(<i>n</i> log <i>n</i>)", "O(n log n)"),
    r"f'(x)": ("<i>f</i>′(<i>x</i>)", "f′(x)"),
    r"90^\circ": ("90°", "90°"),
    "1{,}000": ("1,000", "1,000"),
    "a,b": ("<i>a</i>,\xa0<i>b</i>", "a, b"),
    r"\text{if } x>0": ("if\xa0<i>x</i>\xa0&gt;\xa00", "if x > 0"),
    "a_{ij}": ("<i>a</i><sub><i>ij</i></sub>", "a_(ij)"),
    "x^{n+1}": ("<i>x</i><sup><i>n</i>+1</sup>", "xⁿ⁺¹"),
    # what is typed, and drawn
    r"\frac{a}{b+c}": ("", "a/(b + c)"),
    r"2\frac{a}{b}": ("", "2(a/b)"),
    r"\sqrt{x+1}": ("", "√(x + 1)"),
    "e^{-x^2}": ("", "e^(−x²)"),
    r"\sum_{i=1}^n i": ("", "∑_(i=1)ⁿ i"),
    r"\lim_{x\to 0} f": ("", "lim_(x→0) f"),
    # what is drawn only
    r"\hat x": ("", ""),
    r"\binom{n}{k}": ("", ""),
    r"\begin{matrix}a&b\end{matrix}": ("", ""),
}


@pytest.fixture(scope="module")
def mathml(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each formula as Pandoc writes it."""
    root = tmp_path_factory.mktemp("formulas")
    (root / "a.md").write_text("\n\n".join(f"${tex}$" for tex in FORMULAS))
    reader = Reader()
    document = read(open_note(root, "a.md"), reader, Build())
    reader.close()
    return {node.tex: node.mathml for node in collect(document.blocks, n.Math)}


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_formula_is_text_where_a_line_says_it_all(tex: str, mathml: dict[str, str]) -> None:
    assert (as_markup(mathml[tex]), as_text(mathml[tex])) == FORMULAS[tex]


@pytest.mark.parametrize("broken", ["", "<math", "<math><mi>x</mi>"])
def test_what_is_no_mathml_is_no_text(broken: str) -> None:
    assert as_markup(broken) == as_text(broken) == ""
