"""Pixels: decoding, thumbnails, still pictures. Sound and clocks live beside it."""
