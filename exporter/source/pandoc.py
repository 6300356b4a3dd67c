"""The Pandoc reader: one long-lived child that reads note after note, within bounds.

A `pandoc` process for each note costs 38 ms, a note through the child 10. The child is a Lua script
in Pandoc's own interpreter (`reader.lua`). It is killed when a note overruns its time, dies of its
own when one wants too much memory, and is replaced; that note alone is lost.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from exporter.errors import NoteError
from exporter.source import pandoc_memory
from exporter.source.bibliography import Library
from exporter.source.pandoc_ast import Block, Pandoc
from exporter.source.works import Works, decoded
from exporter.tied import tie

# Seconds and bytes for one note. A table of 2 MB, larger than any real note, takes 8 s and 1 GB;
# a footnote of 19 bytes that refers to itself would take all there is.
TIMEOUT = 20.0
MEMORY = 1_500_000_000
# A child that others keep from its work may have so many times the seconds on the clock
STARVED = 6
# A bibliography, which a whole project may share, has so many times a note's seconds
PATIENCE_WITH_WORKS = 3
# Bibliographies that are remembered when they were read; a project has one or two
REMEMBERED = 8
# Seconds for a child to end by itself
PATIENCE = 0.2

DIALECTS: Mapping[str, str] = {
    "obsidian": "commonmark_x+wikilinks_title_after_pipe+autolink_bare_uris-yaml_metadata_block"
    # lifted by us (callouts), numbered by us (ids), and text in Obsidian ([A heading], :smile:)
    "-alerts-gfm_auto_identifiers-implicit_header_references-emoji",
    "gfm": "gfm-yaml_metadata_block-gfm_auto_identifiers-emoji",
    "pandoc": "markdown-yaml_metadata_block-pandoc_title_block-auto_identifiers",
    "commonmark": "commonmark",
}

_TREE = msgspec.json.Decoder(Pandoc)
_FORMULAS = msgspec.json.Decoder(list[tuple[str, bool, str]])


class Reading(NamedTuple):
    """What Pandoc makes of a note: its blocks, and MathML by TeX and whether it is displayed.

    `style_problem` says why its citation style could not be used.
    """

    blocks: list[Block]
    mathml: Mapping[tuple[str, bool], str]
    style_problem: str = ""


class Reader:
    """A Pandoc child, started when it is first needed and again after it was lost.

    `scratch` is the folder for its temporary file, which it leaves behind when it is killed.
    """

    def __init__(
        self, *, timeout: float = TIMEOUT, memory: int = MEMORY, scratch: str = ""
    ) -> None:
        self._timeout = timeout
        self._memory = memory
        self._environment = {**os.environ, "TMPDIR": scratch} if scratch else None
        self._child: subprocess.Popen[bytes] | None = None
        self._works: dict[str, Works | NoteError] = {}

    def read(
        self,
        text: str,
        dialect: str,
        extensions: str = "",
        *,
        depth: int = 0,
        citing: bytes = b"",
    ) -> Reading:
        """The tree of a note in one of DIALECTS. With `depth`, what is nested deeper is flattened.

        `extensions` are Pandoc's, such as `+smart-emoji`; `citing` holds the works that the note
        may cite (`works.request`). Raises NoteError where the note overruns its time or memory,
        RecursionError where it is nested too deeply for us.
        """
        source = text.encode()
        line = f"read {DIALECTS[dialect]}{extensions} {depth} {len(source)} {len(citing)}"
        tree, formulas, problem = self._ask(line, source + citing, self._timeout)
        # Pandoc writes what it can't convert as a span
        mathml = {
            (tex, display): html
            for tex, display, html in _FORMULAS.decode(formulas)
            if html.startswith("<math")
        }
        return Reading(_TREE.decode(tree).blocks, mathml, problem.decode(errors="replace"))

    def works(self, library: Library) -> Works:
        """The works of a bibliography, parsed once. Raises NoteError where Pandoc can't read it."""
        if library.digest not in self._works:
            if len(self._works) >= REMEMBERED:
                self._works.pop(next(iter(self._works)))
            try:
                line = f"works {library.format} {len(library.text)}"
                self._works[library.digest] = decoded(
                    *self._ask(line, library.text, self._timeout * PATIENCE_WITH_WORKS)
                )
            except NoteError as error:
                # it may have cost all the time that there is: not again for the next note
                self._works[library.digest] = error
        found = self._works[library.digest]
        if isinstance(found, NoteError):
            raise found
        return found

    def close(self) -> None:
        """End the child; the reader may be used again."""
        child, self._child = self._child, None
        if child is not None:
            # at the end of its input an idle child ends and tidies up, a busy one does not hear
            with suppress(OSError):
                _pipes(child)[0].close()
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE)
            child.kill()
            with suppress(OSError), child:
                pass
            pandoc_memory.regain()

    def _ask(self, line: str, data: bytes, timeout: float) -> list[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()  # it died between two notes, by no fault of theirs
        child = self._child or self._start()
        stdin, stdout = _pipes(child)
        answered, late = threading.Event(), threading.Event()
        clock = (child, timeout, answered, late)
        pandoc_memory.regain()  # a thread without memory to begin with would be waited for for ever
        threading.Thread(target=_end_late, args=clock, daemon=True).start()
        try:
            with pandoc_memory.lent(child.pid):
                stdin.write(b"%s\n%s" % (line.encode(), data))
                stdin.flush()
                status, *lengths = stdout.readline().split()
                answer = [_exactly(stdout, int(length)) for length in lengths]
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise _lost(timeout if late.is_set() else 0) from error
        except BaseException:  # an alarm: the next note would be given the answer of this one
            self.close()
            raise
        finally:
            answered.set()
        if pandoc_memory.keeps_much(child.pid):
            self.close()
        if status == b"error":
            raise NoteError(f"Pandoc can't read it: {answer[0].decode(errors='replace')}")
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        script = Path(__file__).with_name("reader.lua")
        self._child = subprocess.Popen(
            [_executable(), "lua", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            preexec_fn=_bounds(self._memory),  # noqa: PLW1509 - no threads of ours hold locks here
        )
        return self._child


@cache
def _executable() -> str:
    import pypandoc

    path: str = pypandoc.get_pandoc_path()
    return path


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the child was started without pipes")
    return child.stdin, child.stdout


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _end_late(
    child: subprocess.Popen[bytes],
    seconds: float,
    answered: threading.Event,
    late: threading.Event,
) -> None:
    """End a child that has been at work for so long without an answer, and say so.

    Its own time counts where the system tells it: on a machine that has much else to do, a note
    that takes a second may take a minute by the clock.
    """
    began, left = _worked(child.pid), seconds
    for _ in range(STARVED):
        if answered.wait(left):
            return
        left = seconds - (_worked(child.pid) - began)
        if left <= 0:
            break
    late.set()
    child.kill()


def _worked(process: int) -> float:
    """Seconds of processor time of a process (proc_pid_stat(5)); those of the clock where they
    can't be known."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _lost(seconds: float) -> NoteError:
    if seconds:
        problem = f"Pandoc did not finish it in {seconds:g} seconds"
    else:
        problem = "Pandoc needed too much memory for it"
    return NoteError(
        problem, "a footnote that refers to itself does this, and deeply nested brackets; split it"
    )


def _bounds(memory: int) -> Callable[[], None] | None:
    """What a child does to itself before it becomes Pandoc: bound its memory, end with us."""
    if sys.platform != "linux":  # macOS keeps no RLIMIT_AS; there the clock is the only bound
        return None
    import resource

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        tie()

    return bound
