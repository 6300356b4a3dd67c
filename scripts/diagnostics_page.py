"""Prints docs/diagnostics.md; `make docs` writes it."""

from __future__ import annotations

import sys
from itertools import groupby

from exporter.codes import CODES

HEAD = """\
# Diagnostics

What `exporter` finds out about notes has a code that stays the same from release to release.
`exporter explain CODE` says in a terminal what stands here; `make docs` writes this page from the
program.

An **error** means that something was not made, and the exit code is 1. A **warning** means that
something is not as it was meant; `--strict` lets it fail the build. A **remark** (`info`) is told
by `exporter check`, and by `exporter build` with `--verbose` and in `--report json` only.
"""


def page() -> str:
    parts = [HEAD]
    for room, codes in groupby(sorted(CODES), key=lambda code: code.partition("/")[0]):
        parts.append(f"\n## {room}\n\n| Code | Severity | What it means |\n|---|---|---|\n")
        parts += [f"| `{code}` | {CODES[code].severity} | {_cell(code)} |\n" for code in codes]
    return "".join(parts)


def _cell(code: str) -> str:
    return CODES[code].explanation.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
