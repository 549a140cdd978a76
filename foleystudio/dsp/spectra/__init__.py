"""Time-frequency views of a wave: STFT, filterbanks, mels. No files, no state."""
