"""The commands as people call them: what is said, what is written, and the exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exporter.cli.commands import COMMANDS
from exporter.codes import CODES
from exporter.run import Summary
from tests.commands import Call

# What takes long to import; help and mistakes in typing must not wait for it
HEAVY = frozenset(
    "babel css_inline ebooklib jinja2 lxml mrml msgspec nh3 pebble PIL pygments pypandoc rich"
    " weasyprint yaml ziamath".split()
)


def write(folder: Path, **notes: str | bytes) -> None:
    for name, text in notes.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.md").write_bytes(data)


# --- help and its speed ---------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["buidl"]])
def test_help_and_typing_errors_import_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\n"
        "from exporter.cli import program\n"
        "try: program(sys.argv[1:])\n"
        "except SystemExit: print('\\n', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.splitlines()[-1].split())
    assert "click" in imported
    assert imported & HEAVY == set()


def test_every_command_has_help_with_an_example(exporter: Call) -> None:
    overview = exporter("--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in overview
        told = exporter(name, "--help")
        assert told.code == 0
        assert f"  exporter {name}" in told.out.partition("Example")[2]


def test_no_arguments_show_the_help(exporter: Call) -> None:
    done = exporter()
    assert done.code == 2
    assert "Commands:" in done.err


def test_a_mistyped_command_is_named(exporter: Call) -> None:
    done = exporter("buidl")
    assert done.code == 2
    assert "build" in done.err


def test_a_note_in_the_place_of_a_command_is_understood(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="text")
    done = exporter("note.md")
    assert done.code == 2
    assert "exporter build note.md" in done.err


# --- commands -------------------------------------------------------------------------------------


def test_a_new_project_can_be_built(exporter: Call, tmp_path: Path) -> None:
    assert exporter("init", "my notes", "--title", 'My "notes"').code == 0
    done = exporter("build", "my notes", "--to", "json")
    assert done.code == 0, done.err
    assert (tmp_path / "my notes/out/Welcome.json").is_file()
    assert (tmp_path / "my notes/.gitignore").is_file()


def test_a_new_project_replaces_nothing(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, Welcome="mine")
    done = exporter("init", ".")
    assert done.code == 2
    assert "already has Welcome.md" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Welcome.md"]


def test_doctor_finds_what_is_installed(exporter: Call) -> None:
    done = exporter("doctor")
    assert done.code == 0, done.out
    for name in ("Pandoc", "WeasyPrint", "Pango", "EbookLib"):
        assert f"ok  {name}" in done.out.replace("ok       ", "ok  ")


def test_every_code_is_explained(exporter: Call) -> None:
    listed = exporter("explain").out
    for code, (severity, explanation) in CODES.items():
        assert code in listed
        told = exporter("explain", code).out
        assert severity in told
        assert explanation.split()[0] in told


def test_an_unknown_code_is_answered_with_the_near_one(exporter: Call) -> None:
    done = exporter("explain", "links/danglin")
    assert done.code == 2
    assert "did you mean “links/dangling”?" in done.err


def test_the_schema_describes_what_is_written(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="text")
    schema = json.loads(exporter("schema").out)
    assert exporter("build", "note.md", "--to", "json").code == 0
    document = json.loads((tmp_path / "out/note.json").read_text())
    name = schema["$ref"].rpartition("/")[2]
    assert set(document) <= set(schema["$defs"][name]["properties"])


def test_inspect_shows_the_tree_and_what_is_wrong(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="---\ntitle: T\n---\n\nA *word* and [[nothing]].\n")
    done = exporter("inspect", "note.md")
    assert done.code == 0
    assert "title: T" in done.out
    assert "Emphasis “word”" in done.out
    assert "note.md:5: info links/dangling" in done.err


def test_inspect_gives_json(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="# T\n\ntext")
    assert json.loads(exporter("inspect", "note.md", "--json").out)["metadata"]["title"] == "T"


# --- building -------------------------------------------------------------------------------------


def test_a_report_for_programs_is_one_json_object(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, one="A [[dangling]] link.", two=b"\x00\x01\x02\xff" * 100)
    done = exporter("build", ".", "--to", "json", "--report", "json")
    told = json.loads(done.out)
    assert done.code == told["exit_code"] == 1
    assert {each["status"] for each in told["artifacts"]} == {"written", "failed"}
    assert told["counts"]["written"] == 1
    assert "links/dangling" in {each["code"] for each in told["diagnostics"]}
    assert exporter("build", "three.md", "--report", "json").out.startswith('{"error"')


def test_what_has_not_changed_is_not_made_again(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, one="text", two="text")
    assert "2 written" in exporter("build", ".", "--to", "json").out
    (tmp_path / "one.md").touch()
    assert "2 unchanged" in exporter("build", ".", "--to", "json").out
    write(tmp_path, one="other text")
    done = exporter("build", ".", "--to", "json")
    assert "written out/one.json" in done.out
    assert "unchanged out/two.json" in done.out
    assert "2 written" in exporter("build", ".", "--to", "json", "--force").out


def test_warnings_fail_a_strict_build_only(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="![gone](gone.png)")
    assert exporter("build", "note.md", "--to", "json").code == 0
    done = exporter("build", "note.md", "--to", "json", "--strict")
    assert done.code == 1
    assert "note.md:1: warning images/missing" in done.err
    assert (tmp_path / "out/note.json").is_file()


def test_quiet_says_nothing_when_all_is_well(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="text")
    assert exporter("build", "note.md", "--to", "json", "--quiet") == (0, "", "")


def test_out_leads_where_it_says(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    write(tmp_path / "vault", note="text")
    assert exporter("build", "vault", "--to", "json", "--out", "here/below").code == 0
    assert (tmp_path / "here/below/note.json").is_file()


# --- bad input ------------------------------------------------------------------------------------

GOOD = "a good note"


@pytest.mark.parametrize(
    ("note", "code", "told"),
    [
        (b"---\na: b: c: d\n\t- e\n---\n\nThe body.\n", 0, "bad.md:2: warning frontmatter/unread"),
        (b"---\ntitle: never closed\n\nThe body.\n", 0, "warning frontmatter/unclosed"),
        (
            b"\x7fELF\x02\x01\x00\x00" * 50,
            1,
            "bad.md:1: error note/unreadable: it is a binary file",
        ),
        (b"The caf\xe9 body.\n", 0, "bad.md:1: warning source/encoding"),
        (b"", 0, "bad.md:1: info note/empty"),
        (b"---\ntitle: Nothing below\n---\n", 0, "bad.md:1: info note/empty"),
        (b"a[^1]\n\n[^1]: b[^1]\n", 1, "bad.md:1: error note/unreadable"),
    ],
    ids=["front matter", "open front matter", "binary", "latin-1", "empty", "no body", "bomb"],
)
def test_a_bad_note_is_told_and_the_others_are_written(
    exporter: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    note: bytes,
    code: int,
    told: str,
) -> None:
    _hurry(monkeypatch)
    write(tmp_path, bad=note, good=GOOD)
    done = exporter("build", ".", "--to", "json", "--verbose", "--jobs", "1")
    assert done.code == code, done.err
    assert told in done.err
    assert GOOD in (tmp_path / "out/good.json").read_text()
    if b"The " in note:
        assert "body" in (tmp_path / "out/bad.json").read_text()
    else:
        assert not (tmp_path / "out/bad.json").exists()


def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Pandoc have two seconds for a note instead of twenty."""
    from exporter.source import pandoc

    defaults = {**(pandoc.Reader.__init__.__kwdefaults__ or {}), "timeout": 2.0}
    monkeypatch.setattr(pandoc.Reader.__init__, "__kwdefaults__", defaults)


def test_an_unreadable_note_is_told(
    exporter: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, bad="text", good=GOOD)
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        # as root, whom no permission stops, this is the only way
        if path.name == "bad.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    done = exporter("build", ".", "--to", "json", "--jobs", "1")
    assert done.code == 1
    assert "bad.md can't be read: Permission denied" in done.err
    assert (tmp_path / "out/good.json").is_file()


def test_a_missing_path_is_told_and_the_others_are_built(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, good=GOOD)
    done = exporter("build", "god.md", "good.md", "--to", "json")
    assert done.code == 1
    assert "there is no file or folder god.md\nhint: did you mean good.md?" in done.err
    assert (tmp_path / "out/good.json").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["god.md"], "did you mean good.md?"),
        (["good.md", "--to", "pfd"], "“pfd” is no format\nhint: did you mean “pdf”?"),
        (["good.md", "--to", ","], "--to names no format"),
        (["good.md", "--theme", "dark"], "there is no theme “dark”"),
        (["good.md", "--jobs", "0"], "--jobs 0"),
        (["good.md", "--memory", "20M"], "20 MB of memory are too little"),
        (["good.md", "--memory", "800M", "--executor", "serial"], "is not bounded"),
        (["good.md", "--out", "good.md"], "good.md is a file"),
        (["good.md", "--qiuet"], "--quiet"),
        (["picture.png"], "picture.png is no note"),
        (["empty"], "nothing to publish"),
        ([], "no exporter.toml"),
    ],
)
def test_a_command_that_can_not_be_carried_out_says_why(
    exporter: Call, tmp_path: Path, words: list[str], told: str
) -> None:
    write(tmp_path, good=GOOD)
    (tmp_path / "picture.png").touch()
    (tmp_path / "empty").mkdir()
    done = exporter("build", *words)
    assert done.code == 2
    assert told in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[build]\nformat = ['pdf']", "exporter.toml:2: [build] has no key “format”"),
        ("[build]\n\nformats = ['pfd']", "exporter.toml:3: “pfd” is not a value of build.formats"),
        ("[projekt]", "did you mean “project”?"),
        ("[build]\ntypography = 'yes'", "exporter.toml:2: build.typography must be true or false"),
        ("[build\n", "exporter.toml:1"),
    ],
)
def test_broken_settings_are_told_with_their_line(
    exporter: Call, tmp_path: Path, settings: str, told: str
) -> None:
    write(tmp_path, good=GOOD)
    (tmp_path / "exporter.toml").write_text(settings)
    done = exporter("build", ".")
    assert done.code == 2
    assert told in done.err
    assert "hint:" in done.err or "must be" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("check", "."),
        ("check", ".", "--verbose"),
        ("build", ".", "--to", "json", "--verbose", "--timings"),
        ("build", ".", "--to", "json", "--dry-run", "--verbose"),
        ("build", ".", "--to", "json", "--explain", "::debug::b.md"),
        ("inspect", "x\n::debug::a.md"),
    ],
)
def test_a_build_server_takes_no_orders_from_a_name(
    exporter: Call, tmp_path: Path, words: tuple[str, ...]
) -> None:
    for name in ("x\n::debug::a", "x\u2028::debug::c", "::debug::b", "y##[debug]d"):
        write(tmp_path, **{name: b"\x7fELF\x00" if "c" in name else "---\ntitle: a\n---\n"})
    done = exporter(*words)
    lines = (done.out + done.err).splitlines()
    assert "debug" in "".join(lines)
    assert [line for line in lines if line.lstrip().startswith("::") or "##[" in line] == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_build_that_is_ended_takes_its_temporary_files_along(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    notes, scratch = tmp_path / "notes", tmp_path / "scratch"
    notes.mkdir()
    scratch.mkdir()
    write(notes, **{f"note{each}": GOOD for each in range(200)})
    words = ["build", str(notes), "--to", "pdf", "--jobs", "2", "--out", str(tmp_path / "out")]
    program = subprocess.Popen(
        [sys.executable, "-m", "exporter.cli", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    while not list(scratch.iterdir()):
        assert program.poll() is None
        time.sleep(0.01)
    program.send_signal(number)
    _, told = program.communicate(timeout=60)
    assert (program.returncode, told, list(scratch.iterdir())) == (code, b"", [])


def test_an_internal_error_asks_for_a_report(
    exporter: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Summary:
        raise ZeroDivisionError("of our own")

    monkeypatch.setattr("exporter.run.build", broken)
    write(tmp_path, good=GOOD)
    done = exporter("build", "good.md")
    assert done.code == 1
    assert "internal error in `exporter build good.md`: ZeroDivisionError: of our own" in done.err
    assert "--debug" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is full")
@pytest.mark.parametrize(("words", "told"), [
    (["build", "note.md", "--to", "html", "--report", "json"], "what is printed can't be written"),
    (["build", "gone.md", "--report", "json"], "there is no file"),
])  # fmt: skip
def test_a_full_disk_is_no_fault_of_ours(tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "note.md").write_text("A note.\n")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "exporter.cli", *words],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr
