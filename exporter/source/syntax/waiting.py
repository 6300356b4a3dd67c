"""What is found in a source in its order, and waits there for the node that it belongs to."""

from __future__ import annotations


def next_of(numbers: list[int] | None, following: int) -> int | None:
    """The last of descending numbers that is not below `following`; those below it are dropped."""
    while numbers and numbers[-1] < following:
        numbers.pop()
    return numbers[-1] if numbers else None
