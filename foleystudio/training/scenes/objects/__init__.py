"""Sound objects: each a thing with an identity, whose hits differ a little from one another."""
