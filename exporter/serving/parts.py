"""A part of a view, as it is sent."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
}


class Part(NamedTuple):
    data: bytes
    media_type: str


def as_part(data: bytes, name: str) -> Part:
    """A file of that name."""
    suffix = posixpath.splitext(name)[1].lower()
    return Part(data, MEDIA_TYPES.get(suffix, "application/octet-stream"))
