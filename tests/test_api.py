"""The Python API: what it gives, that it gives what the command does, and what it leaves alone."""

from __future__ import annotations

import inspect
import multiprocessing
import os
import pickle
import re
import signal
import subprocess
import sys
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from lxml import html

import exporter
from exporter import UsageError, build, load_note, render
from exporter.executors import Workers, run_tasks
from exporter.model.document import Document
from tests.commands import Call
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = (ROOT / "docs/api.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
FORMATS = ("html", "pdf", "epub", "email", "json")
GARDEN = """---
title: Garden
---

![[Rose]]

See [[Gone]], [[Rose]] and a note.[^1]

[^1]: Here.
"""


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "Garden.md").write_text(GARDEN)
    (folder / "Rose.md").write_text("A *rose*.\n")
    monkeypatch.chdir(tmp_path)
    return folder


def files(out: Path) -> dict[str, bytes]:
    found = (file for file in out.rglob("*") if file.is_file() and file.name[0] != ".")
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in found}


# --- the functions --------------------------------------------------------------------------------


@pytest.mark.parametrize("to", FORMATS)
def test_render_gives_what_the_command_writes(exporter: Call, notes: Path, to: str) -> None:
    ended = exporter("build", "notes/Garden.md", "--to", to, "--out", "made")
    assert ended.code == 0
    made = files(Path("made"))
    assert render("notes/Garden.md", to).files == made
    assert render(load_note("notes/Garden.md"), to).files == made


@pytest.mark.parametrize("to", ["html", "email"])
def test_render_knows_the_site_of_a_project(exporter: Call, notes: Path, to: str) -> None:
    text = '[project]\nurl = "https://example.org"\n[build]\nformats = ["site"]\n'
    (notes / "exporter.toml").write_text(text)
    exporter("build", "notes/Garden.md", "--to", to, "--out", "made")
    assert b"https://example.org" in render("notes/Garden.md", to).data
    assert render("notes/Garden.md", to).files == files(Path("made"))


def test_build_gives_what_the_command_writes(exporter: Call, notes: Path) -> None:
    exporter("build", "notes", "--to", "html,epub", "--out", "command")
    summary = build("notes", to=["html", "epub"], out="function")
    assert files(Path("function")) == files(Path("command"))
    assert {Path(each.path).name for each in summary.artifacts} == {
        "Garden.html", "Garden.epub", "Rose.html", "Rose.epub"
    }  # fmt: skip
    assert [each.code for each in summary.diagnostics] == ["links/dangling"]


def test_a_note_is_a_document_with_its_findings(notes: Path) -> None:
    note = load_note("notes/Garden.md")
    assert isinstance(note, Document)
    assert note.metadata.title == "Garden"
    assert [(each.code, each.line) for each in note.diagnostics] == [("links/dangling", 7)]
    assert note.settings.root == str(notes)
    assert note.diagnostics == render(note).diagnostics


def test_a_note_that_was_changed_is_rendered_as_it_is(notes: Path) -> None:
    note = load_note("notes/Garden.md")
    changed = msgspec.structs.replace(note, blocks=load_note("notes/Rose.md").blocks)
    page = render(changed).data.decode()
    assert "<em>rose</em>" in page
    assert "a note" not in page


def test_a_note_that_is_gone_is_said_to_be_that(notes: Path) -> None:
    note = load_note("notes/Rose.md")
    (notes / "Rose.md").unlink()
    with pytest.raises(UsageError, match="there is no file"):
        render(note)


def test_a_bad_note_is_among_the_failures(notes: Path) -> None:
    (notes / "Bad.md").write_bytes(b"\0\1\2 binary")
    summary = build("notes", to="html", out="made")
    assert [each.source for each in summary.failures] == ["Bad.md"]
    assert len(summary.artifacts) == 2


@pytest.mark.parametrize(
    ("path", "to"), [("notes/Gone.md", "html"), ("notes", "html"), ("notes/Rose.md", "site"),
                     ("notes/Rose.md", "docx")]
)  # fmt: skip
def test_what_can_not_be_meant_says_so(notes: Path, path: str, to: str) -> None:
    with pytest.raises(UsageError) as raised:
        render(path, to)
    assert raised.value.message


@pytest.mark.parametrize(
    "workers",
    [{"jobs": 0}, {"timeout": -1}, {"timeout": float("nan")}, {"memory": -1},
     {"executor": "threads"}, {"scheduler": "tcp://127.0.0.1:8786"}],
)  # fmt: skip
def test_workers_that_can_not_be_are_refused(notes: Path, workers: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        build("notes", to="html", out="made", **workers)
    assert not Path("made").exists()


def test_trust_holds_for_one_call(notes: Path) -> None:
    (notes / "templates/html").mkdir(parents=True)
    (notes / "templates/html/page.html").write_text("mine")
    assert render(load_note("notes/Rose.md", trust=True)).data == b"mine"
    assert render("notes/Rose.md").data != b"mine"


def test_an_artifact_is_written_below_a_folder(notes: Path) -> None:
    (notes / "film.mp4").write_bytes(b"film")
    (notes / "Film.md").write_text("![[film.mp4]]\n")
    artifact = render("notes/Film.md")
    written = artifact.write("made")
    assert written[0] == Path("made/Film.html").resolve()
    assert files(Path("made")) == artifact.files
    assert len(artifact.files) == 2


def test_what_a_notebook_shows_of_a_build_is_a_line(notes: Path) -> None:
    summary = build("notes", to="html", out="made")
    assert repr(summary) == f"<Summary of {summary.out!r}: 2 artifacts, 0 failures>"


# --- where it is called ---------------------------------------------------------------------------


def test_what_is_returned_can_be_pickled(notes: Path) -> None:
    note, artifact = load_note("notes/Garden.md"), render("notes/Garden.md")
    for each in (note, artifact, build("notes", to="html", out="made")):
        assert pickle.loads(pickle.dumps(each)) == each  # noqa: S301 - our own


def test_threads_take_turns(notes: Path) -> None:
    def one(number: int) -> tuple[bytes, int]:
        summary = build("notes", to="html", out=f"made{number}")
        return render("notes/Rose.md").data, len(summary.artifacts)

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(one, range(6))) == {(render("notes/Rose.md").data, 2)}


def test_a_process_that_may_start_none_is_told_so(notes: Path) -> None:
    # as pytest-xdist's workers are none, this one becomes a daemon for a moment
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    was, config["daemon"] = config.get("daemon", False), True
    try:
        assert build("notes", to="html", out="made").failures == ()
        with pytest.raises(UsageError, match="may start no workers"):
            build("notes", to="html", out="made", jobs=2)
    finally:
        config["daemon"] = was


def test_a_script_without_a_guard_is_told_what_it_lacks(notes: Path) -> None:
    Path("script.py").write_text(
        "from exporter import build\n"
        "print(build('notes', to='html', out='made', jobs=2).failures[0].hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "script.py"], capture_output=True, text=True, check=False, env=_ours()
    )
    assert "__main__" in done.stdout


def test_nothing_of_the_process_is_changed(notes: Path) -> None:
    script = (
        "import os, signal, subprocess, sys, threading\n"
        "def now():\n"
        "    handlers = [signal.getsignal(each) for each in signal.valid_signals()]\n"
        "    return handlers, os.getcwd(), sys.stdout, threading.active_count()\n"
        "before = now()\n"
        "from exporter import build, load_note, render\n"
        "render(load_note('notes/Garden.md'), 'pdf')\n"
        "build('notes', to='epub', out='made')\n"
        "assert now() == before\n"
        "children = f'/proc/self/task/{os.getpid()}/children'\n"
        "assert not (os.path.exists(children) and open(children).read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=_ours()
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no such alarm")
def test_an_alarm_of_the_caller_stays() -> None:
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        assert list(run_tasks(str, [1], Workers(timeout=10))) == [(0, "1")]
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_importing_loads_no_library() -> None:
    script = "import sys, exporter; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=_ours(),
    )
    assert set(done.stdout.split()) - sys.stdlib_module_names == {"__main__", "exporter"}


def _ours() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# --- in a notebook --------------------------------------------------------------------------------


def test_a_note_shows_itself_in_a_frame_without_scripts(notes: Path) -> None:
    frame = html.fragment_fromstring(load_note("notes/Garden.md")._repr_html_())
    assert frame.tag == "iframe"
    assert "allow-scripts" not in frame.get("sandbox", "allow-scripts")
    page = html.document_fromstring(frame.get("srcdoc", ""))
    assert page.findall(".//script") == []
    assert "A rose." in page.text_content()


def test_links_of_a_page_in_a_notebook_stay_in_it(notes: Path, browser: Browser) -> None:
    (notes / "Long.md").write_text("See [[#Far]].\n\n" + "More.\n\n" * 60 + "## Far\n\nEnd.\n")
    cell = browser.new_page()
    cell.goto("about:blank")
    cell.evaluate(
        "text => { document.body.innerHTML = text }", load_note("notes/Long.md")._repr_html_()
    )
    frame = cell.wait_for_selector("iframe")
    page = frame.content_frame() if frame else None
    assert page
    page.get_by_role("link", name="Far").last.click()
    page.wait_for_function("scrollY > 0")
    assert page.url == "about:srcdoc#far"


# --- its page -------------------------------------------------------------------------------------


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the examples import of Airflow and Celery: decorators that do nothing."""
    for module, name in (("celery", "shared_task"), ("airflow.decorators", "task")):
        stand_in = types.ModuleType(module)
        setattr(stand_in, name, lambda function: function)
        monkeypatch.setitem(sys.modules, module, stand_in)
    monkeypatch.setitem(sys.modules, "airflow", types.ModuleType("airflow"))


@pytest.mark.usefixtures("notes", "queues")
def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    known: dict[str, object] = {"__name__": "__main__"}
    for example in EXAMPLES:
        exec(compile(example, "docs/api.md", "exec"), known)  # noqa: S102 - our own page
    publish, nightly = known["publish"], known["nightly"]
    assert callable(publish)
    assert callable(nightly)
    assert publish("notes/Rose.md") == [str(Path("published/Rose.pdf").resolve())]
    assert nightly() == 4
    told = capsys.readouterr().out
    assert "Garden 2 blocks" in told
    assert "did you mean notes/Garden.md?" in told


def test_every_name_is_described() -> None:
    named = set(re.findall(r"`(\w+)", PAGE))
    assert set(exporter.__all__) - {"__version__"} - named == set()


@pytest.mark.parametrize("name", ["Note", "Artifact", "Summary", "Outcome", "Diagnostic"])
def test_every_attribute_is_described(name: str) -> None:
    section = re.split(rf"^## `{name}`$", PAGE, flags=re.MULTILINE)[1].partition("\n## ")[0]
    shown = set(re.findall(r"`(\w+)", section))
    kind = getattr(exporter, name)
    own = {each for each in vars(kind) if each[0] != "_"} | set(kind.__struct_fields__)
    assert own - shown - {"version"} == set()


@pytest.mark.parametrize("name", ["load_note", "render", "build"])
def test_every_argument_is_described(name: str) -> None:
    section = re.split(rf"^## `{name}\(", PAGE, flags=re.MULTILINE)[1].partition("\n## ")[0]
    assert [each for each in inspect.signature(getattr(exporter, name)).parameters
            if each not in section] == []  # fmt: skip


def test_the_types_are_those_that_users_rely_on(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(
        "from typing import assert_type\n"
        "from exporter import Artifact, Diagnostic, ExporterError, Note, NoteError, Outcome\n"
        "from exporter import RenderError, Summary, UsageError, __version__\n"
        "from exporter import build, load_note, render\n"
        "note = load_note('a.md', profile='print')\n"
        "assert_type(note, Note)\n"
        "assert_type(note.metadata.title, str)\n"
        "assert_type(render(note, to='pdf'), Artifact)\n"
        "assert_type(render('a.md').data, bytes)\n"
        "assert_type(render('a.md').files, dict[str, bytes])\n"
        "summary = build(['a', 'b'], to='html', out='made', jobs=2)\n"
        "assert_type(summary, Summary)\n"
        "assert_type(summary.failures, tuple[Outcome, ...])\n"
        "assert_type(summary.diagnostics, tuple[Diagnostic, ...])\n"
        "assert_type(__version__, str)\n"
        "errors: list[type[ExporterError]] = [NoteError, RenderError, UsageError]\n"
        "build('a', jobs='two')  # type: ignore[arg-type]\n"
        "render(1)  # type: ignore[arg-type]\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir",
               str(tmp_path / "cache"), "--follow-imports=silent", "use.py"]  # fmt: skip
    env = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stdout
