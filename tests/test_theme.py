"""Themes: a project's own files before the default ones, down to a single node."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from exporter.backends import load
from exporter.diagnostics import Report, Reports
from exporter.errors import UsageError
from exporter.model import nodes as n
from exporter.model.edition import Edition
from exporter.rendering.templates import Theme, load_theme
from tests import editions


def own(root: Path, name: str, text: str) -> Theme:
    (root / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "templates" / name).write_text(text)
    return load_theme("default", root)


def page(edition: Edition, theme: Theme) -> str:
    return load("html")(edition, theme, Reports(Report("note.md"))).files[0].data.decode()


def test_a_project_s_own_file_is_first(tmp_path: Path) -> None:
    theme = own(tmp_path, "html/page.css", "body { color: teal }")
    assert "body { color: teal }" in page(editions.note(editions.paragraph()), theme)
    assert load_theme("default", tmp_path.parent).digest != theme.digest


def test_a_template_of_a_node_takes_the_place_of_its_rule(tmp_path: Path) -> None:
    theme = own(
        tmp_path,
        "nodes/callout.html",
        '<div class="{{ node.kind }}"><b>{{ title }}</b>{{ content }}</div>\n',
    )
    inner = n.Callout("note", (n.Text("Inner"),), ())
    outer = n.Callout("tip", (n.Text("<T>"),), (editions.paragraph(), inner))
    made = page(editions.note(outer), theme)
    assert '<div class="tip"><b>&lt;T&gt;</b><p>Words.</p>' in made
    assert '<div class="note"><b>Inner</b></div>' in made


def test_a_template_may_dress_what_the_rule_makes(tmp_path: Path) -> None:
    theme = own(tmp_path, "nodes/code_block.html", "<section>{{ default }}</section>")
    edition = editions.note(n.CodeBlock("x"))
    assert '<section><pre class="code"><code>x</code></pre>' in page(edition, theme)
    for backend in ("epub", "pdf", "email"):
        assert load(backend)(edition, theme, Reports(Report("note.md"))).files


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    theme = own(tmp_path, "nodes/tag.html", "\n{{ node.nothing.at.all }}")
    edition = editions.note(editions.paragraph(n.Tag("x")))
    with pytest.raises(UsageError, match=r"nodes/tag\.html"):
        page(edition, theme)


def test_an_unknown_theme_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no theme"):
        load_theme("no such theme", tmp_path)


def test_a_process_has_one_theme_however_often_it_is_sent(tmp_path: Path) -> None:
    """What is made of a theme, such as its parsed stylesheets, is kept by it."""
    theme = own(tmp_path, "html/page.css", "body { color: teal }")
    sent = pickle.dumps(theme)
    first, second = pickle.loads(sent), pickle.loads(sent)  # noqa: S301 - our own
    assert first is second
    assert first.folders == theme.folders


AT_THE_END = """
import atexit
from exporter.rendering.font_fetcher import configuration
from exporter.rendering.templates import Theme, default_folder
# what was asked for first comes last
atexit.register(lambda: print(folder.exists(), fonts._folder))
fonts = configuration(Theme((default_folder(),)))
folder = fonts._folder
"""


def test_a_process_removes_its_fonts_while_it_can() -> None:
    command = [sys.executable, "-c", AT_THE_END]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("False None\n", "")
