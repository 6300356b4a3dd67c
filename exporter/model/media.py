"""What is embedded, by its name: files of the vault as Obsidian has them, and pages of films."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from exporter.model.nodes import MediaKind

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".tif", ".tiff")
# As Obsidian accepts them
MEDIA: Mapping[str, MediaKind] = {
    **dict.fromkeys((".flac", ".m4a", ".mp3", ".ogg", ".wav", ".3gp", ".opus"), "audio"),
    **dict.fromkeys((".mkv", ".mov", ".mp4", ".ogv", ".webm"), "video"),
    ".pdf": "document",
}

# The class of pictures that say nothing; in an embed it stands where its text would
DECORATIVE = "decorative"

# A film by any of its addresses: its page, its frame, the short form that people share
YOUTUBE = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/|v/)"
    r"|youtu\.be/)([\w-]{6,20})"
)
VIMEO = re.compile(r"https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d+)")


# The size at the end of an embed's text, in pixels
SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")


def sized(text: str, *, wiki: bool) -> tuple[str, str, str]:
    """The text of an embed without the size at its end, and that width and height.

    `alt|300x200`; in a wikilink the size may stand alone. Both are empty where there is none.
    """
    before, bar, last = text.rpartition("|")
    found = SIZE.fullmatch(last.strip())
    if not found or not (bar or wiki):
        return text, "", ""
    return before, found[1], found[2] or ""


def is_image(target: str) -> bool:
    return _path(target).endswith(IMAGES)


def media_kind(target: str) -> MediaKind | None:
    """`audio`, `video` or `document`; None for what nobody plays or opens in place."""
    return MEDIA.get(posixpath.splitext(_path(target))[1])


def _path(target: str) -> str:
    return target.partition("#")[0].partition("?")[0].strip().lower()


def film_page(address: str) -> str:
    """The page of a film, for people; empty for an address that is none of a film known here."""
    if found := YOUTUBE.match(address):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if found := VIMEO.match(address):
        return f"https://vimeo.com/{found[1]}"
    return ""


def film_player(address: str) -> str:
    """What a frame shows of an address: of a film its player, without cookies where that is had."""
    if found := YOUTUBE.match(address):
        return f"https://www.youtube-nocookie.com/embed/{found[1]}"
    if found := VIMEO.match(address):
        return f"https://player.vimeo.com/video/{found[1]}"
    return address
