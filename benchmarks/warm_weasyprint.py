"""PDFs of notes by one process: Pandoc's page of each, laid out by a WeasyPrint that stays.

`python -m benchmarks.warm_weasyprint WORK` reads their paths from `WORK/notes`, NUL between them.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pypandoc
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.alternatives import FROM, OPTIONS


def main() -> None:
    work, fonts = Path(sys.argv[1]), FontConfiguration()
    logging.disable()
    command = [pypandoc.get_pandoc_path(), "--from", FROM, "--to", "html", *OPTIONS["email"]]
    for number, note in enumerate((work / "notes").read_text("utf-8").split("\0")):
        page = subprocess.run(
            [*command, note], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        if page.returncode == 0:
            with suppress(Exception):  # a note that it can't lay out costs itself alone
                document = HTML(string=page.stdout.decode(), base_url=note)
                document.write_pdf(work / f"{number}.pdf", font_config=fonts)


if __name__ == "__main__":
    main()
