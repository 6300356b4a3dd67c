"""The classes of what a digest has around each of its notes."""

# Day and authors; the way to the rest of a note; what stands between two notes
FACTS, READ_ON, SEPARATOR = "item-facts", "read-on", "separator"
# A title, which leads to the note itself
TITLE = "item-title"
