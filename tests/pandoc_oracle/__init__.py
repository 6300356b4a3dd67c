"""Pandoc's HTML of real notes against ours, as trees, with a reason for every difference.

`pages` writes each note twice, `comparison` finds the smallest places that differ, `explanations`
says why they do, and `table` writes docs/pandoc-differences.md. What no explanation fits fails
test_pandoc_oracle.py; `python -m tests.pandoc_oracle CORPUS` shows it.
"""
