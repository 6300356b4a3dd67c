"""What `exporter.toml` may say, and what is said back where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter import config
from exporter.backends import BACKENDS
from exporter.errors import UsageError


def read(folder: Path, text: str) -> config.Settings:
    file = folder / "exporter.toml"
    file.write_bytes(text.encode())
    return config.load(file)


def complaint(folder: Path, text: str) -> tuple[str, str]:
    """The message without the file's name, and the hint."""
    with pytest.raises(UsageError) as caught:
        read(folder, text)
    return caught.value.message.partition("exporter.toml:")[2], caught.value.hint


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert settings == config.Settings(
        root=str(tmp_path), config_file=str(tmp_path / "exporter.toml")
    )


def test_every_table_is_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        [project]
        title = "Notes"
        [build]
        formats = ["html"]
        typography = false
        [[book]]
        title = "One"
        chapters = ["a.md", "b/*.md"]
        [[book]]
        title = "Two"
        [newsletter]
        from = "A <a@example.org>"
        """,
    )
    assert settings.project.title == "Notes"
    assert settings.build.formats == ("html",)
    assert settings.build.typography is False
    assert [book.title for book in settings.books] == ["One", "Two"]
    assert settings.books[0].chapters == ("a.md", "b/*.md")
    assert settings.newsletter is not None
    assert settings.newsletter.sender == "A <a@example.org>"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("date = 2026-10-01", "2026-10-01"),
        ('date = "autumn 2026"', "autumn 2026"),
        ("date = 2026-10-01T12:30:00Z", "2026-10-01T12:30:00+00:00"),
    ],
)
def test_a_date_is_text_in_iso_order(tmp_path: Path, written: str, text: str) -> None:
    assert read(tmp_path, f"[[book]]\n{written}").books[0].date == text


@pytest.mark.parametrize(("written", "text"), [("2", "2"), ("1.10", "1.10"), ('"II"', "II")])
def test_a_volume_number_needs_no_quotation_marks(tmp_path: Path, written: str, text: str) -> None:
    book = read(tmp_path, f"[[book]]\nseries_number = {written}").books[0]
    assert book.series_number == text


def test_numbers_of_editions_and_books_need_no_quotation_marks(tmp_path: Path) -> None:
    (book,) = read(
        tmp_path, "[[book]]\nisbn = [9783161484100]\nfirst_published = 1843\nedition = 2"
    ).books
    assert (book.isbn, book.first_published, book.edition) == (("9783161484100",), "1843", "2")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "example.org",
        "https://a.example/ https://evil.invalid 301",
        "https://a.example/\\n/* https://evil.invalid/:splat 301",
        'https://a.example/\\"><script>',
    ],
)
@pytest.mark.parametrize("table", ["[project]", "[[book]]", "[profile.x.project]"])
def test_a_web_address_can_be_nothing_else(tmp_path: Path, table: str, url: str) -> None:
    # it goes into links, headers, robots.txt and the redirects that a host obeys
    message, hint = complaint(tmp_path, f'{table}\nurl = "{url}"\n')
    assert message.startswith("2: “")
    assert "is no web address" in message
    assert hint == 'write url = "https://example.org/"'


def test_a_number_has_64_bits(tmp_path: Path) -> None:
    text = f"[build]\nvariables = {{ a = {2**64} }}\n[[book]]\nsample = 1\n"
    assert complaint(tmp_path, text)[0] == "2: the number is too large"
    assert read(tmp_path, text.replace(str(2**64), str(2**63 - 1))).build.variables


def test_a_digest_asks_for_days_and_for_front_matter(tmp_path: Path) -> None:
    text = '[[digest]]\nsince = 2026-10-01\nwhere = { n = 5, d = 2026-10-02, l = [true, "x"] }'
    (digest,) = read(tmp_path, text).digests
    assert digest.since == "2026-10-01"
    assert digest.where == {"n": 5, "d": "2026-10-02", "l": (True, "x")}


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, '\ufeff[project]\r\ntitle = "Ä"\r\n').project.title == "Ä"


def test_a_list_over_several_lines_is_named_by_its_first_line(tmp_path: Path) -> None:
    text = '[build]\n\nexclude = [\n  "a",\n]\n# why\nformats = [\n  "pdf",\n  "epup",\n]\n'
    assert complaint(tmp_path, text)[0].startswith("7: “epup”")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[build]\ntypograhpy = true", "2: [build] has no key “typograhpy”", "“typography”"),
        ("[buidl]\n", "1: there is no “buidl” here", "“build”"),
        ('title = "x"', "1: there is no “title” here", "[project]"),
        ('[project]\ntheme = "x"', "2: [project] has no key “theme”", "[build]"),
        ('\n[[book]]\n\n[[book]]\ntitel = "x"', "5: [book] has no key “titel”", "“title”"),
        ('[newsletter]\nform = "x"', "2: [newsletter] has no key “form”", "“from”"),
        ('[newsletter]\nreply-to = "x"', "2: [newsletter] has no key “reply-to”", "“reply_to”"),
        ('[build]\nformats = ["pfd"]', "2: “pfd” is not a value of build.formats", "“pdf”"),
        ('[build]\ndialect = "obsidan"', "2: “obsidan” is not a value of", "“obsidian”"),
        (
            '[build]\ndialect = "xyz"',
            "2: “xyz” is not a value of",
            "obsidian, gfm, pandoc, commonmark",
        ),
        (
            '[build]\ncontents = "sometimes"',
            "2: “sometimes” is not a value of",
            "auto, always, never",
        ),
        (
            '[build]\ntypography = "no"',
            "2: build.typography must be true or false, not text in quotation marks",
            "",
        ),
        ('[build]\nformats = "pdf"', "2: build.formats must be a list", ""),
        ("[project]\n\ntitle = 3", "3: project.title must be text in quotation marks", ""),
        ("[build]\nexclude = [1]", "2: build.exclude must be text", ""),
        ("project = 3", "1: project must be a table, not a number", ""),
        (
            '[[book]]\ncontributors = [\n{ name = "A", role = "translatr" }]',
            "2: there is no role “translatr”",
            "“translator”",
        ),
        ('[[book]]\nauthors = [{ name = "A", rol = "x" }]', "2: book.authors: Object contains", ""),
        ('[project]\nlang = "English"', "2: “English” is no language tag", "en or pt-BR"),
        ('[book]\ntitle = "x"', "1: a book is a table in a list", "[[book]]"),
        ('[digest]\ntitle = "x"', "1: a digest is a table in a list", "[[digest]]"),
        ('[[digest]]\ntag = ["x"]', "2: [digest] has no key “tag”", "“tags”"),
        ('[[digest]]\ntags = "x"', "2: digest.tags must be a list", ""),
        ('[[digest]]\n[[digest]]\norder = "dates"', "3: “dates” is not a value of", "“date”"),
        ('[[digest]]\nitems = "ful"', "2: “ful” is not a value of digest.items", "“full”"),
        ('[[digest]]\nformats = ["mail"]', "2: “mail” is not a value of", "“email”"),
        ('[[digest]]\nsince = "a month ago"', "2: “a month ago” is no day", "30 days"),
        ('[[digest]]\nuntil = "2026-02-30"', "2: “2026-02-30” is no day", "2026-10-31"),
        ("[[digest]]\nwhere = { a = { b = 1 } }", "2: digest.where", ""),
        ("[project]\ntitle: x", "2:6: expected '=' after a key", "quotation marks"),
        ("[project]\ntitle = x", "2:9: invalid value", "quotation marks"),
        ('[project]\ntitle = "x', "2:", "quotation marks"),
        ("[project]\n[project]", "2:", ""),
        ("x = " + "[" * 5000, " lists or tables are nested too deeply", ""),
    ],
)
def test_what_is_wrong_is_named_with_line_and_remedy(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    said, advice = complaint(tmp_path, text)
    assert said.startswith(message)
    assert hint in advice


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").write_bytes(b'[project]\ntitle = "\xe4"')
    with pytest.raises(UsageError, match=r"exporter\.toml:2: this is not UTF-8"):
        config.load(tmp_path / "exporter.toml")


def test_a_configuration_that_is_a_folder_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").mkdir()
    with pytest.raises(UsageError, match="can't be read"):
        config.load(tmp_path / "exporter.toml")


def test_the_nearest_configuration_above_is_found(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").touch()
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/note.md").touch()
    assert config.find(tmp_path / "a/b/note.md") == tmp_path / "exporter.toml"


@pytest.mark.parametrize("mark", [".git", ".obsidian"])
def test_the_search_ends_at_a_repository_or_vault(tmp_path: Path, mark: str) -> None:
    (tmp_path / "exporter.toml").touch()
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a" / mark).mkdir()
    assert config.find(tmp_path / "a/b") is None


def test_a_configuration_beside_the_repository_s_mark_is_found(tmp_path: Path) -> None:
    (tmp_path / "exporter.toml").touch()
    (tmp_path / ".git").mkdir()
    assert config.find(tmp_path) == tmp_path / "exporter.toml"


def test_the_search_ends_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "exporter.toml").touch()
    home = tmp_path / "home"
    (home / "notes").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    assert config.find(home / "notes") is None


def test_every_format_has_a_backend() -> None:
    assert set(config.FORMATS) == set(BACKENDS)
