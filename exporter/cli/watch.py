"""`exporter build --watch`: a build after each change, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from exporter.cli.findings import print_findings
from exporter.cli.progress import progress
from exporter.cli.telling import tell_build
from exporter.cli.terminal import complain, note
from exporter.serving.session import Problem, Session

if TYPE_CHECKING:
    from exporter.config import Settings
    from exporter.diagnostics import Diagnostic
    from exporter.executors import Workers
    from exporter.run import Summary


def watch_for_changes(
    load: Callable[[], Settings],
    paths: Sequence[Path],
    out: Path,
    workers: Workers,
    formats: Callable[[Settings], tuple[str, ...]],
    *,
    force: bool,
    strict: bool,
    plain: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build, all of it with `force`, and build again what changes. Returns after Ctrl-C."""
    root = Path(load().root)
    known: set[Diagnostic] = set()

    def tell(changed: Collection[Path], summary: Summary | None, problem: Problem | None) -> None:
        if problem or not quiet:
            tell_build(changed, summary, problem, made="artifact")
        if summary is None:
            return
        for each in summary.outcomes:
            if each.status == "failed":
                complain("failed", f"{each.source} ({each.format}): {each.message}", each.hint)
        # what was said before still stands above
        found = [
            each
            for each in summary.diagnostics
            if each not in known and (each.severity == "error" or strict or not quiet)
        ]
        print_findings(found, root, everything=verbose)
        known.clear()
        known.update(summary.diagnostics)

    session = Session(load, paths, out, workers, tell, formats, strict=strict)
    with suppress(KeyboardInterrupt):
        with progress(silent=quiet, plain=plain) as update:
            session.workshop.do(lambda: session.rebuild((), update, force=force)).result()
        note("watching for changes (Ctrl-C ends it)")
        # a thread of its own: Ctrl-C would wait for the next change
        watching = Thread(target=session.watch, daemon=True)
        watching.start()
        watching.join()
    session.leave()
    note("ended")
