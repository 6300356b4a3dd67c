"""The colours of a screen at night: a stylesheet of its own, which a script can turn on and off."""

from __future__ import annotations

from exporter.rendering.templates import Theme

NAMES = ("dark.css", "html/dark.css")
# `html/dark.js` has it, too
MEDIA = "screen and (prefers-color-scheme: dark)"


def night(theme: Theme) -> str:
    """The stylesheet for an element with the attribute `media`."""
    return "\n".join(map(theme.text, NAMES))


def by_the_system(theme: Theme) -> str:
    """The same among other rules, for pages that nobody can switch."""
    return f"@media {MEDIA} {{\n{night(theme)}}}\n"
