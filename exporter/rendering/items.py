"""The classes of what is more than its markup: in digests, cards, buttons."""

# In a digest: day and authors; the way to the rest of a note; what stands between two notes
FACTS, READ_ON, SEPARATOR = "item-facts", "read-on", "separator"
# A title, which leads to the note itself
TITLE = "item-title"
# What a card leads to: its picture, and whose site it is on
BOOKMARK, BOOKMARK_PICTURE, BOOKMARK_HOST = "bookmark", "bookmark-picture", "bookmark-host"
# A link that asks to be followed; alone in its paragraph it is drawn as a button
BUTTON = "button"
