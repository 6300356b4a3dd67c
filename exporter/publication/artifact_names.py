"""Where artifacts lie below the out folder: each at its own name, and at none of the site's."""

from __future__ import annotations

from exporter.model.filenames import output_name
from exporter.publication.site import SITE

# What the files end in that are made of a note, and the folders beside them
MADE = (".html", ".pdf", ".epub", ".json", ".eml", ".email", ".txt", "_files")
# What stands between its name and their suffixes: `a.email.html`, `a.cover.pdf`
BETWEEN = (".email", ".cover")


def artifact_name(*parts: str, is_folder: bool = False) -> str:
    """A path without a suffix from the parts of a vault path; the last may be a folder as well.

    No folder in it is called what a file of the note beside it may be, or what the site is, and no
    note as what another one has beside it.
    """
    *folders, name = [*map(output_name, filter(str.strip, parts))] or [output_name("")]
    path = [f"{each}-" if each.lower().endswith(MADE) else each for each in folders]
    path.append(f"{name}-" if name.lower().endswith(BETWEEN) else name)
    if path[0].lower() == SITE and (folders or is_folder):
        path[0] += "-"
    return "/".join(path)
