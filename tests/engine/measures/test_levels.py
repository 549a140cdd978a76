from __future__ import annotations

import librosa
import numpy as np
import pytest

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.measures.levels import (
    as_long_as,
    correlation,
    e_l1,
    envelope_correlation,
    envelope_db,
    track_envelope_db,
)
from foleystudio.project.events import Event, EventTrack
from tests.dsp.sounds import hits, noise


def _sound(mono: Wave, rate_hz: int = 22_050) -> Sound:
    return Sound(mono[:, None], rate_hz)


def test_e_l1_equals_librosa() -> None:
    first, second = hits([0.2, 0.9], 2.0, 16_000), noise(32_000, 3, 0.05)
    envelopes = [librosa.feature.rms(y=w, frame_length=512, hop_length=128, center=False)[0] for w in (first, second)]
    expected = np.abs(envelopes[0] - envelopes[1]).mean()
    assert e_l1(_sound(first, 16_000), _sound(second, 16_000)) == pytest.approx(expected, rel=1e-4)


def test_e_l1_of_a_sound_with_itself_and_with_nothing() -> None:
    sound = _sound(noise(16_000), 16_000)
    assert e_l1(sound, sound) == 0
    assert e_l1(sound, _sound(np.zeros(10, np.float32))) == pytest.approx(0.1, rel=0.05)
    assert e_l1(_sound(noise(30)), _sound(noise(30))) == 0


def test_level_curve_equals_librosa() -> None:
    wave = hits([0.5], 2.0, 22_050, bed=0.0)
    level = librosa.feature.rms(y=wave, frame_length=2048, hop_length=1024, pad_mode="constant")[0]
    expected = librosa.amplitude_to_db(level, ref=1.0, amin=1e-5, top_db=80)
    np.testing.assert_allclose(envelope_db(_sound(wave)), expected, atol=1e-3)


def test_envelope_correlation() -> None:
    sound = _sound(hits([0.3, 1.1, 1.9], 3.0, 48_000), 48_000)
    quieter = Sound(sound.samples * np.float32(0.2), 48_000)
    late = _sound(hits([0.7, 1.5, 2.3], 3.0, 48_000), 48_000)
    assert envelope_correlation(sound, quieter) == pytest.approx(1.0, abs=1e-3)
    against_late = envelope_correlation(sound, late)
    assert against_late is not None
    assert against_late < 0.5
    assert envelope_correlation(sound, _sound(np.zeros(100, np.float32))) is None


def test_length_is_the_targets() -> None:
    assert len(as_long_as(noise(10), 7)) == 7
    assert as_long_as(noise(10), 12)[10:].tolist() == [0, 0]


def test_correlation_equals_numpy() -> None:
    first, second = noise(200, 1), noise(250, 2) + 0.3
    assert correlation(first, second) == pytest.approx(np.corrcoef(first, second[:200])[0, 1], abs=1e-6)


def test_track_implies_the_level_of_the_sound_it_describes() -> None:
    times = [0.4, 1.2, 2.0, 2.7]
    curve = envelope_db(_sound(hits(times, 3.5, 22_050)))
    right = track_envelope_db(EventTrack(tuple(Event(t, 0.4) for t in times)), len(curve))
    wrong = track_envelope_db(EventTrack(tuple(Event(t + 0.4, 0.4) for t in times)), len(curve))
    by_right, by_wrong = correlation(curve, right), correlation(curve, wrong)
    assert by_right is not None
    assert by_wrong is not None
    assert by_right > 0.85
    assert by_wrong < 0.4


def test_sustained_event_keeps_its_level_until_it_ends() -> None:
    curve = track_envelope_db(EventTrack((Event(1.0, 1.0, sustain_s=1.0, envelope=(1.0, 0.1)),)), 100)
    column = 22_050 / 1024
    assert curve[0] == -80
    assert curve[round(1.02 * column)] == pytest.approx(0, abs=1)
    assert curve[round(2.0 * column)] == pytest.approx(-20, abs=1)
    assert curve[round(2.3 * column)] < -40
