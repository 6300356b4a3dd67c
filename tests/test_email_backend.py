"""The letter: a message that any server takes, and that says what we said and no more."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from PIL import Image as Picture

from exporter.backends import email as backend
from exporter.diagnostics import Report, Reports
from exporter.errors import RenderError
from exporter.model import nodes as n
from exporter.model.document import Metadata
from exporter.model.edition import Artifact, Asset, Edition, Mailing
from exporter.rendering.math import drawing
from exporter.rendering.templates import Theme, load_theme
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


def parts(message: EmailMessage) -> list[EmailMessage]:
    """The pictures of a message."""
    return [p for p in message.walk() if isinstance(p, EmailMessage) and p["Content-ID"]]


def made(edition: Edition, theme: Theme) -> tuple[EmailMessage, Artifact, Report]:
    report = Report("note.md")
    artifact = backend.render(edition, theme, Reports(report))
    message = email.message_from_bytes(artifact.files[0].data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message, artifact, report


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("words", ["the new ‘go to’ for millions", "äöü " * 40, "日本 " * 30])
def test_a_long_subject_keeps_its_spaces(words: str, theme: Theme) -> None:
    title = f"A new report reveals how risky and unchecked some chatbots are {words}".strip()
    edition = editions.note(editions.paragraph(), metadata=Metadata(title=title))
    message, artifact, _ = made(edition, theme)
    assert message["Subject"] == title
    assert max(map(len, artifact.files[0].data.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_headers_are_those_of_a_newsletter(theme: Theme) -> None:
    message, _, report = made(editions.note(editions.paragraph(), mailing=MAILING), theme)
    assert message["From"] == "The Paper <news@xn--exmple-cua.org>"
    assert message["Subject"] == "A title"
    assert message["Reply-To"] == "me@example.org"
    assert message["Date"] == "Thu, 01 Oct 2026 00:00:00 +0000"
    assert message["Message-ID"].endswith("@xn--exmple-cua.org>")
    assert message["List-Id"] == "<paper.example.org>"
    assert message["List-Unsubscribe"] == (
        "<https://example.org/leave>, <mailto:me@example.org?subject=unsubscribe>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert report.diagnostics == []


def test_without_a_sender_a_letter_is_made_and_told(theme: Theme) -> None:
    mailing = Mailing(unsubscribe="https://example.org/leave")
    message, _, report = made(editions.note(editions.paragraph(), mailing=mailing), theme)
    assert message["From"] == "newsletter@example.invalid"
    assert message["List-Unsubscribe"] == "<https://example.org/leave>"  # nobody reads a mail
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
    root = "<msqrt><mi>x</mi></msqrt>"
    mathml = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{root}</math>'
    assert drawing(mathml)
    message, _, _ = made(editions.note(editions.paragraph(n.Math("x", mathml=mathml))), theme)
    shown = set(re.findall(r"cid:([\w-]+)", html_of(message)))
    assert shown == {str(p["Content-ID"]).strip("<>") for p in message.walk() if p["Content-ID"]}
    assert len(shown) == 1
    assert 'alt="√x"' in html_of(message)


def test_markup_is_what_mail_programs_keep(theme: Theme) -> None:
    blocks: list[n.Block] = [
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
    assert re.search(r'<table class="callout callout-tip"[^>]* role="presentation"', body)
    assert re.search(r'<td class="callout-cell" style="[^"]*padding:13px 18px', body)
    assert re.search(r'<span class="mi" style="color:#87480f', body)
    assert "<!--[if mso]>" in body
    assert 'width="600"' in body
    assert len(re.findall(r"<style>(.*?)</style>", html, re.DOTALL)[0]) < 16_000


def test_the_two_texts_say_the_same(theme: Theme) -> None:
    blocks: list[n.Block] = [
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


LONG = "https://example.org/leave?" + "token=0123456789abcdef&" * 12


def test_a_long_address_to_leave_by_can_be_read(theme: Theme) -> None:
    mailing = Mailing(sender="a@b.org", unsubscribe=LONG, list_id="Paper <" + "x" * 90 + ".org>")
    data = made(editions.note(editions.paragraph(), mailing=mailing), theme)[1].files[0].data
    # RFC 2047 §5: no encoded word within <…>; the stdlib makes one of what fits into no line
    mail = "<mailto:a@b.org?subject=unsubscribe>"
    assert f"\r\nList-Unsubscribe: <{LONG}>,\r\n {mail}\r\n".encode() in data
    assert f"\r\nList-Id: Paper <{'x' * 90}.org>\r\n".encode() in data


def test_an_address_to_leave_by_is_written_in_ascii(theme: Theme) -> None:
    mailing = Mailing(sender="a@b.org", unsubscribe="https://example.org/käfer?x=1&y=%20")
    message, _, _ = made(editions.note(editions.paragraph(), mailing=mailing), theme)
    assert message["List-Unsubscribe"].startswith("<https://example.org/k%C3%A4fer?x=1&y=%20>, ")


def test_a_mailto_is_no_one_click(theme: Theme) -> None:
    mailing = Mailing(sender="a@b.org", unsubscribe="mailto:leave@b.org?subject=leave")
    message, _, _ = made(editions.note(editions.paragraph(), mailing=mailing), theme)
    assert message["List-Unsubscribe"] == "<mailto:leave@b.org?subject=leave>"
    assert "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize(
    "fields",
    [
        {"unsubscribe": "leave me"},
        {"unsubscribe": "javascript:alert(1)"},
        {"unsubscribe": "https://example.org/" + "a" * 1000},
        {"list_id": "my list"},
        {"reply_to": "nobody"},
    ],
)
def test_settings_that_make_no_header_are_refused(theme: Theme, fields: dict[str, str]) -> None:
    mailing = Mailing(sender="a@b.org", **fields)
    with pytest.raises(RenderError, match=f"newsletter.{next(iter(fields))} is no"):
        made(editions.note(editions.paragraph(), mailing=mailing), theme)


def test_settings_add_no_header(theme: Theme) -> None:
    mailing = Mailing(
        sender="a@b.org",
        unsubscribe="https://example.org/a\r\nBcc: x@y.z",
        address="A street\r\nBcc: x@y.z",
    )
    message, _, _ = made(editions.note(editions.paragraph(), mailing=mailing), theme)
    assert "Bcc" not in message


def test_the_html_beside_the_message_shows_its_pictures(tmp_path: Path, theme: Theme) -> None:
    edition = editions.note(editions.image(), assets={"dot.png": editions.asset(tmp_path)})
    _, artifact, _ = made(edition, theme)
    files = {file.suffix: file.data for file in artifact.files}
    assert list(files) == [".eml", ".email.html", ".email.txt", ".email/image-1.png"]
    assert b'src="it.email/image-1.png"' in files[".email.html"]
    assert b"cid:" not in files[".email.html"]


def test_pictures_are_what_every_mail_program_shows(tmp_path: Path, theme: Theme) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="9"/></svg>'
    (tmp_path / "a.svg").write_text(svg)
    Picture.new("RGBA", (1600, 800), "red").save(tmp_path / "b.webp")
    Picture.new("RGB", (2000, 100), "red").save(tmp_path / "c.jpg")
    assets = {
        "a.svg": Asset("a.svg", str(tmp_path / "a.svg"), "image/svg+xml", 40, 20),
        "b.webp": Asset("b.webp", str(tmp_path / "b.webp"), "image/webp", 1600, 800),
        "c.jpg": Asset("c.jpg", str(tmp_path / "c.jpg"), "image/jpeg", 2000, 100),
    }
    message, _, _ = made(
        editions.note(*(editions.image(name) for name in assets), assets=assets), theme
    )
    shown = parts(message)
    assert [p.get_content_type() for p in shown] == ["image/png", "image/png", "image/jpeg"]
    widths = [Picture.open(BytesIO(p.get_content())).width for p in shown]
    assert widths == [80, 1200, 1200]


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("https://example.org/a.png", []),
        ("https://example.org/a.svg", ["email/image"]),
        ("https://example.org/a.WEBP?x=1", ["email/image"]),
        ("http://example.org/a.png", ["email/image"]),
    ],
)
def test_pictures_of_the_web_that_are_not_shown_are_told(
    theme: Theme, source: str, codes: list[str]
) -> None:
    _, _, report = made(editions.note(editions.image(source), mailing=MAILING), theme)
    assert [found.code for found in report.diagnostics] == codes


@pytest.mark.parametrize("odd", ["\x00", "\x92", "\x85", "\x07", "\ud800", "\ufffe"])
def test_characters_that_no_letter_may_hold_are_left_out(theme: Theme, odd: str) -> None:
    metadata = Metadata(title=f"A{odd} title", description=f"It{odd}")
    edition = editions.note(editions.paragraph(n.Text(f"wo{odd}rds")), metadata=metadata)
    message, artifact, _ = made(edition, theme)
    assert "words" in html_of(message)
    assert all(odd not in file.data.decode() for file in artifact.files)


def test_the_preheader_keeps_paragraphs_apart(theme: Theme) -> None:
    blocks = (editions.paragraph(n.Text("Dear reader,")), editions.paragraph(n.Text("spring is.")))
    message, _, _ = made(editions.note(*blocks), theme)
    assert re.search(r'class="preheader"[^>]*>Dear reader, spring is\.', html_of(message))


def test_a_letter_says_how_much_of_it_gmail_shows(theme: Theme) -> None:
    def told(count: int) -> str:
        long = editions.paragraph(n.Text("word " * count))
        _, _, report = made(editions.note(long, mailing=MAILING), theme)
        return "".join(found.message for found in report.diagnostics)

    assert told(10_000) == ""
    assert told(18_000).endswith("Gmail cuts it at 102")
    assert told(30_000).endswith("and cuts 59")


def test_the_web_view_is_the_archive(theme: Theme) -> None:
    def archive(url: str) -> str | None:
        return made(editions.note(editions.paragraph(), url=url), theme)[0]["List-Archive"]

    assert archive("https://example.org/a%20b.html") == "<https://example.org/a%20b.html>"
    assert archive("https://example.org/ä\r\nBcc: x") == "<https://example.org/%C3%A4%20Bcc:%20x>"
    assert archive("") is None


def test_a_logo_stands_in_the_place_of_the_name(tmp_path: Path, theme: Theme) -> None:
    Picture.new("RGBA", (800, 200), (0, 0, 0, 0)).save(tmp_path / "logo.png")
    logo = Asset("logo.png", str(tmp_path / "logo.png"), "image/png", 800, 200)
    mailing = msgspec.structs.replace(MAILING, logo=logo)
    message, _, _ = made(editions.note(editions.paragraph(), mailing=mailing), theme)
    html = html_of(message)
    assert re.search(r'src="cid:logo" alt="The Paper" width="260" height="65"', html)
    assert 'class="publication"' not in html
    assert [part["Content-ID"] for part in parts(message)] == ["<logo>"]


def test_no_picture_is_transparent(tmp_path: Path, theme: Theme) -> None:
    # dark mode would show the black letters of a logo on black
    clear = {
        "a.png": Picture.new("RGBA", (20, 10), (0, 0, 0, 0)),
        "b.png": Picture.new("LA", (1400, 700), (0, 0)),
    }
    assets = {}
    for name, picture in clear.items():
        picture.save(tmp_path / name)
        assets[name] = Asset(name, str(tmp_path / name), "image/png", *picture.size)
    message, _, _ = made(editions.note(*map(editions.image, assets), assets=assets), theme)
    for part in parts(message):
        shown = Picture.open(BytesIO(part.get_content()))
        assert (shown.mode, shown.getpixel((0, 0))) == ("RGB", (255, 254, 251))


def test_linked_pictures_lie_where_the_build_puts_them(tmp_path: Path, theme: Theme) -> None:
    folder = "https://example.org/it.email"
    mailing = msgspec.structs.replace(MAILING, pictures=folder)

    def shown(colour: str) -> tuple[str, list[str], str]:
        name = f"{colour}.png"
        Picture.new("RGB", (20, 10), colour).save(tmp_path / name)
        asset = Asset(name, str(tmp_path / name), "image/png", 20, 10)
        edition = editions.note(editions.image(name), assets={name: asset}, mailing=mailing)
        message, artifact, _ = made(edition, theme)
        assert parts(message) == []
        (src,) = re.findall(r'<img src="([^"]*)"', html_of(message))
        return src, [file.suffix for file in artifact.files], artifact.files[1].data.decode()

    src, files, beside = shown("red")
    assert src.startswith(f"{folder}/image-1-")
    assert f".email{src.removeprefix(folder)}" in files
    # what is shown before it is published lies beside the page
    assert f'src="it.email{src.removeprefix(folder)}"' in beside
    # a letter that is out keeps its picture when the note gets another one
    assert shown("blue")[0] != src


def test_a_poster_says_that_it_plays(tmp_path: Path, theme: Theme) -> None:
    Picture.new("RGB", (64, 32), "red").save(tmp_path / "a.png")
    asset = Asset("a.png", str(tmp_path / "a.png"), "image/png", 64, 32)
    film = n.Media(
        "video", (n.Text("A film"),), "https://example.org/f.mp4", (n.Image((), "a.png"),)
    )
    message, _, _ = made(editions.note(n.Plain((film,)), assets={"a.png": asset}), theme)
    (part,) = parts(message)
    red, _, _ = Picture.open(BytesIO(part.get_content())).convert("RGB").getpixel((29, 16))
    assert red < 100
    html = html_of(message)
    link = r'<a class="media video" href="https://example.org/f.mp4"[^>]*>'
    assert re.search(rf'{link}<img src="cid:image-1" alt="Image"', html)
    assert "▶\ufe0e A film</a>" in html
