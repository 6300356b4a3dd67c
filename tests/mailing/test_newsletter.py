"""The commands into the outbox, the settings, the secrets: what is said, and what is not sent."""

from __future__ import annotations

import re
import sqlite3
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from PIL import Image as Picture

from exporter import config
from exporter.cli.newsletter import COMMANDS
from exporter.errors import ExporterError, UsageError
from exporter.mailing import credentials
from exporter.mailing.dkim_signing import signer
from exporter.mailing.ledger import open_ledger, sole_sender
from tests.commands import Call
from tests.mailing import letters
from tests.mailing.stage import NEWSLETTER, Project, Server

SEND = ("newsletter", "send", "issue.md", "--list", "list.csv", "--yes")


@pytest.fixture
def project(exporter: Call, tmp_path: Path) -> Project:
    """In the folder that commands are called in."""
    made = Project(tmp_path)
    made.list("ada@example.org", "bob@example.org", "nobody")
    return made


def outbox(project: Project) -> Iterator[EmailMessage]:
    # names have microseconds without leading zeros: they do not sort
    new = (project.root / ".mailing/outbox/new").iterdir()
    for file in sorted(new, key=lambda file: file.stat().st_mtime_ns):
        yield letters.read(file.read_bytes())


def test_every_command_has_help_with_an_example(exporter: Call) -> None:
    overview = exporter("newsletter", "--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in overview
        told = exporter("newsletter", name, "--help")
        assert told.code == 0
        assert f"  exporter newsletter {name}" in told.out.partition("Example")[2]


def test_nothing_leaves_the_machine_without_a_server(exporter: Call, project: Project) -> None:
    done = exporter(*SEND)
    assert done.code == 0
    assert "left out  1 invalid" in done.out
    assert "line 4: nobody: An email address must have an @-sign" in done.out
    assert [str(each["Subject"]) for each in outbox(project)] == [
        "October for Reader 0",
        "October for Reader 1",
    ]
    assert (project.root / ".mailing/.gitignore").read_text() == "*\n"
    assert "2  sent" in exporter("newsletter", "status").out


def test_who_left_gets_nothing_and_who_came_gets_theirs(exporter: Call, project: Project) -> None:
    token = _token(exporter, project)
    assert "bob@example.org: gets nothing more" in exporter("newsletter", "unsubscribe", token).out
    project.list("ada@example.org", "bob@example.org", "eve@example.org")
    assert "1 unsubscribed" in exporter(*SEND).out
    assert [str(each["To"]) for each in outbox(project)][-1] == "Reader 2 <eve@example.org>"
    assert exporter("newsletter", "unsubscribe", "abcdefgh").code == 1
    assert exporter("newsletter", "unsubscribe", "bob@example.org", "--undo").code == 0


def _token(exporter: Call, project: Project) -> str:
    """The one in Bob's message."""
    exporter(*SEND)
    (_, bob) = outbox(project)
    return str(bob["List-Unsubscribe"]).partition("token=")[2].partition(">")[0]


def test_an_issue_that_was_renamed_is_noticed(exporter: Call, project: Project) -> None:
    assert "look out" not in exporter(*SEND).out
    (project.root / "issue.md").rename(project.root / "letter.md")
    words = ("newsletter", "send", "letter.md", "--list", "list.csv")
    assert "look out  issue.md has the same subject" in exporter(*words).out


def test_a_field_that_somebody_lacks_stops_all(exporter: Call, project: Project) -> None:
    project.issue("{{ name }}")
    (project.root / "list.csv").write_text("email,name\nada@example.org,Ada\nbob@example.org,\n")
    done = exporter(*SEND)
    assert done.code == 2
    assert "list.csv:3: the subscriber has no “name”; nothing was sent" in done.err
    assert not (project.root / ".mailing/outbox").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ nmae }}", "issue.md: {{ nmae }}: the list has no column “nmae”"),
        ("{% if plna %}\n\na\n\n{% endif %}", "issue.md: {% if plna %}: the list has no column"),
        ("{{ name.x }}", "issue.md:8: {{ name.x }}: a dot has no place in it"),
    ],
)
def test_a_field_that_can_t_be_filled_is_told(
    exporter: Call, project: Project, text: str, told: str
) -> None:
    project.issue(text)
    done = exporter(*SEND)
    assert done.code == 2
    assert told in done.err


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("from", "nobody would know who the newsletter is from"),
        ("unsubscribe", "nobody could leave the list"),
        ("address", "the postal address is not set"),
    ],
)
def test_what_a_newsletter_has_to_have_is_asked_for(
    exporter: Call, project: Project, key: str, told: str
) -> None:
    lines = [line for line in NEWSLETTER.splitlines() if not line.startswith(key)]
    (project.root / "exporter.toml").write_text("\n".join(lines))
    done = exporter(*SEND)
    assert done.code == 2
    assert told in done.err
    assert f"set {key} = " in done.err


@pytest.mark.parametrize(
    ("written", "header"),
    [
        (
            "https://example.org/leave?a=1",
            "<https://example.org/leave?a=1&token={}>, <mailto:paper",
        ),
        ("https://example.org/{{ token }}", "<https://example.org/{}>, <mailto:paper"),
        ("mailto:leave@example.org", "<mailto:leave@example.org?subject=unsubscribe%20{}>"),
    ],
)
def test_who_leaves_is_told_by_every_way_to_leave(
    exporter: Call, project: Project, written: str, header: str
) -> None:
    text = NEWSLETTER.replace("https://example.org/leave", written)
    (project.root / "exporter.toml").write_text(text)
    exporter(*SEND)
    (message, _) = outbox(project)
    told = str(message["List-Unsubscribe"])
    before, after = header.split("{}")
    token = told.removeprefix(before).partition(after)[0]
    assert told.startswith(before + token + after)
    assert len(token) == 26
    assert ("List-Unsubscribe-Post" in message) == written.startswith("https")


def test_nobody_is_asked_where_nobody_can_answer(
    exporter: Call, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    done = exporter(*SEND[:-1])
    assert done.code == 2
    assert "--yes sends without asking" in done.err


def test_an_issue_that_is_none_is_told(exporter: Call, project: Project) -> None:
    done = exporter("newsletter", "send", "isue.md", "--list", "list.csv", "--yes")
    assert done.code == 2
    assert "did you mean “issue.md”?" in done.err
    assert "to whom?" in exporter("newsletter", "send", "issue.md").err
    assert "no issue was begun" in exporter("newsletter", "resume", "--yes").err


def test_a_test_is_marked_and_shows_what_fields_it_has(exporter: Call, project: Project) -> None:
    project.issue("{{ city }}")
    assert exporter("newsletter", "test", "issue.md", "--to", "me@example.org").code == 0
    (message,) = outbox(project)
    assert message["Subject"] == "[TEST] October for you"
    assert "[city]" in letters.parts(bytes(message))[0]
    assert "no issue was begun" in exporter("newsletter", "status").out


@pytest.mark.parametrize(("made", "end"), [("site", "/"), ("html", ".html")])
def test_a_letter_leads_to_the_pages_that_the_project_makes(
    exporter: Call, project: Project, made: str, end: str
) -> None:
    web = f'[project]\nurl = "https://example.org"\n[build]\nformats = ["{made}"]\n'
    (project.root / "exporter.toml").write_text(web + NEWSLETTER)
    (project.root / "other.md").write_text("Another one.\n")
    project.issue("See [[other]].\n")
    exporter("newsletter", "test", "issue.md", "--to", "me@example.org")
    (message,) = outbox(project)
    assert message["List-Archive"] == f"<https://example.org/issue{end}>"
    assert f"https://example.org/other{end}" in letters.parts(bytes(message))[0]


@pytest.mark.parametrize(
    ("formats", "archive"),
    [('["email"]', None), ('["html", "email"]', "<https://example.org/new-in-october/>")],
)
def test_the_letter_of_a_digest_leads_to_its_page(
    exporter: Call, project: Project, formats: str, archive: str | None
) -> None:
    web = '[project]\nurl = "https://example.org"\n[build]\nformats = ["site"]\n'
    digest = '[[digest]]\ntitle = "What is new in October"\nslug = "New in October"\n'
    digest += f'notes = ["other.md"]\nformats = {formats}\n'
    (project.root / "exporter.toml").write_text(web + digest + NEWSLETTER)
    (project.root / "other.md").write_text("Another one.\n")
    exporter("newsletter", "test", "What is new in October", "--to", "me@example.org")
    (message,) = outbox(project)
    assert message["List-Archive"] == archive
    assert "What is new" in letters.parts(bytes(message))[0]


def test_a_list_of_addresses_alone_will_do(exporter: Call, project: Project) -> None:
    (project.root / "list.csv").write_text("email\nada@example.org\n")
    assert exporter(*SEND).code == 0
    (message,) = outbox(project)
    assert message["Subject"] == "October for you"


def test_a_test_keeps_no_mailbox_from_the_letter_and_nobody_from_the_list(
    exporter: Call, project: Project
) -> None:
    (project.root / "list.csv").write_text("email,token\nada@example.org,own-token\n")
    test = ("newsletter", "test", "issue.md", "--to", "ada@example.org", "--list", "list.csv")
    for words in (test, test, SEND):
        assert exporter(*words).code == 0
    tests, letter = [*outbox(project)][:2], [*outbox(project)][2]
    assert len({str(each["Message-ID"]) for each in (*tests, letter)}) == 3
    assert not any("own-token" in str(each["List-Unsubscribe"]) for each in tests)
    assert "token=own-token" in str(letter["List-Unsubscribe"])


def test_a_token_of_a_list_lets_its_holder_leave(exporter: Call, project: Project) -> None:
    (project.root / "list.csv").write_text("email,token\nada@example.org,own-token\n")
    exporter(*SEND)
    assert exporter("newsletter", "unsubscribe", "no-token").code == 1
    done = exporter("newsletter", "unsubscribe", "own-token")
    assert done.out == "ada@example.org: gets nothing more\n"


def test_an_issue_that_was_not_begun_is_not_resumed(exporter: Call, project: Project) -> None:
    exporter(*SEND)
    (project.root / "other.md").write_text("Another one.\n")
    done = exporter("newsletter", "resume", "other.md", "--yes")
    assert done.code == 2
    assert "other.md was not begun" in done.err


def test_a_row_that_can_t_be_used_is_told_in_a_line(exporter: Call, project: Project) -> None:
    (project.root / "list.csv").write_text('email\nada@example.org\n"x@b\nBcc: q@q.q"\n')
    assert "  line 3: x@b Bcc: q@q.q: " in exporter(*SEND).out


def test_messages_and_the_ledger_can_be_had_as_files(exporter: Call, project: Project) -> None:
    words = ("newsletter", "export", "issue.md", "--list", "list.csv", "--out", "messages")
    done = exporter(*words)
    assert done.code == 0
    assert "left out 1 invalid\n  line 4: nobody: " in done.out
    found = letters.read((project.root / "messages/00002.eml").read_bytes())
    assert found["Subject"] == "October for Reader 1"
    exporter(*SEND)
    told = exporter("newsletter", "export", "issue.md", "--to", "csv").out
    assert told.splitlines()[1].startswith("ada@example.org,sent,1,")


# --- the ledger and secrets -----------------------------------------------------------------------


def test_columns_are_forgotten_once_a_message_is_sent(exporter: Call, project: Project) -> None:
    exporter(*SEND)
    ledger = sqlite3.connect(project.root / ".mailing/ledger.sqlite")
    assert ledger.execute("SELECT DISTINCT columns FROM deliveries").fetchall() == [("{}",)]
    assert ledger.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    ledger.close()


def test_a_ledger_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all, however long it may be" * 50)
    told = "can't be used: file is not a database"
    with pytest.raises(ExporterError, match=told), open_ledger(tmp_path):
        pass


def test_a_folder_of_somebody_s_own_is_not_hidden_from_git(tmp_path: Path) -> None:
    with open_ledger(tmp_path), open_ledger(tmp_path / "new"):
        assert not (tmp_path / ".gitignore").exists()
        assert (tmp_path / "new/.gitignore").exists()
        assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_one_sends_at_a_time(tmp_path: Path) -> None:
    told = pytest.raises(UsageError, match="another exporter is sending")
    with sole_sender(tmp_path), told, sole_sender(tmp_path):
        pass
    with sole_sender(tmp_path):
        pass


@pytest.mark.parametrize("key", ["password", "Passwd", "token"])
def test_no_password_stands_in_a_file(tmp_path: Path, key: str) -> None:
    file = tmp_path / "exporter.toml"
    file.write_text(f'[newsletter.smtp]\nhost = "x"\n{key} = "secret"\n')
    with pytest.raises(UsageError) as error:
        config.load(file)
    assert f":3: no {key} belongs in this file" in error.value.message
    assert "EXPORTER_SMTP_PASSWORD" in error.value.hint
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('security = "ssl"', "“ssl” is not a value of smtp.security"),
        ("connections = 0", "newsletter.smtp.connections"),
        ('hots = "x"', "has no key “hots”"),
    ],
)
def test_settings_that_can_t_stand_are_told(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "exporter.toml"
    file.write_text(f"[newsletter.smtp]\n{line}\n")
    with pytest.raises(UsageError) as error:
        config.load(file)
    assert f":2: {told}" in error.value.message or told in error.value.message


def test_a_login_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(credentials.USER, raising=False)
    monkeypatch.delenv(credentials.PASSWORD, raising=False)
    monkeypatch.setattr(credentials, "_from_keyring", lambda host, user: "")
    assert credentials.login_for("smtp.example.org", "") is None
    with pytest.raises(UsageError, match="there is no password for me at smtp"):
        credentials.login_for("smtp.example.org", "me")
    monkeypatch.setenv(credentials.PASSWORD, "secret")
    login = credentials.login_for("smtp.example.org", "me")
    assert login == ("me", "secret")
    assert "secret" not in repr(login)


def rsa_pair() -> tuple[bytes, bytes]:
    """A private key, and the record that has the public one (RFC 6376 §3.6.1)."""
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption()
    )
    public = key.public_key().public_bytes(
        form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + b64encode(public)


def ed25519_pair() -> tuple[bytes, bytes]:
    """The same of RFC 8463."""
    key = ed25519.Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return b64encode(key.private_bytes_raw()), b"v=DKIM1; k=ed25519; p=" + b64encode(public)


@pytest.mark.parametrize("pair", [rsa_pair, ed25519_pair])
def test_a_signature_is_one_that_receivers_can_check(
    pair: Callable[[], tuple[bytes, bytes]],
) -> None:
    private, record = pair()
    made = letters.written(letters.plain_letter(), name="José")
    signed = signer("example.org", "s1", private)(made)
    names = []

    def look_up(name: bytes, timeout: int = 5) -> bytes:
        names.append(name)
        return record

    assert dkim.verify(signed, dnsfunc=look_up)
    assert names == [b"s1._domainkey.example.org."]
    assert not dkim.verify(signed.replace(b"/leave", b"/stay"), dnsfunc=look_up)


def test_a_long_letter_is_sent_in_parts_each_once(exporter: Call, project: Project) -> None:
    project.issue(kilobytes=130)
    assert "--split makes parts of it" in exporter(*SEND).err
    assert exporter(*SEND, "--split").code == 0
    assert [str(each["Subject"]) for each in outbox(project)] == [
        f"October for Reader {reader} ({part}/2)" for part in (1, 2) for reader in (0, 1)
    ]
    assert exporter(*SEND, "--split").code == 0
    assert len([*outbox(project)]) == 4
    assert "issue.md#2" in exporter("newsletter", "status").out


def test_no_part_goes_before_the_one_that_it_goes_on_from(
    exporter: Call, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.issue(kilobytes=130)
    asked: list[str] = []

    def refused(_settings: object, name: str, *_rest: object, **_more: object) -> int:
        asked.append(name)
        return 1

    monkeypatch.setattr("exporter.cli.newsletter.sending.send", refused)
    assert exporter(*SEND, "--split").code == 1
    assert asked == ["issue.md#1"]


def test_the_beginning_of_a_letter_leads_to_the_rest(exporter: Call, project: Project) -> None:
    project.issue(kilobytes=130)
    toml = project.root / "exporter.toml"
    toml.write_text('[project]\nurl = "https://example.org"\n' + toml.read_text())
    assert exporter(*SEND, "--excerpt").code == 0
    (message, _) = outbox(project)
    assert "Read on: https://example.org/issue.html" in letters.parts(bytes(message))[0]


def test_a_letter_that_fits_is_not_split(exporter: Call, project: Project) -> None:
    assert exporter(*SEND, "--split").code == 0
    assert next(outbox(project))["Subject"] == "October for Reader 0"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("issue.md", "--split", "--excerpt"), "--split sends all, --excerpt the beginning"),
        (("issue.md#1", "--split"), "issue.md#1 is a piece already"),
        (("issue.md#1", "--excerpt"), "issue.md#1 is a piece already"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_can_t_be_cut_is_told(exporter: Call, words: tuple[str, ...], told: str) -> None:
    done = exporter("newsletter", "send", *words, "--list", "list.csv", "--yes")
    assert (done.code, told in done.err) == (2, True)


def test_previews_and_messages_are_made_of_each_part(exporter: Call, project: Project) -> None:
    project.issue(kilobytes=130)
    assert exporter("newsletter", "preview", "issue.md", "--split").code == 0
    assert sorted(each.name for each in (project.root / "out").glob("*.preview")) == [
        "issue#1.preview",
        "issue#2.preview",
    ]
    words = ("--list", "list.csv", "--out", "made", "--split")
    assert exporter("newsletter", "export", "issue.md", *words).code == 0
    assert len([*(project.root / "made").rglob("*.eml")]) == 4
    assert exporter("newsletter", "check", "issue.md", "--split").code == 0
    assert exporter("newsletter", "export", "issue.md", "--to", "csv", "--split").code == 2


def test_the_ledger_tells_times_as_people_do(exporter: Call, project: Project) -> None:
    exporter(*SEND)
    assert re.search(r"begun \d{4}-\d\d-\d\d \d\d:\d\d UTC,", exporter("newsletter", "status").out)


def test_a_linked_picture_is_weighed_too(exporter: Call, project: Project) -> None:
    Picture.effect_noise((1100, 1000), 90).save(project.root / "noise.png")
    toml = project.root / "exporter.toml"
    web = '[project]\nurl = "https://example.org"\n'
    toml.write_text(f'{web}{toml.read_text()}images = "linked"\n')
    project.issue("![Noise](noise.png)\n")
    assert "image-heavy" in exporter("newsletter", "check", "issue.md").out


def test_whom_a_server_refuses_is_named_at_once(exporter: Call, project: Project) -> None:
    server = Server(project.root / "record", "picky")
    server.start()
    try:
        project.settings(server.port)
        project.list("ada@example.org", "gone@example.org")
        done = exporter(*SEND)
    finally:
        server.kill()
    assert done.code == 1
    assert "1  refused" in done.out
    assert "refused gone@example.org: 550 5.1.1 no such user" in done.out


def test_all_that_a_newsletter_lacks_is_asked_for_at_once(exporter: Call, project: Project) -> None:
    (project.root / "exporter.toml").write_text("[newsletter]\n")
    done = exporter(*SEND)
    assert done.code == 2
    assert all(f"set {key} = " in done.err for key in ("from", "unsubscribe", "address"))
    checked = exporter("newsletter", "check", "issue.md").out
    assert "newsletter/no-sender" in checked
    assert "email/sender" not in checked
