"""How fast `exporter` is, and beside what: see README.md."""
