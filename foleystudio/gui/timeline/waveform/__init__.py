"""Waveforms from peaks to single samples."""
