"""From an issue to inboxes: the audience, a message for each subscriber, delivery, the ledger.

What a letter looks like is decided elsewhere (`backends.email`): it comes here as bytes, once, and
`issue` takes it apart.
"""
