"""Personal fields on pages that anybody may read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.commands import Call

NEWSLETTER = '[project]\nurl = "https://example.org/"\n[newsletter]\nfrom = "a@example.org"\n'
PAID = '{% if plan == "paid" %}\n\nFor those who pay.\n\n{% else %}\n\nFor all.\n\n{% endif %}\n'


@pytest.fixture
def page(exporter: Call, tmp_path: Path) -> object:
    """What a note's page says."""

    def made(text: str, settings: str = NEWSLETTER) -> str:
        (tmp_path / "exporter.toml").write_text(settings)
        (tmp_path / "october.md").write_text(text)
        assert exporter("build", "october.md", "--to", "html").code == 0
        return (tmp_path / "out/october.html").read_text("utf-8")

    return made


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('Dear {{ name | default("reader") }},', "Dear reader,"),
        ("**Dear {{ name | default('reader') }}**,", "<strong>Dear reader</strong>,"),
        ("Dear {{ name }},", "Dear {{ name }},"),
        ("Dear {{ page.name }}, {{ x | default('y') }}", "Dear {{ page.name }}, {{ x"),
        (
            "{% if plan == 1 %}Thanks{% elif not plan %}Hello{% else %}Bye{% endif %}!",
            "Hello!",
        ),
        ("[Join](https://example.org/join?who={{token}})", 'href="https://example.org/join?who="'),
        ("`{{ name | default('x') }}`", "{{ name | default(&#39;x&#39;) }}"),
        ("# {% endif %}\n\nAll the same.", "All the same."),
    ],
)
def test_a_field_says_what_it_says_to_strangers(page: Call, written: str, told: str) -> None:
    assert told in str(page(f"---\ntitle: October\n---\n\n{written}\n"))


def test_what_is_for_some_alone_is_on_no_page(page: Call, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "paid.png")
    text = PAID.replace("who pay.", "who pay.[^1]\n\n![Paid](paid.png)")
    found = str(page(f"{text}\nMore.[^2]\n\n[^1]: One.\n\n[^2]: Two.\n"))
    assert "For all." in found
    assert "who pay" not in found
    assert "One." not in found
    assert "{%" not in found
    assert "data:image/png" not in found
    assert ">1</a>" in found
    assert ">2</a>" not in found


def test_a_title_is_one_for_everybody(page: Call) -> None:
    found = str(page('---\ntitle: Hello {{ name | default("you") }}\n---\n\nText.\n'))
    assert "<title>Hello you" in found
    assert "{{" not in found


def test_without_a_newsletter_braces_are_braces(page: Call) -> None:
    assert "{% if plan" in str(page(PAID, ""))
