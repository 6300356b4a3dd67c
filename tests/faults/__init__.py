"""What goes wrong while a build runs, and what is left of it: `python -m tests.faults`."""
