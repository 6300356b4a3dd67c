"""Sound, film, documents and frames: what each output makes of them, and what it takes along."""

from __future__ import annotations

import zipfile

import pikepdf
import pytest
from PIL import Image

from tests.vaults import Project


@pytest.fixture
def media(project: Project) -> Project:
    for name in ("a.mp3", "b.mp4", "c.flac", "plan.txt"):
        (project.root / name).write_bytes(b"0123")
    with pikepdf.new() as document:
        for _ in range(2):
            document.add_blank_page(page_size=(300, 150))
        document.save(project.root / "d.pdf")
    Image.new("RGB", (4, 3)).save(project.root / "still.png")
    return project


def page(project: Project) -> str:
    return (project.out / "n.html").read_text()


def chapter(project: Project) -> str:
    with zipfile.ZipFile(project.out / "n.epub") as book:
        return book.read("EPUB/n.xhtml").decode()


def codes(project: Project, text: str, *formats: str) -> list[str]:
    project.write("n.md", text)
    summary = project.build(formats=formats or ("html",))
    assert [outcome.message for outcome in summary.outcomes if outcome.message] == []
    return sorted(found.code for found in summary.diagnostics)


def test_a_page_plays_what_lies_beside_it(media: Project) -> None:
    assert codes(media, "![[a.mp3]]\n\n![[b.mp4|A film|300]]\n") == ["links/asset"] * 2
    assert '<audio controls="controls" preload="none" src="n_files/a.mp3"' in page(media)
    assert 'src="n_files/b.mp4" aria-label="A film" width="300"' in page(media)
    assert (media.out / "n_files/b.mp4").read_bytes() == b"0123"


def test_an_epub_plays_what_readers_know(media: Project) -> None:
    codes(
        media, '![[a.mp3]] ![[c.flac]]\n\n<video src="b.mp4" poster="still.png"></video>\n', "epub"
    )
    text = chapter(media)
    assert 'src="media/001-a.mp3"' in text
    assert 'src="media/003-b.mp4"' in text
    assert 'poster="images/001-still.png"' in text
    assert "flac" in text
    assert 'src="media/002' not in text


def test_mail_and_text_have_the_title_and_its_address(media: Project) -> None:
    media.write("exporter.toml", '[project]\nurl = "https://example.org"\n')
    codes(media, "![[b.mp4|A film]] and [a file](plan.txt)\n", "email")
    text = (media.out / "n.email.txt").read_text()
    assert "A film [1]" in text
    assert "[1] https://example.org/b.mp4" in text
    assert "a file [2]" in text
    assert "[2] https://example.org/plan.txt" in text


def test_a_page_of_a_document_is_shown(media: Project) -> None:
    codes(media, "![[d.pdf#page=2]]\n", "html", "epub", "pdf", "email")
    assert 'href="n_files/d.pdf#page=2"' in page(media)
    assert 'alt="d.pdf, p.\u00a02" width="400" height="200"' in page(media)
    assert 'src="images/001-d.png"' in chapter(media)


def test_a_document_is_told_on_its_line(media: Project) -> None:
    media.write("n.md", "See [[d.pdf]].\n\n![[d.pdf#page=2]]\n\n![[none.pdf#page=1|A plan]]\n")
    found = [(each.code, each.line) for each in media.build().diagnostics]
    assert sorted(found) == [("links/asset", 1), ("links/asset", 3), ("media/missing", 5)]


def test_a_page_that_is_not_there_is_told(media: Project) -> None:
    (media.root / "broken.pdf").write_bytes(b"%PDF-1.4 no")
    found = codes(media, "![[d.pdf#page=9]]\n\n![[broken.pdf]]\n")
    assert found.count("media/no-preview") == 2
    assert ">broken.pdf</a>" in page(media)


def test_media_that_are_missing_keep_their_title(media: Project) -> None:
    assert codes(media, "![[none.mp3|A song]]\n") == ["media/missing"]
    assert ">A song</span>" in page(media)


@pytest.mark.parametrize(
    "written",
    [
        "![](https://youtu.be/abcdefghijk)",
        "![](https://www.youtube.com/watch?app=x&v=abcdefghijk)",
        '<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0"></iframe>',
    ],
)
def test_a_film_waits_behind_its_title(media: Project, written: str) -> None:
    codes(media, written, "html", "epub")
    assert '<details class="frame"><summary>' in page(media)
    assert 'src="https://www.youtube-nocookie.com/embed/abcdefghijk"' in page(media)
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in chapter(media)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"]
)
def test_a_frame_of_no_site_is_its_title(media: Project, address: str) -> None:
    assert codes(media, f'<iframe src="{address}" title="T"></iframe>') == ["media/unsupported"]
    assert "<iframe" not in page(media)
    assert ">T</span>" in page(media)


def test_media_in_a_figure_of_the_writer_are_one_figure(media: Project) -> None:
    codes(media, '<figure><video src="b.mp4"></video><figcaption>C</figcaption></figure>')
    assert page(media).count("<figure") == 1
    assert "<figcaption>C</figcaption>" in page(media)


def test_files_of_one_name_lie_side_by_side(media: Project) -> None:
    (media.root / "sub").mkdir()
    (media.root / "sub/plan.txt").write_bytes(b"other")
    codes(media, "[[plan.txt]] [x](sub/plan.txt)\n")
    assert (media.out / "n_files/plan.txt").read_bytes() == b"0123"
    assert (media.out / "n_files/plan 2.txt").read_bytes() == b"other"
    assert 'href="n_files/plan%202.txt"' in page(media)


def test_a_changed_file_is_taken_along_anew(media: Project) -> None:
    codes(media, "![[a.mp3]]\n")
    (media.root / "a.mp3").write_bytes(b"98765")
    codes(media, "![[a.mp3]]\n")
    assert (media.out / "n_files/a.mp3").read_bytes() == b"98765"


def test_what_the_writer_called_a_sound_is_seen(media: Project) -> None:
    codes(media, '![[a.mp3|The bell]]\n\n![[b.mp4]]\n\n<audio src="a.mp3"></audio>\n')
    assert page(media).count('<span class="media-title">') == 1
    assert '<span class="media-title">The bell</span>' in page(media)


def test_a_document_is_named_below_its_page(media: Project) -> None:
    codes(media, "![[d.pdf#page=2|The plan]]\n", "html", "email")
    assert "<br/>\nThe plan</a>" in page(media)
    assert "The plan" in (media.out / "n.email.txt").read_text()
    assert "[Image" not in (media.out / "n.email.txt").read_text()


def test_a_frame_says_whose_site_it_opens(media: Project) -> None:
    codes(media, '<iframe src="https://www.example.org/map" title="A map"></iframe>')
    assert '<span class="frame-host">example.org</span>' in page(media)
    codes(media, '<iframe src="https://www.example.org/map"></iframe>')
    assert 'class="frame-host"' not in page(media)
