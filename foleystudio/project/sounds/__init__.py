"""How sounds take part: how a reference is cut into hits, and how several sound together as layers.

Values only; nothing here reads a file or knows of tracks.
"""
