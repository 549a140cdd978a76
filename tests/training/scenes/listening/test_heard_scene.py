from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.waves.envelope import rms
from foleystudio.training.scenes.listening.heard_scene import (
    HOP,
    KINDS,
    HeardHit,
    HeardScene,
    as_faded,
    draw_heard_scene,
)
from foleystudio.training.scenes.listening.hit_bank import HitBank
from foleystudio.training.scenes.listening.laying import Mix


def drawn(kind: str, bank: HitBank, count: int = 6) -> list[HeardScene]:
    rng = np.random.default_rng(3)
    return [draw_heard_scene(kind, bank, rng) for _ in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made(kind: str, bank: HitBank) -> None:
    for scene in drawn(kind, bank, 2):
        assert scene.wave.shape == (800 * HOP,)
        assert np.isfinite(scene.wave).all()
        assert scene.kept.shape == scene.sure.shape == (800,)
        assert all(0 <= hit.time_s < 4.0 and 0 <= hit.strength <= 1 for hit in scene.hits)


def test_hits_that_count_are_where_they_are_said_to_be(bank: HitBank) -> None:
    rises = []
    for scene in drawn("sparse", bank, 12):
        for hit in scene.hits:
            at = round(hit.time_s * ONSET_RATE_HZ)
            if hit.counts and hit.strength > 0.5 and at > 500:
                before, after = scene.wave[at - 440 : at], scene.wave[at : at + 440]
                rises.append(float(np.sqrt(np.mean(after**2) / (np.mean(before**2) + 1e-12))))
    assert len(rises) > 10
    assert np.median(rises) > 5
    assert np.mean(np.array(rises) > 1.2) > 0.9


def test_the_loudest_hit_has_strength_one(bank: HitBank) -> None:
    for scene in drawn("dense", bank):
        assert max(hit.strength for hit in scene.hits) == pytest.approx(1.0)


def test_backgrounds_have_no_hits_and_nothing_kept_up(bank: HitBank) -> None:
    for scene in drawn("background", bank):
        assert scene.hits == ()
        assert not scene.kept.any()


def test_what_is_kept_up_is_heard_for_as_long(bank: HitBank) -> None:
    shares = [float((scene.kept > 0).mean()) for scene in drawn("kept up", bank, 10)]
    assert 0.15 < np.mean(shares) < 0.9


def test_what_is_laid_sounds_at_its_place(bank: HitBank) -> None:
    mix = Mix(20_000)
    mix.strike(5000, 0.5, bank.struck[0].hits[-1])
    levels = rms(mix.hits, 220, 110)
    assert levels[: 5000 // 110 - 1].max() == 0
    assert levels[5000 // 110 :].max() > 0
    assert (mix.laid[0].start, mix.laid[0].gain) == (5000, 0.5)


def test_a_fade_leaves_hits_softer() -> None:
    gain = np.linspace(1, 0, 800 * HOP, dtype=np.float32)
    hits = tuple(HeardHit(t, 0.5, 0.0, True, False) for t in (0.0, 2.0, 3.985))
    first, second, third = as_faded(hits, gain)
    assert first.strength == 1.0
    assert second.strength == pytest.approx(0.5, abs=0.01)
    assert (first.counts, second.counts, third.counts) == (True, True, False)
