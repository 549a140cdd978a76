"""Speech is told from knocks, and slices that hold it are not played at first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.references import speech
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.exemplar.references.speech import speech_probability
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind
from tests.engine.exemplar.sounds import RATE_HZ, hiss, knocks

_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240), (530, 1840, 2480))


def _babble(seconds: float) -> np.ndarray:
    """Made speech: a voice of falling and rising pitch through the formants of one vowel after another."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = np.cumsum(120 + 25 * np.sin(2 * np.pi * 1.3 * t) - 8 * t) / RATE_HZ
    source = np.diff(np.floor(phase), prepend=0.0) + 0.01 * np.random.default_rng(0).standard_normal(len(t))
    out, syllable = np.zeros(len(t)), round(0.19 * RATE_HZ)
    for number, first in enumerate(range(0, len(t), syllable)):
        piece = source[first : first + syllable]
        spectrum = np.fft.rfft(piece, 2 * syllable)
        hertz = np.fft.rfftfreq(2 * syllable, 1 / RATE_HZ)
        shape = sum(1 / (1 + ((hertz - f) / 70) ** 2) / (n + 1) for n, f in enumerate(_VOWELS[number % 5]))
        voiced = np.fft.irfft(spectrum * shape)[: len(piece)]
        out[first : first + len(piece)] += voiced * np.sin(np.pi * np.arange(len(piece)) / syllable) ** 0.5
    made: np.ndarray = (0.3 * out / np.abs(out).max())[:, None].astype(np.float32)
    return made


def test_speech_is_heard_and_knocks_and_noise_are_not() -> None:
    assert float((speech_probability(_babble(3.0), RATE_HZ) > 0.5).mean()) > 0.6
    for other in (knocks((0.3, 1.2, 2.1), 3.0), hiss(3.0)):
        assert float(speech_probability(other.samples, RATE_HZ).max()) < 0.5


def test_slices_with_speech_in_them_are_not_played_at_first_and_say_why() -> None:
    sound = knocks((0.3, 1.2, 3.4, 4.3), 5.2).samples.copy()
    sound[round(1.9 * RATE_HZ) : round(3.1 * RATE_HZ)] += _babble(1.2)
    exemplar = prepare(Sound(sound, RATE_HZ), RATE_HZ, ReferenceCut(ReferenceKind.REPETITIONS))
    spoken = [one for one in exemplar.slices if "speech" in one.doubt]
    assert spoken
    assert all(not one.enabled and 1.7 < one.hit.attack / RATE_HZ + exemplar.begin_s < 3.2 for one in spoken)
    assert {1.2, 3.4, 4.3} <= {round(exemplar.begin_s + hit.attack / RATE_HZ, 2) for hit in exemplar.hits}


def test_without_the_model_nothing_is_taken_for_speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "models_dir", lambda: tmp_path)
    assert not speech_probability(_babble(1.0), RATE_HZ).any()
    assert len(speech_probability(np.zeros((0, 1), np.float32), RATE_HZ)) == 0
