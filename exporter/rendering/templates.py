"""Themes: templates and stylesheets found by name, a project's own before the default ones.

A theme is a folder with any of the default theme's files in it; what it lacks comes from the
default. `nodes/callout.html` in a theme takes the place of a dialect's rule for that node.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter.errors import UsageError

if TYPE_CHECKING:
    from jinja2 import Environment

    from exporter.config import Settings
    from exporter.diagnostics import Report

DEFAULT = "default"
# The folder of a project's own
OWN = "templates"
# What single formats read; what lies beside them is everyone's
FOLDERS = frozenset({"cover", "email", "epub", "html", "print", "site"})
# A tag of Jinja that names another template, and the names in it
NAMING = re.compile(r"\{%[-+]?\s*(?:include|import|from|extends)\b(.*?)%\}", re.DOTALL)
LITERAL = re.compile(r"""["']([^"']*)["']""")
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def default_folder() -> Path:
    """Where the default theme lies: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


class Theme:
    """The files of a theme; `folders` in the order in which they are looked through."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    def __reduce__(self) -> tuple[Any, ...]:
        return _sent, (self.folders,)

    def find(self, name: str) -> Path | None:
        """The first file of that name."""
        return next((f / name for f in self.folders if (f / name).is_file()), None)

    def text(self, name: str) -> str:
        """The text of a file that every theme has. Raises UsageError where none has it."""
        file = self.find(name)
        if file is None:
            raise UsageError(f"the theme has no file {name}")
        return file.read_text("utf-8")

    def render(self, name: str, **context: Any) -> str:
        """A template filled in. Raises UsageError where the template itself is wrong."""
        return self._rendered(self._environment, name, context)

    def markdown(self, name: str, **context: Any) -> str:
        """A template that writes Markdown filled in; what is put into it is text, no markup.

        Raises UsageError where the template itself is wrong.
        """
        return self._rendered(self._markdown, name, context)

    def _rendered(self, environment: Environment, name: str, context: dict[str, Any]) -> str:
        from jinja2 import TemplateError

        try:
            return environment.get_template(name).render(**context)
        except TemplateError as error:
            line = f", line {error.lineno}" if hasattr(error, "lineno") else ""
            raise UsageError(f"the template {name}{line}: {error}") from error

    @cached_property
    def _markdown(self) -> Environment:
        return self._environment.overlay(autoescape=False, finalize=_as_markdown)

    @cached_property
    def _environment(self) -> Environment:
        return _environment_of(self.folders, self.digest)

    @cached_property
    def digest(self) -> str:
        """A hash of all files of the theme."""
        return self.digest_of(FOLDERS)

    def digest_of(self, folders: Collection[str]) -> str:
        """A hash of the files that all formats read, of those in these folders, and of those that
        their templates name."""
        read = _reachable(frozenset(folders), self._files)
        content = hashlib.blake2b(digest_size=16)
        for name, data in self._files:
            if name.partition("/")[0] not in FOLDERS - read:
                content.update(f"{name}\0{len(data)}\0".encode())
                content.update(data)
        return content.hexdigest()

    @cached_property
    def _files(self) -> tuple[tuple[str, bytes], ...]:
        """All files, by their names below the folders of the theme."""
        return tuple(
            (file.relative_to(folder).as_posix(), file.read_bytes())
            for folder in self.folders
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        )


def _reachable(read: frozenset[str], files: Iterable[tuple[str, bytes]]) -> frozenset[str]:
    """The folders with those that templates in them name; all where one can't be known."""
    tags = [
        (name.partition("/")[0], tag)
        for name, data in files
        for tag in NAMING.findall(data.decode("utf-8", "replace"))
    ]
    while True:
        named = [
            {text.partition("/")[0] for text in LITERAL.findall(tag)}
            for folder, tag in tags
            if folder in read or folder not in FOLDERS
        ]
        if any(not names or "" in names for names in named):
            return FOLDERS
        more = read.union(*named) & FOLDERS
        if more == read:
            return read
        read = more


@cache
def _sent(folders: tuple[Path, ...]) -> Theme:
    """A theme that was sent to this process, the same one each time: what is made of it, such as
    parsed stylesheets, is kept by it."""
    return Theme(folders)


@lru_cache(maxsize=2)
def _environment_of(folders: tuple[Path, ...], _digest: str) -> Environment:
    """Templates stay compiled from build to build, as long as no file of the theme changes."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # to look at each attribute takes a third of the time of a page, and these are our own
    ours = folders == (default_folder(),)
    environment = Environment if ours else ImmutableSandboxedEnvironment
    return environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _as_markdown(value: Any) -> str:
    """Text with its punctuation escaped (CommonMark 0.31.2 §2.4), on one line."""
    return PUNCTUATION.sub(r"\\\g<0>", " ".join(str(value).split()))


def theme_of(settings: Settings) -> Theme:
    """The theme of a project: of a vault that is not trusted, only what the command names.

    A template is a program, and a stylesheet can name files. Raises UsageError where there is no
    such theme.
    """
    root = Path(settings.root)
    if settings.trusted:
        return load_theme(settings.theme or settings.build.theme, root)
    return load_theme(settings.theme or DEFAULT, root, own=False)


def tell_unused(settings: Settings, report: Report) -> None:
    """Say which templates of the vault are not used because it is not trusted."""
    if settings.trusted:
        return
    own, named = Path(settings.root, OWN), settings.build.theme
    unused = [f"the theme “{named}”"] if named != DEFAULT and not settings.theme else []
    if own.is_dir() and own.resolve() != default_folder().resolve():
        unused.append(f"{OWN}/")
    if unused:
        report.add(
            "theme/untrusted",
            f"not used, for templates can run code: {' and '.join(unused)} of this vault",
            hint="if you know who wrote them, say so once: exporter build --trust",
            about="" if named == DEFAULT else named,
        )


def load_theme(name: str, root: Path, *, own: bool = True) -> Theme:
    """The theme of that name: `default`, or a folder; with the project's `templates/` before the
    default one, unless they are not to be used.

    Raises UsageError where there is no such theme.
    """
    folders = [default_folder()]
    beside = root / OWN
    if own and beside.is_dir() and beside.resolve() != folders[0].resolve():
        folders.insert(0, beside)
    if name != DEFAULT:
        chosen = next((p for p in (Path(name), root / name, beside / name) if p.is_dir()), None)
        if chosen is None:
            raise UsageError(
                f"there is no theme “{name}”",
                f"“{DEFAULT}” is built in; any other is the path of a folder of templates",
            )
        folders.insert(0, chosen.resolve())
    return Theme(tuple(folders))
