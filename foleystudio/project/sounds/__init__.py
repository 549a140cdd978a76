"""How sounds take part: how a reference is cut into hits, how layers sound together, which take sounds where.

Values only; nothing here reads a file or knows of tracks.
"""
