"""The hit that a reference gives at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.references.reference import FULL_PEAK
from foleystudio.engine.takes.live_hits import live_hit
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.project.document import Project
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind

RATE_HZ = 48_000


def _knocks(at_s: tuple[float, ...], levels: tuple[float, ...]) -> np.ndarray:
    wave = np.zeros(RATE_HZ * 3, np.float32)
    t = np.arange(RATE_HZ // 3) / RATE_HZ
    for at, level in zip(at_s, levels, strict=True):
        start = round(at * RATE_HZ)
        wave[start : start + len(t)] += (level * np.sin(2 * np.pi * 300 * t) * np.exp(-t / 0.05)).astype(np.float32)
    return wave[:, None]


def test_it_is_the_loudest_and_begins_with_its_attack(tmp_path: Path) -> None:
    write_sound(tmp_path / "knocks.wav", Sound(_knocks((0.3, 1.2, 2.1), (0.1, 0.5, 0.2)), RATE_HZ), "FLOAT")
    reference = Project().with_reference(tmp_path / "knocks.wav").references[0]
    reference = replace(reference, cut=ReferenceCut(ReferenceKind.REPETITIONS))
    wave = live_hit(ReferenceSounds(), reference)
    assert wave.shape[1] == 2
    assert wave.dtype == np.float32
    assert 0.2 * RATE_HZ < len(wave) <= 0.9 * RATE_HZ
    assert np.abs(wave[: round(0.01 * RATE_HZ)]).max() > 0.8 * np.abs(wave).max()
    assert 0.3 < np.abs(wave).max() <= FULL_PEAK + 1e-3
    assert abs(wave[-1]).max() < 1e-3


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    reference = Project().with_reference(tmp_path / "gone.wav").references[0]
    with pytest.raises(FoleyError):
        live_hit(ReferenceSounds(), reference)
