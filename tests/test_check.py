"""`exporter check`: what is found without making anything, how it is told, and that it is right."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from exporter import config
from exporter.check import Findings, check
from exporter.codes import CODES
from tests.commands import Call, Ended
from tests.counts import Place, count

SCHEMA = Path(__file__).parent / "data/sarif-2.1.0.json"
CORPORA = ("garden", "vault-docs", "book", "newsletters")


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def write(folder: Path, **notes: str) -> None:
    for name, text in notes.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


def found(done: Ended) -> list[tuple[str, str, int]]:
    """Code, note and line of each finding of a JSON report."""
    return [(d["code"], d["note"], d["line"]) for d in json.loads(done.out)["diagnostics"]]


# --- what is done ---------------------------------------------------------------------------------


def test_nothing_is_written(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="A [[dangling]] link and ![gone](gone.png).")
    before = sorted(tmp_path.rglob("*"))
    done = exporter("check", ".", "--jobs", "1")
    assert done.code == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_note_in_a_book_and_alone_is_told_once(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    write(tmp_path / "book", one="[[gone]]", two="text")
    books = '[[book]]\ntitle = "A"\nfolder = "book"\n[[book]]\ntitle = "B"\nfolder = "book"\n'
    (tmp_path / "exporter.toml").write_text(books)
    done = exporter("check", "--report", "json", "--jobs", "1")
    assert found(done) == [("links/dangling", "book/one.md", 1)]
    assert json.loads(done.out)["counts"]["notes"] == 2


def test_what_is_wrong_with_an_embedded_note_is_told_once(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, one="![[two]]", two="text\n\n[[gone]]\n\n![[three]]\n", three="![[nowhere]]\n")
    wrong = [("embeds/missing", "three.md", 1), ("links/dangling", "two.md", 3)]
    # two and three are not checked themselves, and stand in the one that is
    for asked in ("one.md", "."):
        done = exporter("check", asked, "--report", "json", "--jobs", "1")
        assert sorted(found(done)) == wrong


def test_drafts_are_held_back_and_named_ones_are_checked(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, draft="---\ndraft: true\n---\n[[gone]]", note="text")
    (tmp_path / "exporter.toml").touch()
    assert found(exporter("check", "--report", "json")) == [("publish/held-back", "draft.md", 1)]
    named = exporter("check", "draft.md", "--report", "json")
    assert found(named) == [("links/dangling", "draft.md", 4)]


def test_covers_are_looked_for(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="---\ntitle: A\ncover: gone.png\n---\ngone.png\n", one="text")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    (tmp_path / "exporter.toml").write_text(
        '[[book]]\ntitle = "B"\nchapters = ["one.md", "two.md"]\ncover = "broken.png"\n'
    )
    assert sorted(found(exporter("check", "--report", "json"))) == [
        ("book/cover", "exporter.toml", 4),
        ("book/missing-chapter", "exporter.toml", 3),
        ("images/missing", "note.md", 3),
    ]


def test_a_note_that_cannot_be_read_is_an_error(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, good="text")
    (tmp_path / "bad.md").write_bytes(b"\0\1\2\3")
    done = exporter("check", ".", "--report", "json")
    assert (done.code, found(done)) == (1, [("note/unreadable", "bad.md", 1)])


def test_several_processes_find_the_same(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, **{f"n{number}": f"[[gone {number}]]" for number in range(8)})
    one, two = (exporter("check", ".", "--report", "json", "-j", jobs) for jobs in "12")
    assert sorted(found(one)) == sorted(found(two))


# --- how it is told -------------------------------------------------------------------------------


def test_few_findings_are_told_by_note_and_line(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, a="x\n\n[[gone]]\n\n![y](z.png)\n", b="text <script>x</script>\n", c="text")
    assert exporter("check", ".").out.splitlines()[:-1] == [
        "a.md",
        "  3  info links/dangling: no note is called “gone”; the text stays, the link",
        "     goes",
        "  5  warning images/missing: “z.png” is not in the vault; the image's text stays",
        "",
        "b.md",
        "  1  warning html/dropped: <script> has no place in a publication and was left",
        "     out",
        "",
    ]


def test_the_last_line_sums_up(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, a="[[gone]] ![y](z.png)", b="text")
    last = exporter("check", ".").out.splitlines()[-1]
    assert re.fullmatch(r"2 notes checked in \d+\.\d s: 1 warning, 1 remark", last)
    write(tmp_path, a="text")
    assert exporter("check", ".").out.endswith("s: nothing found\n")


def test_many_findings_are_told_by_code_and_counted(exporter: Call, tmp_path: Path) -> None:
    links = "\n\n".join(f"[[gone {number}]]" for number in range(60))
    write(tmp_path, a=links, b="![x](y.png) [[gone]]")
    done = exporter("check", ".")
    assert done.out.index("images/missing: 1 warning in 1 note") < done.out.index("links/dangling")
    assert "links/dangling: 61 remarks in 2 notes\n  A link leads to a note" in done.out
    assert "    a.md:3\n      no note is called “gone 1”" in done.out
    assert "    … and 58 more\n" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert exporter("check", ".", "--verbose").out.count("links/dangling") == 61


def test_quiet_says_only_what_fails(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, a="[[gone]] ![y](z.png)")
    assert exporter("check", ".", "--quiet") == (0, "", "")
    strict = exporter("check", ".", "--quiet", "--strict")
    assert strict.code == 1
    assert "images/missing" in strict.out
    assert "links/dangling" not in strict.out


@pytest.mark.parametrize(
    ("only", "told"),
    [
        (["links/dangling"], {"links/dangling"}),
        (["links"], {"links/dangling", "links/unsafe"}),
        (["images", "links/unsafe"], {"images/missing", "links/unsafe"}),
        (["math"], set()),
    ],
)
def test_only_what_is_picked_is_told(
    exporter: Call, tmp_path: Path, only: list[str], told: set[str]
) -> None:
    write(tmp_path, a="[[gone]] ![y](z.png) [x](javascript:y)")
    words = [word for name in only for word in ("--only", name)]
    done = exporter("check", ".", *words, "--report", "json")
    assert {code for code, _, _ in found(done)} == told


@pytest.mark.parametrize(
    ("note", "words", "code"),
    [
        ("text", [], 0),
        ("[[gone]]", ["--strict"], 0),
        ("![x](gone.png)", [], 0),
        ("![x](gone.png)", ["--strict"], 1),
        ("![x](gone.png)", ["--strict", "--only", "links"], 0),
        ("text", ["gone.md"], 1),
        ("text", ["--only", "lnks"], 2),
        ("text", ["--jobs", "0"], 2),
        ("text", ["--report", "xml"], 2),
    ],
)
def test_the_exit_code_says_how_it_went(
    exporter: Call, tmp_path: Path, note: str, words: list[str], code: int
) -> None:
    write(tmp_path, note=note)
    assert exporter("check", "note.md", *words).code == code


def test_a_code_that_does_not_exist_is_answered_with_the_near_one(exporter: Call) -> None:
    assert "did you mean “links/dangling”?" in exporter("check", "--only", "links/danglin").err


def test_json_has_the_shape_of_a_build_s(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="[[gone]] ![x](gone.png)")
    told = json.loads(exporter("check", "note.md", "--report", "json", "--strict").out)
    built = json.loads(exporter("build", "note.md", "--report", "json", "--to", "json").out)
    assert told["version"] == built["version"]
    assert told["diagnostics"] == built["diagnostics"]
    of_builds = {"out", "artifacts", "removed", "ended", "stages", "notes"}
    assert set(built) - set(told) == of_builds
    assert told["counts"] == {"notes": 1, "error": 0, "warning": 1, "info": 1}
    assert told["exit_code"] == 1


# --- SARIF ----------------------------------------------------------------------------------------


def test_sarif_keeps_to_its_schema(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, note="[[gone]]\n\n![x](http://a.example/b.png) <script></script>", empty="")
    log = json.loads(exporter("check", ".", "--report", "sarif").out)
    schema: Any = json.loads(SCHEMA.read_text("utf-8"))
    assert [error.message for error in Draft4Validator(schema).iter_errors(log)] == []


def test_sarif_names_rules_places_and_hints(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "ä b#").mkdir()
    write(tmp_path / "ä b#", note="x\n\n![x](http://a.example/b.png)\n\n![y](z.png)")
    (run,) = json.loads(exporter("check", ".", "--report", "sarif").out)["runs"]
    rules = run["tool"]["driver"]["rules"]
    results = {each["ruleId"]: each for each in run["results"]}
    assert [rule["id"] for rule in rules] == ["images/missing", "images/remote"]
    for code, level in (("images/missing", "warning"), ("images/remote", "note")):
        rule = rules[results[code]["ruleIndex"]]
        assert rule["id"] == code
        assert rule["defaultConfiguration"]["level"] == results[code]["level"] == level
        assert rule["fullDescription"]["text"] == CODES[code].explanation
    remote = results["images/remote"]
    assert "\nHint: save the image" in remote["message"]["text"]
    (location,) = remote["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "%C3%A4%20b%23/note.md", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3},
    }


def test_sarif_names_the_machine_s_folders_in_one_place_only(
    exporter: Call, tmp_path: Path
) -> None:
    write(tmp_path, note="[[gone]] ![x](gone.png)", empty="")
    (run,) = json.loads(exporter("check", ".", "--report", "sarif").out)["runs"]
    base = run.pop("originalUriBaseIds")
    assert base == {"SRCROOT": {"uri": f"{tmp_path.as_uri()}/"}}
    assert str(tmp_path) not in json.dumps(run)


def test_sarif_tells_paths_that_are_not_there(exporter: Call, tmp_path: Path) -> None:
    write(tmp_path, good="text")
    done = exporter("check", "good.md", "gone.md", "--report", "sarif")
    (invocation,) = json.loads(done.out)["runs"][0]["invocations"]
    assert (done.code, invocation["exitCode"], invocation["executionSuccessful"]) == (1, 1, False)
    assert "gone.md" in invocation["toolExecutionNotifications"][0]["message"]["text"]


# --- what others wrote ----------------------------------------------------------------------------


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request: pytest.FixtureRequest, corpora: Path) -> tuple[Path, Findings]:
    root = corpora / request.param
    return root, check(config.default(root), [root], out=root / "out", jobs=2)


def targets(findings: Findings, code: str) -> set[Place]:
    return {
        Place(each.note, each.line, re.findall("“(.*)”", each.message)[0])
        for each in findings.diagnostics
        if each.code == code
    }


def test_dangling_links_are_those_that_a_separate_count_finds(
    corpus: tuple[Path, Findings],
) -> None:
    root, findings = corpus
    assert targets(findings, "links/dangling") == count(root).dangling


def test_missing_images_are_those_that_a_separate_count_finds(
    corpus: tuple[Path, Findings],
) -> None:
    root, findings = corpus
    assert targets(findings, "images/missing") == count(root).images


def test_repaired_front_matter_is_that_which_a_separate_count_finds(
    corpus: tuple[Path, Findings],
) -> None:
    root, findings = corpus
    repaired = {e.note for e in findings.diagnostics if e.code == "frontmatter/repaired"}
    assert repaired == count(root).repaired


def test_every_finding_has_a_line_and_none_is_our_fault(corpus: tuple[Path, Findings]) -> None:
    _, findings = corpus
    assert [each for each in findings.diagnostics if each.line < 1] == []
    assert [each for each in findings.diagnostics if each.severity == "error"] == []
