"""The commands by name. None is imported before it is called, so that help comes at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from exporter.cli.failures import exit_code_of

# name -> what the overview says of it; `command` of the module of its name does the work
COMMANDS = {
    "build": "Make PDF, EPUB, HTML and e-mail of notes, folders or a project.",
    "check": "Say what is wrong with notes, without making anything of them.",
    "serve": "Show notes as a web site on this computer, as they are written.",
    "inspect": "Show how a note is understood: its metadata and its parts.",
    "init": "Start a project: a folder with two notes, ready to be built.",
    "doctor": "Say which programs and fonts are there, and how to get the others.",
    "explain": "Say what a diagnostic's code means.",
    "newsletter": "Send an issue to its subscribers, and keep account of it.",
    "schema": "Print the JSON Schema of `build --to json`, or of its report.",
}


class Commands(click.Group):
    """A group that knows its commands by name, and ends every failure with a sentence.

    `names` says of each what the overview does, `package` where their modules are.
    """

    def __init__(self, *args: Any, names: dict[str, str], package: str, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.names = names
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.names:
            return None
        command: click.Command = import_module(f"{self.package}.{cmd_name}").command
        if not any(parameter.name == "debug" for parameter in command.params):
            command.params.append(_debug_option())
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.names and os.path.exists(args[0]):
            raise click.UsageError(
                f"“{args[0]}” is a file, not a command: did you mean `exporter build {args[0]}`?",
                ctx,
            )
        if args and args[0] not in self.names and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=self.names, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.names.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        words = sys.argv[1:] if args is None else list(args)

        def call() -> Any:
            return super(Commands, self).main(
                words,
                prog_name or "exporter",
                complete_var,
                standalone_mode=False,
                **extra,
            )

        return sys.exit(exit_code_of(call, words)) if standalone_mode else call()


def _debug_option() -> click.Option:
    return click.Option(
        ["--debug"],
        is_flag=True,
        hidden=True,
        expose_value=False,
        is_eager=True,
        callback=_debug,
        help="Show the traceback of an internal error.",
    )


def _debug(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        # by the environment, as worker processes have to know it as well
        os.environ["EXPORTER_DEBUG"] = "1"
