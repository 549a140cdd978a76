from __future__ import annotations

import librosa
import numpy as np
import pytest

from foleystudio.dsp.onsets import (
    ONSET_LATENCY_S,
    ONSET_RATE_HZ,
    PeakPicking,
    attack_sample,
    detect_onsets,
    onset_strength,
    peak_pick,
    pick_onsets,
)
from foleystudio.dsp.sound import Wave
from tests.dsp.sounds import hits, noise

RATE = ONSET_RATE_HZ


def _tone(duration_s: float) -> Wave:
    tone: Wave = np.sin(np.arange(round(duration_s * RATE)) * 0.07).astype(np.float32)
    return tone


SOUNDS = {
    "noise": noise(3 * RATE + 17),
    "hits": hits([0.4, 1.0, 1.31, 2.5], 4.0, RATE),
    "dense": hits(list(np.arange(0.1, 5.5, 0.17)), 6.0, RATE, bed=0.02),
    "tone": _tone(2.0),
    "starts at once": hits([0.0, 0.6], 1.5, RATE),
    "short": noise(700),
    "silence then noise": np.concatenate([np.zeros(RATE, np.float32), noise(RATE)]),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_strength_equals_librosa(name: str) -> None:
    wave = SOUNDS[name]
    n_fft = 2048
    padded = np.pad(wave, n_fft // 2)
    spectrum = np.abs(librosa.stft(padded, n_fft=n_fft, hop_length=512, center=False)) ** 2
    mel = librosa.power_to_db(librosa.feature.melspectrogram(S=spectrum, sr=RATE, fmax=RATE / 2))
    expected = librosa.onset.onset_strength(S=mel, sr=RATE)
    np.testing.assert_allclose(onset_strength(wave), expected, atol=2e-3)


@pytest.mark.parametrize("delta", [0.07, 0.3])
@pytest.mark.parametrize("name", [n for n in SOUNDS if n != "short"])
def test_onsets_equal_librosa(name: str, delta: float) -> None:
    wave = SOUNDS[name]
    expected = librosa.onset.onset_detect(y=wave, sr=RATE, hop_length=512, delta=delta, units="time")
    np.testing.assert_allclose(detect_onsets(wave, RATE, PeakPicking(delta=delta)), expected, atol=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_peaks_equal_librosa(seed: int) -> None:
    curve = np.abs(noise(400, seed, 1.0))
    if seed % 2:  # plateaus
        curve[0:398:7] = curve[1:399:7]
    picking = PeakPicking(
        delta=0.2 + 0.1 * seed, pre_max=seed, post_max=1 + seed, pre_average=3, post_average=6, wait=seed
    )
    expected = librosa.util.peak_pick(
        curve, pre_max=seed, post_max=1 + seed, pre_avg=3, post_avg=6, delta=picking.delta, wait=seed
    )
    np.testing.assert_array_equal(peak_pick(curve, picking), expected)


@pytest.mark.parametrize("wave", [np.zeros(RATE, np.float32), np.zeros(0, np.float32), np.zeros(1, np.float32)])
def test_silence_has_no_onsets(wave: Wave) -> None:
    assert len(detect_onsets(wave, RATE)) == 0


def test_broken_strength_has_no_onsets() -> None:
    assert len(pick_onsets(np.array([0, np.nan, 1], dtype=np.float32))) == 0


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 48_000, 96_000])
def test_hits_are_found_at_any_rate(rate_hz: int) -> None:
    times = [0.5, 1.1, 1.9, 2.6]
    found = detect_onsets(hits(times, 3.2, rate_hz), rate_hz)
    assert len(found) == 4
    assert np.abs(found - times).max() < 0.035


def test_sharp_attacks_are_reported_as_late_as_is_said() -> None:
    times = np.random.default_rng(3).uniform(-0.1, 0.1, 24) + np.arange(1, 25) * 0.5
    found = detect_onsets(hits(list(times), 13.0, RATE), RATE)
    late = [found[np.abs(found - time).argmin()] - time for time in times]
    assert np.mean(late) == pytest.approx(ONSET_LATENCY_S, abs=0.005)


@pytest.mark.parametrize("rate_hz", [22_050, 48_000])
@pytest.mark.parametrize("bed", [0.0, 1e-3, 0.02])
def test_attack_is_found_to_a_millisecond(rate_hz: int, bed: float) -> None:
    times = [0.503, 1.1117, 1.4, 2.601]
    wave = hits(times, 3.2, rate_hz, bed=bed)
    for true_s in times:
        for error_s in (-0.02, 0.0, 0.03):
            assert abs(attack_sample(wave, rate_hz, true_s + error_s) / rate_hz - true_s) < 0.0012


@pytest.mark.parametrize("pitch_hz", [50, 92, 180])
def test_attack_of_a_low_thud_is_found(pitch_hz: float) -> None:
    rate_hz, true_s = 48_000, 0.4321
    at = np.arange(rate_hz) / rate_hz - true_s
    thud = np.where(at >= 0, np.sin(2 * np.pi * pitch_hz * at) * np.exp(-np.maximum(at, 0) / 0.07), 0.0)
    wave = (0.2 * thud + noise(rate_hz, level=5e-4)).astype(np.float32)
    for error_s in (-0.02, 0.0, 0.03):
        assert abs(attack_sample(wave, rate_hz, true_s + error_s) / rate_hz - true_s) < 0.0025


def test_attack_of_a_slow_swell_lies_on_its_rise() -> None:
    rate_hz = 48_000
    level = np.clip((np.arange(rate_hz) / rate_hz - 0.4) / 0.05, 0, 1).astype(np.float32)
    attack_s = attack_sample(noise(rate_hz) * level, rate_hz, 0.43) / rate_hz
    assert 0.395 <= attack_s <= 0.43


@pytest.mark.parametrize("onset_s", [-1.0, 0.0, 0.5, 99.0])
def test_attack_stays_inside_the_sound(onset_s: float) -> None:
    for wave in (np.zeros(24_000, np.float32), noise(24_000), noise(3)):
        assert 0 <= attack_sample(wave, 48_000, onset_s) <= len(wave)
