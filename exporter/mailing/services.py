"""An issue for a service that sends it: HTML to be pasted, with fields in that service's words.

Ghost's words are those of `email-renderer.js` in ghost 6.65, Buttondown's stand under “Template
variables” in its documentation, and Mailchimp's under “Merge tags”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email import message_from_bytes
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from jinja2 import nodes

from exporter.backends.email_message import POLICY
from exporter.errors import UsageError
from exporter.mailing.issue import Issue
from exporter.mailing.letter import without_paragraphs
from exporter.personal.expressions import VALUE, parsed
from exporter.personal.fields import Field

# What begins something in the words of one of them
TAGS = re.compile(r"\{(?=[{%])|\*(?=\|)|%(?=%\{)")


class Service(NamedTuple):
    """`value` writes a column, or the text that stands in for it, and `condition` asks for a column
    or whether it `==` or `!=` a text; None where there are no conditions. `leave` is the address by
    which people leave, empty where the service has a footer of its own: then the text alone goes
    there, without our masthead and footer. `columns` are all that it knows, where those are few.
    """

    title: str
    value: Callable[[str, str], str]
    condition: Callable[[str, str, str], str] | None
    otherwise: str
    end: str
    leave: str
    columns: tuple[str, ...] = ()


class Pasted(NamedTuple):
    """What is pasted, and the pictures that have to be uploaded, by the names they have in it."""

    html: str
    pictures: Mapping[str, bytes]


def _ghost(column: str, instead: str) -> str:
    return f'%%{{{column}, "{instead}"}}%%' if instead else f"%%{{{column}}}%%"


def _buttondown(column: str, instead: str) -> str:
    name = _of_buttondown(column)
    value = f"{{{{ {name} }}}}"
    return f"{{% if {name} %}}{value}{{% else %}}{instead}{{% endif %}}" if instead else value


def _of_buttondown(column: str) -> str:
    return "subscriber.email" if column == "email" else f"subscriber.metadata.{column}"


def _asked_of_buttondown(column: str, how: str, text: str) -> str:
    compared = f' {how} "{text}"' if how else ""
    return f"{{% if {_of_buttondown(column)}{compared} %}}"


def _mailchimp(column: str, instead: str) -> str:
    tag = f"*|{column.upper()}|*"
    return f"*|IF:{column.upper()}|*{tag}*|ELSE:|*{instead}*|END:IF|*" if instead else tag


SERVICES: Mapping[str, Service] = {
    "ghost": Service("Ghost", _ghost, None, "", "", "", ("name", "first_name", "email")),
    "buttondown": Service(
        "Buttondown",
        _buttondown,
        _asked_of_buttondown,
        "{% else %}",
        "{% endif %}",
        "",
    ),
    "mailchimp": Service(
        "Mailchimp",
        _mailchimp,
        lambda column, how, text: f"*|IF:{column.upper()}{how.replace('==', '=')}{text}|*",
        "*|ELSE:|*",
        "*|END:IF|*",
        "*|UNSUB|*",
    ),
}


def pasted(issue: Issue, name: str) -> Pasted:
    """The issue as it is pasted into one of SERVICES.

    Raises UsageError for a field that can't be said there.
    """
    service = SERVICES[name]
    html = without_paragraphs(issue.html, issue.fields)
    html = html if service.leave else _text_alone(html)
    # what a note has of such words, in code above all, is for its readers
    html = TAGS.sub(lambda found: f"&#{ord(found[0])};", html)
    html = _with_their_way(html, issue, service) if service.leave else html
    html = issue.fields.mark.sub(
        lambda found: _said(issue.fields.all[int(found[1])], service), html
    )
    pictures: dict[str, bytes] = {}
    for part in (message_from_bytes(each, policy=POLICY) for each in issue.pictures):
        identifier = str(part["Content-ID"]).strip("<> ")
        data = part.get_payload(decode=True)
        if f"cid:{identifier}" in html and isinstance(data, bytes):
            file = str(part.get_filename())
            pictures[file] = data
            html = html.replace(f'src="cid:{identifier}"', f'src="{escape(file)}"')
    return Pasted(html, pictures)


def _with_their_way(html: str, issue: Issue, service: Service) -> str:
    """With the service's way to leave in the place of ours."""
    if not issue.leave:
        raise UsageError(
            f"nobody could leave {service.title}'s list: `unsubscribe` is not set",
            f"any address will do: {service.leave} takes its place",
        )
    return html.replace(escape(issue.leave), service.leave)


def _text_alone(html: str) -> str:
    """What stands between masthead and footer; in a theme without that, all of it."""
    from lxml import html as parser

    tree = parser.document_fromstring(html)
    cells = (each for each in tree.iter("td") if "text" in str(each.get("class")).split())
    inner = next(cells, tree)
    told = "".join(parser.tostring(each, encoding="unicode") for each in inner)
    return f"{escape(inner.text or '', quote=False)}{told}".strip() + "\n"


def _said(field: Field, service: Service) -> str:
    if field.kind == "statement":
        return _condition(field, service)
    if field.kind == "address":
        raise _unsaid(field, service, "it stands in an address")
    column, instead = _value(_expression(field, *VALUE), field, service)
    return service.value(_known(column, field, service), escape(instead))


def _condition(field: Field, service: Service) -> str:
    word, _, asked = field.source.partition(" ")
    if service.condition is None:
        raise _unsaid(field, service, "it has no conditions")
    if word in ("else", "endif"):
        return service.otherwise if word == "else" else service.end
    if word == "elif":
        raise _unsaid(field, service, "write an {% if %} within the {% else %}")
    found = _expression(field._replace(source=asked), *VALUE)
    match found:
        case nodes.Name(name=column):
            return service.condition(column, "", "")
        case nodes.Compare(
            expr=nodes.Name(name=column),
            ops=[nodes.Operand(op="eq" | "ne" as how, expr=nodes.Const(value=str(text)))],
        ) if re.fullmatch(r"[\w .@-]+", text):
            return service.condition(column, "==" if how == "eq" else "!=", text)
    raise _unsaid(field, service, "a condition asks for a column, or whether it is a text")


def _value(found: nodes.Node, field: Field, service: Service) -> tuple[str, str]:
    match found:
        case nodes.Name(name=column):
            return column, ""
        case nodes.Filter(
            name="default" | "d",
            node=nodes.Name(name=column),
            args=[nodes.Const(value=str(instead)), *_],
        ) if not set(instead) & set('"{}%|*'):
            return column, instead
    raise _unsaid(field, service, "a field is a column there, with or without a default")


def _known(column: str, field: Field, service: Service) -> str:
    if service.columns and column not in service.columns:
        raise _unsaid(field, service, f"it knows {', '.join(service.columns)} only")
    return column


def _expression(field: Field, start: str, end: str) -> nodes.Node:
    (output,) = parsed(f"{start}{field.source}{end}").body
    (found,) = output.nodes  # type: ignore[attr-defined]
    return found  # type: ignore[no-any-return]


def _unsaid(field: Field, service: Service, why: str) -> UsageError:
    return UsageError(
        f"{unquote(field.written)} can't be said in {service.title}'s words: {why}",
        "take it out, or send the issue with `exporter newsletter send`",
    )
