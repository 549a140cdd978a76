"""Mixes as values: what sounds where, before anything is read."""
