"""The house: imports point downward (docs/architecture.md)."""

from __future__ import annotations

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.conftest import ROOT


def test_imports_point_downward() -> None:
    contracts = str(ROOT / "pyproject.toml")
    assert lint_imports(contracts, no_cache=True) == EXIT_STATUS_SUCCESS
