"""What is wrong with a note's citations: bibliographies that can't be read, keys without a work."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from difflib import get_close_matches

from exporter.diagnostics import Report
from exporter.errors import NoteError
from exporter.model.nodes import Blocks, Citation
from exporter.model.walk import collect
from exporter.source.bibliography import Citing
from exporter.source.pandoc import Reader, Reading
from exporter.source.works import Works, named, together

# A key in a text (Pandoc's manual, “Citation syntax”): punctuation stands within it, and once
NAMED = re.compile(r"@(?:\{(?P<braced>[^{}\n]++)\}|(?P<key>\w++(?:[:.#$%&\-+?<>~/]\w++)*+))")
# Keys for which a near one is looked for: a note with more has another bibliography
GUESSED = 50


def readable(citing: Citing, reader: Reader, report: Report) -> Works | None:
    """The works of the bibliographies that Pandoc can read; None where there are none."""
    found: list[Works] = []
    for library in citing.libraries:
        try:
            found.append(reader.works(library))
        except NoteError as error:
            report.add(
                "citations/unreadable",
                f"the bibliography “{library.name}” can't be read: {error.message}",
                about=library.name,
            )
    return together(found) if found else None


def check_style(reading: Reading, report: Report) -> None:
    """Tell of a style that is XML and yet nothing for citeproc."""
    if reading.style_problem:
        report.add(
            "citations/unreadable",
            f"the citation style can't be used: {reading.style_problem.splitlines()[0]}",
            hint="the default one was used",
            about="csl",
        )


def check_citations(blocks: Blocks, works: Works | None, citing: Citing, report: Report) -> None:
    """Tell of each citation that has no work to lead to."""
    cited = [key for citation in collect(blocks, Citation) for key in citation.keys]
    known = works.first if works else {}
    cited += named(str(citing.meta.get("nocite", "")))
    missing = [key for key in cited if key not in known]
    if missing and works is None:
        report.add(
            "citations/no-bibliography",
            f"“@{missing[0]}” is cited, and there is no bibliography to find it in",
            hint="name one in the front matter: bibliography: works.bib",
            about=f"@{missing[0]}",
        )
        return
    lines = _lines(set(missing), report.source)
    for number, key in enumerate(dict.fromkeys(missing)):
        close = get_close_matches(key, known, n=1) if number < GUESSED else ()
        for line in lines.get(key, [0]):
            report.add(
                "citations/unknown",
                f"no work in the bibliography has the key “{key}”",
                hint=f"did you mean “{close[0]}”?" if close else "",
                line=line,
            )


def _lines(keys: Set[str], source: str) -> Mapping[str, list[int]]:
    """The lines that name some keys, each once."""
    found: dict[str, list[int]] = {}
    line, before = 1, 0
    for name in NAMED.finditer(source):
        line += source.count("\n", before, name.start())
        before = name.start()
        key = name["key"] or name["braced"]
        if key in keys and line not in found.setdefault(key, [])[-1:]:
            found[key].append(line)
    return found
