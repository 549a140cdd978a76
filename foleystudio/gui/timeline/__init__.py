"""The timeline: ruler, filmstrip, event lane, waveforms, takes and spectrogram over one time axis.

Widgets here take values by setters and emit intents; they decode nothing and change no project.
"""
