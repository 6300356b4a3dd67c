"""Tasks that fail, hang or die, and what is left of them afterwards."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import resource_tracker, util
from pathlib import Path

import pytest
from pebble.pool.process import TaskManager

from exporter.errors import RenderError
from exporter.executors import TaskFailure, Workers, processes, run_tasks
from exporter.executors.alarm import alarm

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")


class Odd(Exception):
    """An exception that can be pickled and not unpickled."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def act(task: str) -> str:
    if task == "hang":
        time.sleep(60)
    if task == "stuck":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        time.sleep(60)
    if task == "die":
        os._exit(3)
    if task.startswith("die once "):
        file = Path(task.removeprefix("die once "))
        if not file.exists():
            file.touch()
            os._exit(3)
        return "AT LAST"
    if task == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "raise":
        raise RenderError("no such thing", "look elsewhere")
    if task == "odd":
        raise Odd("a", "b")
    if task == "process":
        return str(os.getpid())
    if task == "temporary":
        return tempfile.mkdtemp()
    if task == "slow":
        time.sleep(0.3)
    return task.upper()


def broken() -> None:
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - pebble logs it
    raise ValueError("not today")


def outcomes(
    *tasks: str, jobs: int = 2, timeout: float = 20, initializer: object = None
) -> list[str | TaskFailure]:
    assert initializer is None or initializer is broken
    start = broken if initializer else None
    done = dict(run_tasks(act, tasks, Workers(jobs, timeout), start))
    return [done[position] for position in range(len(tasks))]


def kind(outcome: str | TaskFailure) -> str:
    return outcome.kind if isinstance(outcome, TaskFailure) else "done"


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_has_its_own_result(jobs: int) -> None:
    assert outcomes("a", "b", "c", jobs=jobs) == ["A", "B", "C"]


def test_one_job_stays_in_this_process() -> None:
    assert outcomes("process", "process", jobs=1) == [str(os.getpid())] * 2


def test_one_task_starts_no_worker() -> None:
    assert outcomes("process", jobs=4) == [str(os.getpid())]


def test_several_jobs_work_in_other_processes() -> None:
    assert str(os.getpid()) not in outcomes("process", "process")


def test_the_same_workers_do_more_tasks_than_they_have_at_a_time() -> None:
    assert len(set(outcomes(*["process"] * 100))) <= 2


def test_a_worker_is_replaced_after_a_number_of_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LIFETIME", 20)
    found = outcomes(*["process"] * 100)
    assert max(Counter(map(str, found)).values()) == 20
    assert all(isinstance(each, str) for each in found)


def test_workers_leave_nothing_behind() -> None:
    made = outcomes("temporary", "temporary")
    assert [os.path.exists(str(folder)) for folder in made] == [False, False]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_ours_keeps_its_message_and_hint(jobs: int) -> None:
    failure = TaskFailure("error", "no such thing", "look elsewhere")
    assert outcomes("a", "raise", "b", jobs=jobs) == ["A", failure, "B"]


def test_an_exception_that_can_not_travel_is_told_by_name() -> None:
    done, failed = outcomes("a", "odd")
    assert (done, isinstance(failed, TaskFailure) and failed.message) == ("A", "Odd: ab")


def test_a_dead_worker_costs_only_its_own_task() -> None:
    tasks = ["a", "die", "b", "c", "killed", "d", "e"]
    assert [kind(outcome) for outcome in outcomes(*tasks)] == [
        "crash" if task in ("die", "killed") else "done" for task in tasks
    ]


def test_a_worker_that_dies_before_it_is_heard_of_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def late(*arguments: object) -> None:
        time.sleep(0.2)
        as_before(*arguments)

    as_before = TaskManager.task_start
    monkeypatch.setattr(TaskManager, "task_start", late)
    found = outcomes("slow", "die", "slow", timeout=20)
    assert [kind(outcome) for outcome in found] == ["done", "crash", "done"]


def test_who_is_blamed_for_another_s_death_is_tried_again(tmp_path: Path) -> None:
    once = tmp_path / "died"
    assert outcomes("a", f"die once {once}", "b") == ["A", "AT LAST", "B"]


def test_a_killed_worker_is_reported_with_its_signal() -> None:
    _, failed = outcomes("a", "killed")
    assert isinstance(failed, TaskFailure)
    assert "SIGKILL" in failed.message


@pytest.mark.parametrize(("task", "jobs"), [("hang", 1), ("hang", 2), ("stuck", 2)])
def test_a_task_that_overruns_is_ended_and_its_neighbours_live(task: str, jobs: int) -> None:
    start = time.monotonic()
    found = outcomes("a", task, "b", jobs=jobs, timeout=1)
    assert [kind(outcome) for outcome in found] == ["done", "timeout", "done"]
    assert time.monotonic() - start < 10


def test_workers_that_can_not_start_fail_every_task_and_end() -> None:
    assert [kind(o) for o in outcomes("a", "b", initializer=broken)] == ["crash", "crash"]


def test_leaving_early_ends_the_workers() -> None:
    for _ in run_tasks(act, ["a", "hang", "hang"], Workers(2, 60)):
        break
    assert [p for p in multiprocessing.active_children() if p.name.startswith("pebble")] == []


# a build server may start its programs with SIGINT ignored, and what it starts would inherit that
SCRIPT = """
import os, signal, time
from exporter.executors import Workers, run_tasks

signal.signal(signal.SIGINT, signal.default_int_handler)

def wait(task):
    os.write(1, b"started\\n")  # whole, whatever the other worker writes at that moment
    time.sleep(60)

if __name__ == "__main__":
    for _ in run_tasks(wait, [1, 2, 3], Workers(2, 60)):
        pass
"""


def group_members(group: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, pgid, stat in rows if int(pgid) == group and stat[0] != "Z"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_stopped_build(tmp_path: Path, number: signal.Signals) -> None:
    if sys.platform != "linux" and number != signal.SIGINT:
        pytest.skip("needs PR_SET_PDEATHSIG")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        if number == signal.SIGINT:  # as a terminal does
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.wait(timeout=10)
        deadline = time.monotonic() + 5
        while group_members(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert group_members(process.pid) == []


def test_an_interrupted_build_shows_no_workers_traceback(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        time.sleep(0.16)  # workers are being started: unguarded, each of them complains
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert errors.count("Traceback") <= 1


def test_a_termination_waits_for_a_worker_that_is_half_begun(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    begun: list[int] = []

    def spawn(*arguments: object) -> int:
        begun.append(spawnv(*arguments))
        signal.raise_signal(signal.SIGTERM)
        return begun[-1]

    resource_tracker.ensure_running()
    spawnv = util.spawnv_passfds  # type: ignore[attr-defined]
    monkeypatch.setattr(util, "spawnv_passfds", spawn)
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with pytest.raises(SystemExit):
            outcomes("a", "b")
    finally:
        signal.signal(signal.SIGTERM, before)
    for process in begun:
        with suppress(ChildProcessError):
            os.waitpid(process, 0)
    assert capfd.readouterr().err == ""


def test_a_worker_that_still_starts_when_all_is_done_ends_quietly(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for _ in range(5):
        assert outcomes("a", "b", "c", "d", jobs=4) == ["A", "B", "C", "D"]
    assert capfd.readouterr().err == ""


# --- the alarm ------------------------------------------------------------------------------------


def test_an_alarm_ends_what_takes_too_long() -> None:
    with pytest.raises(TimeoutError), alarm(0.2):
        time.sleep(60)
    with alarm(60):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


@pytest.mark.parametrize("seconds", [float("inf"), 1e300])
def test_an_alarm_without_an_end_never_rings(seconds: float) -> None:
    assert outcomes("a", jobs=1, timeout=seconds) == ["A"]
    with ThreadPoolExecutor() as threads:
        assert not threads.submit(rang, seconds, int).result()


def rang(seconds: float, within: Callable[[], object]) -> bool:
    try:
        with alarm(seconds):
            within()
    except TimeoutError:
        return True
    return False


def go_on() -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pass


@pytest.mark.parametrize("seconds", [0, float("inf")])
def test_without_a_bound_no_alarm_rings(seconds: float) -> None:
    def work() -> str:
        with alarm(seconds):
            time.sleep(0.1)
        return "done"

    assert work() == "done"
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == "done"


def test_an_alarm_ends_work_of_another_thread() -> None:
    with ThreadPoolExecutor() as threads:
        assert threads.submit(rang, 0.2, go_on).result()


@pytest.mark.parametrize(("outer", "inner"), [(60, 0.2), (0.2, 60)])
def test_the_alarm_that_rings_is_the_one_that_is_heard(outer: float, inner: float) -> None:
    heard: list[bool] = []
    assert rang(outer, lambda: heard.append(rang(inner, go_on))) == (outer < inner)
    assert heard == ([True] if inner < outer else [])
