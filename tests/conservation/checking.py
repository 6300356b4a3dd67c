"""The words of a source against those of an output: how many are there, and which are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from exporter import config
from exporter.executors import Workers
from exporter.run import Outcome, build
from exporter.source.vault import discover
from tests.conservation.outputs import EXTRACTORS, PARTS
from tests.conservation.source import Visible, visible
from tests.conservation.words import Expected, Shown

FORMATS = tuple(EXTRACTORS)
# Nothing is made of a note that holds nothing but its title, and that is said
TITLE_ALONE = "notes of a title alone"
# Of the words of each corpus, in each of its outputs
REQUIRED = 0.999


class Missing(NamedTuple):
    word: str
    note: str
    line: int

    def __str__(self) -> str:
        return f"{self.note}:{self.line}: {self.word}"


class Account(NamedTuple):
    """What one output, or all of a kind, kept of the words that were expected of it."""

    expected: int
    missing: tuple[Missing, ...]

    @property
    def share(self) -> float:
        return 1 - len(self.missing) / self.expected if self.expected else 1.0


class Survey(NamedTuple):
    """`accounts` by what was looked at (`html`, `epub`, `email`, `text`, `pdf`); `left_out` counts
    the words of the sources that are expected nowhere, by construct."""

    notes: int
    accounts: dict[str, Account]
    left_out: Counter[str]


NOTHING = Shown(Counter(), Counter())


def missing(source: Sequence[Expected], output: Shown) -> Iterator[tuple[str, int]]:
    """The words that an output does not show as often as the source, each with its line."""
    free, broken = output.words.copy(), output.broken.copy()
    lost: list[Expected] = []
    # first what can be there in one way only, or the others would take its words
    for each in sorted(source, key=lambda each: each.word != each.parts):
        pieces = next((p for p in (each.word, each.parts) if _there(p, free)), None)
        if pieces is None:
            lost.append(each)
        else:
            free.subtract(pieces)
    found: list[tuple[str, int]] = []
    for each in lost:
        for word in each.word:
            if free[word] > 0:
                free[word] -= 1
            elif broken[word] > 0:
                broken[word] -= 1
            else:
                found.append((word, each.line))
    yield from _placed(found, source)


def _there(words: Iterable[str], free: Counter[str]) -> bool:
    return all(free[word] >= number for word, number in Counter(words).items())


def _placed(lost: list[tuple[str, int]], source: Sequence[Expected]) -> Iterator[tuple[str, int]]:
    """Of the lines where a word stands, the one that lost most: what is lost is lost together."""
    wanted = Counter(word for word, _ in lost)
    lines: dict[str, list[int]] = {word: [] for word in wanted}
    size: Counter[int] = Counter()
    hit: Counter[int] = Counter()
    for each in source:
        for word in each.word:
            size[each.line] += 1
            if word in wanted:
                lines[word].append(each.line)
                hit[each.line] += 1
    for word, number in sorted(wanted.items()):
        ranked = sorted(lines[word], key=lambda line: (-hit[line] / size[line], line))
        yield from ((word, line) for line in ranked[:number])


def survey(root: Path, formats: Sequence[str], *, notes: int = 0, jobs: int = 2) -> Survey:
    """Build a vault, or so many of its notes at even distances, and account for every word."""
    paths = discover(root).notes
    chosen = paths[:: max(1, len(paths) // notes)][:notes] if notes else paths
    sources = {path: visible((root / path).read_text("utf-8", "replace")) for path in chosen}
    with TemporaryDirectory(prefix="conservation-") as folder:
        summary = build(
            config.default(root),
            [root / path for path in chosen],
            formats=tuple(formats),
            out=Path(folder),
            workers=Workers(jobs),
        )
        left_out = sum((source.left_out for source in sources.values()), Counter[str]())
        for found in summary.diagnostics:
            if found.code == "note/empty" and _says_one_line(sources[found.note]):
                left_out[TITLE_ALONE] += len(sources.pop(found.note).words)
        return Survey(len(chosen), accounts(sources, formats, summary.outcomes), left_out)


def _says_one_line(source: Visible) -> bool:
    return len({each.line for each in source.words}) <= 1


def accounts(
    sources: dict[str, Visible], formats: Sequence[str], outcomes: Iterable[Outcome]
) -> dict[str, Account]:
    """What the files of a build kept of the sources; a note without a file has lost all."""
    made = {
        (outcome.source, outcome.format): Path(outcome.path)
        for outcome in outcomes
        if outcome.status != "failed"
    }
    expected: Counter[str] = Counter()
    lost: dict[str, list[Missing]] = {part: [] for name in formats for part in PARTS[name]}
    for path, source in sources.items():
        for name in formats:
            file = made.get((path, name))
            outputs = EXTRACTORS[name](file) if file else dict.fromkeys(PARTS[name], NOTHING)
            for part, output in outputs.items():
                expected[part] += sum(len(each.word) for each in source.words)
                lost[part] += (Missing(w, path, line) for w, line in missing(source.words, output))
    return {part: Account(expected[part], tuple(found)) for part, found in lost.items()}
