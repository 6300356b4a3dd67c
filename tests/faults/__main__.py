"""`python -m tests.faults [--notes N] [--kills N]`: a table of what goes wrong and what is left."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from exporter.output import manifest, sharing

SABOTAGE = Path(__file__).parent / "sabotage"
OURS = frozenset({manifest.NAME, sharing.SAVING})
BAD = ("hangs.md", "eats.md", "crashes.md")
LIMITS = ("--timeout", "20", "--memory", "900M", "-j", "2")


class Left(NamedTuple):
    """What a drill left: `good` says whether every good note was written as a build from nothing
    writes it, `torn` are files with other bytes than these."""

    case: str
    code: int
    good: bool
    torn: int
    orphans: int
    cold: bool
    seconds: float

    @property
    def clean(self) -> bool:
        return self.good and self.cold and not (self.torn or self.orphans)


class Drill:
    """A vault of good notes, and what a build from nothing makes of it."""

    def __init__(self, home: Path, notes: int) -> None:
        self.home, self.vault, self.out = home, home / "vault", home / "out"
        self.mark = f"drill-{os.getpid()}"
        self.vault.mkdir()
        for number in range(notes):
            text = f"# Note {number}\n\n" + f"[[{(number + 1) % notes}]] and words. " * 80
            (self.vault / f"{number}.md").write_text(text)
        began = time.monotonic()
        if self.build(home / "cold").wait():
            raise RuntimeError("nothing can be built, even without a fault")
        self.seconds = time.monotonic() - began
        self.whole = files(home / "cold")

    def build(self, out: Path) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "EXPORTER_DRILL": self.mark}
        environment["PYTHONPATH"] = os.pathsep.join([str(SABOTAGE), *sys.path[:1], os.getcwd()])
        words = ["build", str(self.vault), "--to", "html,epub", "--out", str(out), "-q", *LIMITS]
        return subprocess.Popen(
            [sys.executable, "-m", "exporter.cli", *words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def orphans(self) -> int:
        """The processes of a drill that are still there, ten seconds after its end at most: one
        that was starting has to come so far as to see that it is alone."""
        end = time.monotonic() + 10
        while (left := self._running()) and time.monotonic() < end:
            time.sleep(0.05)
        return left

    def _running(self) -> int:
        found = 0
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                try:
                    found += (
                        f"EXPORTER_DRILL={self.mark}".encode() in (process / "environ").read_bytes()
                    )
                except OSError:
                    continue
        return found

    def outcome(self, case: str, code: int, began: float, out: Path) -> Left:
        """What is there now, and after a build without the fault."""
        seconds, orphans = time.monotonic() - began, self.orphans()
        there = files(out)
        torn = sum(self.whole.get(name) != data for name, data in there.items())
        good = code < 0 or self.whole.items() <= there.items()
        for name in BAD:
            (self.vault / name).unlink(missing_ok=True)
        self.build(out).wait()
        return Left(case, code, good, torn, orphans, files(out) == self.whole, seconds)

    def bad_note(self, name: str) -> Left:
        (self.vault / name).write_text("Bad.")
        began = time.monotonic()
        code = self.build(self.out).wait()
        return self.outcome(f"a note that {name.removesuffix('.md')}", code, began, self.out)

    def killed(self, number: int) -> Left:
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.rmtree(self.vault / ".exporter", ignore_errors=True)
        began = time.monotonic()
        process = self.build(self.out)
        time.sleep(random.uniform(0, self.seconds))  # noqa: S311 - any moment will do
        process.kill()
        return self.outcome(f"killed, {number}", process.wait(), began, self.out)

    def full(self) -> Left:
        with mounted(self.home / "small", "size=200k") as out:
            began = time.monotonic()
            code = self.build(out).wait()
            left = self.outcome("a full disk", code, began, out)
            subprocess.run(["mount", "-o", "remount,size=100m", str(out)], check=True)
            self.build(out).wait()
            return left._replace(good=True, cold=files(out) == self.whole)

    def read_only(self) -> Left:
        with mounted(self.home / "fixed", "ro") as out:
            began = time.monotonic()
            code = self.build(out).wait()
            left = self.outcome("a folder that is read-only", code, began, out)
            subprocess.run(["mount", "-o", "remount,rw", str(out)], check=True)
            self.build(out).wait()
            return left._replace(good=True, cold=files(out) == self.whole)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A small disk of its own."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def files(out: Path) -> dict[str, bytes]:
    """What lies in an out folder beside the records; what is not whole yet is nobody's file."""
    found = (file for file in out.rglob("*") if file.is_file() and file.name not in OURS)
    named = {file.relative_to(out).as_posix(): file for file in found}
    return {
        name: file.read_bytes()
        for name, file in named.items()
        if not file.name.startswith(".exporter-")
    }


def main() -> int:
    """Print the table; 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--notes", type=int, default=12, help="good notes")
    parser.add_argument("--kills", type=int, default=50, help="builds that are killed")
    options = parser.parse_args()
    row = "{:<28} {:>5} {:>11} {:>5} {:>8} {:>14} {:>8}\n"
    head = ("fault", "exit", "good notes", "torn", "orphans", "equal to cold", "seconds")
    sys.stdout.write(row.format(*head))
    clean = True
    with TemporaryDirectory(prefix="exporter-faults-") as home:
        drill = Drill(Path(home).resolve(), options.notes)
        cases = [lambda name=name: drill.bad_note(name) for name in BAD]
        if os.geteuid() == 0 and shutil.which("mount"):
            cases += [drill.full, drill.read_only]
        for case in cases:
            clean &= tell(row, case())
        kills = [drill.killed(number) for number in range(options.kills)]
        if kills:
            clean &= tell(row, together(kills))
    return int(not clean)


def together(kills: list[Left]) -> Left:
    """Many kills as one row."""
    return Left(
        f"the parent killed, {len(kills)} times",
        min(each.code for each in kills),
        all(each.good for each in kills),
        sum(each.torn for each in kills),
        sum(each.orphans for each in kills),
        all(each.cold for each in kills),
        sum(each.seconds for each in kills),
    )


def tell(row: str, left: Left) -> bool:
    words = ("written" if left.good else "MISSING", "yes" if left.cold else "NO")
    seconds = f"{left.seconds:.1f}"
    sys.stdout.write(
        row.format(left.case, left.code, words[0], left.torn, left.orphans, words[1], seconds)
    )
    sys.stdout.flush()
    return left.clean


if __name__ == "__main__":
    sys.exit(main())
