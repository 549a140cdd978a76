"""Sounds kept up: playing a texture on by joining it, or varying it. Knows no events."""
