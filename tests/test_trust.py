"""What comes with a vault beside its notes: nothing of it is believed, run or followed out of it,
unless the user says that they trust it."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path
from zlib import crc32

import msgspec
import pytest
from PIL import Image as Picture

from exporter import config, seal, store
from exporter.model import nodes as n
from exporter.output import manifest
from exporter.output.sharing import SAVING
from exporter.output.stamps import stamp as stamp_of_file
from exporter.rendering.images import measured
from exporter.run import Summary, build
from exporter.source import kept
from exporter.versions import stamp
from tests.commands import Call
from tests.vaults import Project

SCRIPT = "<script>evil()</script>"
# A key that a stranger may have had
THEIRS = "0" * 64


def built(project: Project, *formats: str, trusted: bool = False, **said: bool) -> Summary:
    settings = config.default(project.root, trusted=trusted)
    return build(settings, [], formats=formats or ("html",), out=project.out, **said)


def codes(summary: Summary) -> list[str]:
    return [found.code for found in summary.diagnostics]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    return folder


# --- what was kept ---


@pytest.mark.parametrize("theirs", [True, False])
def test_a_kept_note_that_came_with_the_vault_is_not_believed(
    project: Project, monkeypatch: pytest.MonkeyPatch, theirs: bool
) -> None:
    project.write("a.md", "Quagga.\n")
    monkeypatch.setenv(seal.VARIABLE, THEIRS if theirs else "ours")
    built(project)
    shelf = kept.shelf_of(project.root, stamp())
    assert shelf
    (file,) = (project.root / ".exporter" / "notes").iterdir()
    data = store.read(shelf.store, file.name)
    assert data
    forged = msgspec.structs.replace(
        msgspec.msgpack.decode(data, type=kept.Kept), blocks=(n.RawBlock("html", SCRIPT),)
    )
    store.write(shelf.store, file.name, msgspec.msgpack.encode(forged))
    shutil.rmtree(project.out)
    monkeypatch.setenv(seal.VARIABLE, "ours")
    built(project)
    # ours is believed, else this test would show nothing
    assert ("Quagga" in (project.out / "a.html").read_text()) == theirs


def test_a_page_that_came_with_the_vault_is_made_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.md", "Words.\n")
    monkeypatch.setenv(seal.VARIABLE, THEIRS)
    built(project)
    page = project.out / "a.html"
    page.write_text(SCRIPT)
    known = manifest.load(project.out)
    (made,) = known.made.values()
    forged = msgspec.structs.replace(made, files={page.name: stamp_of_file(page)})
    manifest.save(
        project.out, msgspec.structs.replace(known, made=dict.fromkeys(known.made, forged))
    )
    monkeypatch.setenv(seal.VARIABLE, "ours")
    built(project)
    assert "Words" in page.read_text()


def test_a_page_of_a_site_that_came_with_the_vault_is_not_bound(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a.md", "Words.\n")
    project.write("b.md", "More words.\n")
    monkeypatch.setenv(seal.VARIABLE, THEIRS)
    built(project, "site")
    monkeypatch.setenv(seal.VARIABLE, "ours")
    project.write("a.md", "a[^1]\n\n[^1]: b[^1]\n")
    (project.root / "a.md").write_bytes(b"x" * 11_000_000)  # can't be made
    shutil.rmtree(project.out / "site")
    for _ in range(2):
        assert [each.status for each in built(project, "site").outcomes].count("failed") == 1
        assert not (project.out / "site" / "a" / "index.html").exists()
        assert (project.out / "site" / "b" / "index.html").exists()


def test_a_folder_that_is_a_link_is_not_tidied(project: Project, elsewhere: Path) -> None:
    project.write("a.md", "Words.\n")
    (project.root / ".exporter").mkdir()
    (project.root / ".exporter" / "notes").symlink_to(elsewhere)
    built(project)
    assert [file.name for file in elsewhere.iterdir()] == ["letter.txt"]
    shutil.rmtree(project.root / ".exporter")
    (elsewhere / "notes").mkdir()
    (elsewhere / "notes" / "old").touch()
    (project.root / ".exporter").symlink_to(elsewhere)
    built(project, force=True)
    assert (elsewhere / "notes" / "old").exists()
    assert not (elsewhere / ".gitignore").exists()


def test_a_link_within_the_vault_is_not_tidied_either(project: Project) -> None:
    project.write("a.md", "Words.\n")
    project.write("drafts/b.md", "Words.\n")
    (project.root / ".exporter").mkdir()
    (project.root / ".exporter" / "notes").symlink_to(project.root / "drafts")
    built(project)
    assert (project.root / "drafts" / "b.md").exists()


def test_nothing_is_written_by_a_link_that_leads_nowhere(project: Project, elsewhere: Path) -> None:
    project.write("a.md", "Words.\n")
    (project.root / ".exporter").mkdir()
    (project.root / ".exporter" / ".gitignore").symlink_to(elsewhere / "new")
    built(project)
    assert not (elsewhere / "new").exists()


@pytest.mark.parametrize("name", [".exporter.build", "site.bound"])
def test_a_pipe_in_the_out_folder_is_not_waited_for(project: Project, name: str) -> None:
    from exporter.binding import RECORD

    project.write("a.md", "Words.\n")
    file = project.out / (RECORD if name == "site.bound" else name)
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    assert [each.status for each in built(project, "site").outcomes] == ["written"]


# --- templates ---


def test_templates_are_used_once_they_are_trusted(project: Project) -> None:
    project.write("a.md", "Words.\n")
    project.write("templates/html/page.html", SCRIPT)
    summary = built(project)
    assert SCRIPT not in (project.out / "a.html").read_text()
    assert codes(summary) == ["theme/untrusted"]
    assert codes(built(project, trusted=True)) == []
    assert SCRIPT in (project.out / "a.html").read_text()


def test_a_theme_that_the_vault_names_is_not_used(project: Project, elsewhere: Path) -> None:
    project.write("a.md", "Words.\n")
    (elsewhere / "html").mkdir()
    (elsewhere / "html" / "page.html").write_text(SCRIPT)
    project.write("exporter.toml", f'[build]\ntheme = "{elsewhere}"\n')
    settings = config.load(project.root / "exporter.toml")
    summary = build(settings, [], formats=("html",), out=project.out)
    assert [(each.code, each.line) for each in summary.diagnostics] == [("theme/untrusted", 2)]
    assert SCRIPT not in (project.out / "a.html").read_text()


def test_trust_is_given_once_and_taken_away(
    exporter: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    vault = tmp_path / "vault"
    (vault / "templates" / "html").mkdir(parents=True)
    (vault / "templates" / "html" / "page.html").write_text(SCRIPT)
    (vault / "a.md").write_text("Words.\n")
    page = tmp_path / "out" / "a.html"

    def has_script(*words: str) -> bool:
        assert exporter("build", "vault", "--to", "html", *words).code == 0
        return SCRIPT in page.read_text()

    assert not has_script()
    assert has_script("--trust")
    assert has_script()
    assert not has_script("--no-trust")
    assert not has_script()


def test_a_theme_of_the_command_line_needs_no_trust(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "mine" / "html").mkdir(parents=True)
    (tmp_path / "mine" / "html" / "page.html").write_text("mine")
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "a.md").write_text("Words.\n")
    assert exporter("build", "vault", "--to", "html", "--theme", "mine").code == 0
    assert (tmp_path / "out" / "a.html").read_text() == "mine"


# --- folders and files that settings name ---


def test_the_settings_of_a_stranger_write_into_no_folder_of_mine(
    exporter: Call, tmp_path: Path, elsewhere: Path
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("Words.\n")
    (vault / "exporter.toml").write_text('[build]\nout = "../elsewhere"\n')
    refused = exporter("build", "vault", "--to", "html")
    assert (refused.code, len(list(elsewhere.iterdir()))) == (2, 1)
    (vault / "exporter.toml").write_text("")
    (vault / "out").symlink_to(elsewhere)
    assert exporter("build", "vault", "--to", "html").code == 2
    assert exporter("build", "vault", "--to", "html", "--out", "elsewhere").code == 0
    # what is ours already needs no more words
    assert exporter("build", "vault", "--to", "html").code == 0


def test_a_new_folder_beside_the_vault_may_be_named(exporter: Call, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("Words.\n")
    (vault / "exporter.toml").write_text('[build]\nout = "../made"\n')
    assert exporter("build", "vault", "--to", "html").code == 0
    assert exporter("build", "vault", "--to", "html").code == 0


@pytest.mark.parametrize("out", ["../.config", "../../elsewhere/autostart", "../elsewhere/new"])
def test_a_new_folder_anywhere_else_may_not(
    exporter: Call, tmp_path: Path, elsewhere: Path, out: str
) -> None:
    # a program that starts with the session is a file that lies along with a note, in a new folder
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("[a](a.desktop)\n")
    (vault / "a.desktop").write_text("[Desktop Entry]\n")
    (vault / "exporter.toml").write_text(f'[build]\nout = "{out}"\n')
    before = sorted(tmp_path.parent.rglob("*"))
    assert exporter("build", "vault", "--to", "html").code == 2
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_settings_that_lie_elsewhere_are_not_read(
    exporter: Call, tmp_path: Path, elsewhere: Path
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "a.md").write_text("Words.\n")
    (tmp_path / "vault" / "exporter.toml").symlink_to(elsewhere / "letter.txt")
    refused = exporter("build", "vault")
    assert refused.code == 2
    assert "dear" not in refused.err
    assert "leads out of its folder" in refused.err


@pytest.mark.parametrize("name", ["exporter.toml", ".exporterignore"])
def test_a_pipe_in_the_place_of_settings_is_not_waited_for(
    exporter: Call, tmp_path: Path, name: str
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "a.md").write_text("Words.\n")
    os.mkfifo(tmp_path / "vault" / name)
    assert exporter("build", "vault", "--to", "html").code in (0, 2)


def test_records_of_a_newsletter_lie_in_the_vault(exporter: Call, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "a.md").write_text("Words.\n")
    (tmp_path / "vault" / "exporter.toml").write_text('[newsletter]\nrecords = "../elsewhere"\n')
    refused = exporter("newsletter", "status", "vault/a.md")
    assert (refused.code, (tmp_path / "elsewhere").exists()) == (2, False)


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.sqlite-wal", "sending.lock", "outbox"])
def test_no_record_of_a_newsletter_is_written_by_a_link(
    exporter: Call, tmp_path: Path, elsewhere: Path, name: str
) -> None:
    records = tmp_path / "vault" / ".mailing"
    records.mkdir(parents=True)
    (tmp_path / "vault" / "a.md").write_text("Words.\n")
    (tmp_path / "vault" / "exporter.toml").write_text('[newsletter]\nfrom = "a@example.org"\n')
    (records / name).symlink_to(elsewhere / name)
    assert exporter("newsletter", "status", "vault/a.md").code == 2
    assert [file.name for file in elsewhere.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("folder", ["../elsewhere", "link"])
def test_a_new_issue_is_written_into_no_folder_of_mine(
    exporter: Call, tmp_path: Path, elsewhere: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("Words.\n")
    (vault / "link").symlink_to(elsewhere)
    settings = f'[newsletter]\nfrom = "a@example.org"\nfolder = "{folder}"\n'
    (vault / "exporter.toml").write_text(settings)
    monkeypatch.chdir(vault)
    assert exporter("newsletter", "new").code == 2
    assert [file.name for file in elsewhere.iterdir()] == ["letter.txt"]


def test_no_lock_is_made_by_a_link(project: Project, elsewhere: Path) -> None:
    project.write("a.md", "Words.\n")
    project.out.mkdir()
    (project.out / SAVING).symlink_to(elsewhere / "new")
    assert [each.status for each in built(project).outcomes] == ["written"]
    assert [file.name for file in elsewhere.iterdir()] == ["letter.txt"]
    assert [each.status for each in built(project).outcomes] == ["unchanged"]


# --- the key ---


def test_the_key_is_kept_for_this_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(seal.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    seal._key.cache_clear()
    data = seal.sealed(b"a")
    (file,) = (tmp_path / "exporter").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    seal._key.cache_clear()
    assert seal.unsealed(data) == b"a"
    assert seal.unsealed(data[:-1] + b"b") is None
    seal._key.cache_clear()


def test_without_a_place_for_a_key_a_build_has_its_own(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv(seal.VARIABLE, "")
    seal._key.cache_clear()
    project.write("a.md", "Words.\n")
    built(project)
    assert os.environ[seal.VARIABLE]
    assert [each.status for each in built(project).outcomes] == ["unchanged"]
    seal._key.cache_clear()


# --- files that go along, and names ---


# Names that end in no suffix of those, here or as files are written beside a page
CHANGED = (
    "page.html.xyz",
    "page.html-",
    "page.html.-",
    "ev\u200eil.ht\u200eml",
    f"{'b' * 195}.htmlxyz",
)


@pytest.mark.parametrize(
    "name",
    ["page.html", "page.HTM", "a.shtm", "data.xml", "code.js", "broken.svg", "a.svg-", *CHANGED],
)
@pytest.mark.parametrize("written", ["[words](<{}>)", "![[{}]]", "[[{}|words]]"])
def test_a_file_in_which_scripts_run_does_not_go_along(
    project: Project, name: str, written: str
) -> None:
    project.write(name, SCRIPT)
    project.write("a.md", f"Quagga. {written.format(name)}\n")
    assert "links/active" in codes(built(project, "html", "site")) or written[0] == "!"
    assert [file.name for file in project.out.rglob("*") if SCRIPT in _text(file)] == []


def test_a_page_of_a_vault_that_is_trusted_goes_along(project: Project) -> None:
    project.write("page.html", SCRIPT)
    project.write("a.md", "[words](page.html)\n")
    assert "links/active" not in codes(built(project, trusted=True))
    assert SCRIPT in (project.out / "a_files" / "page.html").read_text()


@pytest.mark.parametrize("format_", ["html", "site"])
@pytest.mark.parametrize("name", ["a.svg", "a.svg-"])
def test_of_a_drawing_a_copy_that_runs_nothing_goes_along(
    project: Project, format_: str, name: str
) -> None:
    project.write(
        name, '<svg xmlns="http://www.w3.org/2000/svg"><script>evil()</script><rect/></svg>'
    )
    project.write("a.md", f"[words]({name})\n")
    built(project, format_)
    (copy,) = project.out.rglob("a*.svg*")
    assert "rect" in copy.read_text()
    assert "evil" not in copy.read_text()


def test_postscript_is_no_picture(project: Project) -> None:
    # Pillow would hand it to Ghostscript, which is a language with files
    project.write("a.eps", "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")
    shutil.copy(project.root / "a.eps", project.root / "b.png")
    project.write("a.md", "![words](b.png) ![words](a.eps)\n")
    assert codes(built(project)).count("images/unreadable") == 2


def test_an_icon_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    # Pillow unpacks an icon to learn its size: without pixels it would say that it is cut off
    size = struct.pack(">IIBBBBB", 22_000, 22_000, 1, 0, 0, 0, 0)
    header = struct.pack(">I", len(size)) + b"IHDR" + size + crc32(b"IHDR" + size).to_bytes(4)
    png = b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 1_000_000) + b"IDAT"
    icon = struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(png), 22) + png
    (tmp_path / "b.png").write_bytes(icon)
    assert measured(tmp_path / "b.png")[2] == "has more than 120,000,000 pixels, too many to show"


def test_an_icon_is_a_picture(tmp_path: Path) -> None:
    Picture.new("RGBA", (48, 48)).save(tmp_path / "favicon.ico")
    assert measured(tmp_path / "favicon.ico")[1:] == ((48, 48), "")


def test_a_name_that_is_no_text_costs_that_file(project: Project) -> None:
    project.write("a.md", "Words.\n")
    (project.root / os.fsdecode(b"caf\xe9.md")).write_text("Words.\n")
    summary = built(project, "html", "site", "json")
    assert [each.message for each in summary.diagnostics if each.code == "files/name"] == [
        "“caf\\xe9.md” has a name that is no Unicode text; it was left out"
    ]
    assert {each.status for each in summary.outcomes} == {"written"}


def test_what_turns_letters_around_is_told_and_no_name_has_it(project: Project) -> None:
    project.write("invoice\u202egnp.md", "Words.\n\n[a\u202eb](https://a.example)\n")
    summary = built(project)
    assert [(each.code, each.line) for each in summary.diagnostics] == [("source/direction", 3)]
    assert (project.out / "invoicegnp.html").exists()


def test_an_accident_in_one_note_is_not_the_vault_s(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exporter.source import note

    whole = note.split

    def split(text: str, report: object) -> object:
        if "accident" in text:
            raise RecursionError
        return whole(text, report)  # type: ignore[arg-type]

    monkeypatch.setattr(note, "split", split)
    project.write("a.md", "Words.\n")
    project.write("b.md", "accident\n")
    statuses = {each.source: each.status for each in built(project).outcomes}
    assert statuses == {"a.md": "written", "b.md": "failed"}


def _text(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.is_file() else ""
