"""What our letters use although a program lacks it, and what stands in for it there."""

from __future__ import annotations

# caniemail's slug -> what is seen where the feature is lacking
FALLBACKS: dict[str, str] = {
    "css-at-media": "The letter is fluid without it: widths in per cent, one column.",
    "css-at-media-prefers-color-scheme": (
        "Colours and their grounds are written into the elements together: a program shows both as"
        " they are, or turns both dark."
    ),
    "css-border-radius": "Buttons have square corners; Outlook for Windows draws them itself.",
    "css-display-none": (
        "The preheader is one pixel high as well, in the colour of its ground, at the very top; the"
        " names of columns that a phone shows in cells are read there by all."
    ),
    "css-height": (
        "Only pictures have it, `auto`, to shrink evenly on phones; Yahoo's `min-height: auto` says"
        " nothing, and the attributes for both sides keep the shape."
    ),
    "css-max-height": "It helps to hide the preheader, which Outlook hides by `display: none`.",
    "css-overflow": (
        "It helps to hide the preheader, which Outlook hides by `display: none`; wide tables are"
        " set smaller, and Outlook's windows scroll."
    ),
    "css-table-layout": "Outlook has a table of 600 pixels in a conditional comment.",
    "css-white-space": "`pre` keeps lines everywhere, and long ones are broken before.",
    "css-word-wrap": "Outlook scrolls where a word is wider than the letter.",
    "html-abbr": "Its text stays; what it stands for is not shown where one points at it.",
    "html-anchor-links": (
        "Notes stand at the end under their numbers, and read well without a click."
    ),
    "html-body": "Its ground is that of the table within it, too.",
    "html-meta-color-scheme": "As with `prefers-color-scheme`.",
    "html-style": "All but what adapts to small and dark screens is written into the elements.",
}
