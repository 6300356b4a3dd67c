"""Text conservation: every visible word of a note's source stands in each output made of it.

The source is read here by patterns of our own, on purpose: neither Pandoc nor `exporter.source` has
a say in what a note shows. What is not expected in an output is named by construct and counted.
"""
