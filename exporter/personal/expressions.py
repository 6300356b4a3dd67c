"""The little language of personal fields and segments: Jinja's expressions over the columns of a
list, and nothing else of Jinja.

An expression comes from a note, and notes come from anywhere: there are no calls, no attributes
and no arithmetic in it, by a list of what is allowed and the sandbox below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache, wraps
from typing import Any

from jinja2 import (
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    filters,
    meta,
    nodes,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exporter.config import near_miss
from exporter.errors import UsageError

# Private characters (Unicode §23.5) around what Jinja reads: no encoded text has any
VALUE = ("\ue000", "\ue001")
STATEMENT = ("\ue002", "\ue003")
COMMENT = ("\ue004", "\ue005")
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Name, nodes.Const,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr, nodes.Concat, nodes.List, nodes.Tuple,
)  # fmt: skip
# What people try, in their words
FORBIDDEN: Mapping[type[nodes.Node], str] = {
    nodes.Call: "a call",
    nodes.Getattr: "a dot",
    nodes.Getitem: "a subscript",
    **dict.fromkeys((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Pow), "arithmetic"),
}
DEFAULTS = ("d", "default")
FILTERS = "capitalize d default first float int last length lower replace round title trim upper"
TESTS = "defined undefined none string number eq ne lt le gt ge in even odd"
HINT = (
    'a field is a column, with filters or a default: {{ name | default("there") }}; '
    'a condition is {% if plan == "paid" %} … {% else %} … {% endif %}'
)
SEGMENT_HINT = 'for example --segment \'plan == "paid" and joined >= "2026-01-01"\''

# Expressions in expressions: Jinja makes Python of them, which takes 200 brackets in brackets
DEEPEST = 50
# Letters that a text may have once it has grown, and digits to which a number is rounded
LONGEST = 1000
DIGITS = 20

Row = Mapping[str, Any]


class Lacking(Undefined):
    """What a subscriber's row says nothing of: false and like nothing in a condition, and an error
    where it would be written."""

    __slots__ = ()

    def __eq__(self, _other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(type(self))

    def _less(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _less  # type: ignore[assignment]

    def __str__(self) -> str:
        return self._fail_with_undefined_error()

    def __len__(self) -> int:
        return self._fail_with_undefined_error()


class Sample(Lacking):
    """The name of what is lacking, in brackets: for a message that is a test."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"[{self._undefined_name}]"


class FieldMissing(Exception):
    """A field that a subscriber lacks, and no default covers."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def environment(lacking: type[Lacking] = Lacking) -> ImmutableSandboxedEnvironment:
    """Jinja with as little in it as personal fields need."""
    made = ImmutableSandboxedEnvironment(
        optimized=False,  # what it would work out beforehand takes the square of its length
        variable_start_string=VALUE[0],
        variable_end_string=VALUE[1],
        block_start_string=STATEMENT[0],
        block_end_string=STATEMENT[1],
        comment_start_string=COMMENT[0],
        comment_end_string=COMMENT[1],
        keep_trailing_newline=True,
        newline_sequence="\r\n",
        undefined=lacking,
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS.split()}
    made.filters |= {"replace": _replaced, "round": _rounded}
    if lacking is Sample:
        others = {name: each for name, each in made.filters.items() if name not in DEFAULTS}
        made.filters |= {name: _leaving_samples(each) for name, each in others.items()}
    made.tests = {name: made.tests[name] for name in TESTS.split()}
    made.tests |= {
        "even": lambda value: _by_two(value) == 0,
        "odd": lambda value: _by_two(value) == 1,
    }
    return made


def _leaving_samples(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that leaves a sample what it is: a name is not rounded."""

    @wraps(function)  # Jinja has marks on them
    def filtered(*given: Any, **named: Any) -> Any:
        sample = next((each for each in given if isinstance(each, Sample)), None)
        return function(*given, **named) if sample is None else sample

    return filtered


def _replaced(value: object, old: object, new: object, count: int = -1) -> str:
    """Jinja's filter, with a bound: a few in a row could fill any memory."""
    text, old, new = str(value), str(old), str(new)
    found = text.count(old)
    found = min(found, count) if count >= 0 else found
    if len(text) + found * (len(new) - len(old)) > max(LONGEST, len(text)):
        raise ValueError(f"“replace” makes it longer than {LONGEST:,} letters")
    return text.replace(old, new, count)


def _rounded(value: Any, precision: int = 0, method: Any = "common") -> float:
    """Jinja's filter, with a bound: it works with as many digits as it is told."""
    if not -DIGITS <= precision <= DIGITS:
        raise ValueError(f"“round” goes to {DIGITS} digits at most")
    return filters.do_round(value, precision, method)


def _by_two(value: Any) -> object:
    """What is left of a number that is divided by two; of what is lacking, it."""
    if isinstance(value, str):  # `%` would fill in a pattern, as wide as it asks for
        raise TypeError("only a number is even or odd")
    return value if isinstance(value, Lacking) else value % 2


@cache
def _bare() -> ImmutableSandboxedEnvironment:
    return environment()


def parsed(template: str) -> nodes.Template:
    """The tree of a template that is known to be one."""
    return _bare().parse(template)


def columns_in(template: str, what: str, hint: str = HINT) -> frozenset[str]:
    """The columns that a template asks for. Raises UsageError, naming `what` it is, where it is
    none that we allow."""
    try:
        tree = _bare().parse(template)
        if _depth(tree) > DEEPEST:
            raise UsageError(f"{what}: it does more than {DEEPEST} things in a row", hint)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, ALLOWED) and not isinstance(node, nodes.EvalContextModifier):
                kind = FORBIDDEN.get(type(node), type(node).__name__.lower())
                raise UsageError(f"{what}: {kind} has no place in it", hint)
        # filters and tests are looked up only here
        _bare().compile(tree)
    except TemplateSyntaxError as error:
        raise UsageError(f"{what}: {_sentence(error)}", hint) from error
    except (RecursionError, ValueError) as error:  # of a number, the digits
        raise UsageError(f"{what}: it is too long", hint) from error
    return frozenset(meta.find_undeclared_variables(tree))


def _depth(node: nodes.Node) -> int:
    return 1 + max(map(_depth, node.iter_child_nodes()), default=0)


def check_columns(asked: Collection[str], known: Collection[str], what: str) -> None:
    """Raises UsageError for a column that the list does not have."""
    for name in sorted(asked):
        if name not in known:
            hint = near_miss(name, sorted(known)).replace("known are", "the list has")
            raise UsageError(f"{what}: the list has no column “{name}”", hint)


def rendered(render: Callable[[Row], str], row: Row) -> str:
    """What becomes of a row. Raises FieldMissing; UsageError for a value that is not of the kind
    that a filter or a comparison needs."""
    try:
        return render(row)
    except UndefinedError as error:
        found = re.search(r"'(\w+)' is undefined", str(error))
        raise FieldMissing(found[1] if found else str(error)) from error
    except (ArithmeticError, MemoryError, TemplateRuntimeError, TypeError, ValueError) as error:
        raise UsageError(f"a field can't be filled in: {error}", HINT) from error


def condition(written: str, known: Collection[str]) -> Callable[[Row, int], bool]:
    """A segment: whether a row, of a line of the list, belongs to it.

    Raises UsageError where it is no condition, or asks for a column that is not `known`.
    """
    what = f"--segment {written}"
    start, end = STATEMENT
    if not written.strip() or set(written) & set("".join((*VALUE, *STATEMENT, *COMMENT))):
        raise UsageError(f"{what}: there is no condition in it", SEGMENT_HINT)
    text = f"{start}if {written}{end}x{start}endif{end}"
    check_columns(columns_in(text, what, SEGMENT_HINT), known, what)
    template = _bare().from_string(text)

    def holds(row: Row, line: int) -> bool:
        try:
            return rendered(template.render, row) == "x"
        except FieldMissing:
            return False
        except UsageError as error:
            raise UsageError(
                f"{what}: line {line} of the list can't be compared: {error.__cause__}",
                "what a CSV file has is text: write age | int >= 18",
            ) from error

    return holds


def _sentence(error: TemplateSyntaxError) -> str:
    told = (error.message or "it can't be understood").rstrip(".").replace("\n", " ")
    if found := re.fullmatch(r"expected token '[^']*', got '(.+)'", told):
        end = found[1].startswith("end of")
        return "something is missing at its end" if end else f"“{found[1]}” is not expected there"
    if found := re.match(r"No (filter|test) named '(.+?)'", told):
        names = (FILTERS if found[1] == "filter" else TESTS).split()
        return f"there is no {found[1]} “{found[2]}”; {near_miss(found[2], names)}"
    return told[:1].lower() + told[1:]
