"""Pack what caniemail.com knows of four mail programs into ours, from its npm package.

    npm pack caniemail && python scripts/caniemail.py caniemail-*.tgz

writes exporter/mailing/checks/caniemail.json: of each feature that one of the programs does not
have, where a letter would show it, and who lacks it. Nothing is fetched when a letter is checked.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "exporter/mailing/checks/caniemail.json"
# name -> caniemail's family and its platforms
PROGRAMS = {
    "Gmail": ("gmail", ("desktop-webmail", "ios", "android", "mobile-webmail")),
    "Outlook for Windows": ("outlook", ("windows",)),
    "Apple Mail": ("apple-mail", ("macos", "ios")),
    "Yahoo": ("yahoo", ("desktop-webmail", "ios", "android")),
}
WORDS = {
    "desktop-webmail": "web",
    "mobile-webmail": "mobile web",
    "ios": "iOS",
    "android": "Android",
    "macos": "macOS",
}
# Features whose title does not say how they are written
NAMED: dict[str, tuple[str, list[str]]] = {
    "css-variables": ("function", ["var"]),
    "css-unit-calc": ("function", ["calc"]),
    "css-unit-initial": ("keyword", ["initial"]),
    "css-intrinsic-size": ("keyword", ["fit-content", "min-content", "max-content"]),
    "css-sytem-ui": (
        "keyword",
        ["system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"],
    ),
    "css-column-layout-properties": (
        "property",
        ["columns", "column-fill", "column-rule", "column-span", "column-width"],
    ),
    "css-grid-template": (
        "property",
        ["grid-template-areas", "grid-template-columns", "grid-template-rows"],
    ),
    "css-scroll-snap": ("property", ["scroll-snap-align", "scroll-snap-type"]),
    "css-pseudo-class-lang": ("pseudo", ["lang"]),
    "html-anchor-links": ("anchor", ["#"]),
    "html-image-maps": ("element", ["map"]),
    "html-meta-color-scheme": ("meta", ["color-scheme"]),
    "html-semantics": (
        "element",
        "article aside details figcaption figure footer header main mark nav section summary"
        " time".split(),
    ),
    "html-srcset": ("attribute", ["sizes", "srcset"]),
    "html-svg": ("element", ["svg"]),
    "image-apng": ("image", ["apng"]),
    "image-base64": ("image", ["data:"]),
    "image-heif": ("image", ["heic", "heif"]),
    "image-mp4": ("image", ["mp4"]),
    "image-tiff": ("image", ["tif", "tiff"]),
}
PATTERNS = {
    "at": r"@([\w-]+(?: \(.+)?)",
    "pseudo": r"::?([\w-]+)(?:\(\))?",
    "function": r"((?:[a-z-]+\(\)(?:, )?)+)",
    "unit": r"(\w+) unit",
    "value": r"([a-z-]+: ?[a-z-]+)",
    "property": r"([a-z-]+(?:(?:, | & )[a-z-]+)*)(?: CSS property| property| shorthand)?",
}
MARKUP = {
    "element": r'<([a-z0-9]+(?: type="\w+")?)>(?: element)?',
    "attribute": r"([a-z-]+) attribute",
}


def packed(package: Path) -> dict[str, Any]:
    with tarfile.open(package) as archive:
        data = json.load(archive.extractfile("package/data/caniemail.json"))
        version = json.load(archive.extractfile("package/package.json"))["version"]
        licence = archive.extractfile("package/LICENSE").read().decode()
    return {
        "source": f"caniemail {version} (npm), of {data['last_update_date'][:10]}",
        "licence": licence,
        "features": [*_features(data["data"])],
    }


def _features(data: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for feature in data:
        lacking = {name: _lacking(feature["stats"], *PROGRAMS[name]) for name in PROGRAMS}
        lacking = {name: where for name, where in lacking.items() if where is not None}
        kind, names = _written(feature["slug"], feature["title"].strip(), feature["category"])
        if lacking and kind:
            told = {"slug": feature["slug"], "title": feature["title"].strip()}
            yield {**told, "kind": kind, "names": names, "lacking": lacking}


def _lacking(stats: dict[str, Any], family: str, platforms: tuple[str, ...]) -> list[str] | None:
    """Where the newest version of a program does not have a feature; nothing said is everywhere."""
    tested = [each for each in platforms if stats.get(family, {}).get(each)]
    # versions stand in the order in which they were tested
    bad = [each for each in tested if [*stats[family][each].values()][-1].startswith("n")]
    if not bad:
        return None
    return [] if len(bad) == len(tested) else [WORDS[each] for each in bad]


def _written(slug: str, title: str, category: str) -> tuple[str, list[str]]:
    """What kind of thing a feature is, and its names; nothing for what no letter is asked about.

    Selectors are written into the elements before a letter is sent.
    """
    if slug in NAMED:
        return NAMED[slug]
    if category == "image":
        return "image", [slug.removeprefix("image-")]
    if category not in ("css", "html") or slug.startswith("css-selector"):
        return "", []
    for kind, pattern in (PATTERNS if category == "css" else MARKUP).items():
        if found := re.fullmatch(pattern, title):
            names = re.split(r", @?| & ", found[1])
            return kind, [name.replace("()", "").replace(": ", ":") for name in names]
    return "", []


if __name__ == "__main__":
    known = packed(Path(sys.argv[1]))
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in known.pop("features"))
    head = json.dumps(known, ensure_ascii=False)
    OUT.write_text(f'{head[:-1]}, "features": [\n{lines}\n]}}\n', "utf-8")
