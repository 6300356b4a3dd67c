"""Formulas as text, where a line of it says all that they say: in markup for mail, and as typed.

From Pandoc's MathML: an operator between two operands has no `form`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.etree import ElementTree

from exporter.rendering.markup import escape
from exporter.rendering.mathml import NAMESPACE, bare
from exporter.rendering.plain_lines import columns

RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# Function application, invisible times, separator and plus
INVISIBLE = "\u2061\u2062\u2063\u2064"
# Operators that stand before what they are about
BEFORE = frozenset("¬∀∃∂∇∫∮∑∏∐⋂⋃√")
# Columns: a shorter formula is not broken at the end of a line
SHORT = 20
GROUPS = frozenset({"math", "mrow", "mstyle"})
Elements = Iterable[ElementTree.Element]


class _NoLine(Exception):
    """A line of text can't say it."""


class _Style(NamedTuple):
    """How letters and scripts are written; a fraction, a root and the limits of a sum are None
    where they need more than a line."""

    letter: Callable[[str], str]
    text: Callable[[str], str]
    raised: Callable[[str], str]
    lowered: Callable[[str], str]
    fraction: Callable[[str, str], str] | None = None
    root: Callable[[str], str] | None = None
    limits: bool = False


def as_markup(mathml: str) -> str:
    """A formula as inline HTML; empty where it has to be drawn."""
    line = _line(mathml, MARKUP).replace("</i><i>", "")
    return line.replace(" ", "\u00a0") if columns(line) <= SHORT else line


def as_text(mathml: str) -> str:
    """A formula as people type it; empty where they could not."""
    return _line(mathml, TYPED)


def _line(mathml: str, style: _Style) -> str:
    try:
        root = ElementTree.fromstring(bare(mathml))  # noqa: S314 - as the reader left it
        return re.sub(" +", " ", _row(root, style)).strip()
    except (ElementTree.ParseError, _NoLine):
        return ""


def _row(elements: Elements, style: _Style) -> str:
    children = list(elements)
    parts: list[str] = []
    for number, element in enumerate(children):
        around = [_name(each) for each in children[max(number - 1, 0) : number + 2]]
        if around == ["mn", "mo", "mn"] and _said(element) == ",":
            parts.append(",")  # as 1,000 has it
        elif _name(element) == "mfrac" and not {*around} <= {"mfrac", "mo", "mspace"}:
            parts.append(f"({_one(element, style)})")
        elif parts and re.search(r"[\w>]$", parts[-1]) and _is_function(element):
            parts.append(f" {_one(element, style)}")
        else:
            parts.append(_one(element, style))
    return "".join(parts)


def _one(element: ElementTree.Element, style: _Style) -> str:
    name, said = _name(element), _said(element)
    match name, list(element):
        case "mi", _:
            slanted = len(said) == 1 and said.isalpha() and not element.get("mathvariant")
            return style.letter(said) if slanted else style.text(said)
        case "mn", _:
            return style.text(said)
        case "mtext", _:
            return style.text(element.text or "")
        case "mspace", _:
            return " "
        case "mo", _:
            return _operator(said, element.get("form", "infix"), style)
        case (("msup" | "msub" | "msubsup"), [base, *scripts]):
            return _with_scripts(name, base, scripts, style)
        case (("munder" | "munderover"), [base, *scripts]) if _is_sum(base):
            return _with_scripts(name, base, scripts, style)
        case "mfrac", [above, below] if style.fraction and element.get("linethickness") is None:
            return style.fraction(_one(above, style), _one(below, style))
        case "msqrt", children if style.root:
            return style.root(_row(children, style))
        case _, children if name in GROUPS:
            return _row(children, style)
    raise _NoLine


def _operator(said: str, form: str, style: _Style) -> str:
    if not said.strip(INVISIBLE):
        return " " if "\u2061" in said else ""
    text = style.text(said)
    if said in ",;":
        return f"{text} "
    return text if form != "infix" or said in BEFORE else f" {text} "


def _with_scripts(name: str, base: ElementTree.Element, scripts: Elements, style: _Style) -> str:
    if _is_sum(base) and not style.limits:
        raise _NoLine
    written = _one(base, style).strip()
    below, above = name != "msup", name in ("msup", "msubsup", "munderover")
    marks = [*([style.lowered] if below else []), *([style.raised] if above else [])]
    for script, mark in zip(scripts, marks, strict=True):
        said = _said(script)
        if said and not said.strip("′"):
            written += said
        elif mark is style.raised and said == "∘":
            written += "°"
        else:
            written += mark(_one(script, style).strip())
    return f"{written} " if _is_sum(base) else written


def _is_sum(element: ElementTree.Element) -> bool:
    """Whether its scripts are limits: `lim` is in a row with the sign that it is applied."""
    sign = list(element)[-1] if _name(element) == "mrow" and len(element) else element
    return _name(sign) == "mo"


def _is_function(element: ElementTree.Element) -> bool:
    return "\u2061" in "".join(element.itertext())


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(NAMESPACE)


def _said(element: ElementTree.Element) -> str:
    return (element.text or "").strip()


def _script(element: str) -> Callable[[str], str]:
    def rule(content: str) -> str:
        if "<su" in content:
            raise _NoLine  # twice raised, it would be too small to read
        return f"<{element}>{content.replace(' ', '')}</{element}>"

    return rule


def _small(table: dict[int, int], mark: str) -> Callable[[str], str]:
    def rule(content: str) -> str:
        close = content.replace(" ", "")
        if all(ord(char) in table for char in close):
            return close.translate(table)
        return f"{mark}{_bracketed(close)}"

    return rule


def _bracketed(content: str) -> str:
    whole = len(content) == 1 or content.isdigit()
    return content if whole else f"({content})"


MARKUP = _Style(lambda said: f"<i>{escape(said)}</i>", escape, _script("sup"), _script("sub"))
TYPED = _Style(
    str,
    str,
    _small(RAISED, "^"),
    _small(LOWERED, "_"),
    lambda above, below: f"{_bracketed(above.strip())}/{_bracketed(below.strip())}",
    lambda content: f"√{_bracketed(content.strip())}",
    limits=True,
)
