from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.training.scenes.listening.hit_bank import Hit, HitBank, band_powers, band_shares


def test_hits_begin_at_once(bank: HitBank) -> None:
    for thing in bank.struck:
        for hit in thing.hits:
            assert np.abs(hit.wave[: round(0.06 * ONSET_RATE_HZ)]).max() > 0.2
            assert 0 < hit.level <= 1


def test_textures_are_level(bank: HitBank) -> None:
    assert len(bank.kept) >= 4
    for thing in bank.kept:
        assert thing.texture is not None
        assert float(np.sqrt(np.mean(np.square(thing.texture)))) == pytest.approx(1.0, abs=0.01)


def test_what_rings_is_told() -> None:
    t = np.arange(2 * ONSET_RATE_HZ) / ONSET_RATE_HZ
    tone = np.sin(2 * np.pi * 500 * t).astype(np.float32)
    assert Hit.of((tone * np.exp(-2 * t)).astype(np.float32), 1.0).rings
    assert not Hit.of((tone * np.exp(-20 * t)).astype(np.float32), 1.0).rings


def test_harder_strokes_take_harder_hits(bank: HitBank) -> None:
    rng = np.random.default_rng(0)
    soft, hard = ([bank.struck[0].hit_for(s, rng).strength for _ in range(20)] for s in (0.1, 1.0))
    assert np.mean(soft) < np.mean(hard)


def test_bands_are_of_the_first_milliseconds() -> None:
    wave = np.zeros(2000, np.float32)
    wave[600:] = 1
    assert band_powers(wave).sum() == 0
    assert band_shares(np.ones(257, np.float32)) == pytest.approx(1.0)
