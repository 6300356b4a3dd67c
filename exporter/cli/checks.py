"""What `exporter doctor` looks at: versions, the libraries behind them, fonts by script."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from io import StringIO
from typing import Literal, NamedTuple

from exporter import __version__
from exporter.errors import ExporterError

PACKAGES = (
    "EbookLib",
    "lxml",
    "Pillow",
    "Jinja2",
    "Pygments",
    "nh3",
    "css-inline",
)
PANGO = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "brew install pango",
)
# script -> fontconfig's language, Debian's package, Homebrew's cask
SCRIPTS = {
    "Chinese": ("zh-cn", "fonts-noto-cjk", "font-noto-sans-cjk"),
    "Japanese": ("ja", "fonts-noto-cjk", "font-noto-sans-cjk"),
    "Korean": ("ko", "fonts-noto-cjk", "font-noto-sans-cjk"),
    "Devanagari": ("hi", "fonts-noto-core", "font-noto-serif-devanagari"),
    "Thai": ("th", "fonts-noto-core", "font-noto-serif-thai"),
    "emoji": ("und-zsye", "fonts-noto-color-emoji", "font-noto-color-emoji"),
}


class Check(NamedTuple):
    """One thing looked for. `optional` things are missed by some notes only."""

    name: str
    state: Literal["there", "missing", "optional"]
    detail: str
    hint: str = ""


def all_checks() -> list[Check]:
    """Everything, in the order in which it is told."""
    return [
        Check("exporter", "there", __version__),
        Check("Python", "there", f"{platform.python_version()} ({sys.executable})"),
        _probe("Pandoc", _pandoc, "pip install pypandoc_binary"),
        _probe("WeasyPrint", partial(version, "weasyprint"), "pip install weasyprint"),
        _probe("Pango", _pango, on_system(*PANGO)),
        _subsetter(),
        *(_probe(name, partial(version, name), f"pip install {name}") for name in PACKAGES),
        _diagrams(),
        *_theme_fonts(),
        *_script_fonts(),
    ]


def on_system(debian: str, macos: str) -> str:
    """The command for this system; both where it is neither."""
    if sys.platform == "darwin":
        return macos
    if sys.platform == "linux" and shutil.which("apt-get"):
        return debian
    return f"{debian} (Debian, Ubuntu), {macos} (macOS)"


def _probe(name: str, look: Callable[[], str], hint: str) -> Check:
    try:
        return Check(name, "there", look())
    except (OSError, ImportError, AttributeError) as error:
        # a version that is not found is an ImportError, a library that can't be loaded an OSError
        missing = isinstance(error, PackageNotFoundError)
        detail = "not installed" if missing else str(error).strip().partition("\n")[0]
        return Check(name, "missing", detail, hint)


def _pandoc() -> str:
    import pypandoc

    return f"{pypandoc.get_pandoc_version()} ({pypandoc.get_pandoc_path()})"


def _pango() -> str:
    # where Pango is missing, this prints advice of its own
    with redirect_stdout(StringIO()):
        from weasyprint.text.ffi import pango

    # 1.50.12 is 15012
    number = int(pango.pango_version())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _subsetter() -> Check:
    """What cuts fonts down; it comes with Pango's other libraries, or not."""
    name = "HarfBuzz subset"
    try:
        with redirect_stdout(StringIO()):
            from weasyprint.text.ffi import harfbuzz_subset
    except (OSError, ImportError):
        harfbuzz_subset = None
    if harfbuzz_subset is not None:
        return Check(name, "there", "cuts fonts down to what is used of them")
    return Check(name, "optional", "not installed; PDF takes much longer", on_system(*PANGO))


def _diagrams() -> Check:
    """What draws mermaid, an extra of ours."""
    try:
        return Check("mmdr", "there", f"{version('mmdr')} (draws mermaid)")
    except PackageNotFoundError:
        hint = 'pip install "exporter[diagrams]"'
        return Check("mmdr", "optional", "not installed; mermaid stays text", hint)


def _theme_fonts() -> list[Check]:
    """The fonts that the default theme brings as packages."""
    from exporter.rendering.fonts import PRINT, listed
    from exporter.rendering.templates import DEFAULT, Theme, default_folder

    try:
        theme = Theme((default_folder(),))
        fonts = [font for name in PRINT for font in listed(theme, name)]
    except (OSError, ExporterError):
        name = f"theme “{DEFAULT}”"
        return [Check(name, "missing", "its files are not there", "install exporter again")]
    packages = {font["family"]: font["package"] for font in fonts}
    return [
        Check(f"font {family}", "there", "the theme's own")
        if find_spec(package)
        else Check(
            f"font {family}",
            "optional",
            "others stand in for it",
            "install exporter again",
        )
        for family, package in packages.items()
    ]


def _script_fonts() -> list[Check]:
    """A font for each script that the theme's own fonts lack."""
    if shutil.which("fc-list") is None:
        hint = on_system("apt-get install fontconfig", "brew install fontconfig")
        return [Check("fontconfig", "optional", "fc-list is not there to ask for fonts", hint)]
    return [_script(name, *how) for name, how in SCRIPTS.items()]


def _script(name: str, language: str, package: str, cask: str) -> Check:
    families = _families(language)
    if families:
        return Check(f"{name} font", "there", ", ".join(families[:2]))
    hint = on_system(f"apt-get install {package}", f"brew install --cask {cask}")
    return Check(f"{name} font", "optional", "none; code points stand for such text", hint)


def _families(language: str) -> list[str]:
    try:
        listed = subprocess.run(
            ["fc-list", f":lang={language}", "family"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=20,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    return sorted({line.partition(",")[0].strip() for line in listed.splitlines() if line.strip()})
