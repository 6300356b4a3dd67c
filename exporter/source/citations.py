"""What is wrong with a note's citations: bibliographies that can't be read, keys without a work."""

from __future__ import annotations

import re
from difflib import get_close_matches

from exporter.diagnostics import Report
from exporter.errors import NoteError
from exporter.model.nodes import Blocks, Citation
from exporter.model.walk import collect
from exporter.source.bibliography import Citing
from exporter.source.pandoc import Reader, Reading
from exporter.source.works import Works, named, together


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
    for key, lines in {key: _lines(key, report.source) for key in missing}.items():
        close = get_close_matches(key, known, n=1)
        for line in lines or [0]:
            report.add(
                "citations/unknown",
                f"no work in the bibliography has the key “{key}”",
                hint=f"did you mean “{close[0]}”?" if close else "",
                line=line,
            )


def _lines(key: str, source: str) -> list[int]:
    """The lines that name a key, and not one of which it is the beginning."""
    names = re.finditer(rf"@\{{?{re.escape(key)}(?![\w-])", source)
    return sorted({source.count("\n", 0, name.start()) + 1 for name in names})
