"""The colours that tracks may have: by name in the document, here as tokens of the theme and as words."""

from __future__ import annotations

from foleystudio.project.tracks import TRACK_COLOURS

COLOUR_NAMES = dict(zip(TRACK_COLOURS, ("Amber", "Sky", "Violet", "Rose", "Green", "Sand"), strict=True))
"""What the user calls them."""


def token_of(colour: str) -> str:
    """The theme's token of a track's colour."""
    return f"track_{colour}" if colour else "foley"
