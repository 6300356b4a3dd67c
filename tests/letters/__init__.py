"""Letters of issues that others wrote, and of a specimen of all that a letter may hold: what each
has to keep. `python -m tests.letters` goes through all of them."""
