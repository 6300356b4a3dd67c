"""`exporter build --report`: in which form what was done is told, and where to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.config import shown
from exporter.errors import RenderError, UsageError

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.errors import ExporterError
    from exporter.run import Summary

KINDS = ("text", "json", "html")
SUFFIXES = {".json": "json", ".html": "html"}


def reports_of(given: Sequence[str]) -> tuple[str, tuple[Path, ...]]:
    """The kind of report on stdout, and the files of others. Raises UsageError for what is neither
    a kind nor a file of one."""
    kinds = [name for name in given if name in KINDS]
    files = [Path(name) for name in given if name not in KINDS]
    for file in files:
        if file.suffix.lower() not in SUFFIXES:
            raise UsageError(
                f"--report {file}: there is no such report",
                f"{', '.join(KINDS)}, or the name of a file that ends in .json or .html",
            )
    if len(set(kinds)) > 1:
        raise UsageError("one report only can be printed", "write the other one to a file")
    if "html" in kinds and _on_screen():
        raise UsageError(
            "a terminal shows no web page", "name a file: --report build.html, or `> build.html`"
        )
    return kinds[-1] if kinds else "text", tuple(files)


def _on_screen() -> bool:
    return sys.stdout.isatty()


def withdraw(files: Sequence[Path]) -> None:
    """Remove the files of reports before what they will tell of begins: a build that is ended
    leaves none, rather than one that tells of the build before. Raises UsageError for one that
    could not be written."""
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            message = f"--report {shown(file)}: it can't be written: {error.strerror}"
            raise UsageError(message) from error


def write_reports(
    kind: str,
    files: Sequence[Path],
    summary: Summary,
    settings: Settings,
    errors: Sequence[ExporterError],
    code: int,
) -> None:
    """Print the report of that kind, if it is not for people, and write the files. Raises
    RenderError where one can't be written."""
    if kind == "text" and not files:
        return
    from exporter.cli.report import as_json, build_report
    from exporter.cli.report_page import page
    from exporter.output.writer import write

    report = build_report(summary, settings, errors, code)

    def text(kind: str) -> str:
        return page(report, settings) if kind == "html" else as_json(report)

    if kind != "text":
        click.echo(text(kind))
    for file in files:
        try:
            write(file.absolute().parent, file.name, text(SUFFIXES[file.suffix.lower()]).encode())
        except RenderError as error:  # its hint is about the out folder
            raise RenderError(error.message, "name another file with --report") from error
