"""What we are and what we build with: whatever is kept from build to build depends on it."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from exporter import __version__

# What the look of an artifact depends on beside us
ENGINES = (
    "pypandoc_binary",
    "weasyprint",
    "EbookLib",
    "Pygments",
    "css-inline",
    "ziamath",
    "mmdr",
    "pagefind-bin",
)


@cache
def stamp() -> str:
    """A hash of our version and files, and of the versions of the engines."""
    parts = (__version__, _program(), [_version(name) for name in ENGINES])
    return blake2b(msgspec.msgpack.encode(parts), digest_size=16).hexdigest()


@cache
def alike() -> dict[str, str]:
    """What makes the same of the same notes on another computer, by what people call it."""
    content = blake2b(digest_size=4)
    for file in _files():
        content.update(Path(file).read_bytes())
    python = ".".join(map(str, sys.version_info[:2]))
    engines = {name: _version(name) for name in ENGINES}
    return {"exporter": f"{__version__} ({content.hexdigest()})", "Python": python, **engines}


def _program() -> list[tuple[str, int, int]]:
    """The program's own files: who changes one wants to see what it does."""
    stats = [(file, os.stat(file)) for file in _files()]
    return [(file, stat.st_mtime_ns, stat.st_size) for file, stat in stats]


def _files() -> list[str]:
    return sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(Path(__file__).parent)
        for name in names
        if name.endswith((".py", ".lua", ".toml"))
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
