"""A theme's own templates for single nodes: `nodes/callout.html` takes the place of a rule.

A template knows `node` (its fields), `content` (what it holds, as markup), `title` where the node
has one, `default` (what the rule would have made) and `lang`. It is used in every medium, so its
markup has to be well-formed XML.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

from exporter.model.nodes import Node
from exporter.model.walk import CHILD_FIELDS
from exporter.rendering.markup import Dialect, Renderer, Rule
from exporter.rendering.templates import Theme


def themed(dialect: Dialect, theme: Theme) -> Dialect:
    """The dialect with the theme's templates in the place of its rules."""
    own = {
        kind: _rule(name, dialect[kind], theme)
        for kind, name in _templates(theme)
        if kind in dialect
    }
    return {**dialect, **own} if own else dialect


@lru_cache(maxsize=8)
def _templates(theme: Theme) -> tuple[tuple[type[Node], str], ...]:
    named = ((kind, f"nodes/{_snake(kind.__name__)}.html") for kind in CHILD_FIELDS)
    return tuple((kind, name) for kind, name in named if theme.find(name) is not None)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _rule(name: str, default: Rule, theme: Theme) -> Rule:
    def rule(node: Node, render: Renderer) -> str:
        parts = {field: getattr(node, field) for field in CHILD_FIELDS[type(node)]}
        title = parts.pop("title", None)
        nested = (each for part in parts.values() for each in part if isinstance(each, Node))
        return theme.render(
            name,
            node=node,
            title=Markup(render(title)) if title is not None else getattr(node, "title", ""),
            content=Markup(render(nested)),
            default=Markup(default(node, render)),
            lang=render.lang,
        )

    return rule
