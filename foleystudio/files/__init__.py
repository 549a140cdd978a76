"""Files of any kind: names in every alphabet, writing whole or not at all, and JSON that others wrote.

What a file means is told elsewhere; nothing here knows of sounds, pictures or projects.
"""
