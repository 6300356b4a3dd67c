"""`exporter serve`: the site as it is written on, on this computer alone.

`session` builds, in the one thread of `workshop`; `app` answers browsers, from `files` and `views`;
`strip` says what a page's strip shows. What is in `browser/` runs there, and is never written into
the out folder.
"""
