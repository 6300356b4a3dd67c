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
