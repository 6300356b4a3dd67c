"""CSS and HTML that Gmail, Outlook, Apple Mail or Yahoo don't have, by caniemail.com's data.

`scripts/caniemail.py` packs the data. What one of them lacks partly is not in it: the rules of the
templates go by that. Selectors are not looked at, as they are written into the elements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import tinycss2
from lxml import html

from exporter.mailing.checks.draft import Draft, Finding
from exporter.mailing.checks.fallbacks import FALLBACKS

# What is used, as the data names it: a kind and a name
Use = tuple[str, str]


class Feature(NamedTuple):
    """`lacking` has the platforms of each program that lacks it; none means all."""

    slug: str
    title: str
    lacking: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        who = (f"{name} ({', '.join(on)})" if on else name for name, on in self.lacking)
        return f"{self.title} does not work in {' and '.join(who)}"


def unsupported(draft: Draft) -> Iterator[Finding]:
    """Features that a program lacks and for which nothing stands in."""
    known = features()
    told: dict[Feature, Use] = {}
    for use in sorted(uses(draft.tree)):
        if use in known:
            told.setdefault(known[use], use)
    for feature, (kind, name) in told.items():
        if feature.slug not in FALLBACKS:
            yield Finding(
                "newsletter/unsupported",
                str(feature),
                f"do without it; see https://www.caniemail.com/features/{feature.slug}/",
                about=_written(kind, name),
            )


def _written(kind: str, name: str) -> str:
    """What stands in a note where it is of the note's making: styles are the theme's."""
    return {"element": f"<{name.split()[0]}", "image": f".{name}"}.get(kind, "")


@cache
def features() -> dict[Use, Feature]:
    """Whatever one of the programs lacks, by how it is written."""
    text = files(__package__).joinpath("caniemail.json").read_text("utf-8")
    return {
        (each["kind"], name): Feature(
            each["slug"],
            each["title"],
            tuple((program, tuple(on)) for program, on in each["lacking"].items()),
        )
        for each in json.loads(text)["features"]
        for name in each["names"]
    }


def uses(tree: html.HtmlElement) -> set[Use]:
    """All that the HTML part makes use of."""
    found: set[Use] = set()
    styles: set[str] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment: what Outlook reads there is for it alone
        attributes = dict(element.attrib)
        styles.add(str(attributes.get("style", "")))
        found |= _of_element(element.tag, attributes)
        if element.tag == "style":
            found |= _of_sheet(element.text or "")
    for style in styles:
        found |= _of_declarations(tinycss2.parse_blocks_contents(style))
    return found


def _of_element(tag: str, attributes: dict[Any, Any]) -> set[Use]:
    found: set[Use] = {("element", tag)}
    found |= {("attribute", str(name)) for name in attributes}
    if kind := attributes.get("type"):
        found.add(("element", f'{tag} type="{kind}"'))
    if tag == "a" and str(attributes.get("href", "")).startswith("#"):
        found.add(("anchor", "#"))
    if tag == "meta":
        found.add(("meta", str(attributes.get("name", ""))))
    if tag == "img":
        src = str(attributes.get("src", ""))
        ending = urlsplit(src).path.rpartition(".")[2].lower()
        found.add(("image", "data:" if src.startswith("data:") else ending))
    return found


def _of_sheet(text: str) -> set[Use]:
    return _of_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _of_rules(rules: list[Any]) -> set[Use]:
    found: set[Use] = set()
    for rule in rules:
        if rule.type == "at-rule":
            found |= _of_at_rule(rule)
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude)
            found |= {("pseudo", name) for name in re.findall(r":([\w-]+)", selector)}
            found |= _of_declarations(tinycss2.parse_blocks_contents(rule.content))
    return found


def _of_at_rule(rule: Any) -> set[Use]:
    name = rule.lower_at_keyword
    asked = re.findall(r"\(\s*([\w-]+)", tinycss2.serialize(rule.prelude))
    found: set[Use] = {("at", name), *(("at", f"{name} ({each})") for each in asked)}
    if name in ("media", "supports") and rule.content:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        found |= _of_rules(inner)
    return found


def _of_declarations(nodes: list[Any]) -> set[Use]:
    found: set[Use] = set()
    for node in nodes:
        if node.type == "declaration":
            found.add(("property", node.lower_name))
            words = _words(node.value)
            found |= words
            found |= {("value", f"{node.lower_name}:{word}") for _, word in words}
    return found


def _words(tokens: list[Any]) -> set[Use]:
    found: set[Use] = set()
    for token in tokens:
        if token.type == "ident":
            found.add(("keyword", token.lower_value))
        elif token.type == "dimension":
            found.add(("unit", token.lower_unit))
        elif token.type == "function":
            found.add(("function", token.lower_name))
            found |= _words(token.arguments)
    return found
