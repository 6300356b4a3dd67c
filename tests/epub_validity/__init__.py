"""EPUBCheck has nothing to say about an EPUB of any note or book.

All of a vault's are judged in one JVM: its start costs as much as thirty notes.
"""
