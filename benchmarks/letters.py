"""The same notes as letters: ours, through Ghost's rules, in MJML, and by Pandoc and premailer.

What is not Python is brought by npm, into any folder, and premailer by pip:

    npm install --prefix TOOLS --ignore-scripts ghost @tryghost/kg-markdown-html-renderer \\
        handlebars juice cheerio mjml

Each gets the text of the note; all but Ghost, which reads its own Markdown, get what Pandoc makes
of it. Where the notes link to others, only ours knows where these are.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from binascii import b2a_qp
from collections.abc import Callable, Iterator
from pathlib import Path

import pypandoc
from lxml import html as parser

from exporter import config
from exporter.backends.email import CLIPPED
from exporter.mailing.checks import draft_of
from exporter.mailing.checks.fallbacks import FALLBACKS
from exporter.mailing.checks.support import features, uses
from exporter.mailing.issue import Made, issue_of
from exporter.project import usual_out
from exporter.source.note import open_note
from exporter.source.pandoc import DIALECTS

HERE = Path(__file__).parent
# Ghost has html-to-text make it
TEXTS = {"exporter": "of the note", "Ghost's rules": "of its HTML"}
# What a letter keeps of a note, looked for in its HTML
KEPT: dict[str, Callable[[parser.HtmlElement], object]] = {
    "callouts": lambda tree: "[!" not in prose(tree),
    # the specimen has one that is escaped
    "links to notes": lambda tree: not re.search(r"\[\[(?!no link)", prose(tree)),
    "embeds": lambda tree: "![" not in prose(tree),
    "highlights": lambda tree: "==" not in prose(tree),
    "comments left out": lambda tree: "%%" not in prose(tree),
    "formulas": lambda tree: not re.search(r"\\(?:frac|begin|sum|text|\()", prose(tree)),
    "code in colours": lambda tree: (
        not tree.xpath("//pre") or tree.xpath("//pre//span[contains(@style, 'color')]")
    ),
    "footnotes": lambda tree: "[^" not in prose(tree),
    "widths of pictures": lambda tree: all(each.get("width") for each in tree.iter("img")),
    "dark colours": lambda tree: "prefers-color-scheme" in _source(tree),
    "preheader": lambda tree: tree.xpath("//body/*[1][contains(@style, 'none')]"),
    "Outlook's width": lambda tree: "[if mso" in _source(tree),
    "a way to leave": lambda tree: "nsubscribe" in tree.text_content(),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("tools", type=Path, metavar="TOOLS", help="where npm has put the others")
    options.add_argument("notes", type=Path, nargs="+", metavar="NOTE")
    given = options.parse_args()
    for note in given.notes:
        print(f"\n{note.name}\n")
        print("| | HTML, as sent | of 102 KB | text part | not everywhere | lost |")
        print("|---|---:|---:|---|---:|---|")
        for name, made, html in letters(note.resolve(), given.tools.resolve()):
            print(f"| {name} | {' | '.join(facts(made, html, name))} |")


def letters(note: Path, tools: Path) -> Iterator[tuple[str, Made, str]]:
    """The letters by the names of their makers; all go with the issue that ours is."""
    settings = config.load(file) if (file := config.find(note)) else config.default(note.parent)
    made = issue_of(settings, str(note), usual_out(settings))
    yield "exporter", made, made.issue.html
    source = open_note(note.parent, note.name)
    title = source.metadata.title or note.stem
    with tempfile.TemporaryDirectory(prefix="letters-") as scratch:
        text, body = Path(scratch, "note.md"), Path(scratch, "body.html")
        text.write_text(source.split.body, "utf-8")
        yield "Ghost's rules", made, _node("ghost.mjs", tools, text, title)
        reading = {"format": DIALECTS["obsidian"]}
        body.write_text(pypandoc.convert_file(text, "html", **reading), "utf-8")
        yield "MJML", made, _node("mjml.mjs", tools, body, title)
        whole = pypandoc.convert_file(
            text, "html", **reading, extra_args=["--standalone", f"--metadata=title:{title}"]
        )
        yield "`pandoc`, premailer", made, _premailed(whole)


def facts(made: Made, html: str, maker: str) -> tuple[str, ...]:
    """The columns of a letter."""
    ours, text = maker == "exporter", TEXTS.get(maker, "none")
    size = len(b2a_qp(html.encode()))
    tree = parser.document_fromstring(html)
    lacking = {features()[use].slug for use in _uses(made, html) if use in features()}
    lost = [name for name, kept in KEPT.items() if not kept(tree)]
    return (
        f"{size / 1024:.0f} KB",
        f"{100 * size / CLIPPED:.0f} %",
        text,
        f"0 of {len(lacking)}" if ours and lacking <= FALLBACKS.keys() else str(len(lacking)),
        ", ".join(lost) or "nothing",
    )


def _uses(made: Made, html: str) -> set[tuple[str, str]]:
    issue = made.issue._replace(html=html)
    return uses(draft_of(made._replace(issue=issue), config.default(HERE)).tree)


def prose(tree: parser.HtmlElement) -> str:
    """The text of a letter without its code, which may show what is to be understood elsewhere."""
    return "".join(
        str(text) for text in tree.xpath("//body//text()[not(ancestor::pre or ancestor::code)]")
    )


def _source(tree: parser.HtmlElement) -> str:
    return str(parser.tostring(tree, encoding="unicode"))


def _node(script: str, tools: Path, file: Path, title: str) -> str:
    words = ["node", str(HERE / "letters" / script), str(tools), str(file), title]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def _premailed(html: str) -> str:
    from premailer import transform

    made: str = transform(html, keep_style_tags=False, cssutils_logging_level="CRITICAL")
    return made


if __name__ == "__main__":
    main()
