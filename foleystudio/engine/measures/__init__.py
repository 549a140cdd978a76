"""Measures of a generated sound: timing beside chance, level, and timbre between floor and ceiling."""

from foleystudio.engine.measures.measure import (
    compare_sound_onsets,
    compare_track_onsets,
    measure,
    measure_sounds,
    track_envelope_correlation,
)
from foleystudio.engine.measures.measurement import Measurement
from foleystudio.engine.measures.onset_scores import OnsetComparison, OnsetScores, onset_scores, shift_null

__all__ = [
    "Measurement",
    "OnsetComparison",
    "OnsetScores",
    "compare_sound_onsets",
    "compare_track_onsets",
    "measure",
    "measure_sounds",
    "onset_scores",
    "shift_null",
    "track_envelope_correlation",
]
