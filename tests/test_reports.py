"""What a build tells of itself: times, reports for programs and for people, how far it is."""

from __future__ import annotations

import itertools
import json
import pstats
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from lxml import html

from exporter.cli import progress as progressing
from exporter.cli.profiling import profiled
from exporter.cli.progress import Pace, progress
from exporter.cli.timings import AFTER, BEFORE, clock
from exporter.executors import Workers
from exporter.run import Summary
from exporter.stages import stage, timed
from tests.commands import Call
from tests.conftest import ROOT
from tests.vaults import Project

PAGE = (ROOT / "docs/reports.md").read_text("utf-8")
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def vault(exporter: Call, tmp_path: Path) -> Path:
    """A good note, one that leads nowhere, and one that is none."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "Good.md").write_text("Good.\n")
    (folder / f"Led {EVIL.replace('/', '')}.md").write_text("[[Nowhere]] ![](gone.png)\n")
    (folder / "Bad.md").write_bytes(b"\0\1\2 binary")
    return folder


# --- times ----------------------------------------------------------------------------------------


def test_a_stage_within_another_stops_its_clock() -> None:
    with timed() as clock, stage("outer"):
        with stage("inner"):
            time.sleep(0.05)
        with stage("inner"):
            time.sleep(0.05)
    assert clock.times["inner"] >= 0.1
    assert clock.times["outer"] < 0.05


def test_a_stage_that_fails_ends() -> None:
    with timed() as clock:
        with pytest.raises(ValueError, match="it fails"), stage("failing"):
            raise ValueError("it fails")
        time.sleep(0.02)
    assert clock.times["other"] >= 0.02


@pytest.mark.parametrize("jobs", [1, 2])
def test_times_come_with_the_results(project: Project, jobs: int) -> None:
    for name in "abc":
        project.write(f"{name}.md", "![[d]]\n")
    project.write("d.md", "D\n")
    summary = project.build(formats=("html", "epub"), jobs=jobs)
    assert sorted(each.source for each in summary.times) == ["a.md", "b.md", "c.md", "d.md"]
    stages = {"read", "lift", "normalize", "compose", "render-html", "render-epub", "write"}
    assert stages <= summary.stages.keys()
    assert all(stages - {"lift"} <= each.stages.keys() for each in summary.times)
    assert summary.stages["read"] >= sum(each.stages["read"] for each in summary.times)


def test_stages_add_up_to_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count()
    monkeypatch.setattr("exporter.stages.perf_counter", lambda: float(next(ticks)))
    with timed() as clock, stage("a"), stage("b"):
        with stage("a"):
            pass
        with stage("c"):
            pass
    assert sum(clock.times.values()) == next(ticks) - 1


def test_what_did_not_have_to_be_made_has_no_times(project: Project) -> None:
    project.write("a.md", "A\n")
    project.build()
    assert project.build().times == ()


def test_a_note_that_is_given_up_took_its_time(project: Project) -> None:
    from exporter.run import build

    project.write("a.md", "A\n")
    formats, out = ("html",), project.out
    summary = build(project.settings, [], formats=formats, out=out, workers=Workers(timeout=0.0001))
    assert summary.failures
    assert summary.times[0].stages == {"given-up": 0.0001}


def test_every_stage_is_described(project: Project) -> None:
    project.write("a.md", "A\n")
    summary: Summary = project.build(formats=("html", "site"))
    own = {name for name in summary.stages if not name.startswith("render-")}
    assert own <= {*BEFORE, *AFTER}
    assert [name for name in (*BEFORE, *AFTER) if f"| `{name}` |" not in PAGE] == []


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0042, "4 ms"), (0.9996, "1.00 s"), (2.314, "2.31 s"), (42.46, "42.5 s"), (185, "3 min 5 s"),
     (7800, "2 h 10 min")],
)  # fmt: skip
def test_times_are_read_as_people_say_them(seconds: float, told: str) -> None:
    assert clock(seconds) == told


def test_timings_name_stages_and_slow_notes(exporter: Call, vault: Path) -> None:
    told = exporter("build", "notes", "--to", "html", "--timings").out
    assert "\nrender-html " in told
    assert "slowest of 3 notes" in told
    assert " Good.md: " in told


def test_a_profile_can_be_read(exporter: Call, vault: Path) -> None:
    exporter("build", "notes", "--to", "html", "--jobs", "2", "--cprofile", "build.prof")
    functions = pstats.Stats("build.prof").get_stats_profile().func_profiles
    assert "work" in functions
    assert "lift" in functions


def test_a_profile_is_kept_of_a_build_that_was_ended(tmp_path: Path) -> None:
    file = tmp_path / "build.prof"
    with pytest.raises(KeyboardInterrupt), profiled(file):
        raise KeyboardInterrupt
    assert pstats.Stats(str(file)).get_stats_profile().func_profiles


@pytest.mark.parametrize("option", ["--cprofile", "--report"])
@pytest.mark.parametrize("name", ["taken.json", "notes/Good.md/build.json"])
def test_what_can_not_be_written_is_told_before_the_work(
    exporter: Call, vault: Path, option: str, name: str
) -> None:
    Path("taken.json").mkdir()
    done = exporter("build", "notes", "--to", "html", option, name)
    assert done.code == 2
    assert option in done.err
    assert not Path("out").exists()


# --- reports --------------------------------------------------------------------------------------


def test_the_json_report_is_as_its_schema_says(exporter: Call, vault: Path) -> None:
    schema = json.loads(exporter("schema", "report").out)
    done = exporter("build", "notes", "--to", "html", "--report", "json")
    report = json.loads(done.out)
    jsonschema.validate(report, schema)
    assert report["version"] == 1
    assert report.keys() == schema["$defs"]["BuildReport"]["properties"].keys()
    assert [key for key in report if f"`{key}`" not in PAGE] == []
    assert done.code == report["exit_code"] == 1
    assert report["counts"]["failed"] == 1


def test_reports_are_written_beside_what_is_told(exporter: Call, vault: Path) -> None:
    names = ("build.json", "build.html")
    done = exporter("build", "notes", "--to", "html", *(f"--report={name}" for name in names))
    assert "2 written, 1 failed" in done.out
    assert json.loads(Path("build.json").read_text())["counts"]["written"] == 2
    assert Path("build.html").read_text().startswith("<!DOCTYPE html>")


def test_the_page_names_what_matters_and_runs_nothing_of_a_note(
    exporter: Call, vault: Path
) -> None:
    text = exporter("build", "notes", "--to", "html", "--report", "html").out
    page = html.document_fromstring(text)
    (failures,) = page.find_class("failures")
    assert "Bad.md (html): it is a binary file" in " ".join(failures.text_content().split())
    names = [row.text_content() for row in page.find_class("notes")[0].findall("tbody/tr/th")]
    assert names[0] == "Bad.md"
    assert sorted(names)[1:] == ["Good.md", "Led <script>alert(1)<script>.md"]
    assert len(page.findall(".//script")) == 1
    assert "links/dangling" in text
    assert page.xpath("//@src | //@href") == []


def test_a_terminal_gets_no_page(
    exporter: Call, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporter.cli.reporting._on_screen", lambda: True)
    done = exporter("build", "notes", "--to", "html", "--report", "html")
    assert done.code == 2
    assert "name a file" in done.err


@pytest.mark.parametrize("given", [["xml"], ["build.txt"], ["json", "html"]])
def test_a_report_that_can_not_be_is_refused(exporter: Call, vault: Path, given: list[str]) -> None:
    done = exporter("build", "notes", *(f"--report={each}" for each in given))
    assert done.code == 2
    assert not Path("out").exists()


def test_no_report_stays_that_tells_of_the_build_before(exporter: Call, vault: Path) -> None:
    Path("build.json").write_text('{"exit_code": 0}')
    assert exporter("build", "gone", "--report", "build.json").code == 2
    assert not Path("build.json").exists()


@pytest.mark.parametrize("other", ["--watch", "--dry-run", "--explain=notes/Good.md"])
def test_no_report_is_promised_of_what_is_not_made(exporter: Call, vault: Path, other: str) -> None:
    done = exporter("build", "notes", "--report", "build.json", other)
    assert done.code == 2
    assert "tell of one build" in done.err


def test_a_large_report_stays_readable() -> None:
    script = (
        "from exporter.cli.report import build_report\n"
        "from exporter.cli.report_page import page\n"
        "from exporter.config import Settings\n"
        "from exporter.run import Outcome, Summary, Timed\n"
        "names = [f'Note {number}.md' for number in range(20_000)]\n"
        "made = tuple(Outcome(name, 'html', name, 1, None, 'written') for name in names)\n"
        "times = tuple(Timed(name, {'read': 0.01 * len(name)}) for name in names)\n"
        "summary = Summary(made, (), 1.0, 'out', times=times, stages={'read': 1.0})\n"
        "print(len(page(build_report(summary, Settings('/notes'), (), 0), Settings('/notes'))))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert int(done.stdout) < 2_000_000


# --- how far it is --------------------------------------------------------------------------------


def test_the_rate_counts_what_is_made_now(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([100.0, 100.1, 110.0])
    monkeypatch.setattr(progressing.time, "monotonic", lambda: next(now))
    pace = Pace()
    assert pace.told(900, 1000) == ""
    assert pace.told(901, 1000) == ""
    assert pace.told(920, 1000) == "2.0/s, 40 s left"


def test_when_all_is_done_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([100.0, 110.0])
    monkeypatch.setattr(progressing.time, "monotonic", lambda: next(now))
    pace = Pace()
    pace.told(0, 20)
    assert pace.told(20, 20) == "2.0/s"


@pytest.mark.parametrize("width", [32, 60, 80, 200])
def test_the_name_of_a_note_hides_no_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    monkeypatch.setattr(progressing, "on_terminal", lambda: True)
    monkeypatch.setattr(Pace, "told", lambda *_: "62/s, 12 s left")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    with progress(silent=False) as update:
        update(1234, 2000, f"A long {'and long ' * 20}name.md")
    last = capsys.readouterr().err.partition("1234")[2]
    assert last.startswith("/2000 62/s, 12 s left ")


def test_plain_is_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progressing, "on_terminal", lambda: True)
    monkeypatch.setattr(progressing, "PAUSE", -1.0)
    with progress(silent=False, plain=True) as update:
        update(1, 3, "One.md")
    assert capsys.readouterr().err == "1 of 3 done, now One.md\n"
