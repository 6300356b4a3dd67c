"""`exporter build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from exporter.cli import parameters

if TYPE_CHECKING:
    from exporter.config import Settings
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
    metavar="DIR|ADDRESS",
    help="Where to write, “out” if nothing else is said; an address as in s3://bucket/folder.",
)
@click.option("--theme", metavar="NAME|DIR", help="A theme, or a folder of templates.")
@parameters.profile
@parameters.trust
@parameters.jobs
@parameters.executor
@parameters.scheduler
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
    metavar="KIND|FILE",
    multiple=True,
    help="What was done as text, json or html; or, beside the text, as a file that ends in .json or"
    " .html. Can be given several times.",
)
@click.option("--timings", is_flag=True, help="Say where the time went, by stage and by note.")
@click.option(
    "--cprofile",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a profile of Python's functions, for pstats or snakeviz; one process works then.",
)
@click.option("--plain", is_flag=True, help="Lines instead of a bar for how far it is.")
@click.option("--verbose", "-v", is_flag=True, help="Tell everything that was found.")
@click.option("--quiet", "-q", is_flag=True, help="Tell only what went wrong.")
def command(
    paths: tuple[Path, ...],
    to: str | None,
    site: bool,
    out: str | None,
    theme: str | None,
    profile: str,
    trust: bool | None,
    jobs: int | None,
    executor: Literal["serial", "processes", "dask"] | None,
    scheduler: str,
    timeout: float | None,
    memory: str,
    force: bool,
    strict: bool,
    watch: bool,
    dry_run: bool,
    explain: Path | None,
    report: tuple[str, ...],
    timings: bool,
    cprofile: Path | None,
    plain: bool,
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
      exporter build --report build.html      and a page about what it made, and how long it took
      exporter build --watch                  again, whenever something changes
      exporter build --dry-run                what would be made, and why
      exporter build --explain out/note.html  what a file depends on
    """
    from exporter.cli.options import bytes_of, check_cluster, settings_of, sorted_out, workers
    from exporter.cli.profiling import profiled
    from exporter.cli.progress import progress
    from exporter.cli.reporting import reports_of, withdraw, write_reports
    from exporter.cli.timings import print_timings
    from exporter.errors import UsageError
    from exporter.executors import TIMEOUT, Workers
    from exporter.project import check_watched, destination
    from exporter.run import build

    kind, files = reports_of(report)
    if (watch or dry_run or explain) and (report or timings or cprofile):
        raise UsageError(
            "--report, --timings and --cprofile tell of one build that is made",
            "leave out --watch, --dry-run and --explain",
        )
    withdraw(files)
    present, errors = sorted_out(paths)

    def load() -> Settings:
        return settings_of(present, profile, theme, trust)

    def wanted(settings: Settings) -> tuple[str, ...]:
        formats = _formats("site" if site and to is None else to, settings)
        return tuple(dict.fromkeys((*formats, "site"))) if site else formats

    settings = load()
    formats = wanted(settings)
    processes = workers(jobs)
    check_cluster(executor, scheduler)
    folder, delivery = destination(out, settings, present)
    if dry_run or explain:
        from exporter.cli.outlook import print_explanation, print_outlook
        from exporter.prospect import prospect

        before = prospect(settings, present, formats, folder, force=force, strict=strict)
        if explain:
            print_explanation(before, explain, folder)
        else:
            print_outlook(before, folder, everything=verbose)
        click.get_current_context().exit(1 if errors else 0)
    at = Workers(
        jobs=1 if cprofile else processes,
        timeout=timeout or TIMEOUT,
        memory=bytes_of(memory),
        executor="serial" if cprofile else executor or "",
        scheduler=scheduler,
    )
    if watch:
        from exporter.cli.watch import watch_for_changes

        check_watched(delivery, executor)

        def load_again() -> Settings:
            settings = load()
            if destination(out, settings, present)[0] != folder:
                raise UsageError("the out folder is another one now", "end this, and begin again")
            return settings

        watch_for_changes(
            load_again,
            present,
            folder,
            at,
            wanted,
            force=force,
            strict=strict,
            plain=plain,
            quiet=quiet,
            verbose=verbose,
        )
        return
    silent = quiet or kind != "text"
    with profiled(cprofile), progress(silent=silent, plain=plain) as update:
        summary = build(
            settings,
            present,
            formats=formats,
            out=folder,
            workers=at,
            force=force,
            strict=strict,
            delivery=delivery,
            progress=update,
        )
    code = _exit_code(summary, missing=bool(errors), strict=strict)
    if kind == "text":
        _print_text(summary, settings, quiet=quiet, verbose=verbose, strict=strict)
        if timings:
            print_timings(summary)
    write_reports(kind, files, summary, settings, errors, code)
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
