"""Takes of tracks: making, re-rendering, measuring, comparing."""
