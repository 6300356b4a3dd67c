"""Each defence against strangers, with its switch: with it an attack does no harm, and without it
the same attack does. A defence that nothing would miss is none."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import msgspec
import pytest

from exporter import config
from exporter.errors import ExporterError, UsageError
from exporter.model import filenames
from exporter.run import Summary, build
from exporter.source.pandoc import Reader

# Seconds after which something hangs
HANGS = 8
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'


class Defence(NamedTuple):
    """`target` is replaced by `off`; `attack` says whether it did harm in an empty folder."""

    target: str
    off: Any
    attack: Callable[[Path], bool]


class Vault:
    """A stranger's vault in `folder/vault`, and what is made of it."""

    def __init__(self, folder: Path, notes: dict[str, str | bytes]) -> None:
        self.root, self.out = folder / "vault", folder / "out"
        for name, text in notes.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def build(self, *formats: str) -> Summary:
        file = self.root / "exporter.toml"
        settings = config.load(file) if file.exists() else config.default(self.root)
        return build(settings, [], formats=formats or ("html",), out=self.out)

    def has(self, words: str, *formats: str) -> bool:
        """Whether words are in what is made, or the build ends with an accident."""
        try:
            self.build(*formats)
        except (ExporterError, RecursionError, UnicodeError):
            return True
        return self.holds(words)

    def holds(self, words: str) -> bool:
        """Whether words are in what was made."""
        files = (file for file in self.out.rglob("*") if file.is_file())
        return any(words.encode() in file.read_bytes() for file in files)


def body(text: str, words: str, *formats: str) -> Callable[[Path], bool]:
    """An attack by the text of a note: it did harm where the words are in what is made."""
    return lambda folder: Vault(folder, {"a.md": f"Alpha.\n\n{text}\n"}).has(words, *formats)


def fails(text: str, *formats: str) -> Callable[[Path], bool]:
    """An attack by the text of a note: it did harm where nothing is made of that."""

    def attack(folder: Path) -> bool:
        made = Vault(folder, {"a.md": text}).build(*formats)
        return any(each.status == "failed" for each in made.outcomes)

    return attack


class Hangs(BaseException):
    """No `except` on its way swallows it."""


def hangs(do: Callable[[], object]) -> bool:
    def end(_number: int, _frame: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(HANGS)
    try:
        do()
    except Hangs:
        return True
    except ExporterError:
        return False
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return False


def by_a_link(folder: Path) -> bool:
    (folder / "secret.txt").write_text("Quagga")
    vault = Vault(folder, {"a.md": "[a](b.txt)\n"})
    (vault.root / "b.txt").symlink_to(folder / "secret.txt")
    return vault.has("Quagga")


def by_a_link_to_what_is_hidden(folder: Path) -> bool:
    vault = Vault(folder, {"a.md": "[a](b.txt)\n", ".git/config": "Quagga"})
    (vault.root / "b.txt").symlink_to(".git/config")
    return vault.has("Quagga")


def by_a_kept_folder(folder: Path) -> bool:
    (folder / "mine").mkdir()
    (folder / "mine" / "letter").touch()
    os.utime(folder / "mine" / "letter", (0, 0))  # what is old is what is swept
    vault = Vault(folder, {"a.md": "Alpha.\n"})
    (vault.root / ".exporter").mkdir()
    (vault.root / ".exporter" / "notes").symlink_to(folder / "mine")
    vault.build()
    return not (folder / "mine" / "letter").exists()


def by_a_kept_manifest(folder: Path) -> bool:
    vault = Vault(folder, {"a.md": "Alpha.\n"})
    vault.build()
    page, known = vault.out / "a.html", vault.out / ".exporter.build"
    page.write_bytes(b"evil")
    from exporter.output import manifest
    from exporter.output.stamps import stamp

    def packed(value: object) -> bytes:
        data = msgspec.msgpack.encode(value)
        return data[1:] if isinstance(value, tuple) else data  # a part of an array

    (old,) = manifest.load(vault.out).made["html:a"].files.values()
    new, forged = stamp(page), known.read_bytes()
    for theirs, ours in (
        (old.digest, new.digest),
        ((old.mtime, old.size), (new.mtime, new.size)),
    ):
        forged = forged.replace(packed(theirs), packed(ours))
    known.write_bytes(forged)
    vault.build()
    return page.read_bytes() == b"evil"


def by_a_pipe(folder: Path) -> bool:
    vault = Vault(folder, {"a.md": "Alpha.\n"})
    os.mkfifo(vault.root / ".exporterignore")
    return hangs(vault.build)


def by_a_template(folder: Path) -> bool:
    return Vault(folder, {"a.md": "Alpha.\n", "templates/html/page.html": "evil"}).has("evil")


def by_a_template_that_reaches(folder: Path) -> bool:
    template = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    Vault(folder, {"a.md": "Alpha.\n", "templates/html/page.html": template})
    settings = config.default(folder / "vault", trusted=True)
    with suppress(ExporterError):
        build(settings, [], formats=("html",), out=folder / "out")
    made = folder / "out" / "a.html"
    return made.exists() and "Popen" in made.read_text()


def by_the_out_folder(folder: Path) -> bool:
    from exporter.project import out_folder

    (folder / "mine").mkdir()
    (folder / "mine" / "letter").touch()
    Vault(folder, {"exporter.toml": '[build]\nout = "../mine"\n'})
    try:
        out_folder(None, config.load(folder / "vault" / "exporter.toml"), [])
    except ExporterError:
        return False
    return True


def by_a_name(folder: Path) -> bool:
    from exporter.output.writer import write

    (folder / "out").mkdir()
    with suppress(ExporterError):
        write(folder / "out", "../mine", b"evil")
    return (folder / "mine").exists()


def by_a_name_that_is_no_text(folder: Path) -> bool:
    vault = Vault(folder, {"a.md": "Alpha.\n"})
    (vault.root / os.fsdecode(b"caf\xe9.md")).touch()
    return vault.has("zebra crossing")


def by_names_that_are_one(folder: Path) -> bool:
    Vault(folder, {"Case.md": "One.\n", "case.md": "Other.\n"}).build()
    names = {file.name.lower() for file in (folder / "out").glob("*.html")}
    return len(names) < 2


def by_a_folder_of_the_site(folder: Path) -> bool:
    Vault(folder, {"site/a.md": "Quagga.\n", "a.md": "Alpha.\n"}).build("html", "site")
    return any("Quagga" in file.read_text() for file in (folder / "out" / "site").glob("a.html"))


def by_the_name_of_a_letter(folder: Path) -> bool:
    Vault(folder, {"a.email.md": "Quagga.\n", "a.md": "Alpha.\n"}).build("html", "email")
    return len(list((folder / "out").glob("*.html"))) < 4


def by_the_folder_of_a_page(folder: Path) -> bool:
    made = Vault(folder, {"a.html/b.md": "Quagga.\n", "a.md": "Alpha.\n"}).build("html")
    return bool(made.failures)


def by_a_long_address(folder: Path) -> bool:
    note = f"---\npermalink: /{'a/' * 2500}\n---\nAlpha.\n"
    try:
        made = Vault(folder, {"a.md": note, "b.md": "Beta.\n"}).build("site")
    except (ExporterError, OSError):
        return True
    return bool(made.failures) or not (folder / "out" / "site" / "b" / "index.html").exists()


def by_an_order(_folder: Path) -> bool:
    from exporter.cli import terminal

    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr(terminal.click, "echo", lambda text, **_: said.append(text))
        terminal.say("a\n::add-mask::x")
    return any(line.startswith("::") for line in said[0].splitlines())


def by_a_field_that_grows(_folder: Path) -> bool:
    from exporter.personal.expressions import VALUE, environment, rendered

    chain = '|replace("x", "xxxxxxxxxx")' * 5
    template = environment().from_string(f'{VALUE[0]}"x"{chain}{VALUE[1]}')
    try:
        return len(rendered(template.render, {})) > 10_000
    except UsageError:
        return False


def by_placeholders(folder: Path) -> bool:
    notes: dict[str, str | bytes] = {
        "exporter.toml": "[build]\nplaceholders = true\n",
        "a.md": f"---\nx: {'quagga' * 15_000}\n---\n" + "{{ x }}\n" * 120,
    }
    return not Vault(folder, notes).build("json").failures


def by_a_styled_drawing(folder: Path) -> bool:
    groups = "".join(
        f"<style>.c{n} {{ fill: url(#a{n}) }}</style>"
        f"""<g id="a{n}">{f'<g class="c{n + 1}"/>' * 10}</g>"""
        for n in range(8)
    )
    vault = Vault(folder, {"a.md": "![a](a.svg)\n", "a.svg": SVG.format(groups)})
    return "images/unreadable" not in {each.code for each in vault.build("json").diagnostics}


def by_a_note_of_windows(folder: Path) -> bool:
    Vault(folder, {"CON.md": "One.\n"}).build()
    return (folder / "out" / "CON.html").exists()


def by_reading_for_ever(_folder: Path) -> bool:
    reader = Reader(timeout=1, memory=8_000_000_000)
    try:
        return hangs(lambda: reader.read("a[^1]\n\n[^1]: b[^1]\n", "obsidian"))
    finally:
        if reader._child:
            reader._child.kill()


def by_memory(_folder: Path) -> bool:
    """Whether a child may take more than it is given."""
    reader = Reader(timeout=4, memory=1_100_000_000)
    try:
        reader.read("a\n", "obsidian")
        child = reader._child
        assert child is not None
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        return "1100000000" not in limits
    finally:
        reader.close()


def by_a_bomb(folder: Path) -> bool:
    header = b"BM" + bytes(8) + b"\x36\0\0\0\x28\0\0\0" + (60_000).to_bytes(4, "little") * 2
    data = header + b"\1\0\x18\0" + bytes(24)
    vault = Vault(folder, {"a.md": "![words](b.bmp)\n", "b.bmp": data})
    codes = {each.code for each in vault.build("json").diagnostics}
    return "images/unreadable" not in codes


def by_postscript(folder: Path) -> bool:
    text = "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    vault = Vault(folder, {"a.md": "![words](b.png)\n", "b.png": text})
    codes = {each.code for each in vault.build("json").diagnostics}
    return "images/unreadable" not in codes


def by_a_drawing(inner: str, words: str) -> Callable[[Path], bool]:
    def attack(folder: Path) -> bool:
        (folder / "vault").mkdir()
        return Vault(folder, {"a.md": "![a](a.svg)\n", "a.svg": SVG.format(inner)}).has(
            words, "site"
        )

    return attack


def by_a_drawing_of_drawings(folder: Path) -> bool:
    groups = "".join(f'<g id="a{n}">{f"""<use href="#a{n + 1}"/>""" * 10}</g>' for n in range(8))
    vault = Vault(folder, {"a.md": "![a](a.svg)\n", "a.svg": SVG.format(groups)})
    return "images/unreadable" not in {each.code for each in vault.build("json").diagnostics}


def by_an_attachment(folder: Path) -> bool:
    return Vault(folder, {"a.md": "[a](a.html)\n", "a.html": "evil"}).has("evil")


def by_an_attached_drawing(folder: Path) -> bool:
    drawing = SVG.format("<script>evil()</script>")
    return Vault(folder, {"a.md": "[a](a.svg)\n", "a.svg": drawing}).has("evil")


def by_a_page_of_print(_folder: Path) -> bool:
    from exporter.backends.pdf_page import Fetcher

    try:
        Fetcher({}).fetch("file:///etc/hostname")
    except ValueError:
        return False
    return True


def by_a_subject(_folder: Path) -> bool:
    from exporter.backends import email_message

    return "=?" in email_message.harmless("=?utf-8?q?a=0D=0ABcc:_x@y.z?=")


def by_a_message(folder: Path) -> bool:
    """Whether a subject puts in a header where what cleans it is not there."""
    title = "=?utf-8?q?a=0D=0ABcc:_victim@evil.invalid?="
    vault = Vault(folder, {"a.md": f'---\ntitle: "{title}"\n---\nAlpha.\n'})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("exporter.backends.email_message.harmless", lambda text: text)
        made = vault.build("email")
    return any(each.status != "failed" for each in made.outcomes)


def by_a_spreadsheet(_folder: Path) -> bool:
    from exporter.mailing import tables

    return tables.harmless_cell("=cmd|'/C calc'!A0").startswith("=")


def by_embeds(folder: Path) -> bool:
    notes: dict[str, str | bytes] = {f"n{i}.md": f"![[n{i + 1}]]\n\n" * 5 for i in range(5)}
    made = Vault(folder, {**notes, "n5.md": "quagga\n"})
    made.build("json")
    return (folder / "out" / "n0.json").read_text().count("quagga") > 1000


def by_a_large_embed(folder: Path) -> bool:
    part = "A sentence of some words. " * 400
    made = Vault(folder, {"a.md": "![[b]]\n\n" * 400, "b.md": part})
    made.build("json")
    return (folder / "out" / "a.json").read_text().count("sentence") > 120_000


def by_an_endless_line(_folder: Path) -> bool:
    from exporter.model.nodes import CodeBlock
    from exporter.rendering.markup import Renderer
    from exporter.rendering.print import PRINT
    from exporter.rendering.sheet import NOTES

    made = Renderer(PRINT, sheet=NOTES)((CodeBlock("x=(" * 3000),))
    return max(map(len, made.split("</span>"))) > 5000


def by_a_web_address(folder: Path) -> bool:
    url = r"https://a.invalid/\n/* https://evil.invalid/:splat 301\n/"
    settings = f'[project]\nurl = "{url}"\n'
    note = "---\naliases: [b]\n---\nAlpha.\n"
    vault = Vault(folder, {"exporter.toml": settings, "a.md": note})
    with suppress(UsageError):
        vault.build("site")
    return vault.holds("\n/* https://evil")


def by_a_ledger(folder: Path) -> bool:
    from exporter.mailing.ledger import open_ledger
    from exporter.mailing.means import records

    vault = Vault(folder, {".mailing/.gitignore": "*"})
    (vault.root / ".mailing" / "ledger.sqlite").symlink_to(folder / "cookies.sqlite")
    with suppress(ExporterError), open_ledger(records(config.default(vault.root))):
        pass
    return (folder / "cookies.sqlite").exists()


def by_a_new_issue(folder: Path) -> bool:
    from click.testing import CliRunner

    from exporter.cli.newsletter.new import command

    settings = '[newsletter]\nfrom = "a@example.org"\nfolder = "../mine"\n'
    vault = Vault(folder, {"exporter.toml": settings, "a.md": "Alpha.\n"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(vault.root)
        CliRunner().invoke(command, [])
    return (folder / "mine").exists()


def by_a_watched_link(folder: Path) -> bool:
    from exporter.watching import changes

    (folder / "mine").mkdir()
    vault = Vault(folder, {"a.md": "Alpha.\n"})
    (vault.root / "link").symlink_to(folder / "mine")
    seen: set[str] = set()
    stop = Event()
    for burst in changes([vault.root], folder / "out", stop):
        seen |= {path.name for path in burst}
        if not burst:  # it watches by now
            (folder / "mine" / "letter.md").touch()
            (vault.root / "b.md").touch()
        if "b.md" in seen:
            stop.set()
    return "letter.md" in seen


def by_bibliography(folder: Path) -> bool:
    (folder / "secret.bib").write_text("@book{a, title={Quagga}}")
    note = '---\nbibliography: "../secret.bib"\n---\n[@a]\n'
    return Vault(folder, {"a.md": note}).has("Quagga")


def by_an_include(folder: Path) -> bool:
    notes: dict[str, str | bytes] = {
        "exporter.toml": "[build]\nplaceholders = true\n",
        "a.md": "```\n{{#include b.txt}}\n```\n",
        "b.txt": "x" * 300_000,
    }
    return Vault(folder, notes).has("x" * 1000)


def by_a_fragment(_folder: Path) -> bool:
    from exporter.rendering.sanitize import fragment

    return "onerror" in fragment('<p onerror="evil()">a</p>')


def by_a_character(_folder: Path) -> bool:
    from exporter.diagnostics import Report
    from exporter.source.frontmatter import decode

    return "\x01" in decode(b"a\x01b", Report("a.md"))


def by_page_policy(folder: Path) -> bool:
    Vault(folder, {"a.md": "Alpha.\n"}).build()
    return "default-src" not in (folder / "out" / "a.html").read_text()


def _as_it_is(_room: object, text: str) -> str:
    return text


DEEP = "<div>" * 400 + "deep" + "</div>" * 400
DEFENCES = {
    "links that leave the vault": Defence(
        "exporter.source.vault.os.path.realpath", lambda path, **_: str(path), by_a_link
    ),
    "nothing hidden is read": Defence(
        "exporter.source.vault.is_in_sight", lambda *_: True, by_a_link_to_what_is_hidden
    ),
    "a store is no link": Defence("exporter.store.is_ours", lambda *_: True, by_a_kept_folder),
    "what is kept is sealed": Defence(
        "exporter.output.manifest.unsealed", lambda data: data[16:], by_a_kept_manifest
    ),
    "a pipe is no file": Defence(
        "exporter.source.vault.contents",
        lambda file, _within, _most: file.read_bytes(),
        by_a_pipe,
    ),
    "templates need trust": Defence(
        "exporter.config.reading.Settings",
        lambda **said: config.Settings(**{**said, "trusted": True}),
        by_a_template,
    ),
    "templates are in a sandbox": Defence(
        "jinja2.sandbox.ImmutableSandboxedEnvironment",
        "jinja2.Environment",
        by_a_template_that_reaches,
    ),
    "the out folder is ours": Defence(
        "exporter.project._check_own", lambda *_: None, by_the_out_folder
    ),
    "nothing is written outside": Defence(
        "exporter.output.writer.lies_in", lambda *_: True, by_a_name
    ),
    "names are text": Defence(
        "exporter.source.vault._is_text", lambda _name: True, by_a_name_that_is_no_text
    ),
    "names differ in more than case": Defence(
        "exporter.publication.names._key", lambda name: name, by_names_that_are_one
    ),
    "no name is a device": Defence(
        "exporter.model.filenames.RESERVED",
        re.compile("(?!)"),
        by_a_note_of_windows,
    ),
    "the site's folder is its own": Defence(
        "exporter.publication.artifact_names.SITE", None, by_a_folder_of_the_site
    ),
    "what lies beside a note is its own": Defence(
        "exporter.publication.artifact_names.BETWEEN", (), by_the_name_of_a_letter
    ),
    "no folder is called as a page": Defence(
        "exporter.publication.artifact_names.MADE", (), by_the_folder_of_a_page
    ),
    "addresses are short": Defence(
        "exporter.publication.site.fits", lambda _address: True, by_a_long_address
    ),
    "what is said is one line": Defence(
        "exporter.cli.terminal.one_line", lambda text: text, by_an_order
    ),
    "fields are short": Defence(
        "exporter.personal.expressions.LONGEST", 10**9, by_a_field_that_grows
    ),
    "placeholders": Defence("exporter.normalize.placeholders._Room.of", _as_it_is, by_placeholders),
    "styles of drawings": Defence(
        "exporter.rendering.svg_weight._styled", lambda _root: {}, by_a_styled_drawing
    ),
    "Pandoc's time": Defence(
        "exporter.source.pandoc._end_late", lambda *_: None, by_reading_for_ever
    ),
    "Pandoc's memory": Defence("exporter.source.pandoc._bounds", lambda _memory: None, by_memory),
    "depth of markup": Defence(
        "exporter.source.html.blocks.DEEPEST", 10_000, fails(DEEP, "html", "json")
    ),
    "depth of front matter": Defence(
        "exporter.config.toml.is_deep",
        lambda _value: False,
        lambda _: _has_deep_values(f"+++\na = {'[' * 150}{']' * 150}\n+++\n"),
    ),
    "aliases of YAML": Defence(
        "exporter.source.frontmatter.yaml._check", lambda _text: None, lambda _: _reads_aliases()
    ),
    "embeds": Defence("exporter.normalize.embeds.MOST", 10_000, by_embeds),
    "letters of embeds": Defence("exporter.normalize.embeds.LARGEST", 10**12, by_a_large_embed),
    "endless lines": Defence("exporter.rendering.print_code.LONGEST", 10**9, by_an_endless_line),
    "an address is an address": Defence(
        "exporter.config.checking.ADDRESS", re.compile(".*", re.DOTALL), by_a_web_address
    ),
    "records are no links": Defence("exporter.mailing.means.lies_in", lambda *_: True, by_a_ledger),
    "issues lie in the vault": Defence("exporter.files.lies_in", lambda *_: True, by_a_new_issue),
    "no link is watched": Defence(
        "exporter.watching._below", lambda *_: ((), False), by_a_watched_link
    ),
    "pixels": Defence("exporter.rendering.images.MOST_PIXELS", 10**12, by_a_bomb),
    "kinds of pictures": Defence("exporter.rendering.images.FORMATS", None, by_postscript),
    "elements of drawings": Defence(
        "exporter.rendering.svg._draws",
        lambda _element: True,
        by_a_drawing("<script>evil()</script>", "evil"),
    ),
    "CSS of drawings": Defence(
        "exporter.rendering.svg.harmless",
        lambda css: css,
        by_a_drawing(r"<style>a { b: u\72l(http://evil.invalid) }</style>", "evil.invalid"),
    ),
    "addresses in drawings": Defence(
        "exporter.rendering.svg._address",
        lambda value, _depth: value,
        by_a_drawing('<image href="http://evil.invalid/a"/>', "evil.invalid"),
    ),
    "drawings of drawings": Defence(
        "exporter.rendering.svg.MOST_DRAWN", 10**12, by_a_drawing_of_drawings
    ),
    "files that run": Defence("exporter.normalize.files.ACTIVE", frozenset(), by_an_attachment),
    "drawings that go along": Defence(
        "exporter.rendering.images.safe_svg", lambda data: data, by_an_attached_drawing
    ),
    "what WeasyPrint fetches": Defence(
        "exporter.backends.pdf_page.Fetcher.fetch",
        lambda _self, _url, _headers=None: b"",
        by_a_page_of_print,
    ),
    "schemes of links": Defence(
        "exporter.normalize.addresses.SCHEMES",
        frozenset({"javascript"}),
        body("[a](javascript:evil())", 'href="javascript:evil'),
    ),
    "HTML of others": Defence("nh3.clean", lambda markup, **_: markup, by_a_fragment),
    "encoded words": Defence(
        "exporter.backends.email_message.harmless", lambda text: text, by_a_subject
    ),
    "headers are read again": Defence(
        "exporter.backends.email_message._check", lambda *_: None, by_a_message
    ),
    "formulas of spreadsheets": Defence(
        "exporter.mailing.tables.FORMULA", re.compile("(?!)"), by_a_spreadsheet
    ),
    "bibliographies lie in the vault": Defence(
        "exporter.source.bibliography._file",
        lambda name, note, root, *_: (root / note).parent / name,
        by_bibliography,
    ),
    "size of what is included": Defence(
        "exporter.normalize.placeholders.LARGEST", 10**9, by_an_include
    ),
    "the policy of a page": Defence(
        "exporter.backends.html.policy", lambda *_, **__: "", by_page_policy
    ),
    "characters that XML forbids": Defence(
        "exporter.source.frontmatter.decoding.ILLEGAL",
        re.compile("(?!)"),
        by_a_character,
    ),
}


def _has_deep_values(text: str) -> bool:
    from exporter.diagnostics import Report
    from exporter.source.frontmatter import split

    try:
        return bool(split(text, Report("a.md")).values)
    except RecursionError:
        return True


def _reads_aliases() -> bool:
    from exporter.source.frontmatter.yaml import YamlError, load

    try:
        load("a: &a [x]\nb: [*a, *a]\n")
    except YamlError:
        return False
    return True


@pytest.fixture(autouse=True)
def _no_name_remembered() -> Iterator[None]:
    """A name is plain, or not, as its defence was when it was first asked for."""
    filenames.output_name.cache_clear()
    yield
    filenames.output_name.cache_clear()


@pytest.mark.parametrize("name", DEFENCES)
def test_with_its_defence_an_attack_does_no_harm(name: str, tmp_path: Path) -> None:
    assert not DEFENCES[name].attack(tmp_path)


@pytest.mark.parametrize("name", DEFENCES)
def test_without_its_defence_the_same_attack_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, off, attack = DEFENCES[name]
    monkeypatch.setattr(target, _imported(off) if isinstance(off, str) else off)
    assert attack(tmp_path)


def _imported(name: str) -> Any:
    import importlib

    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)
