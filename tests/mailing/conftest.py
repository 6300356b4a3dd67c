"""What several tests of the newsletter use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mailing.drafts import Room, opened


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The vault of all notes in CASES, and one reader for them."""
    with opened(tmp_path_factory.mktemp("vault")) as made:
        yield made
