"""A vault that changes at random; after each change, the incremental build is compared with a cold
one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PIL import Image

from exporter import binding, config, store
from exporter.config import Settings
from exporter.errors import UsageError
from exporter.output import manifest, sharing
from exporter.publication.site import PUBLISHED
from exporter.run import Summary, build

NOTES = ("a.md", "b.md", "sub/a.md", "sub/c.md", "deep/er/d.md", "letters/1.md", "letters/2.md")
ASSETS = ("pic.png", "sub/pic.png", "code.py", "works.bib", "sub/works.bib", "talk.pdf")
TEMPLATES = (
    "html/about.html", "html/page.css", "nodes/callout.html", "nodes/link.html", "email/email.css",
    "epub/title.xhtml", "epub/epub.css", "theme.css", "code.css", "print/print.css",
)  # fmt: skip
TEXTS = (
    "Words.", "Other words.", "# A", "## Part", "## Another part", "A block. ^mark", "[[a]]",
    "[[b]]", "[[c]]", "[[sub/a|shown]]", "[[a#Part]]", "[[b#Another part]]", "[[c#^mark]]",
    "[[Alias]]", "[[nowhere]]", "![[c]]", "![[a#Part]]", "![[b#^mark]]", "![[d]]", "![[Alias]]",
    "[d](deep/er/d.md)", "[up](../b.md#part)", "![](pic.png)", "![[pic.png|30]]",
    "[file](talk.pdf)",
    "`#tag` and #tag", "#other/tag", "> [!note] Title\n> Text", "```\n{{#include code.py}}\n```",
    "As they say.[^1]\n\n[^1]: Who?", "[@key]", "$a^2$", "| a |\n|---|\n| 1 |",
)  # fmt: skip
FRONT = (
    "title: A title", "title: Other", "aliases: [Alias]", "aliases: [b, Alias]", "tags: [tag]",
    "tags: [other]", "draft: true", "publish: false", "publish: true", "slug: short",
    "permalink: /there/", "date: 2024-05-01", "date: 2025-01-31", "lang: de", "author: Ada",
    "bibliography: works.bib", "cover: pic.png", "toc: true", "dialect: gfm", "role: preface",
)  # fmt: skip
SETTINGS = (
    '[project]\ntitle = "P"', '[project]\nurl = "https://x.org"', '[project]\nauthor = "Eve"',
    '[project]\nlang = "fr"', "[build]\nplaceholders = true", '[build]\npublish = "marked"',
    "[build]\ntypography = false", '[build]\nbibliography = "works.bib"',
    '[build]\nexclude = ["sub/"]', '[build]\ncontents = "always"', "[html]\nfonts = true",
    '[html]\nassets = "beside"', "[epub]\nfonts = true", '[pdf]\nmargins = ["400mm"]',
    '[pdf]\nstyle = "article"', '[[book]]\ntitle = "Book"\nfolder = "sub"',
    '[[book]]\ntitle = "Book"\nfolder = "sub"\nslug = "other"\nindex = true\nbibliography = true',
    '[[digest]]\ntitle = "Digest"\ntags = ["tag"]',
    '[[digest]]\ntitle = "{{last}}"\nfolder = "sub"',
    '[newsletter]\nfrom = "a@b.org"\nfolder = "letters"', '[newsletter]\nfrom = "c@d.org"',
    "[site]\nimage_widths = [10]", '[site]\nhome = "a"',
)  # fmt: skip


RECORDS = frozenset({manifest.NAME, sharing.SAVING, binding.RECORD})


class Machine(RuleBasedStateMachine):
    """`formats` are what is made."""

    formats: tuple[str, ...] = ("html", "epub", "email", "json")

    @initialize(
        texts=st.lists(st.lists(st.sampled_from(TEXTS), max_size=4), min_size=3, max_size=5)
    )
    def begin(self, texts: list[list[str]]) -> None:
        self.home = Path(mkdtemp(prefix="exporter-incremental-"))
        self.root, self.out = self.home / "vault", self.home / "out"
        self.root.mkdir()
        (self.root / config.FILE_NAME).write_text("")
        for name, text in zip(NOTES, texts, strict=False):
            self._write(name, "\n\n".join(text).encode())

    @rule(
        name=st.sampled_from(NOTES),
        front=st.lists(st.sampled_from(FRONT), max_size=3),
        text=st.lists(st.sampled_from(TEXTS), max_size=5),
    )
    def note(self, name: str, front: list[str], text: list[str]) -> None:
        fields = {line.partition(":")[0]: line for line in front}
        head = "\n".join(("---", *fields.values(), "---", "")) if fields else ""
        self._write(name, (head + "\n\n".join(text)).encode())

    @rule(name=st.sampled_from(NOTES), text=st.sampled_from(TEXTS))
    def more(self, name: str, text: str) -> None:
        file = self.root / name
        if file.is_file():
            self._write(name, file.read_bytes() + b"\n\n" + text.encode())

    @rule(old=st.sampled_from(NOTES), new=st.sampled_from(NOTES))
    def rename(self, old: str, new: str) -> None:
        if (self.root / old).is_file():
            (self.root / new).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.root / old, self.root / new)

    @rule(name=st.sampled_from((*NOTES, *ASSETS)))
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @rule(name=st.sampled_from((*NOTES, *ASSETS)))
    def touch(self, name: str) -> None:
        if (self.root / name).is_file():
            os.utime(self.root / name, (5, 5))

    @rule(name=st.sampled_from(ASSETS), kind=st.integers(0, 2))
    def asset(self, name: str, kind: int) -> None:
        if kind == 2:
            self._write(name, b"torn")
        elif name.endswith(".png"):
            self._write(name, b"")
            Image.new("RGB", (20 + kind, 20), "red").save(self.root / name)
        elif name.endswith(".bib"):
            self._write(name, b"@book{key, title={T%d}, author={A, B}, year={2000}}" % kind)
        else:
            self._write(name, b"print(%d)\n" % kind)

    @rule(name=st.sampled_from(TEMPLATES), kind=st.integers(0, 2))
    def template(self, name: str, kind: int) -> None:
        file = self.root / "templates" / name
        if kind == 0:
            file.unlink(missing_ok=True)
        elif name.endswith(".css"):
            self._write(f"templates/{name}", b"/* %d */" % kind)
        else:
            self._write(f"templates/{name}", b"<p>%d</p>" % kind)

    @rule(tables=st.lists(st.sampled_from(SETTINGS), max_size=3))
    def settings(self, tables: list[str]) -> None:
        single: dict[str, str] = {}
        for table in tables:
            head, _, fields = table.partition("\n")
            single[head] = (
                f"{single[head]}\n{fields}" if head in single and head[1] != "[" else table
            )
        text = "\n".join(single.values()) + "\n"
        self._write(config.FILE_NAME, text.encode())
        try:
            self._settings()
        except UsageError:  # the same key twice
            self._write(config.FILE_NAME, b"")

    @rule(name=st.sampled_from(NOTES))
    def build_one(self, name: str) -> None:
        if (self.root / name).is_file():
            self._build(self.out, [self.root / name], self.formats)

    @rule(number=st.integers(0, 3))
    def build_some(self, number: int) -> None:
        self._build(self.out, [], self.formats[number : number + 1] or self.formats[:1])

    @rule()
    def lose_a_file(self) -> None:
        files = sorted(_files(self.out))
        if files:
            (self.out / files[len(files) // 2]).unlink()

    @invariant()
    def incremental_is_cold(self) -> None:
        if not hasattr(self, "root"):
            return
        ours = self._build(self.out, [], self.formats)
        kept = self.root / store.FOLDER
        if kept.exists():
            kept.rename(self.home / "kept")
        cold = self.home / "cold"
        shutil.rmtree(cold, ignore_errors=True)
        theirs = self._build(cold, [], self.formats)
        shutil.rmtree(kept, ignore_errors=True)
        if (self.home / "kept").exists():
            (self.home / "kept").rename(kept)
        if ours is None or theirs is None:
            assert ours is theirs
            return
        assert _files(self.out) == _files(cold)
        assert _findings(ours) == _findings(theirs)

    def teardown(self) -> None:
        if hasattr(self, "home"):
            shutil.rmtree(self.home)

    def _write(self, name: str, data: bytes) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(data)

    def _settings(self) -> Settings:
        return config.load(self.root / config.FILE_NAME)

    def _build(self, out: Path, paths: list[Path], formats: tuple[str, ...]) -> Summary | None:
        """What was built; None where there is nothing that could be."""
        try:
            return build(self._settings(), paths, formats=formats, out=out)
        except UsageError:
            return None


def _findings(summary: Summary) -> list[str]:
    """All findings but those about a site as it is bound."""
    return sorted(repr(each) for each in summary.diagnostics if not each.code.startswith("site/"))


def _files(out: Path) -> dict[str, bytes]:
    """All files but the records of what was made, and what is bound of a site: that leads on from
    the addresses that pages had before."""
    files = (file for file in out.rglob("*") if file.is_file())
    named = {file.relative_to(out).as_posix(): file for file in files}
    return {
        name: file.read_bytes()
        for name, file in named.items()
        if name not in RECORDS and not name.startswith(PUBLISHED)
    }
