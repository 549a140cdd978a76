from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from foleystudio.dsp.spectra.mel_config import STUDIO
from foleystudio.dsp.spectra.mel_display import (
    ALIGNED,
    LEVEL_FLOOR_DB,
    REACH,
    RESOLUTIONS,
    Resolution,
    display_band_hz,
    display_columns,
    level_db,
    resolution_for,
)
from tests.dsp.sounds import noise

RATE_HZ = 48_000

every_resolution = pytest.mark.parametrize("resolution", RESOLUTIONS, ids=lambda r: f"hop-{r.hop}")


def tone(hz: float, amplitude: float = 1.0, seconds: float = 0.5) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def test_it_has_the_bands_of_the_nets() -> None:
    assert len(display_band_hz(STUDIO.rate_hz)) == STUDIO.n_bands
    peaks = STUDIO.filters.argmax(axis=1)[40:] * STUDIO.rate_hz / STUDIO.n_fft
    np.testing.assert_allclose(display_band_hz(STUDIO.rate_hz)[40:], peaks, atol=STUDIO.rate_hz / STUDIO.n_fft)


def test_the_resolution_has_a_column_a_pixel_or_is_the_finest() -> None:
    for samples_per_pixel in (9000.0, 512.0, 511.0, 130.0, 64.0, 9.5, 2.0, 1.0, 0.3):
        chosen = resolution_for(samples_per_pixel)
        assert chosen.hop <= samples_per_pixel or chosen is RESOLUTIONS[-1]
        coarser = RESOLUTIONS[: RESOLUTIONS.index(chosen)]
        assert all(r.hop > samples_per_pixel for r in coarser)
    windows = [(r.window, r.gates[-1]) for r in RESOLUTIONS]
    assert windows == sorted(windows, reverse=True), "the closer, the shorter"


@every_resolution
def test_a_part_equals_its_part_of_the_whole(resolution: Resolution) -> None:
    wave = noise(6 * 4096) + tone(70, 0.3, 6 * 4096 / RATE_HZ)
    whole = display_columns(wave, RATE_HZ, resolution)
    assert whole.dtype == np.uint8
    cut = ALIGNED * 16
    part = display_columns(wave[cut - REACH : cut + 4096 + REACH], RATE_HZ, resolution,
        REACH // resolution.hop, (REACH + 4096) // resolution.hop)  # fmt: skip
    wanted = whole[:, cut // resolution.hop : (cut + 4096) // resolution.hop]
    assert np.abs(part.astype(int) - wanted.astype(int)).max() <= 1


@every_resolution
@pytest.mark.parametrize("hz", [60.0, 440.0, 3000.0, 3060.0, 12_345.0])
def test_a_tone_reads_its_level_at_its_frequency_all_the_time(resolution: Resolution, hz: float) -> None:
    start = 12_000 // resolution.hop
    columns = level_db(
        display_columns(tone(hz, 0.5), RATE_HZ, resolution, start, start + max(1, 2048 // resolution.hop))
    )
    band_hz = display_band_hz(RATE_HZ)
    row = int(np.abs(band_hz - hz).argmin())
    if hz * resolution.window < 3 * RATE_HZ:
        return  # a window this short hears its swings, not a tone
    apart = max(RATE_HZ / resolution.window, float(np.diff(band_hz)[row]))
    assert np.abs(band_hz[columns.argmax(axis=0)] - hz).max() <= 1.5 * apart
    assert columns[row].min() > -6.02 - 1
    assert columns[row].max() < -6.02 + 1


def test_silence_is_nothing_and_noise_is_even() -> None:
    silent = display_columns(np.zeros(9000, np.float32), RATE_HZ)
    assert not silent.any()
    assert level_db(silent).max() == LEVEL_FLOOR_DB
    rows = level_db(display_columns(noise(RATE_HZ), RATE_HZ)).mean(axis=1)
    widths = np.gradient(display_band_hz(RATE_HZ))
    even = rows[30:120] - 10 * np.log10(widths[30:120])
    assert even.std() < 0.7, "bands tell the power within them, whatever their width"


@every_resolution
@pytest.mark.parametrize("floor", [0.0, 0.003])
def test_a_click_starts_within_a_column_or_a_millisecond(resolution: Resolution, floor: float) -> None:
    at, near = 12_345, max(resolution.hop, RATE_HZ // 1000)
    wave = floor * noise(24_000)
    before = level_db(display_columns(wave, RATE_HZ, resolution))
    wave[at] += 0.9
    risen_db = (level_db(display_columns(wave, RATE_HZ, resolution)) - before).mean(axis=0)
    start = int(np.flatnonzero(risen_db > 20)[0]) * resolution.hop
    assert at - near <= start <= at + resolution.hop
    assert risen_db.max() > 40
    assert risen_db[: (at - near) // resolution.hop].max() < (15 if floor else 1), "hardly a shadow before it"


@every_resolution
@pytest.mark.parametrize("hz", [80.0, 900.0, 8000.0])
def test_a_struck_tone_starts_where_it_is_struck(resolution: Resolution, hz: float) -> None:
    at, near = 9600, max(resolution.hop, RATE_HZ // 1000)
    strike = tone(hz, 0.7) * np.exp(-np.arange(24_000) / 4800).astype(np.float32)
    columns = display_columns(np.concatenate([np.zeros(at, np.float32), strike]), RATE_HZ, resolution)
    start = int(np.flatnonzero(columns.any(axis=0))[0]) * resolution.hop
    assert at - near <= start <= at + resolution.hop


def test_needs_no_torch() -> None:
    script = (
        "import sys, foleystudio.dsp.spectra.mel_display as d; assert 'torch' not in sys.modules, 'torch was imported'"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("hz", [700.0, 5000.0, 17_000.0])
def test_even_bands_have_a_tone_where_it_is(hz: float) -> None:
    t = np.arange(48_000) / 48_000
    tone = (0.5 * np.sin(2 * np.pi * hz * t)).astype(np.float32)
    band_hz = display_band_hz(48_000, linear=True)
    np.testing.assert_allclose(np.diff(band_hz), band_hz[0])
    found = display_columns(tone, 48_000, linear=True)[:, 40]
    assert abs(band_hz[int(found.argmax())] - hz) <= band_hz[0] / 2 + 1
    assert level_db(found).max() == pytest.approx(-6.0, abs=1.5)
