"""`python -m tests.hostile`: all attacks at once in all formats, watched, as a table.

Ends with exit code 1 where anything is not as `expected.toml` has it, or where a file outside the
vault was read or written, a socket opened, a process left, a limit passed or a word lost in
silence.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import browsing, large, measured, outcome, watch
from tests.hostile.outcome import Outcome
from tests.hostile.watch import Seen

ROOT = Path(__file__).parent.parent.parent
VAULT = Path(__file__).with_name("vault")
CALL = "import sys; from tests.hostile.measured import main; main(*sys.argv[1:])"
# Seconds for all of it
PATIENCE = 3600.0
# Megabytes of one worker: a table of 3,000 rows takes most
MOST_MEMORY = 2500
# What programs read wherever they run: themselves, the system's libraries, fonts and clock
SYSTEM = (
    "/usr/",
    "/lib",
    "/bin/",
    "/sbin/",
    "/proc/",
    "/sys/",
    "/etc/ld.so",
    "/etc/fonts",
    "/var/cache/fontconfig",
)
DEVICES = ("/dev/null", "/dev/urandom", "/dev/shm/", "/dev/tty")
SINGLE = frozenset(
    {"/etc/localtime", "/etc/mime.types", "/etc/apache2/mime.types", "/etc/httpd/mime.types"}
)
HARMLESS = ("harmless.md", "tidy.md")


def main() -> int:
    asked = argparse.ArgumentParser(prog="tests.hostile", description=__doc__)
    asked.add_argument("--keep", type=Path, help="a new folder to work in, which stays")
    wanted = asked.parse_args()
    if not watch.available():
        print("strace, which watches the build, is not here or may not trace (Linux only)")
        return 2
    folder = wanted.keep or Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        seen, found = built(folder)
        problems = [*_table(folder, found), *_outside(folder, seen), *_secrets(folder)]
        problems += browsing.problems(folder / "out")
    finally:
        if not wanted.keep:
            shutil.rmtree(folder, ignore_errors=True)
    for problem in problems:
        print(f"FAILED  {problem}")
    counts = f"{len(found)} notes, {len(seen.read)} files read, {len(seen.changed)} changed"
    print(f"{counts}, {len(seen.network)} sockets, {len(seen.left)} processes left")
    print("failed" if problems else "all as it should be")
    return 1 if problems else 0


def built(folder: Path) -> tuple[Seen, list[Outcome]]:
    """Build the hostile vault in a folder, and watch."""
    shutil.copytree(VAULT, folder / "vault")
    large.write(folder / "vault")
    (folder / "tmp").mkdir()
    command = [
        sys.executable,
        "-c",
        CALL,
        *(str(folder / n) for n in ("vault", "out", "told.json")),
    ]
    environment = {
        measured.MEASURES: str(folder / "measures.jsonl"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_STATE_HOME": str(folder / "state"),
        "TMPDIR": str(folder / "tmp"),
    }
    seen = watch.watched(command, folder / "strace.log", folder, environment, PATIENCE)
    if seen.code:
        raise SystemExit(f"the main process ended with {seen.code}")
    return seen, outcome.outcomes(folder / "told.json")


def _table(folder: Path, found: list[Outcome]) -> Iterator[str]:
    """Print what became of each attack, and give what should be otherwise."""
    measures = _measures(folder)
    wanted = outcome.expected()
    print(f"{'attack':56} {'seconds':>8} {'MB':>6}  outcome")
    for each in found:
        seconds, memory = measures.get(each.note, (0.0, 0))
        name = each.note.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
        name = name if len(name) < 56 else f"{name[:26]}…{name[-28:]}"
        print(f"{name:56} {seconds:8.1f} {memory:6}  {each.told}")
        if each.note not in wanted and each.note not in HARMLESS:
            yield f"{name}: nothing is expected of it"
        elif problem := outcome.differs(each, wanted.get(each.note, "made")):
            yield f"{name}: {problem}"
        if each.lost and not each.codes:
            yield f"{name}: words are lost in silence in {', '.join(each.lost)}"
        if seconds > measured.LIMIT:
            yield f"{name}: took {seconds:.0f} seconds"
        if memory > MOST_MEMORY:
            yield f"{name}: took {memory} MB"
    names = {each.note for each in found}
    yield from (f"{note}: it was not built" for note in {*wanted, *HARMLESS} - names)


def _measures(folder: Path) -> dict[str, tuple[float, int]]:
    """Seconds, of all formats, and most megabytes by notes."""
    measures: dict[str, tuple[float, int]] = {}
    for line in (folder / "measures.jsonl").read_text().splitlines():
        note, seconds, memory = json.loads(line)
        before = measures.get(note, (0.0, 0))
        measures[note] = before[0] + seconds, max(before[1], memory)
    return measures


def _outside(folder: Path, seen: Seen) -> Iterator[str]:
    """What was read or changed where it must not be, and what else was left or called."""
    home = str(folder.resolve())
    own = tuple(f"{home}/{name}" for name in ("vault/", "out", "tmp", "state"))
    programs = (str(ROOT), str(Path(sys.prefix).parent), sys.base_prefix, *SYSTEM, *DEVICES)
    for path in sorted(seen.read):
        fine = (
            path.startswith((*own, *programs)) or path in SINGLE or path in (home, f"{home}/vault")
        )
        if not fine:
            yield f"read outside the vault: {path}"
    for path in sorted(seen.changed):
        kept = (f"{home}/vault/.exporter", f"{home}/out", f"{home}/tmp", f"{home}/state")
        told = (f"{home}/told.json", f"{home}/measures.jsonl")
        if (
            not path.startswith((*kept, *DEVICES, "/proc/", "/var/cache/fontconfig"))
            and path not in told
        ):
            yield f"changed outside the out folder: {path}"
    yield from (f"called the network: {call}" for call in seen.network)
    yield from (f"left a process: {process}" for process in seen.left)


def _secrets(folder: Path) -> Iterator[str]:
    """Files that have in them what lies outside the vault."""
    for file in sorted((folder / "out").rglob("*")):
        if file.is_file() and outcome.SECRET in file.read_bytes():
            yield f"holds what lies outside the vault: {file.relative_to(folder)}"


if __name__ == "__main__":
    sys.exit(main())
