"""EBU R128. The tones and their loudness are those of EBU Tech 3341 and 3342."""

from math import inf
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import (
    Loudness,
    extremes_told,
    integrated_loudness,
    measure_blocks,
    measure_loudness,
)
from tests.media.made import Shot

RATE_HZ = 48_000


def tone(
    level_dbfs: float, seconds: float, hz: float = 1000, phase: float = 0, channels: int = 2
) -> NDArray[np.float32]:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * time + phase)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_a_steady_tone(level: float) -> None:
    assert measure_loudness(Sound(tone(level, 20), RATE_HZ)).integrated_lufs == pytest.approx(level, abs=0.1)


def test_quiet_stretches_are_gated() -> None:
    """Tech 3341, case 3."""
    samples = np.concatenate([tone(-36, 10), tone(-23, 60), tone(-36, 10)])
    assert measure_loudness(Sound(samples, RATE_HZ)).integrated_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize(("hz", "phase"), [(12_000, 45), (8000, 60), (12_000, 0), (8000, 0)])
def test_true_peaks_lie_between_the_samples(hz: float, phase: float) -> None:
    """Tech 3341, cases 15 to 18: -6 dBTP, +0.2 / -0.4 dB."""
    samples = tone(-6.0, 2, hz, np.deg2rad(phase))
    edge = np.hanning(960).astype(np.float32)[:480, None]
    samples[:480] *= edge
    samples[-480:] *= edge[::-1]
    assert -6.4 <= measure_loudness(Sound(samples, RATE_HZ)).true_peak_dbtp <= -5.8


@pytest.mark.parametrize("length", [0, 1000, 96_000])
def test_silence_has_no_loudness(length: int) -> None:
    assert measure_loudness(Sound(np.zeros((length, 2), np.float32), RATE_HZ)) == Loudness(-inf, -inf)


def test_a_short_click_has_a_peak() -> None:
    samples = np.zeros((240, 1), np.float32)
    samples[200] = 0.5
    assert measure_loudness(Sound(samples, RATE_HZ)).true_peak_dbtp == pytest.approx(-6.02, abs=0.2)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (44_100, 2), (96_000, 6), (48_000, 3)])
def test_any_rate_and_layout(rate_hz: int, channels: int) -> None:
    time = np.arange(5 * rate_hz) / rate_hz
    samples = np.zeros((len(time), channels), np.float32)
    samples[:, 0] = 0.1 * np.sin(2 * np.pi * 1000 * time)
    assert measure_loudness(Sound(samples, rate_hz)).integrated_lufs == pytest.approx(-23.0, abs=0.2)


def test_files_blocks_and_sounds_agree(tmp_path: Path) -> None:
    samples = np.concatenate([tone(-30, 2), tone(-20, 3, 440)])
    expected = measure_loudness(Sound(samples, RATE_HZ))
    write_sound(tmp_path / "a.wav", Sound(samples, RATE_HZ), "FLOAT")
    shares: list[float] = []
    assert measure_loudness(tmp_path / "a.wav", lambda share, _: shares.append(share)) == expected
    assert shares[-1] == 1
    blocks = (samples[start : start + 777] for start in range(0, len(samples), 777))
    found = measure_blocks(blocks, RATE_HZ, 2)
    assert found.integrated_lufs == pytest.approx(expected.integrated_lufs, abs=0.01)
    assert found.true_peak_dbtp == pytest.approx(expected.true_peak_dbtp, abs=0.01)


def test_gain_to_a_target_keeps_below_the_ceiling() -> None:
    assert Loudness(-30.0, -20.0).gain_to(-23, -1) == 7
    assert Loudness(-30.0, -5.0).gain_to(-23, -1) == 4
    assert Loudness(-10.0, 0.5).gain_to(-23, -1) == -13
    assert Loudness(-inf, -inf).gain_to(-23, -1) == 0
    assert Loudness(-inf, -10.0).gain_to(-23, -1) == 0


def test_normalising_by_the_gain_reaches_the_target() -> None:
    samples = np.concatenate([tone(-30, 2), tone(-20, 3, 440)])
    gain_db = measure_loudness(Sound(samples, RATE_HZ)).gain_to(-23, -1)
    louder = (samples * 10 ** (gain_db / 20)).astype(np.float32)
    assert measure_loudness(Sound(louder, RATE_HZ)).integrated_lufs == pytest.approx(-23, abs=0.1)


def test_cancelling_and_files_without_sound(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        measure_loudness(Sound(tone(-20, 1), RATE_HZ), cancelled=lambda: True)
    with pytest.raises(FoleyError, match="it has no sound"):
        measure_loudness(Shot(frames=2).write(tmp_path / "silent.mp4"))


@pytest.mark.parametrize(("levels", "range_lu"), [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20)])
def test_range_and_maxima(levels: tuple[float, float], range_lu: float) -> None:
    """Tech 3342, cases 1 to 3."""
    found = measure_loudness(Sound(np.concatenate([tone(level, 20) for level in levels]), RATE_HZ))
    assert found.range_lu == pytest.approx(range_lu, abs=0.1)
    assert found.momentary_lufs == pytest.approx(max(levels), abs=0.1)
    assert found.short_term_lufs == pytest.approx(max(levels), abs=0.1)
    assert found.louder(-3).short_term_lufs == pytest.approx(max(levels) - 3, abs=0.1)
    assert extremes_told(found).endswith(f"range {range_lu:.1f} LU")
    assert extremes_told(Loudness(-inf, -inf)) == ""


def test_the_integrated_loudness_alone_is_the_same(tmp_path: Path) -> None:
    wave = np.random.default_rng(3).normal(0, 0.1, (48_000 * 3, 2)).astype(np.float32)
    write_sound(tmp_path / "a.wav", Sound(wave, 48_000))
    assert integrated_loudness(tmp_path / "a.wav") == measure_loudness(tmp_path / "a.wav").integrated_lufs
    write_sound(tmp_path / "b.wav", Sound(np.zeros((48_000, 1), np.float32), 48_000))
    assert integrated_loudness(tmp_path / "b.wav") == -np.inf
