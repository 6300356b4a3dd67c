"""Personal fields: `{{ name | default("reader") }}` and `{% if … %}`, as notes write them.

What becomes of them for a subscriber is `mailing`'s, for everybody `publication.everybody`'s.
"""
