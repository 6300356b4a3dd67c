"""What nobody should send to anybody: vaults that attack whoever exports them.

`vault/` has one attack in each file, named after it, and `expected.toml` says what becomes of
each; `large.py` writes what git can't hold, or what is only large. `python -m tests.hostile` builds
all of it and watches (`watch.py`), `fuzz.py` looks for more. `books.py` has strategies for books
that nobody would write.
"""
