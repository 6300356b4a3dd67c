"""Tasks and builds on a Dask cluster: two workers on this computer."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from distributed import Client
from PIL import Image

from exporter.errors import UsageError
from exporter.executors import Executor, TaskFailure, Workers, dask, run_tasks
from exporter.run import Summary, build
from exporter.travel import Taking
from tests import cluster
from tests.commands import Call
from tests.conftest import ROOT
from tests.faults.__main__ import files
from tests.test_executors import act, kind
from tests.vaults import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with cluster.workers() as client:
        yield client


def on_cluster(scheduler: str, timeout: float = 60) -> Workers:
    return Workers(timeout=timeout, executor="dask", scheduler=scheduler)


def outcomes(client: Client, *tasks: str, timeout: float = 60) -> list[str | TaskFailure]:
    there = cluster.address(client)
    done = dict(run_tasks(act, tasks, on_cluster(there, timeout)))
    return [done[position] for position in range(len(tasks))]


# --- tasks ----------------------------------------------------------------------------------------


def test_tasks_are_done_elsewhere(client: Client) -> None:
    one, two = outcomes(client, "process", "a")
    assert one != str(os.getpid())
    assert two == "A"


def test_all_workers_have_their_part(client: Client) -> None:
    assert len(set(outcomes(client, *["process"] * 40))) == 2


def test_a_task_that_overruns_dies_or_fails_costs_itself_alone(client: Client) -> None:
    tasks = ["a", "hang", "b", "stuck", "c", "killed", "raise", "odd", "d"]
    kinds = [kind(outcome) for outcome in outcomes(client, *tasks, timeout=5)]
    ends = {"hang": "timeout", "stuck": "timeout", "killed": "crash"}
    ends |= {"raise": "error", "odd": "error"}
    assert kinds == [ends.get(task, "done") for task in tasks]


def test_the_tasks_of_a_lost_worker_are_done_by_another(client: Client) -> None:
    there, done = cluster.address(client), []
    tasks = ["slow"] * 12
    for _, outcome in run_tasks(act, tasks, on_cluster(there)):
        if not done:
            cluster.kill_one(client)
        done.append(outcome)
    assert done == ["SLOW"] * 12
    client.wait_for_workers(2)


def test_leaving_early_ends_what_is_being_done(client: Client) -> None:
    there, tasks = cluster.address(client), ["a", "hang", "hang"]
    for _ in run_tasks(act, tasks, on_cluster(there)):
        break
    assert cluster.left_at_last(client) == []


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", 1)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        next(iter(run_tasks(act, ["a"], on_cluster("tcp://127.0.0.1:9"))))


def test_an_address_that_lacks_its_certificates_is_told() -> None:
    with pytest.raises(UsageError, match=r"tls://127\.0\.0\.1:9 can't be reached: .*TLS"):
        next(iter(run_tasks(act, ["a"], on_cluster("tls://127.0.0.1:9"))))


def test_a_scheduler_that_ends_fails_what_is_not_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with by_hand(tmp_path) as (scheduler, address):

        def gather(*arguments: Any, **named: Any) -> Any:
            monkeypatch.setattr(dask, "PATIENCE", 1)  # there was all the time to begin
            scheduler.kill()
            scheduler.wait()
            return as_before(*arguments, **named)

        as_before = Client.gather
        monkeypatch.setattr(Client, "gather", gather)
        done = dict(run_tasks(act, ["a", "slow", "slow"], on_cluster(address)))
    failure = TaskFailure("crash", "the connection to the cluster was lost")
    assert [done[position] for position in range(3)] == [failure] * 3


@contextmanager
def by_hand(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler in a process of its own and its address, with one worker."""
    file, log = folder / "scheduler.json", folder / "log"
    named = ["--scheduler-file", str(file), "--no-dashboard"]
    dask = [sys.executable, "-m", "dask"]
    with log.open("wb") as said, ExitStack() as processes:

        def begun(*words: str) -> subprocess.Popen[bytes]:
            program = subprocess.Popen([*dask, *words, *named], stdout=said, stderr=said)
            processes.enter_context(program)
            processes.callback(program.terminate)
            return program

        scheduler = begun("scheduler", "--host", "127.0.0.1", "--port", "0")
        until = time.monotonic() + 30
        while not (file.exists() and file.read_text()) and time.monotonic() < until:
            time.sleep(0.05)
        begun("worker", "--nthreads", "1", "--local-directory", str(folder))
        yield scheduler, json.loads(file.read_text())["address"]


def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", 1)
    with cluster.workers(0) as empty, pytest.raises(UsageError, match="has no worker"):
        outcomes(empty, "a")


# --- builds ---------------------------------------------------------------------------------------

CITING = "---\nbibliography: left-out/works.bib\n---\n# Citing\n\nAs he says [@doe2020].\n"
BOOK = '[[book]]\ntitle = "All"\nchapters = ["One.md", "Two.md"]\n'
FORMATS = ("html", "epub", "pdf", "email", "json", "site")


@pytest.fixture
def vault(project: Project) -> Project:
    """What a note may need: others, pictures, a bibliography that is no part of the vault, a
    template, and the day of its last change."""
    project.write("exporter.toml", f'[build]\nexclude = ["left-out/"]\n\n{BOOK}')
    project.write("One.md", "# One\n\n![[Two]] and ![[pear.png]], see [[Citing#Citing]].\n")
    project.write("Two.md", "# Two\n\n$x^2$ ==bright== 漢字\n")
    project.write("Citing.md", CITING)
    project.write("left-out/works.bib", "@book{doe2020, author={Doe}, title={W}, year=2020}\n")
    project.write("templates/nodes/highlight.html", '<mark class="own">{{ content }}</mark>')
    Image.new("RGB", (160, 120), "olive").save(project.root / "pear.png")
    os.utime(project.root / "Two.md", ns=(1, 1_600_000_000_123_456_789))
    return project


def built(
    project: Project, out: Path, scheduler: str = "", formats: tuple[str, ...] = FORMATS
) -> Summary:
    executor: Executor = "dask" if scheduler else "processes"
    workers = Workers(jobs=2, executor=executor, scheduler=scheduler)
    return build(project.settings, [], formats=formats, out=out, workers=workers)


@pytest.mark.parametrize("sees", ["shared folders", "nothing of this computer"])
def test_a_cluster_makes_the_same_bytes(
    client: Client, vault: Project, tmp_path: Path, sees: str
) -> None:
    there = cluster.address(client)
    if sees == "shared folders":
        here = built(vault, tmp_path / "here", formats=("html", "site"))
        away = built(vault, tmp_path / "away", there, formats=("html", "site"))
    else:
        here = built(vault, tmp_path / "here")
        with cluster.apart(client):
            away = built(vault, tmp_path / "away", there)
    assert [each.message for each in away.outcomes if each.status == "failed"] == []
    assert 'class="own"' in (tmp_path / "away/All.html").read_text("utf-8")
    assert files(tmp_path / "away") == files(tmp_path / "here")
    assert set(away.diagnostics) == set(here.diagnostics)
    # what was written down holds here: nothing is made again
    again = built(vault, tmp_path / "away", formats=tuple({each.format for each in away.outcomes}))
    assert {each.status for each in again.outcomes} == {"unchanged"}
    assert cluster.left_at_last(client) == []


def test_a_moment_for_reproducible_builds_holds_there(
    client: Client, vault: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    built(vault, tmp_path / "away", cluster.address(client), formats=("epub",))
    with zipfile.ZipFile(tmp_path / "away/All.epub") as book:
        assert b"1970-01-02" in book.read("EPUB/content.opf")


def test_a_worker_that_would_make_others_is_refused(
    client: Client, vault: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Taking, "alike", staticmethod(lambda: {"weasyprint": "1.0"}))
    with pytest.raises(UsageError, match=r"on .*, weasyprint is [\d.]+ there and 1.0 here"):
        built(vault, tmp_path / "away", cluster.address(client))


def test_workers_with_other_fonts_are_told_of_where_they_made_pdf(
    client: Client, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("Note.md", "# Note\n\nText.\n")
    monkeypatch.setattr("exporter.run.Taking", partial(Taking, fonts="others"))
    there = cluster.address(client)
    told = built(project, tmp_path / "away", there, formats=("html", "pdf")).diagnostics
    assert [each.code for each in told] == ["cluster/fonts"]
    told = built(project, tmp_path / "html", there, formats=("html",)).diagnostics
    assert [each.code for each in told] == []


def test_the_command_builds_on_a_cluster(client: Client, exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# A note\n\nText.\n")
    there = ("--executor", "dask", "--scheduler", cluster.address(client))
    ended = exporter("build", "note.md", "--to", "html", *there)
    assert (ended.code, (tmp_path / "out/note.html").is_file()) == (0, True), ended.err


@pytest.mark.parametrize("words", [["--executor", "dask"], ["--scheduler", "tcp://x:1"]])
def test_an_executor_without_its_scheduler_is_a_mistake(exporter: Call, words: list[str]) -> None:
    ended = exporter("build", str(ROOT / "content"), *words)
    assert ended.code == 2
    assert "go together" in ended.err


# --- the guide ------------------------------------------------------------------------------------

GUIDE = (ROOT / "docs/cluster.md").read_text("utf-8")


def block(language: str) -> str:
    (text,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    return str(text)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "exporter.toml").write_text('[build]\nformats = ["html"]\n')
    for name in ("One", "Two"):
        (tmp_path / f"notes/{name}.md").write_text(f"# {name}\n\nText.\n")
    return tmp_path


def test_the_commands_of_the_guide_build(project_folder: Path) -> None:
    script = f"{block('sh').replace('8786', free_port())}kill $(jobs -p); wait"
    path = os.pathsep.join([f"{sys.prefix}/bin", os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-mc", script],
        cwd=project_folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 written" in done.stdout, done.stderr
    assert (project_folder / "out/notes/One.html").is_file()


def test_the_notebook_of_the_guide_builds(project_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block("python")],
        cwd=project_folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "2 made, 0 failed\n", done.stderr


def test_the_pods_of_the_guide_find_each_other() -> None:
    wanted = yaml.safe_load(block("yaml"))
    name, spec = wanted["metadata"]["name"], wanted["spec"]
    (scheduler,) = spec["scheduler"]["spec"]["containers"]
    (worker,) = spec["worker"]["spec"]["containers"]
    # the operator's own conventions: it names the service, and tells workers by a variable
    assert f"service/{name}-scheduler" in GUIDE
    assert spec["scheduler"]["service"]["selector"]["dask.org/cluster-name"] == name
    assert worker["image"] == scheduler["image"]
    assert [worker["args"][0], scheduler["args"][0]] == ["dask-worker", "dask-scheduler"]
    ports = {each["name"]: each["containerPort"] for each in scheduler["ports"]}
    served = {each["targetPort"]: each["port"] for each in spec["scheduler"]["service"]["ports"]}
    assert served == ports
