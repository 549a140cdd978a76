"""The clip's picture and lanes: opening, frame, waveform, spectrogram."""
