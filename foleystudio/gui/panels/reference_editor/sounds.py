"""A sound made ready to be shown: waveform and spectrogram. No Qt here."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel_display import RESOLUTIONS, display_band_hz, display_columns
from foleystudio.gui.panels.reference_editor.values import ShownSound

_FINE = ((1.0, 2), (8.0, 1))
"""Up to which length a sound's spectrogram is how fine: short ones are looked at closely."""
_MOST_COLUMNS = 16_384  # of a spectrogram, several times the pixels of any screen: of more, neighbours are joined


def shown_sound(sound: Sound) -> ShownSound:
    """Waveform and spectrogram of a whole sound; of long ones each column is the loudest of several."""
    mono = sound.mono()
    resolution = RESOLUTIONS[next((level for longest, level in _FINE if sound.duration_s <= longest), 0)]
    columns = display_columns(mono, sound.rate_hz, resolution)
    together = -(-columns.shape[1] // _MOST_COLUMNS)
    if together > 1:
        columns = np.maximum.reduceat(columns, np.arange(0, columns.shape[1], together), axis=1)
    column_s = together * resolution.hop / sound.rate_hz
    return ShownSound(mono, sound.rate_hz, columns, column_s, display_band_hz(sound.rate_hz))
