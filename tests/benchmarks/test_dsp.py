"""Speed of the sound maths that the window and the engine wait for.

python -m pytest tests/benchmarks/test_dsp.py --benchmark-only
"""

from __future__ import annotations

import torch
from pytest_benchmark.fixture import BenchmarkFixture

from foleystudio.dsp.onsets import detect_onsets
from foleystudio.dsp.spectra.mel import STUDIO, log_mel
from foleystudio.dsp.spectra.mel_display import display_columns
from foleystudio.dsp.waves.resample import resample
from tests.dsp.sounds import hits, noise

MINUTE = 60 * 48_000


def test_display_columns_of_ten_minutes(benchmark: BenchmarkFixture) -> None:
    wave = noise(10 * MINUTE)
    assert benchmark(display_columns, wave, 48_000).shape[0] == 128


def test_onsets_of_a_minute(benchmark: BenchmarkFixture) -> None:
    times = [0.5 * beat for beat in range(1, 100)]
    wave = hits(times, 60.0, 48_000)
    assert len(benchmark(detect_onsets, wave, 48_000)) > 50


def test_resampling_a_minute(benchmark: BenchmarkFixture) -> None:
    wave = noise(MINUTE)
    assert len(benchmark(resample, wave, 48_000, 22_050)) == 60 * 22_050


def test_log_mel_of_ten_seconds(benchmark: BenchmarkFixture) -> None:
    wave = torch.from_numpy(noise(10 * 44_100))
    assert benchmark(log_mel, wave, STUDIO).shape == (128, 862)
