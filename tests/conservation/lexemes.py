"""What hides other markup: code, comments, tags, wikilinks, escapes, entities. Where one begins,
nothing in it is anything else, and so they are found from left to right."""

from __future__ import annotations

import html
import re

from tests.conservation.marks import Marks
from tests.conservation.words import GLUE

# Blocks that no output can run
DYNAMIC = re.compile(r"(?:dataview(?:js)?|tasks|base|query|meta-bind(?:-[\w-]+)?|tracker)\b")
# What a drawing shows of its source, which no reader sees once it is drawn
LABEL = re.compile(
    r"""(?P<mark>["|])(?P<marked>[^"|\n]+)(?P=mark)|\[(?P<box>[^][()"\n]+)\]|\((?P<round>[^][()"\n]+)\)"""
    r"""|\{(?P<diamond>[^{}"\n]+)\}"""
)
FENCE = (
    r"^(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t>]*)"
    r"(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)$"
)
LISTING_TITLE = re.compile(r"""(?:title|filename)=(?:"([^"\n]*)"|'([^'\n]*)'|(\S+))""")
# What stands in these is never seen: it is for machines, or for browsers that can't play a film
DROPPED = "script|style|template|noscript|head|title|object|iframe|video|audio"
LEXEME = re.compile(
    rf"""
      (?P<fence>{FENCE})
    | (?P<html_comment><!--.*?-->)
    | (?P<comment>%%.*?(?:%%|\Z))
    | (?P<dropped><(?P<element>{DROPPED})\b[^>]*>.*?</(?P=element)\s*>)
    | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t>]*\n).)+?(?<!`)(?P=ticks)(?!`))
    | (?P<wikilink>!?\[\[(?P<target>[^\[\]\n|]+?)(?:\\?\|(?P<label>[^\[\]\n]*))?\]\])
    | (?P<escape>\\[!-/:-@\[-`{{-~])
    | (?P<autolink><(?:[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^<>\s]*|[\w.+-]+@[\w.-]+)>)
    | (?P<tag></?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>)
    | (?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
ALTERNATIVE = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# Around these, the text on both sides may be one word
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt"
    r"|u|var|wbr)\b",
    re.IGNORECASE,
)
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")
SIZE = re.compile(r"(?:^|\|)\s*\d{1,4}(?:x\d{1,4})?\s*$")


def mark_lexemes(marks: Marks) -> None:
    source, position = marks.open, 0
    while found := LEXEME.search(source, position):
        start, position = found.span()
        match found.lastgroup:
            case "fence":
                position = _fence(marks, source, found)
            case "html_comment" | "comment":
                marks.leave_out(start, position, "comments")
            case "dropped":
                marks.leave_out(start, position, "dropped elements")
            case "code":
                ticks = len(found["ticks"])
                marks.markup(start, start + ticks)
                marks.show(start + ticks, position - ticks)
                marks.markup(position - ticks, position)
            case "wikilink":
                _wikilink(marks, found)
            case "escape":
                marks.markup(start, start + 1)
                marks.show(start + 1, position)
            case "autolink":
                marks.show(start, position)
            case "tag":
                _tag(marks, found)
            case "entity":
                marks.show(start, position, html.unescape(found[0]))


def _fence(marks: Marks, source: str, found: re.Match[str]) -> int:
    """Settle a listing; where it ends."""
    start, end = found.span("info")
    if title := LISTING_TITLE.search(found["info"]):
        first, last = title.span(title.lastindex or 0)
        marks.show(start + first, start + last)
        marks.leave_out(start, start + first, "code fence info")
        start += last
    marks.leave_out(start, end, "code fence info")
    mark = found["mark"]
    # a quotation that ends takes the listing in it along
    quoted = r"|^(?![ \t]*>)" if ">" in found["before"] else ""
    closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$|\Z{quoted}", re.MULTILINE)
    closed = closing.search(source, end + 1)
    body, after = closed.span() if closed else (len(source), len(source))
    language = found["info"].strip().lower()
    if DYNAMIC.match(language):
        marks.leave_out(end, body, "dynamic blocks")
    elif language.startswith("mermaid"):
        _diagram(marks, source, end, body)
    else:
        marks.show(end, body)
    return max(after, end)


def _diagram(marks: Marks, source: str, start: int, end: int) -> None:
    for found in LABEL.finditer(source, start, end):
        marks.leave_out(start, found.start(), "diagram sources")
        marks.show(*found.span())
        for part in re.finditer(r"<[^<>]*>|&#?\w+;?", found[0]):
            where = found.start() + part.start(), found.start() + part.end()
            if part[0].startswith("<"):
                marks.leave_out(*where, "HTML tags")
            else:
                marks.show(*where, html.unescape(part[0]))
        start = found.end()
    marks.leave_out(start, end, "diagram sources")


def _wikilink(marks: Marks, found: re.Match[str]) -> None:
    start, end = found.span()
    target, label = found.span("target"), found.span("label")
    embedded = found[0].startswith("!")
    marks.markup(start, target[0])
    if embedded and found["target"].partition("#")[0].lower().endswith(IMAGES):
        marks.leave_out(*target, "embed targets")
        size = SIZE.search(found["label"] or "")
        cut = label[0] + size.start() if size else label[1]
        marks.show(label[0], cut)
        marks.leave_out(cut, label[1], "image sizes")
    elif embedded:
        marks.leave_out(target[0], max(label[1], target[1]), "embed targets")
    elif (found["label"] or "").strip():
        marks.leave_out(*target, "wikilink targets", by=GLUE)
        marks.markup(target[1], label[0])
        marks.show(*label)
    else:
        marks.show(*target)
    marks.markup(end - 2, end)


def _tag(marks: Marks, found: re.Match[str]) -> None:
    start, end = found.span()
    if alternative := ALTERNATIVE.search(found[0]):
        first, last = alternative.span(alternative.lastindex or 0)
        marks.leave_out(start, start + first, "HTML tags")
        marks.show(start + first, start + last, html.unescape(found[0][first:last]))
        start += last
    marks.leave_out(start, end, "HTML tags", by=GLUE if INLINE_TAG.match(found[0]) else " ")
