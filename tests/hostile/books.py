"""Books that nobody would write, by Hypothesis: folders of notes, each with its `book.yaml`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

# What XML forbids, what its syntax is made of, and what turns the rest of a line around
SHARP = (
    "\x00 \x01 \x08 \x0b \x0c \x1b \x7f \x85 \ud800 \udfff \ufdd0 \ufffe \uffff \u2028 \u202e"
    " \u2066 \ufeff -- --> <!-- ]]> <![CDATA[ <?xml?> & &amp; &nbsp; &#0; &#x1F; &#xD800; &bogus; <"
    " > \" ' <b </p> <p/> %00 %zz ../ .. / \\ # ? : | * ~ {{x}} 𝔘 é e\u0301 \u0300 अ ش あ 🏳️‍🌈 ² ª ǅ"
).split(" ")
IDS = "image-1 nav toc ncx style cover title id fn1 fnref1 1a a:b -- é x landmarks contents".split()
WORDS = st.sampled_from((*SHARP, "word", "Title", "a", " ", "  ", *IDS)) | st.text(max_size=8)
TEXT = st.lists(WORDS, max_size=6).map("".join)
LINE = TEXT.map(lambda text: " ".join(text.split()))
LONG = st.sampled_from(("", "", "", "long " * 400, "x" * 3000))

# What YAML takes as an escape only, and what it has no way to write
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
METADATA = (
    "title subtitle author description rights license publisher publisher_place edition series"
    " series_number date modified first_published isbn identifier"
).split()
MATTER = "half_title index glossary list_of_figures list_of_tables list_of_listings".split()
LANGUAGES = st.sampled_from(("", "en", "ar", "zh-Hant", "de-DE-1996", "EN"))


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(st.integers(1, 60), inner).map(lambda p: "> " * p[0] + p[1].replace("\n", " ")),
        inner.map(lambda text: "".join(f"- {line}\n" for line in text.splitlines())),
        inner.map(lambda text: f"> [!note] {text}"),
        inner.map(lambda text: f"::: {{#image-1 .a:b}}\n{text}\n:::\n"),
        st.tuples(st.integers(1, 300), inner).map(
            lambda p: f"{'<div>' * p[0]}{p[1]}{'</div>' * (p[0] - 1)}"
        ),
    )


def _about(text: str, name: str) -> str:
    """A block with a text and a name in one of each syntax."""
    return "\n\n".join(
        (
            f"## {text} {{#{name}}}",
            f"[{text}](#{name}) [[#{text}]] [[{text}|{text}]] ![{text}]({text}) #{name}",
            f'<span id="{name}" class="{text}" lang="{text}" title="{text}">{text}</span>',
            f'<a name="{name}" href="{text}">{text}</a><img src="dot.svg" alt="{text}">',
            f"`{text}` ${text}$ =={text}== [{text}]{{#{name} lang={name} dir={name}}}",
            f"```{name}\n{text}\n```",
            f"Note[^{name}] and ^[{text}] ^{name}",
            f"[^{name}]: {text}",
            f"| {text} | a |\n|-|-|\n| {text} | b |",
            f"![{text}](dot.svg){{#{name}}}",
            f"{text}\n: {text}",
            f"<!-- {text} --> %%{text}%%",
            f"<table align=left><tr><td colspan=0 rowspan=99>{text}<table><tr><th>{text}</table>",
            f"<svg><a xlink:href='x'>{text}</svg><math><mi>{text}</math><ol start='{text}'><li>a",
            f"<https://example.org/{text}> <mailto:{text}> <http:{text}> [a](http://[{text}]/)",
            f"```mermaid\nflowchart LR\n  a[{text}] --> {name}\n```",
        )
    )


BLOCKS = st.builds(_about, TEXT, st.sampled_from(IDS) | LINE)
BODY = st.recursive(
    st.lists(BLOCKS | TEXT | LONG, max_size=3).map("\n\n".join), _wrapped, max_leaves=3
)
NAME = st.sampled_from(IDS) | st.text(max_size=30) | st.just("n" * 200)
BOOKS = st.fixed_dictionaries(
    {
        "metadata": st.fixed_dictionaries(
            {"lang": LANGUAGES, "dir": st.sampled_from(("", "rtl"))},
            optional=dict.fromkeys(METADATA, LINE | LONG),
        ),
        "matter": st.sets(st.sampled_from(MATTER)),
        "notes": st.lists(st.tuples(NAME, LINE, BODY), min_size=1, max_size=4),
    }
)
DRAWING = (
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e "x">]><!-- a --><svg onload="a()" width="9"'
    ' height="9" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:i="urn:i" i:a="b"><i:metadata/><script>1</script><a xlink:href="javascript:a()"><rect'
    ' id="1 a" width="9" height="9" style="fill:url(http://a.b/c)"/></a><image xlink:href="http://'
    'a.b/c.png"/><foreignObject><p>a</p></foreignObject><text id="1 a">&e;&amp;</text>'
    '<bogus x="1"/><use href="#none" bogus="1"/><use xlink:href="#1 a"/><style>@import "a.css";'
    ' #é { fill: url(x.svg#a) }</style><g id="é" aria-labelledby="none x"/></svg>'
)


def write(root: Path, number: int, book: dict[str, Any]) -> None:
    """A book as a folder of a vault."""
    folder = root / f"book {number}"
    folder.mkdir(parents=True)
    (folder / "dot.svg").write_text(DRAWING)
    said = {key: value for key, value in book["metadata"].items() if value}
    # a cover takes longer to draw than all the rest
    matter = dict.fromkeys(book["matter"], True) | {"cover": number % 10 == 0}
    (folder / "book.yaml").write_text(_yaml({"title": f"Book {number}"} | said | matter))
    taken: set[bytes] = set()
    for position, (name, title, body) in enumerate(book["notes"], 1):
        stem = name.replace("/", "").encode("utf-8", "surrogatepass").replace(b"\0", b"")[:200]
        stem = b"%b %d" % (stem, position) if stem in taken or not stem.strip(b".") else stem
        taken.add(stem)
        text = f"---\n{_yaml({'title': title})}\n---\n{body}\n".replace("\0", "")
        with open(os.fsencode(folder) + b"/%b.md" % stem, "wb") as stream:
            stream.write(text.encode("utf-8", "surrogatepass"))


def _yaml(values: dict[str, Any]) -> str:
    """JSON that YAML reads."""
    text = SURROGATES.sub("", json.dumps(values, ensure_ascii=False))
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
