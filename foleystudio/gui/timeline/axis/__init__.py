"""Seconds to pixels: the axis and its ticks. Draws nothing."""
