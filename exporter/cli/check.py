"""`exporter check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from exporter.cli import parameters


@click.command("check")
@parameters.paths
@click.option(
    "--only",
    metavar="CODE",
    multiple=True,
    help="Tell of one code only, or of a family such as “links”. Can be given several times.",
)
@parameters.profile
@parameters.trust
@parameters.jobs
@click.option("--strict", is_flag=True, help="Let warnings fail the check.")
@click.option(
    "--report",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="How to tell what was found: for people, as JSON, or as SARIF for code scanning.",
)
@click.option("--verbose", "-v", is_flag=True, help="Tell every finding, note by note.")
@click.option("--quiet", "-q", is_flag=True, help="Tell only what lets the check fail.")
def command(
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    profile: str,
    trust: bool | None,
    jobs: int | None,
    strict: bool,
    report: str,
    verbose: bool,
    quiet: bool,
) -> None:
    """Say what is wrong with notes and folders, or with the project around the current folder.

    Everything is read as for a build, and nothing is written. What only a format can find, such as
    a character that no font has, is said by the build.

    \b
    Examples:
      exporter check                             the project of the nearest exporter.toml
      exporter check notes/ --verbose            every finding in a folder
      exporter check --only links --only images  two families of findings
      exporter check --strict                    for a build server: warnings fail
      exporter check --report sarif > found.sarif
    """
    import msgspec

    from exporter.check import check
    from exporter.cli.findings import failing
    from exporter.cli.options import settings_of, sorted_out, workers
    from exporter.cli.progress import progress
    from exporter.project import usual_out

    chosen = _codes(only)
    present, errors = sorted_out(paths)
    settings = settings_of(present, profile, None, trust)
    processes = workers(jobs)
    with progress(silent=quiet or report != "text") as update:
        findings = check(
            settings, present, out=usual_out(settings), jobs=processes, progress=update
        )
    told = tuple(each for each in findings.diagnostics if each.code in chosen)
    findings = msgspec.structs.replace(findings, diagnostics=told)
    code = 1 if errors or failing(findings.diagnostics, strict=strict) else 0
    if report == "text":
        from exporter.cli.grouped import print_grouped

        print_grouped(findings, Path(settings.root), everything=verbose, quiet=quiet, strict=strict)
    elif report == "json":
        from exporter.cli.report import as_json, check_report

        click.echo(as_json(check_report(findings, settings, errors, code)))
    else:
        from exporter.cli.sarif import sarif

        click.echo(sarif(findings, settings, errors, code))
    click.get_current_context().exit(code)


def _codes(only: Sequence[str]) -> frozenset[str]:
    """The codes that are asked for. Raises UsageError where a name means none."""
    from exporter.codes import CODES
    from exporter.config import near_miss
    from exporter.errors import UsageError

    families = {code.partition("/")[0] for code in CODES}
    chosen: set[str] = set()
    for name in only:
        wanted = name.strip().rstrip("/")
        meant = {code for code in CODES if wanted in (code, code.partition("/")[0])}
        if not meant:
            hint = near_miss(wanted, sorted({*CODES, *families}))
            raise UsageError(
                f"--only {name}: there is no such code", hint or "`exporter explain` lists them"
            )
        chosen |= meant
    return frozenset(chosen or CODES)
