"""Spectra with any phases are addressed by sample, steady, and never repeat; hashes are the same everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.grains import PhaseTexture, Texture, hashed, uniform


def _noise(n: int, channels: int = 1) -> Wave:
    return np.random.default_rng(5).standard_normal((n, channels)).astype(np.float32)


TEXTURES: list[Texture] = [
    PhaseTexture(_noise(240, 2)),
    PhaseTexture(_noise(30_000)),
]


def test_hash_is_the_same_everywhere_and_spread_evenly() -> None:
    assert hashed(1, 2, 3) == 5_246_500_226_706_903_259
    values = np.array([uniform(7, n) for n in range(4000)])
    assert abs(values.mean() - 0.5) < 0.02
    assert np.histogram(values, 10, (0, 1))[0].min() > 320
    assert len({hashed(a, b) for a in range(60) for b in range(60)}) == 3600


@pytest.mark.parametrize("texture", TEXTURES)
def test_any_stretch_equals_that_stretch_of_the_whole(texture: Texture) -> None:
    whole = texture.read(3, 0, 60_000)
    for start, stop in [(0, 1), (0, 4096), (1, 7000), (16_383, 16_385), (29_000, 60_000)]:
        np.testing.assert_array_equal(texture.read(3, start, stop), whole[start:stop])


@pytest.mark.parametrize("texture", TEXTURES)
def test_level_is_one_and_steady(texture: Texture) -> None:
    wave = texture.read(9, 0, 480_000)
    levels = np.sqrt((wave.astype(np.float64) ** 2).reshape(-1, 4800 * texture.channels).mean(axis=1))
    assert abs(np.sqrt(np.mean(levels**2)) - 1.0) < 0.06
    assert 20 * np.log10(levels.max() / levels.min()) < 3.0


@pytest.mark.parametrize("texture", TEXTURES)
def test_seeds_differ_and_repeat(texture: Texture) -> None:
    first, second = texture.read(1, 0, 40_000), texture.read(2, 0, 40_000)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, texture.read(1, 0, 40_000))


def test_a_short_sound_does_not_come_back_periodically() -> None:
    # 5 ms repeated would correlate with itself at every 240 samples.
    wave = PhaseTexture(_noise(240)).read(0, 0, 96_000)[:, 0].astype(np.float64)
    spectrum = np.fft.rfft(wave, 1 << 18)
    likeness = np.fft.irfft(np.abs(spectrum) ** 2)[: len(wave) // 2] / np.sum(wave**2)
    assert np.abs(likeness[2400:]).max() < 0.15


def test_phases_keep_the_stereo_picture() -> None:
    mono = _noise(9600)[:, 0]
    wave = PhaseTexture(np.stack([mono, -0.5 * mono], axis=1)).read(0, 0, 48_000)
    np.testing.assert_allclose(wave[:, 1], -0.5 * wave[:, 0], atol=1e-5)


def test_phases_keep_the_spectrum() -> None:
    t = np.arange(2400) / 48_000
    tone = np.sin(2 * np.pi * 3000 * t).astype(np.float32)[:, None]
    wave = PhaseTexture(tone).read(0, 0, 48_000)[:, 0]
    power = np.abs(np.fft.rfft(wave)) ** 2
    assert power[2900:3100].sum() > 0.95 * power.sum()
