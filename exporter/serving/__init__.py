"""`exporter serve`: the site as it is written on, on this computer alone.

`session` builds, in the one thread of its `workshop`, and `indexing` brings the search up to date
later; `app` answers browsers, from `files` and `views`, which a process of their own makes;
`strip` says what a page's strip shows. What is in `browser/` runs there, and is never written into
the out folder.
"""
