"""What becomes of a task: its result, or why it has none."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TypeVar

import msgspec

from exporter.errors import ExporterError

Task = TypeVar("Task")
Result = TypeVar("Result")

OUT_OF_MEMORY = "it needs more memory than it may have"


class TaskFailure(msgspec.Struct, frozen=True):
    """A task without a result. `trace` is the traceback of an error that is not ours."""

    kind: Literal["timeout", "crash", "error"]
    message: str
    hint: str = ""
    trace: str = ""


# The position of a task, and what became of it
Outcomes = Iterator[tuple[int, Result | TaskFailure]]


def attempt(function: Callable[[Task], Result], task: Task) -> Result | TaskFailure:
    """The function's result, or its error as data: some exceptions can't be unpickled, and one
    that can't would take the whole pool down."""
    try:
        with _no_collection():
            return function(task)
    except ExporterError as error:
        return TaskFailure("error", error.message, error.hint)
    except MemoryError:
        return TaskFailure("error", OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - a failure of one task, whatever it is
        return broken(error, traceback.format_exc())


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from going through a task's trees again and again: nearly all of
    them live until it is done. A tenth of the time of a PDF, and no more memory."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)  # the task's are all in there; what is older need not be gone through
        if was_on:
            gc.enable()


def broken(error: Exception, trace: str = "") -> TaskFailure:
    """The failure of a task by an error that is not ours."""
    return TaskFailure("error", f"{type(error).__name__}: {error}", trace=trace)


def timed_out(timeout: float) -> TaskFailure:
    """The failure of a task that took longer; `timeout` is seconds."""
    return TaskFailure("timeout", f"it took longer than {timeout:g} seconds")
