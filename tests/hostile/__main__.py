"""`python -m tests.hostile`: all attacks at once in all formats, watched, as a table.

Ends with exit code 1 where anything is not as `expected.toml` has it, or where a file outside the
vault was read or written, a socket opened, a process left, a limit passed or a word lost in
silence.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.hostile import browsing, large, measured, outcome, projects, watch
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
# What the supervisor has written
LOGS = ("told.json", measured.PRINTED, "measures.jsonl", "calls.jsonl")
# What a build runs beside itself; the last four are how ctypes looks for a library
PROGRAMS = ("pandoc", "pagefind", "python", "fc-", "ldconfig", "gcc", "ld", "objdump")


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
        other, settings = built_projects(folder)
        seen = seen.with_(other)
        problems = [*_table(folder, found), *_table_of_settings(settings)]
        outside = list(_outside(folder, seen))
        problems += [*outside, *_called(folder), *_secrets(folder)]
        printed = (folder / measured.PRINTED).read_text("utf-8")
        problems += _ordered(printed, [each.note for each in found])
        problems += [f"called the network: {call}" for call in seen.network]
        problems += [f"left a process: {process}" for process in seen.left]
        looked = browsing.look(folder / "out", folder / "unpacked")
        problems += looked.problems
    finally:
        if not wanted.keep:
            # `shutil.rmtree` has a stack that ends before the folders do
            subprocess.run(["rm", "-rf", folder], check=False)
    for problem in problems:
        print(f"FAILED  {problem}")
    print(f"{len(found)} notes and {len(settings)} settings that attack")
    files = f"{len(seen.read)} files read, {len(seen.changed)} changed"
    print(f"{files}, {len(outside)} of them where they must not")
    print(f"{len(seen.network)} sockets, {len(seen.left)} processes left")
    print(f"{looked.number} pages, letters and documents of books opened in Chromium")
    print(f"{len(problems)} problems" if problems else "all as it should be")
    return 1 if problems else 0


def built(folder: Path) -> tuple[Seen, list[Outcome]]:
    """Build the hostile vault in a folder, and watch."""
    shutil.copytree(VAULT, folder / "vault")
    large.write(folder / "vault")
    command = ["-c", CALL, *(str(folder / name) for name in ("vault", "out", "told.json"))]
    return _watched(folder, command), outcome.outcomes(folder / "told.json")


def built_projects(folder: Path) -> tuple[Seen, list[projects.Measured]]:
    """Build the vaults with hostile settings in a folder, one after another, and watch."""
    projects.write(folder / "projects")
    seen = _watched(folder, ["-m", "tests.hostile.projects", str(folder / "projects")])
    return seen, projects.measured(folder / "projects")


def _watched(folder: Path, arguments: list[str]) -> Seen:
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {
        measured.MEASURES: str(folder / "measures.jsonl"),
        measured.CALLS: str(folder / "calls.jsonl"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_STATE_HOME": str(folder / "state"),
        "TMPDIR": str(folder / "tmp"),
    }
    command = [sys.executable, *arguments]
    seen = watch.watched(command, folder / "strace.log", folder, environment, PATIENCE)
    if seen.code:
        raise SystemExit(f"the main process ended with {seen.code}")
    return seen


def _table(folder: Path, found: list[Outcome]) -> Iterator[str]:
    """Print what became of each attack, and give what should be otherwise."""
    measures = _measures(folder)
    wanted = outcome.expected()
    print(f"{'attack':56} {'seconds':>8} {'MB':>6}  outcome")
    for each in found:
        seconds, memory = measures.get(each.note, (0.0, 0))
        name = _line(each.note, seconds, memory, each.told)
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


def _table_of_settings(found: list[projects.Measured]) -> Iterator[str]:
    for each in found:
        name = _line(f"{each.outcome.note}.toml", each.seconds, each.memory, each.outcome.told)
        if problem := outcome.differs(each.outcome, projects.expected(each.outcome.note)):
            yield f"{name}: {problem}"
        if each.outcome.lost and each.outcome.result != "refused":
            yield f"{name}: a harmless note was not made"


def _line(name: str, seconds: float, memory: int, told: str) -> str:
    """Print a line of the table; the name as it stands there."""
    name = name.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
    name = name if len(name) < 56 else f"{name[:26]}…{name[-28:]}"
    print(f"{name:56} {seconds:8.1f} {memory:6}  {told}")
    return name


def _measures(folder: Path) -> dict[str, tuple[float, int]]:
    """Seconds, of all formats, and most megabytes by notes."""
    measures: dict[str, tuple[float, int]] = {}
    for line in (folder / "measures.jsonl").read_text().splitlines():
        note, seconds, memory = json.loads(line)
        before = measures.get(note, (0.0, 0))
        measures[note] = before[0] + seconds, max(before[1], memory)
    return measures


def _outside(folder: Path, seen: Seen) -> Iterator[str]:
    """What was read or changed where it must not be."""
    home = str(folder.resolve())
    vaults = [f"projects/{name}" for name in projects.names()]
    own = tuple(f"{home}/{name}" for name in ("vault/", "out", "tmp", "state", *vaults))
    programs = (str(ROOT), str(Path(sys.prefix).parent), sys.base_prefix, *SYSTEM, *DEVICES)
    # of an out folder that settings name it is asked whether something is in it
    whole = (home, f"{home}/vault", f"{home}/projects", f"{home}/projects/outside")
    for path in sorted(seen.read):
        fine = path.startswith((*own, *programs)) or path in SINGLE or path in whole
        if not fine:
            yield f"read outside the vault: {path}"
    for path in sorted(seen.changed):
        made = (f"{vault}/{name}" for vault in vaults for name in ("out", "~", ".exporter"))
        kept = tuple(f"{home}/{name}" for name in ("vault/.exporter", "out", "tmp", "state", *made))
        logs = (*(f"projects/{name}.json" for name in (*projects.names(), "told")), *LOGS)
        told = [f"{home}/{name}" for name in logs]
        if (
            not path.startswith((*kept, *DEVICES, "/proc/", "/var/cache/fontconfig"))
            and path not in told
        ):
            yield f"changed outside the out folder: {path}"


def _called(folder: Path) -> Iterator[str]:
    """What Python's audit hooks tell: names that were looked up, which a service of the system may
    have asked the network for, and programs that are not ours."""
    log = folder / "calls.jsonl"
    for line in log.read_text().splitlines() if log.exists() else ():
        note, event, said = json.loads(line)
        name = said.rpartition("/")[2]
        if event != "subprocess.Popen" or not name.startswith(PROGRAMS):
            yield f"{note or 'the build'} called {event} with {said}"


def _ordered(printed: str, notes: Iterable[str]) -> Iterator[str]:
    """Lines that begin with what only a name can have put there, or that a build server obeys."""
    broken = tuple(rest for note in notes for rest in note.splitlines()[1:] if rest.strip())
    for line in printed.splitlines():
        if line.lstrip().startswith(("::", *broken)) or "##[" in line or "##vso[" in line:
            yield f"printed a line of a note's own: {line[:200]}"


def _secrets(folder: Path) -> Iterator[str]:
    """Files that have in them what lies outside the vault."""
    made = [*(folder / "out").rglob("*"), *(folder / "projects").glob("*/out/**/*")]
    for file in sorted(made):
        if file.is_file() and outcome.SECRET in file.read_bytes():
            yield f"holds what lies outside the vault: {file.relative_to(folder)}"


if __name__ == "__main__":
    sys.exit(main())
