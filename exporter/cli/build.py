"""`exporter build`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from exporter.cli import parameters

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.errors import ExporterError
    from exporter.run import Summary


@click.command("build")
@parameters.paths
@click.option(
    "--to",
    metavar="FORMATS",
    help="pdf, epub, html, email, json: one, or several with commas.",
)
@click.option("--site", is_flag=True, help="The notes as a web site, beside what --to names.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to write; “out” if nothing else is said.",
)
@click.option("--theme", metavar="NAME|DIR", help="A theme, or a folder of templates.")
@parameters.profile
@parameters.trust
@parameters.jobs
@parameters.executor
@parameters.timeout
@parameters.memory
@click.option("--force", is_flag=True, help="Make again what has not changed.")
@click.option("--strict", is_flag=True, help="Let warnings fail the build.")
@click.option("--watch", is_flag=True, help="Build again what changes, until Ctrl-C.")
@click.option("--dry-run", is_flag=True, help="Say what would be made and why, and make nothing.")
@click.option(
    "--explain",
    metavar="ARTIFACT",
    type=click.Path(path_type=Path),
    help="Say what a file of the out folder, or those of a note, depend on.",
)
@click.option(
    "--report",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to tell what was done: for people, or as one JSON object.",
)
@click.option("--verbose", "-v", is_flag=True, help="Tell everything that was found.")
@click.option("--quiet", "-q", is_flag=True, help="Tell only what went wrong.")
def command(
    paths: tuple[Path, ...],
    to: str | None,
    site: bool,
    out: Path | None,
    theme: str | None,
    profile: str,
    trust: bool | None,
    jobs: int | None,
    executor: Literal["serial", "processes"] | None,
    timeout: float | None,
    memory: str,
    force: bool,
    strict: bool,
    watch: bool,
    dry_run: bool,
    explain: Path | None,
    report: str,
    verbose: bool,
    quiet: bool,
) -> None:
    """Make documents of notes and folders, or of the project around the current folder.

    \b
    Examples:
      exporter build note.md                  one note, in PDF, EPUB and HTML
      exporter build notes/ --to html,epub    every note of a folder
      exporter build                          the project of the nearest exporter.toml
      exporter build --profile draft          with line numbers and findings in the margin
      exporter build --strict --report json   for a build server
      exporter build --watch                  again, whenever something changes
      exporter build --dry-run                what would be made, and why
      exporter build --explain out/note.html  what a file depends on
    """
    from exporter.cli.options import bytes_of, settings_of, sorted_out, workers
    from exporter.cli.progress import progress
    from exporter.project import out_folder
    from exporter.run import TIMEOUT, build

    present, errors = sorted_out(paths)

    def load() -> Settings:
        return settings_of(present, profile, theme, trust)

    def wanted(settings: Settings) -> tuple[str, ...]:
        formats = _formats("site" if site and to is None else to, settings)
        return tuple(dict.fromkeys((*formats, "site"))) if site else formats

    settings = load()
    formats = wanted(settings)
    processes = workers(jobs)
    folder = out_folder(out, settings, present)
    if dry_run or explain:
        from exporter.cli.outlook import print_explanation, print_outlook
        from exporter.prospect import prospect

        before = prospect(settings, present, formats, folder, force=force, strict=strict)
        if explain:
            print_explanation(before, explain, folder)
        else:
            print_outlook(before, folder, everything=verbose)
        return
    if watch:
        from exporter.cli.watch import watch_for_changes

        watch_for_changes(load, present, folder, processes, wanted)
        return
    with progress(silent=quiet or report == "json") as update:
        summary = build(
            settings,
            present,
            formats=formats,
            out=folder,
            jobs=processes,
            timeout=timeout or TIMEOUT,
            memory=bytes_of(memory),
            executor=executor or "",
            force=force,
            strict=strict,
            progress=update,
        )
    code = _exit_code(summary, missing=bool(errors), strict=strict)
    if report == "json":
        _print_json(summary, settings, errors, code)
    else:
        _print_text(summary, settings, quiet=quiet, verbose=verbose, strict=strict)
    click.get_current_context().exit(code)


def _formats(given: str | None, settings: Settings) -> tuple[str, ...]:
    from exporter.config import check_formats
    from exporter.errors import UsageError

    if given is None:
        return settings.build.formats
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    if not names:
        raise UsageError("--to names no format", "for example --to pdf,epub")
    return check_formats(names)


def _exit_code(summary: Summary, *, missing: bool, strict: bool) -> int:
    from exporter.cli.findings import failing

    failed = any(outcome.status == "failed" for outcome in summary.outcomes)
    return 1 if failed or missing or failing(summary.diagnostics, strict=strict) else 0


def _print_json(
    summary: Summary, settings: Settings, errors: Sequence[ExporterError], code: int
) -> None:
    from exporter.cli.report import report

    click.echo(report(summary, settings, errors, code))


def _print_text(
    summary: Summary, settings: Settings, *, quiet: bool, verbose: bool, strict: bool
) -> None:
    from exporter.cli.findings import failing, print_findings
    from exporter.cli.summary import print_summary
    from exporter.cli.terminal import complain

    found = [
        each for each in summary.diagnostics if each.severity == "error" or not quiet or strict
    ]
    print_findings(found, Path(settings.root), everything=verbose)
    print_summary(summary, quiet=quiet, everything=verbose)
    if strict and failing(found, strict=True):
        complain("strict", "warnings fail this build", "without --strict they do not")
