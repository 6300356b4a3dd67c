"""Arguments and options that several commands have. Imports nothing that takes long."""

from __future__ import annotations

from pathlib import Path

import click

paths = click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
jobs = click.option(
    "--jobs",
    "-j",
    metavar="N",
    type=int,
    help="How many processes work at once; as many as there are processors if nothing is said.",
)
executor = click.option(
    "--executor",
    type=click.Choice(["serial", "processes", "dask"]),
    help="Who works: this process, others that a bad note can't take down with all, a cluster.",
)
scheduler = click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Where the Dask scheduler of the cluster is, as in tcp://192.168.1.10:8786.",
)
timeout = click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="How long a note, or a whole book, may take; half an hour if nothing is said.",
)
memory = click.option(
    "--memory",
    metavar="SIZE",
    default="",
    help="Memory for a process and its Pandoc, as in 800M or 2G; a note that needs more fails.",
)
trust = click.option(
    "--trust/--no-trust",
    default=None,
    help="Use this vault's own templates, which can run code; kept for the next time.",
)
profile = click.option(
    "--profile",
    metavar="NAME",
    default="",
    help="Settings for a purpose: print, screen, sample, draft, or one of exporter.toml.",
)
