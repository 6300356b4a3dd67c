"""The house: imports point downward (docs/architecture.md)."""

from __future__ import annotations

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_point_downward() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
