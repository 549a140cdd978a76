from __future__ import annotations

import librosa
import numpy as np
import pytest

from foleystudio.dsp.onsets import mel_db
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.torchaudio_cpu import load_torchaudio
from foleystudio.engine.measures.timbre import (
    LONGEST_DTW_COLUMNS,
    OnScale,
    _dct,
    cosine,
    joined,
    mel_cepstral_distortion,
    mfcc,
    mfcc_statistics,
    on_scale,
    parts_of,
)
from tests.dsp.sounds import hits, noise

RATE = 22_050


def _sound(mono: Wave, rate_hz: int = RATE, name: str = "") -> Sound:
    return Sound(mono[:, None], rate_hz, name)


def _ringing(pitch_hz: float, times: list[float], seed: int = 0, rate_hz: int = RATE) -> Sound:
    struck = hits(times, 3.0, rate_hz, seed=seed, bed=0.0)
    tone = np.sin(2 * np.pi * pitch_hz * np.arange(len(struck)) / rate_hz)
    return _sound((struck * 0.2 + np.abs(struck) * tone).astype(np.float32), rate_hz)


def test_mfcc_equals_torchaudio_s_transform() -> None:
    wave = hits([0.2, 0.7], 1.5, RATE)
    levels = mel_db(wave)
    basis = load_torchaudio().functional.create_dct(20, len(levels), "ortho").T.numpy()
    np.testing.assert_allclose(mfcc(_sound(wave)), basis @ levels, atol=2e-3)
    np.testing.assert_allclose(_dct(20, len(levels)), basis, atol=1e-6)


def test_mfcc_equals_librosa() -> None:
    wave = hits([0.2, 0.7], 1.5, RATE)
    spectrum = np.abs(librosa.stft(wave, pad_mode="constant")) ** 2
    mel = librosa.power_to_db(librosa.feature.melspectrogram(S=spectrum, sr=RATE))
    np.testing.assert_allclose(mfcc(_sound(wave)), librosa.feature.mfcc(S=mel, n_mfcc=20), atol=0.02)


def test_statistics_do_not_depend_on_level_or_on_silence_around() -> None:
    sound = _ringing(900, [0.1, 1.0])
    plain = mfcc_statistics(sound)
    quiet = mfcc_statistics(Sound(sound.samples * np.float32(0.25), RATE))
    padded = mfcc_statistics(_sound(np.concatenate([np.zeros(RATE, np.float32), sound.mono()])))
    assert cosine(plain, quiet) > 0.999
    assert cosine(plain, padded) > 0.995


def test_same_timbre_scores_higher_than_another() -> None:
    aim, again, other = _ringing(900, [0.1, 1.0]), _ringing(900, [0.3, 0.8, 2.0], 1), _ringing(3000, [0.3, 0.8, 2.0], 2)
    scale = on_scale(again, [aim], [other], mfcc_statistics)
    assert scale.floor is not None
    assert scale.ceiling is not None
    assert scale.score > scale.floor + 0.2
    assert scale.share is not None
    assert scale.share > 0.5


def test_share_needs_both_ends_in_order() -> None:
    assert OnScale(0.8, 0.6, 1.0).share == pytest.approx(0.5)
    assert OnScale(0.8, None, 1.0).share is None
    assert OnScale(0.8, 0.6, None).share is None
    assert OnScale(0.8, 0.6, 0.5).share is None


def test_parts() -> None:
    short, long = _sound(noise(RATE)), _sound(noise(5 * RATE))
    assert parts_of([short]) is None
    halves = parts_of([long])
    assert halves is not None
    np.testing.assert_array_equal(np.concatenate([h.samples for h in halves]), long.samples)
    several = parts_of([short, long, short])
    assert several is not None
    assert (len(several[0]), len(several[1])) == (2 * RATE, 5 * RATE)


def test_joining_brings_sounds_to_one_rate() -> None:
    assert len(joined([_sound(noise(RATE)), _sound(noise(48_000), 48_000)])) == 2 * RATE


def test_cosine_of_nothing_is_0() -> None:
    assert cosine(np.zeros(3), np.ones(3)) == 0
    assert cosine(np.ones(3), np.ones(3)) == pytest.approx(1)


def test_distortion_of_a_sound_with_itself_is_0() -> None:
    distortion = mel_cepstral_distortion(_ringing(900, [0.2]), _ringing(900, [0.2]))
    assert distortion.aligned_db == pytest.approx(0, abs=1e-6)
    assert distortion.dtw_db == pytest.approx(0, abs=1e-4)


def test_distortion_leaves_out_level() -> None:
    # At a steady level far above the floor a change of gain moves c0 only.
    wave = noise(RATE, level=0.2)
    distortion = mel_cepstral_distortion(_sound(wave), _sound(wave * np.float32(0.5)))
    assert distortion.aligned_db is not None
    assert distortion.aligned_db < 0.01


def test_distortion_of_a_known_tilt() -> None:
    # H' = H * exp(2 a cos w) over the mel bands is c1 + a exactly, which is a * 10 / ln 10 * sqrt 2 dB.
    from foleystudio.engine.measures import timbre

    levels = np.random.default_rng(0).standard_normal((80, 50))
    tilt = 2 * 0.3 * np.cos(np.pi * (np.arange(80) + 0.5) / 80)[:, None]
    angles = np.pi / 80 * np.outer(np.arange(1, 14), np.arange(80) + 0.5)
    cepstra = [np.cos(angles) @ x / 80 for x in (levels, levels + tilt)]
    expected = 0.3 * 10 / np.log(10) * np.sqrt(2)
    assert timbre._warped_distance(cepstra[0], cepstra[0]) == pytest.approx(0, abs=1e-6)
    difference = np.linalg.norm(cepstra[0] - cepstra[1], axis=0).mean() * 10 / np.log(10) * np.sqrt(2)
    assert difference == pytest.approx(expected)


def test_warping_forgives_timing() -> None:
    early, late = _ringing(900, [0.2, 1.1]), _ringing(900, [0.5, 1.3])
    distortion = mel_cepstral_distortion(early, late)
    assert distortion.aligned_db is not None
    assert distortion.dtw_db is not None
    assert distortion.dtw_db < 0.6 * distortion.aligned_db


def test_warping_equals_the_plain_recursion() -> None:
    from foleystudio.engine.measures import timbre

    generator = np.random.default_rng(1)
    first, second = generator.standard_normal((3, 17)), generator.standard_normal((3, 11))
    cost = np.linalg.norm(first[:, :, None] - second[:, None, :], axis=0)
    total = np.full((18, 12), np.inf)
    steps = np.zeros((18, 12))
    total[0, 0] = 0
    for i in range(17):
        for j in range(11):
            before = [(i, j), (i, j + 1), (i + 1, j)]
            best = min(before, key=lambda ij: total[ij])
            total[i + 1, j + 1] = cost[i, j] + total[best]
            steps[i + 1, j + 1] = steps[best] + 1
    assert timbre._warped_distance(first, second) == pytest.approx(total[-1, -1] / steps[-1, -1])


def test_long_sounds_are_not_warped() -> None:
    long = _sound(noise((LONGEST_DTW_COLUMNS + 1) * 256, level=0.01))
    distortion = mel_cepstral_distortion(long, _sound(noise(RATE)))
    assert distortion.dtw_db is None
    assert distortion.aligned_db is not None
