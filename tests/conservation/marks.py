"""A note's source with what is settled about its characters: shown, left out, or markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from tests.conservation.words import GLUE, words

# What a settled character looks like to the patterns that come later: no letter, no blank, no mark
OPAQUE = "\ue001"


class Marks:
    """`open` is the source as later patterns may read it, `shown` what a reader sees of it.

    `open` has the source's length, and both have its line ends. `left_out` counts the words that
    are not expected in any output, by `constructs`.
    """

    def __init__(self, text: str, constructs: Collection[str]) -> None:
        self.text = text
        self.left_out = Counter(dict.fromkeys(constructs, 0))
        self._open = list(text)
        self._shown = list(text)

    @property
    def open(self) -> str:
        return "".join(self._open)

    @property
    def shown(self) -> str:
        return "".join(self._shown)

    def leave_out(self, start: int, end: int, construct: str, *, by: str = " ") -> None:
        """No output has to show this; `by` stands for it: a blank, or GLUE within a word."""
        if construct not in self.left_out:
            raise KeyError(construct)
        self.left_out[construct] += len(words("".join(self._shown[start:end])))
        self._settle(start, end, [by] + [""] * (end - start - 1))

    def show(self, start: int, end: int, text: str | None = None) -> None:
        """This is seen as it stands, or as `text`, and holds no markup."""
        old = self._shown[start:end]
        self._settle(start, end, old if text is None else [text] + [""] * (end - start - 1))

    def markup(self, start: int, end: int) -> None:
        """A mark that is not seen itself; what it stands between may be one word."""
        self._settle(start, end, [GLUE] + [""] * (end - start - 1))

    def _settle(self, start: int, end: int, shown: list[str]) -> None:
        for position, text in zip(range(start, end), shown, strict=False):
            if self.text[position] != "\n":
                self._open[position] = OPAQUE
                self._shown[position] = text
