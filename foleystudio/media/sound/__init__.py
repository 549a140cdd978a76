"""Samples: reading, writing and choosing sound tracks, mixing channels down, loudness, peaks. No pictures."""
