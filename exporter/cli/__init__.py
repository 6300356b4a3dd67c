"""The command line: one module for each command, imported when the command is called.

Commands print, choose exit codes and turn failures into sentences; they build nothing themselves.
"""

from __future__ import annotations

import atexit
import gc
import sys

import click

from exporter.cli.commands import COMMANDS, Commands


@click.group(
    cls=Commands,
    names=COMMANDS,
    package="exporter.cli",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="`exporter COMMAND --help` shows examples. What goes wrong is told on stderr; "
    "exit codes are 0 for all written, 1 for something that was not, 2 for a command or "
    "configuration that can't be carried out.",
)
@click.version_option(package_name="exporter", message="exporter %(version)s")
def program() -> None:
    """Turn Markdown notes into PDF, EPUB, HTML and newsletter e-mail."""


def main() -> None:
    """The console script."""
    atexit.register(_leave)
    program()


def _leave() -> None:
    """What is left of thousands of notes is not gone through once more on the way out."""
    # it comes with what draws diagrams, and tells people of leaks where it is not gone through
    if "novasvg" not in sys.modules:
        gc.freeze()
