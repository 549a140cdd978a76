"""The samples that an export is to have, worked out from the work and its takes with nothing of the studio's mix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from foleystudio.project.document import Project
from foleystudio.project.tracks import Track

RATE_HZ = 48_000
CROSSFADE = round(0.005 * RATE_HZ)
"""Samples around an end of a stretch within which one take goes over into the other."""

_Samples = NDArray[np.float64]


def expected(project: Project, n_samples: int) -> tuple[_Samples, NDArray[np.bool_]]:
    """What the takes that stand sound like together: ``[n_samples, 2]``, and at which samples no take gives way."""
    mix, is_plain = np.zeros((n_samples, 2)), np.ones(n_samples, bool)
    for track in project.tracks:
        assert (track.mute, track.solo, track.pan) == (False, False, 0.0)
        waves = {take.key: _laid(take.path, take.start_s, n_samples) * _gain(take.gain_db) for take in track.takes}
        if track.active is None:
            continue
        heard = waves[track.active].copy()
        for start, stop, take in _stretches(track):
            heard[start:stop] = waves[take][start:stop]
            for edge in (start, stop):
                is_plain[max(0, edge - CROSSFADE) : edge + CROSSFADE] = False
        mix += heard * _gain(track.gain_db)
    return mix, is_plain


def _stretches(track: Track) -> list[tuple[int, int, int]]:
    found = []
    for span in track.comp:
        assert span.is_plain
        assert span.take is not None
        found.append((round(span.start_s * RATE_HZ), round(span.stop_s * RATE_HZ), span.take))
    return found


def _laid(path: Path, start_s: float, n_samples: int) -> _Samples:
    samples, rate_hz = soundfile.read(path, always_2d=True)
    assert rate_hz == RATE_HZ
    start, wave = round(start_s * RATE_HZ), np.zeros((n_samples, 2))
    part = samples[: n_samples - start]
    wave[start : start + len(part)] = part if part.shape[1] == 2 else np.repeat(part, 2, axis=1)
    return wave


def _gain(gain_db: float) -> float:
    return float(10 ** (gain_db / 20))
