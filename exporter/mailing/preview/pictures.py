"""Pictures of a letter by headless Chromium, where it is installed; nothing is fetched for them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image, ImageChops

from exporter.errors import ExporterError, UsageError
from exporter.mailing.preview import Seen, letter

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# name -> pixels across
WIDTHS = {"desktop": 800, "phone": 375}
# Chromium draws no more pixels down than 16,384
TALLEST = 16_000
BELOW = 24
# Seconds for one picture
PATIENCE = 60
# The frame and the policy of the page, and no window that is wider than the letter
AROUND = """<!DOCTYPE html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src 'unsafe-inline'; img-src data:">
<body style="margin: 0">
<iframe sandbox srcdoc="{html}" style="display: block; width: {width}px; height: {height}px; \
border: 0"></iframe>
"""


class Picture(NamedTuple):
    """A PNG; `cut` says that the letter goes on below it."""

    name: str
    data: bytes
    cut: bool


def chromium() -> str:
    """The program. Raises UsageError where there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise UsageError(
            "pictures need Chromium or Chrome, and neither is installed",
            "apt-get install chromium, or brew install --cask chromium",
        )
    return found


def pictures(message: Seen) -> Iterator[Picture]:
    """The letter at each of WIDTHS, in light and dark colours.

    Raises UsageError where there is no Chromium, and ExporterError where it draws nothing.
    """
    program = chromium()
    for name, width in WIDTHS.items():
        for dark in (False, True):
            html = letter(message, dark=dark)
            try:
                cropped, cut = _cropped(_drawn(program, html, width), width)
            except ExporterError:
                # on a busy machine, Chromium hangs or draws nothing once in a while
                cropped, cut = _cropped(_drawn(program, html, width), width)
            yield Picture(f"{name}-dark.png" if dark else f"{name}.png", cropped, cut)


def _drawn(program: str, html: str, width: int) -> bytes:
    with TemporaryDirectory(prefix="exporter-", ignore_cleanup_errors=True) as scratch:
        page, picture = Path(scratch, "page.html"), Path(scratch, "picture.png")
        page.write_text(AROUND.format(html=escape(html), width=width, height=TALLEST), "utf-8")
        words = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--no-first-run",
            # a frame of another process may not be drawn yet when the picture is taken
            "--disable-features=IsolateSandboxedIframes",
            "--run-all-compositor-stages-before-draw",
            # nothing is looked up, by whatever way it is asked for
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={scratch}/profile",
            f"--window-size={max(WIDTHS.values())},{TALLEST}",
            f"--screenshot={picture}",
            # Chromium refuses to have a sandbox as root
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            page.as_uri(),
        ]
        try:
            ended = subprocess.run(
                words, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ExporterError(
                f"{program} drew no picture within {PATIENCE} seconds", "try it without --pictures"
            ) from error
        except OSError as error:
            raise ExporterError(f"{program} can't be run: {error.strerror}") from error
        if not picture.is_file():
            last = ended.stderr.strip().rpartition("\n")[2]
            raise ExporterError(f"{program} draws no picture: {last}", "try it without --pictures")
        return picture.read_bytes()


def _cropped(data: bytes, width: int) -> tuple[bytes, bool]:
    """Without the empty ground below the letter, and whether there is none.

    Raises ExporterError where there is nothing else.
    """
    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("RGB").crop((0, 0, width, opened.height))
    ground = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    box = ImageChops.difference(image, ground).getbbox()
    if box is None:
        raise ExporterError("Chromium drew nothing: the picture is empty", "try it again")
    bottom = box[3]
    made = io.BytesIO()
    image.crop((0, 0, width, min(image.height, bottom + BELOW))).save(made, "PNG", optimize=True)
    return made.getvalue(), bottom >= image.height
