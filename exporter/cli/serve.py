"""`exporter serve`."""

from __future__ import annotations

import webbrowser
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from socket import gethostname, socket
from threading import Thread
from typing import TYPE_CHECKING

import click

from exporter.cli import parameters
from exporter.cli.telling import tell_build
from exporter.cli.terminal import complain, note, say

if TYPE_CHECKING:
    from exporter.serving.session import Session

LOCAL = "127.0.0.1"
# Seconds for one page, or for all of a book
TIMEOUT = 300.0


@click.command("serve")
@click.argument("path", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535), help="8000 or the next free one."
)
@click.option("--host", metavar="NAME", default=LOCAL, help="Another address to listen on.")
@click.option("--open", "opened", is_flag=True, help="Open the site in the browser.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the site is written; “out” if nothing else is said.",
)
@click.option("--theme", metavar="NAME|DIR", help="A theme, or a folder of templates.")
@parameters.profile
@parameters.trust
@parameters.jobs
def command(
    path: Path | None,
    port: int | None,
    host: str,
    opened: bool,
    out: Path | None,
    theme: str | None,
    profile: str,
    trust: bool | None,
    jobs: int | None,
) -> None:
    """Show the notes as a web site on this computer, as they are written.

    \b
    Pages show what is saved at once, with what was found about their note at
    their foot, and each note as PDF, EPUB or e-mail. Ctrl-C ends it.

    \b
    Examples:
      exporter serve                 the project of the nearest exporter.toml
      exporter serve notes --open    a folder, shown in the browser
    """
    from exporter.cli.options import settings_of, sorted_out, workers
    from exporter.config import Settings
    from exporter.executors import Workers
    from exporter.project import out_folder
    from exporter.serving.server import listening
    from exporter.serving.session import Session

    present, _errors = sorted_out([path] if path else [])

    def load() -> Settings:
        return settings_of(present, profile, theme, trust)

    folder = out_folder(out, load(), present)
    listener = listening(host, port)
    with closing(listener), suppress(KeyboardInterrupt):
        _warn_of(host)
        at = Workers(workers(jobs), TIMEOUT)
        session = Session(load, present, folder, at, partial(tell_build, made="page"))
        _serve(session, listener, host, opened=opened)
    note("ended")


def _serve(session: Session, listener: socket, host: str, *, opened: bool) -> None:
    from exporter.cli.progress import progress
    from exporter.serving.app import app
    from exporter.serving.news import News
    from exporter.serving.server import Server
    from exporter.serving.views import Views

    news = News()
    views = Views(session.out)
    session.listeners.append(news.tell)
    watching = Thread(target=session.watch, daemon=True)
    try:
        with progress(silent=False) as update:
            session.workshop.do(lambda: session.rebuild((), update)).result()
        watching.start()
        address = _address(listener)
        say(f"{address}  (Ctrl-C ends it)")
        if opened:
            webbrowser.open(address)
        names = () if host == LOCAL else (host, gethostname())
        server = Server(app(session, views, news, names, network=host != LOCAL), news)
        server.run([listener])
    finally:
        session.leave()
        views.close()


def _warn_of(host: str) -> None:
    from exporter.serving.guard import is_ours

    if not is_ours(host, ("localhost",), network=False):
        complain(
            "warning",
            f"everyone who can reach {host} in your network can read these notes",
            "leave --host out to show them on this computer alone",
            colour="yellow",
        )


def _address(listener: socket) -> str:
    """The address to type."""
    host, port, *_rest = listener.getsockname()
    shown = LOCAL if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
