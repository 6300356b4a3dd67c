"""What several tests share: a reader, the program, projects to build, the sample project built."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from exporter.cli import program
from exporter.source.pandoc import Reader
from tests.commands import Call, Ended
from tests.vaults import Project

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# how long an example takes says how busy the machine is
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# no test has, or leaves, a key or a trusted vault of the user's
os.environ["XDG_STATE_HOME"] = STATE = tempfile.mkdtemp(prefix="exporter-state-")
atexit.register(shutil.rmtree, STATE, ignore_errors=True)

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
CORPORA = ROOT.parent / "shared" / "corpora"
# Minutes each: whichever began last would be waited for alone
LONGEST = (
    "test_pdf_structure.py",
    "test_epub_validity.py",
    "test_rust_reference.py",
    "test_corpora.py",
    "test_overfull.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="Rewrite the expected outputs of golden tests."
    )


@pytest.fixture
def exporter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Call:
    """Call the program in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Ended:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            program(list(words))
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Ended(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    from tests.browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder to write notes into and to build."""
    (tmp_path / "vault").mkdir()
    return Project(tmp_path / "vault")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The out folder of `content/`, in all formats."""
    from exporter import config
    from exporter.run import build

    out = tmp_path_factory.mktemp("out")
    settings = config.load(CONTENT / "exporter.toml")
    summary = build(settings, [], formats=("html", "epub", "pdf", "email"), out=out)
    assert [o.message for o in summary.outcomes if o.status == "failed"] == []
    assert [d for d in summary.diagnostics if d.severity != "info"] == []
    return out


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The real inputs that CI has; a test that uses them is skipped elsewhere."""
    if not CORPORA.is_dir():
        pytest.skip("the corpora are not here: this test runs where ../shared/corpora is")
    return CORPORA
