"""How a command ends: every failure is a sentence with a hint, and an exit code.

0 all written, 1 something was not, 2 a command or configuration that can't be carried out,
129, 130 and 143 ended by a terminal that was closed, by Ctrl-C or by a signal.
"""

from __future__ import annotations

import errno
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from exporter.cli.terminal import complain, printable, tolerate_any_character
from exporter.errors import ExporterError, UsageError

if TYPE_CHECKING:
    from types import FrameType

# What a disk that is full says, and one of which nobody may have more
FULL = (errno.ENOSPC, errno.EDQUOT)

FAILED = 1
USAGE = 2
INTERRUPTED = 130
# Signals that end a program at once, where they are not ignored, as with nohup
ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def exit_code_of(call: Callable[[], Any], words: Sequence[str]) -> int:
    """Carry out a command. `words` are what followed the program's name."""
    tolerate_any_character()
    try:
        with _terminated_as_an_exception():
            code = call()
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except ExporterError as error:
        code = USAGE if isinstance(error, UsageError) else FAILED
        return _tell(code, error.message, error.hint, words)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.ClickException as error:
        return _tell(USAGE, _sentence(error), _where_help_is(error), words)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted", "what is written so far is whole", "the same command goes on")
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has seen enough
        _print_no_more()
        return FAILED
    except OSError as error:
        if error.errno not in FULL:
            return _internal(error, words)
        _print_no_more()
        what = error.filename or "what is printed"
        return _tell(FAILED, f"{what} can't be written: {error.strerror}", "free some room", ())
    except Exception as error:  # noqa: BLE001 - the last resort, so that nobody sees a traceback
        return _internal(error, words)


def _print_no_more() -> None:
    """Keep Python from flushing once more what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(code: int, message: str, hint: str, words: Sequence[str]) -> int:
    complain("error", message, hint)
    if _wants_json(words):
        import json

        error = {"message": printable(message), "hint": printable(hint)}
        try:
            click.echo(json.dumps({"error": error}, ensure_ascii=False))
        except OSError:  # it was told on stderr
            _print_no_more()
    return code


def _internal(error: Exception, words: Sequence[str]) -> int:
    command = printable(shlex.join(["exporter", *words]))
    hint = "this is a fault of exporter; run it again with --debug and report what it prints"
    if os.environ.get("EXPORTER_DEBUG"):
        import traceback

        traceback.print_exception(error)
        hint = "this is a fault of exporter; please report the lines above"
    message = f"internal error in `{command}`: {type(error).__name__}: {error}"
    return _tell(FAILED, " ".join(message.split()), hint, words)


def _sentence(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    return message[:1].lower() + message[1:]


def _where_help_is(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path if context else 'exporter'} --help` shows what it takes"


def _wants_json(words: Sequence[str]) -> bool:
    return "--report=json" in words or ("--report", "json") in pairwise(words)


@contextmanager
def _terminated_as_an_exception() -> Iterator[None]:
    """Let what ends the program unwind it, so that workers end and temporary files go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [each for each in ENDING if signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, _terminate) for each in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # as shells have it
