"""How alike two sounds' levels move: E-L1 and the correlation of their envelopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.envelope import amplitude_to_db, rms
from foleystudio.dsp.waves.resample import resample
from foleystudio.project.events import EventTrack

E_L1_RATE_HZ = 16_000  # the published measure's
_E_L1_WINDOW, _E_L1_HOP = 512, 128  # samples at that rate: 32 ms every 8 ms
ENVELOPE_RATE_HZ = 22_050  # as onsets are looked for at
ENVELOPE_HOP = 1024  # samples at that rate: 46 ms
_ENVELOPE_WINDOW = 2048  # samples: two hops
ENVELOPE_RANGE_DB = 80.0
"""Levels further than this below a curve's own peak are held there, as librosa's decibels do."""

IMPLIED_DECAY_S = 0.1
"""How fast the level implied by an event dies away, to 1/e."""


def as_long_as(mono: Wave, n_samples: int) -> Wave:
    """Cut, or lengthened by silence: measures run over the target's length."""
    fitted: Wave = np.pad(mono[:n_samples], (0, max(0, n_samples - len(mono))))
    return fitted


def e_l1(target: Sound, generated: Sound) -> float:
    """Mean absolute difference of linear RMS envelopes: 16 kHz, window 512, hop 128, no centring."""
    wave = resample(target.mono(), target.rate_hz, E_L1_RATE_HZ)
    other = as_long_as(resample(generated.mono(), generated.rate_hz, E_L1_RATE_HZ), len(wave))
    wave, other = (as_long_as(w, max(len(w), _E_L1_WINDOW)) for w in (wave, other))
    envelopes = [rms(w, _E_L1_WINDOW, _E_L1_HOP, centred=False) for w in (wave, other)]
    return float(np.mean(np.abs(envelopes[0] - envelopes[1])))


def envelope_db(sound: Sound) -> NDArray[np.float32]:
    """Level curve: RMS in decibels at 22.05 kHz, window 2048, hop 1024, held 80 dB below its peak."""
    db = amplitude_to_db(rms(resample(sound.mono(), sound.rate_hz, ENVELOPE_RATE_HZ), _ENVELOPE_WINDOW, ENVELOPE_HOP))
    held: NDArray[np.float32] = np.maximum(db, db.max() - np.float32(ENVELOPE_RANGE_DB))
    return held


def envelope_correlation(target: Sound, generated: Sound) -> float | None:
    """Pearson r of two level curves over the target's length; None when either is flat."""
    samples = as_long_as(generated.mono(), round(target.duration_s * generated.rate_hz))
    return correlation(envelope_db(target), envelope_db(Sound(samples[:, None], generated.rate_hz)))


def track_envelope_db(track: EventTrack, n_columns: int) -> NDArray[np.float32]:
    """The level curve that an event track implies, on the columns of `envelope_db`.

    A hit dies away from its strength; a sustained event follows its own envelope and then dies away. The loudest
    event at an instant is heard; the floor is 80 dB below full strength.
    """
    times_s = np.arange(n_columns) * (ENVELOPE_HOP / ENVELOPE_RATE_HZ)
    half_s = _ENVELOPE_WINDOW / ENVELOPE_RATE_HZ / 2
    level = np.full(n_columns, 10 ** (-ENVELOPE_RANGE_DB / 20))
    for event in track:
        after_s = times_s - event.end_s
        ring = event.strength * np.exp(-np.maximum(after_s, 0.0) / IMPLIED_DECAY_S)
        if event.envelope and event.sustain_s > 0:
            knots = np.linspace(event.time_s, event.end_s, len(event.envelope))
            ring *= np.interp(times_s, knots, event.envelope)
        # The window of a column reaches half its length ahead, so it hears an onset that soon.
        level = np.maximum(level, np.where(times_s + half_s < event.time_s, 0.0, ring))
    return amplitude_to_db(level.astype(np.float32))


def correlation(first: NDArray[np.float32], second: NDArray[np.float32]) -> float | None:
    """Pearson r over the common length; None when either is flat."""
    n = min(len(first), len(second))
    a, b = (x[:n].astype(np.float64) - float(np.mean(x[:n], dtype=np.float64)) for x in (first, second))
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if n > 1 and size > 1e-9 else None
