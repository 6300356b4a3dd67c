"""Notes that nobody wrote: those of others, mutated, in all formats.

`python -m tests.hostile.fuzz` goes on until it is ended. What it finds becomes a file in
`vault/found/`, which is built with the others from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

from lxml import html

from exporter import config, run
from exporter.executors import Workers

HERE = Path(__file__).parent
FOUND = HERE / "vault" / "found"
SOURCES = (HERE / "vault", HERE.parent / "golden", HERE.parent.parent / "content")
CORPORA = HERE.parent.parent.parent / "shared" / "corpora"
# Bytes: what is larger takes its time and finds no more
LARGEST = 20_000
FORMATS = ("html", "epub", "email", "json", "site")
# Notes that are built together; with PDF, which takes longer, each time in so many
TOGETHER = 8
WITH_PDF = 4
# Seconds for a note
LIMIT = 120.0
# What the syntaxes are made of, and what writers of XML, HTML and headers trip over
SHARP = [
    token.encode("utf-8", "surrogatepass")
    for token in (
        "[[ ]] ![[ ^[ [^1] [^1]: [@a ] ( ) < > <!-- --> %% == ~~ ** * _ ` ``` ~~~ $ $$ \\("
        " \\) \\  | || |-|-| ::: { } {#a .b} {{ }} {{<include {{#include # ## - + 1. > >> >"
        " [!note]- \n \n\n \r \r \t \x00 \x01 \x0c \x1b \x7f \x85 \u2028 \u202e \u2066 \ufeff"
        " \ufffe \ud800 \U000e0041 é e\u0301 👩\u200d👩\u200d👧 &amp; &#0; &#xD800; &lt; ]]>"
        " <![CDATA[ <?x <script> </script> <div> </div> <p> <table> <td> <svg> <math>"
        " <a\thref=javascript:x> <img\tsrc=x\tonerror=x> <br> <details> <iframe> <video>"
        " <ruby><rt> --- +++ ;;; title: tags: - publish: javascript: data: file:/// http://"
        " ../ / %2f %00 ^a #tag ```mermaid ```dataview \n:\t --: \r\nBcc: <hr> <h1>"
        " =?utf-8?q?a=0D=0A?= </h1> <ol\tstart=9e9> colspan=9"
    ).split(" ")
]
HANDLER = re.compile(r"on\w+")
SAFE = re.compile(
    r"(?:https?|mailto|tel|sms|ftp|geo|xmpp|doi|obsidian|cid):|[^:]*$|#|\."
    r"|data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]",
    re.IGNORECASE,
)
# Of ours: the scripts of a page by their places, as no note has one
OUR_SCRIPTS = 3

Mutation = Callable[[bytes, random.Random], bytes]


def _inserted(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(SHARP) * chance.choice((1, 1, 1, 2, 30)) + data[at:]


def _removed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[at + chance.choice((1, 2, 10, 100)) :]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    piece = data[at : at + chance.choice((1, 5, 50, 500))]
    return (data[:at] + piece * chance.choice((2, 3, 40)) + data[at:])[: 2 * LARGEST]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    """One thing as often as a note has room for it: what is gone through again for each is found
    by the time that it takes."""
    at = chance.randint(0, len(data))
    piece = data[at : at + chance.choice((1, 5, 50))] if chance.random() < 0.5 else b""
    piece = (piece or chance.choice(SHARP)) + chance.choice((b"", b"", b" ", b"a", b"\n"))
    often = chance.choice((LARGEST // 10, 2 * LARGEST)) - len(data)
    return data[:at] + piece * (often // max(len(piece), 1)) + data[at:]


def _moved(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _nested(data: bytes, chance: random.Random) -> bytes:
    mark = chance.choice((b"> ", b"- ", b"    ", b"  ", b"> > ", b"| ", b"# "))
    return b"\n".join(mark + line for line in data.split(b"\n"))


MUTATIONS: Sequence[Mutation] = (
    *(_inserted,) * 6, *(_removed,) * 3, *(_flipped,) * 2, _doubled, _moved, _nested, _repeated,
)  # fmt: skip


def mutants(sources: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Mutants of notes, without end."""
    while True:
        data = chance.choice(sources)
        if chance.random() < 0.2:  # the beginning of one, the end of another
            other = chance.choice(sources)
            data = data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]
        for _ in range(chance.choice((1, 1, 2, 4, 12))):
            data = chance.choice(MUTATIONS)(data, chance)
        yield data[: 2 * LARGEST]


def sources() -> list[bytes]:
    """Notes to begin with, the same in each run."""
    folders = (*SOURCES, *sorted(CORPORA.glob("*")))
    files = (file for folder in folders for file in sorted(folder.rglob("*.md")))
    sizes = ((file, file.stat().st_size) for file in files if file.is_file())
    return [file.read_bytes() for file, size in sizes if size <= LARGEST]


def problems(
    notes: Sequence[bytes], *, formats: Sequence[str] = FORMATS, patience: float = LIMIT
) -> dict[bytes, str]:
    """What is wrong with what becomes of notes; several are built together. One that takes longer
    than `patience`, in seconds, is slow."""
    try:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            return _judged(Path(folder), notes, tuple(formats), patience)
    except Exception as error:  # noqa: BLE001 - a crash of the whole build is what is looked for
        if len(notes) == 1:
            return {notes[0]: f"the build ended: {type(error).__name__}: {error}"}
    found: dict[bytes, str] = {}
    for note in notes:
        found |= problems([note], formats=formats, patience=patience)
    return found or {b"\0".join(notes): "the build ended, and with each alone it does not"}


def _judged(
    folder: Path, notes: Sequence[bytes], formats: tuple[str, ...], patience: float
) -> dict[bytes, str]:
    vault, out = folder / "vault", folder / "out"
    vault.mkdir()
    names = {f"n{number}.md": note for number, note in enumerate(notes)}
    for name, note in names.items():
        (vault / name).write_bytes(note)
    made = run.build(
        config.default(vault), [], formats=formats, out=out, workers=Workers(timeout=LIMIT)
    )
    told = {each.note for each in made.diagnostics if each.severity == "error"}
    # Pandoc has a clock of its own
    found = {
        names[each.source]: f"it takes {seconds:.0f} s beside Pandoc's"
        for each in made.times
        if (seconds := each.seconds - each.stages.get("read", 0)) > patience
    }
    for each in made.outcomes:
        name = each.source.rpartition("/")[2]
        if each.status == "failed":
            if "internal error" in each.message or name not in told:
                found[names[name]] = f"{each.format}: {each.message}"
            continue
        for problem in JUDGES.get(each.format, _fine)(Path(each.path)):
            found[names[name]] = f"{each.format}: {problem}"
    return found


def _fine(_file: Path) -> Iterator[str]:
    yield from ()


def _of_page(file: Path) -> Iterator[str]:
    root = html.parse(str(file)).getroot()
    if root is None:
        yield "there is no page"
        return
    main = root.find(".//main")
    yield from _of_elements(main if main is not None else root)
    if len(list(root.iter("script"))) > OUR_SCRIPTS + len(root.xpath("//script[@type]")):
        yield "there is a script that is not ours"


def _of_mail(file: Path) -> Iterator[str]:
    from email import message_from_bytes, policy

    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    if set(message) - MAIL_HEADERS:
        yield f"there are headers {set(message) - MAIL_HEADERS}"
    part = message.get_body(("html",))
    yield from _of_elements(html.fromstring(part.get_content()) if part else html.Element("p"))


def _of_elements(root: html.HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if element.tag in ("script", "object", "embed", "form", "base", "link"):
            yield f"there is a <{element.tag}>"
        for name, value in element.attrib.items():
            if HANDLER.fullmatch(name) or name == "srcdoc":
                yield f"there is {name}={value!r}"
            if name in ("href", "src", "action", "data", "poster") and not SAFE.match(value):
                yield f"there is {name}={value!r}"


def _of_book(file: Path) -> Iterator[str]:
    with zipfile.ZipFile(file) as book:
        for name in book.namelist():
            if name.startswith("/") or ".." in name.split("/") or "\\" in name:
                yield f"there is a file {name!r}"
            if name.endswith((".xhtml", ".opf", ".ncx", ".svg")):
                try:
                    ElementTree.fromstring(book.read(name))
                except ElementTree.ParseError as error:
                    yield f"{name} is no XML: {error}"


MAIL_HEADERS = frozenset(
    "From Subject To Date Message-ID MIME-Version Content-Type Content-Language List-Id"
    " List-Archive List-Unsubscribe List-Unsubscribe-Post Reply-To Auto-Submitted"
    " X-Auto-Response-Suppress X-Unsent".split()
)
JUDGES: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "html": _of_page,
    "site": _of_page,
    "email": _of_mail,
    "epub": _of_book,
}


def fuzz(
    seconds: float,
    seed: int,
    *,
    patience: float = LIMIT,
    progress: Callable[[int], None] | None = None,
) -> dict[bytes, str]:
    """Build mutants for so long; what was found."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    found: dict[bytes, str] = {}
    stream = mutants(sources(), chance)
    for number in count():
        if time.monotonic() >= end:
            break
        notes = [next(stream) for _ in range(TOGETHER)]
        formats = (*FORMATS, "pdf") if number % WITH_PDF == 0 else FORMATS
        for note, problem in problems(notes, formats=formats, patience=patience).items():
            found[note] = problem
            _keep(note, problem)
        if progress:
            progress((number + 1) * TOGETHER)
    return found


def _keep(note: bytes, problem: str) -> None:
    FOUND.mkdir(exist_ok=True)
    file = FOUND / f"{hashlib.blake2b(note, digest_size=6).hexdigest()}.md"
    file.write_bytes(note)
    print(f"{file.relative_to(HERE.parent.parent)}: {problem}", flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(prog="tests.hostile.fuzz", description=__doc__)
    asked.add_argument("--seconds", type=float, default=float("inf"))
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--patience", type=float, default=20.0, help="seconds for a note, 20")
    wanted = asked.parse_args()
    print(f"seed {wanted.seed}")

    def progress(done: int) -> None:
        if done % (TOGETHER * 50) == 0:
            print(f"{done} notes, {time.process_time():.0f} s of processor time", flush=True)

    return (
        1 if fuzz(wanted.seconds, wanted.seed, patience=wanted.patience, progress=progress) else 0
    )


if __name__ == "__main__":
    sys.exit(main())
