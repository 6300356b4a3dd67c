"""What several tests of the newsletter use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exporter.rendering.templates import Theme, load_theme
from tests.mailing.drafts import Room, opened


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The vault of all notes in CASES, and one reader for them."""
    with opened(tmp_path_factory.mktemp("vault")) as made:
        yield made


@pytest.fixture(scope="session")
def theme() -> Theme:
    return load_theme("default", Path(__file__).parent)
