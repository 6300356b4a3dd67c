"""The program called as from a terminal, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Ended]
