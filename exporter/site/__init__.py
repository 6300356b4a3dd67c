"""A site bound from its leaves: pages with what stands around their text, lists, and files for
programs.

`structure` is what the pages are to each other, `pages` what each is told, `rendering` makes HTML
of that; `exporter.binding` writes what changed. A kind of page or file beside these has a module of
its own.
"""
