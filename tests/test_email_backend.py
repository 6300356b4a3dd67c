"""The letter: a message that any server takes, and that says what we said and no more."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from exporter.backends import email as backend
from exporter.diagnostics import Report
from exporter.errors import RenderError
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Artifact, Edition, Mailing
from exporter.render.math import drawing
from exporter.render.templates import Theme, load_theme
from tests import editions

MAILING = Mailing(
    sender="The Paper <news@exämple.org>",
    reply_to="me@example.org",
    address="1 Street, Town",
    unsubscribe="https://example.org/leave",
    list_id="paper.example.org",
)


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme("default", Path(__file__).parent)


def made(edition: Edition, theme: Theme) -> tuple[EmailMessage, Artifact, Report]:
    report = Report("note.md")
    artifact = backend.render(edition, theme, report)
    message = email.message_from_bytes(artifact.files[0].data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message, artifact, report


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_headers_are_those_of_a_newsletter(theme: Theme) -> None:
    message, _, report = made(editions.note(editions.paragraph(), mailing=MAILING), theme)
    assert message["From"] == "The Paper <news@xn--exmple-cua.org>"
    assert message["Subject"] == "A title"
    assert message["Reply-To"] == "me@example.org"
    assert message["Date"] == "Thu, 01 Oct 2026 00:00:00 +0000"
    assert message["Message-ID"].endswith("@xn--exmple-cua.org>")
    assert message["List-Id"] == "<paper.example.org>"
    assert message["List-Unsubscribe"] == "<https://example.org/leave>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert report.diagnostics == []


def test_without_a_sender_a_letter_is_made_and_told(theme: Theme) -> None:
    message, _, report = made(editions.note(editions.paragraph()), theme)
    assert message["From"] == "newsletter@example.invalid"
    assert [found.code for found in report.diagnostics] == ["email/sender"]


@pytest.mark.parametrize("sender", ["nobody", "a@", "@b.org", "ä@b.org", "a b@c.org"])
def test_a_sender_that_is_no_address_is_refused(theme: Theme, sender: str) -> None:
    edition = editions.note(editions.paragraph(), mailing=Mailing(sender=sender))
    with pytest.raises(RenderError, match="is no e-mail address"):
        made(edition, theme)


@pytest.mark.parametrize(
    "title",
    [
        "a\r\nBcc: x@y.z",
        "=?utf-8?q?a=0D=0ABcc:_x@y.z?=",
        "=?utf-8?b?YQ0KQmNjOiB4QHkueg==?=",
        "ä " * 200,
        "a" * 2000,
    ],
)
def test_no_title_makes_a_header(theme: Theme, title: str) -> None:
    edition = editions.note(editions.paragraph(), metadata=Metadata(title=title), mailing=MAILING)
    message, artifact, _ = made(edition, theme)
    assert "Bcc" not in message
    head = artifact.files[0].data.split(b"\r\n\r\n", 1)[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert len(message.defects) == 0


def test_a_sender_s_name_makes_no_header_either(theme: Theme) -> None:
    mailing = Mailing(sender='"=?utf-8?q?a=0D=0ABcc:_x@y.z?=" <a@b.org>')
    message, _, _ = made(editions.note(editions.paragraph(), mailing=mailing), theme)
    assert "Bcc" not in message


def test_pictures_come_with_the_letter(tmp_path: Path, theme: Theme) -> None:
    edition = editions.note(
        editions.image(), editions.image("https://example.org/x.png"),
        assets={"dot.png": editions.asset(tmp_path)},
    )  # fmt: skip
    message, _, _ = made(edition, theme)
    assert 'src="cid:image-1"' in html_of(message)
    assert 'src="https://example.org/x.png"' in html_of(message)
    (picture,) = (part for part in message.walk() if part["Content-ID"])
    assert (picture["Content-ID"], picture.get_content_type()) == ("<image-1>", "image/png")


def test_every_cid_that_is_shown_is_there(theme: Theme) -> None:
    mathml = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    assert drawing(mathml)
    message, _, _ = made(editions.note(editions.paragraph(n.Math("x", mathml=mathml))), theme)
    shown = set(re.findall(r"cid:([\w-]+)", html_of(message)))
    assert shown == {str(p["Content-ID"]).strip("<>") for p in message.walk() if p["Content-ID"]}
    assert len(shown) == 1
    assert 'alt="x"' in html_of(message)


def test_markup_is_what_mail_programs_keep(theme: Theme) -> None:
    blocks = [
        n.Callout("tip", (n.Text("T"),), (editions.paragraph(),), "closed"),
        n.CodeBlock("x = 1", "python"),
        n.Table((n.Column(),), (), (n.Row((n.Cell((editions.paragraph(),)),)),)),
        n.Figure((editions.paragraph(),)),
        editions.footnote("below"),
        n.BulletList((n.ListItem((editions.paragraph(),), "x"),)),
    ]
    html = html_of(made(editions.note(*blocks), theme)[0])
    body = html[html.index("<body") :]
    for forbidden in ("<figure", "<details", "<aside", "<input", "<math", "<svg", "data:", "var(",
                      "rgba(", "rem;", "<script", "position:", "display: flex"):  # fmt: skip
        assert forbidden not in body
    assert '<table class="callout callout-tip" role="presentation"' in body
    assert re.search(r'<td class="callout-cell" style="[^"]*padding:13px 18px', body)
    assert re.search(r'<span class="mi" style="color:#87480f', body)
    assert "<!--[if mso]>" in body
    assert 'width="600"' in body
    assert len(re.findall(r"<style>(.*?)</style>", html, re.DOTALL)[0]) < 16_000


def test_the_two_texts_say_the_same(theme: Theme) -> None:
    blocks = [
        editions.heading("Head", "head"),
        editions.paragraph(),
        editions.footnote("The note."),
    ]
    message, artifact, _ = made(editions.note(*blocks, mailing=MAILING), theme)
    plain = message.get_body(("plain",))
    assert plain is not None
    for words in ("Head", "Words.", "The note.", "1 Street, Town", "https://example.org/leave"):
        assert words in plain.get_content()
        assert words in html_of(message)
    assert [file.suffix for file in artifact.files] == [".eml", ".email.html", ".email.txt"]


def test_all_text_is_utf8_and_seven_bits_wide(theme: Theme) -> None:
    message, artifact, _ = made(editions.note(editions.paragraph(n.Text("Žluťoučký 日本"))), theme)
    assert {
        p.get_content_charset() for p in message.walk() if p.get_content_maintype() == "text"
    } == {"utf-8"}
    assert artifact.files[0].data.isascii()


def test_a_letter_that_gmail_would_cut_is_told(theme: Theme) -> None:
    long = editions.paragraph(n.Text("word " * 30_000))
    _, _, report = made(editions.note(long, mailing=MAILING), theme)
    assert [found.code for found in report.diagnostics] == ["email/size"]


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path, theme: Theme) -> None:
    edition = editions.note(editions.image(), assets={"dot.png": editions.asset(tmp_path)})
    assert made(edition, theme)[1] == made(edition, theme)[1]
