"""The spectrogram lane: pyramid of tiles, close-up, frequency axis."""
