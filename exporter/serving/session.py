"""What is served or watched: built, built again when something changed, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import Protocol

import msgspec

from exporter.config import Settings
from exporter.diagnostics import Diagnostic
from exporter.errors import ExporterError, accident
from exporter.executors import Workers
from exporter.model.text import one_line
from exporter.publication.site import PUBLISHED, SITE
from exporter.rendering.templates import theme_of
from exporter.run import Outcome, Summary, build
from exporter.serving.indexing import Indexing
from exporter.serving.workshop import Workshop
from exporter.watching import changes, watched

# Seconds for a build to end where it is
PATIENCE = 2.0
FAULT = "this is a fault of exporter; please report it"
# Changed files that this process alone sees to
FEW = 5


class Problem(msgspec.Struct, frozen=True):
    """Why nothing could be built at all; the pages stay as they were."""

    message: str
    hint: str = ""


class State(msgspec.Struct, frozen=True):
    """What is known: how many builds there were, the last that could be done, and what kept the
    very last from it. `addresses` says where the pages of notes lie."""

    number: int = 0
    busy: bool = False
    outcomes: tuple[Outcome, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    addresses: Mapping[str, str] = {}
    problem: Problem | None = None


class Teller(Protocol):
    """What says a build to whoever sits at the terminal."""

    def __call__(
        self, changed: Collection[Path], summary: Summary | None, problem: Problem | None
    ) -> None: ...


class Stopped(Exception):
    """The server is leaving; a build ends where it is."""


class Session:
    """A project that is served, or what of it lies at `paths`. `load` reads its settings anew, each
    time that something changed, and `formats` says what is made then.

    `state` is replaced as a whole: who reads it from another thread sees one or the next.
    """

    def __init__(
        self,
        load: Callable[[], Settings],
        paths: Sequence[Path],
        out: Path,
        workers: Workers,
        tell: Teller,
        formats: Callable[[Settings], tuple[str, ...]] = lambda _settings: (SITE,),
        *,
        strict: bool = False,
    ) -> None:
        self.settings = load()
        self.out = out
        self.state = State()
        self.workshop = Workshop()
        self.stop = Event()
        self._indexing = Indexing(out)
        self.listeners: list[Callable[[], None]] = []
        self.workers = workers
        self._load, self._paths, self._tell = load, paths, tell
        self._formats, self._strict = formats, strict

    @property
    def site(self) -> Path:
        """The folder whose files are served."""
        return self.out / PUBLISHED

    def rebuild(
        self,
        changed: Collection[Path],
        progress: Callable[[int, int, str], None] = lambda _done, _total, _label: None,
        *,
        again: bool = False,
        force: bool = False,
    ) -> None:
        """Build, in the workshop; `again` is only told where it did something. With `force`, make
        all of it. Raises Stopped, and nothing else."""

        def update(done: int, total: int, label: str) -> None:
            if self.stop.is_set():
                raise Stopped
            progress(done, total, label)

        # a worker takes a second to start, the page of a note less
        few = 0 < len(changed) <= FEW
        self._indexing.hold()
        self._set(busy=True)
        summary, problem = None, None
        try:
            self.settings = self._load()
            summary = build(
                self.settings,
                self._paths,
                formats=self._formats(self.settings),
                out=self.out,
                workers=self.workers._replace(jobs=1) if few else self.workers,
                force=force,
                strict=self._strict,
                index_words=not few,
                progress=update,
            )
        except Stopped:
            raise
        except ExporterError as error:
            problem = Problem(error.message, error.hint)
        except Exception as error:  # noqa: BLE001 - one accident ends no evening of writing
            problem = Problem(one_line(accident(error).message), FAULT)
        known: dict[str, object] = {}
        if summary:
            names = ("outcomes", "diagnostics", "addresses")
            known = {name: getattr(summary, name) for name in names}
        self._set(busy=False, number=self.state.number + 1, problem=problem, **known)
        if few and self.state.addresses:
            self._indexing.soon(self.settings)
        if not again or problem or (summary and _did_something(summary)):
            self._tell(changed, summary, problem)

    def watch(self) -> None:
        """Build again when something changed, until `stop` is set."""
        while not self.stop.is_set():
            folders = self._folders()
            try:
                for changed in changes(folders, self.out, self.stop):
                    self.workshop.do(partial(self.rebuild, changed, again=not changed)).result()
                    if self._folders() != folders:  # another theme
                        break
            except Stopped:
                return
            except (OSError, RuntimeError) as error:
                hint = "start again once there is room"
                problem = Problem(f"changes are not seen any more: {error}", hint)
                self._set(number=self.state.number + 1, problem=problem)
                self._tell((), None, problem)
                return

    def leave(self) -> None:
        """Let what is being built end, where that is soon: what is written is whole anyway."""
        self.stop.set()
        self._indexing.hold()
        with suppress(TimeoutError):
            self.workshop.do(lambda: None).result(PATIENCE)

    def _folders(self) -> tuple[Path, ...]:
        try:
            theme = theme_of(self.settings)
        except ExporterError:
            return watched(self.settings, ())
        return watched(self.settings, theme.folders)

    def _set(self, **changed: object) -> None:
        self.state = msgspec.structs.replace(self.state, **changed)
        for listener in self.listeners:
            listener()


def _did_something(summary: Summary) -> bool:
    return bool(summary.removed) or any(each.status != "unchanged" for each in summary.outcomes)
