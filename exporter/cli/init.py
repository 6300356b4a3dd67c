"""`exporter init`: the files of `starter/`, copied."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

import click

STARTER = Path(__file__).parent / "starter"
# a file of that name would rule over our own sources
_NAMES = {"gitignore": ".gitignore"}


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--title",
    metavar="TEXT",
    help="What the project is called; else its folder’s name.",
)
def command(folder: Path, title: str | None) -> None:
    """Start a project in DIR: settings and two notes, ready to be built.

    Nothing that is there already is changed.

    \b
    Example:
      exporter init my-notes --title "My notes"
    """
    from exporter.cli.terminal import say
    from exporter.config import shown

    name = title or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    files = starter_files(name or "Notes")
    _refuse_to_overwrite(folder, files)
    _write(folder, files)
    for path in files:
        say(f"written {shown(folder / path)}")
    go = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(shown(folder))} && "
    say(f"Now: {go}exporter build")


def starter_files(title: str) -> Mapping[str, bytes]:
    """The files of a new project by their paths in it."""
    # the inside of a JSON string is the inside of a TOML one
    quoted = json.dumps(title, ensure_ascii=False).replace("\x7f", "\\u007f")[1:-1]
    files: dict[str, bytes] = {}
    for file in sorted(STARTER.rglob("*")):
        if file.is_file():
            path = file.relative_to(STARTER).as_posix()
            files[_NAMES.get(path, path)] = file.read_bytes()
    config = files["exporter.toml"].decode().replace("{{title}}", quoted)
    return {**files, "exporter.toml": config.encode()}


def _refuse_to_overwrite(folder: Path, files: Mapping[str, bytes]) -> None:
    from exporter.config import shown
    from exporter.errors import UsageError

    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{shown(folder)} is a file", "name a folder")
    there = [path for path in files if os.path.lexists(folder / path)]
    if there:
        raise UsageError(
            f"{shown(folder)} already has {', '.join(there)}",
            "nothing was written; name a new folder",
        )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    from exporter.config import shown
    from exporter.errors import UsageError

    try:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with open(folder / path, "xb") as stream:
                stream.write(data)
    except OSError as error:
        raise UsageError(f"{shown(folder)} can't be written: {error.strerror}") from error
