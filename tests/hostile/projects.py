"""Settings that attack: each file of `projects/` is the `exporter.toml` of a vault of its own, and
its first line says what becomes of it. `python -m tests.hostile.projects FOLDER` builds them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.hostile.outcome import SECRET, Outcome

HERE = Path(__file__).with_name("projects")
HARMLESS = Path(__file__).with_name("vault") / "harmless.md"
FORMATS = ("html", "epub", "pdf", "email", "site")
TOLD = "told.json"
# Seconds of the clock
PATIENCE = 600.0
# A note that no settings mean, with a name that a slow matcher of patterns goes back in
BESIDE = f"{'a' * 60}.md"


class Measured(NamedTuple):
    outcome: Outcome
    seconds: float
    memory: int


def names() -> list[str]:
    return sorted(file.stem for file in HERE.glob("*.toml"))


def expected(name: str) -> str:
    """What becomes of it, as `expected.toml` has it: result and codes."""
    first = (HERE / f"{name}.toml").read_text("utf-8").partition("\n")[0]
    return first.removeprefix("# ").partition(":")[0]


def write(folder: Path) -> None:
    """The vaults, each in a folder of its name, and what lies beside them and is not theirs."""
    (folder / "outside").mkdir(parents=True)
    for suffix in ("md", "txt", "png"):
        (folder / "outside" / f"secret.{suffix}").write_bytes(SECRET)
    for name in names():
        (folder / name).mkdir(parents=True)
        shutil.copy(HERE / f"{name}.toml", folder / name / "exporter.toml")
        for note in (HARMLESS.name, BESIDE):
            shutil.copy(HARMLESS, folder / name / note)


def measured(folder: Path) -> list[Measured]:
    """What became of them."""
    told = json.loads((folder / TOLD).read_text("utf-8"))
    return [
        Measured(_outcome(name, code, report), seconds, memory)
        for name, code, report, seconds, memory in told
    ]


def _outcome(name: str, code: int, report: str) -> Outcome:
    if code not in (0, 1):
        return Outcome(name, "refused" if code == 2 else f"ended-with-{code}", frozenset(), ())
    made = json.loads(report)
    failed = sorted({each["format"] for each in made["artifacts"] if each["status"] == "failed"})
    result = f"without-{'-'.join(failed)}" if failed else "made"
    built = {each["source"] for each in made["artifacts"]}
    codes = frozenset(each["code"] for each in made["diagnostics"])
    lost = () if BESIDE in built else (BESIDE,)
    return Outcome(name, result, codes, lost)


def _built(folder: Path) -> Iterator[tuple[str, int, str, float, int]]:
    for name in names():
        report = folder / f"{name}.json"
        command = [sys.executable, "-m", "exporter.cli", "build", str(folder / name)]
        command += ["--to", ",".join(FORMATS), "--report", "json"]
        with report.open("wb") as stream:
            process = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = used.ru_utime + used.ru_stime
        yield name, process.returncode, report.read_text("utf-8"), seconds, used.ru_maxrss // 1024


if __name__ == "__main__":
    (Path(sys.argv[1]) / TOLD).write_text(json.dumps(list(_built(Path(sys.argv[1])))))
