"""`python -m tests.pandoc_oracle CORPUS…` counts differences and shows what is not explained.

With `--page` it writes docs/pandoc-differences.md, for which it needs all corpora.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.conftest import CORPORA
from tests.pandoc_oracle import table
from tests.pandoc_oracle.comparison import UNEXPLAINED
from tests.pandoc_oracle.pages import found_in
from tests.trees import Nodes

# Characters of a snippet
LONGEST = 400


def main(arguments: list[str]) -> int:
    if arguments == ["--page"]:
        counts = {name: _counted(CORPORA / name) for name in table.CORPORA}
        table.PAGE.write_text(table.page(counts), "utf-8")
        return 0
    return max([_shown(Path(name)) for name in arguments], default=2)


def _counted(corpus: Path) -> Counter[str]:
    return Counter(found.explanation for _, found in found_in(corpus))


def _shown(corpus: Path) -> int:
    counts: Counter[str] = Counter()
    for note, (explanation, region) in found_in(corpus):
        counts[explanation] += 1
        if explanation == UNEXPLAINED:
            theirs, ours = _markup(region.theirs), _markup(region.ours)
            sys.stdout.write(f"{note}\n  pandoc: {theirs}\n  ours:   {ours}\n")
    for explanation, count in counts.most_common():
        sys.stdout.write(f"{count:6}  {explanation or 'NOT EXPLAINED'}\n")
    return 1 if counts[UNEXPLAINED] else 0


def _markup(nodes: Nodes) -> str:
    text = "".join(map(str, nodes))
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
