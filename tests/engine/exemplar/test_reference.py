"""References of every kind are told apart and made ready."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from foleystudio.dsp.grains import GrainTexture, PhaseTexture, Texture
from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.reference import (
    ANALYSED_S,
    Exemplar,
    ReferenceKind,
    describe_reference,
    prepare,
    two_channels,
    used_part,
)
from foleystudio.errors import FoleyError
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, click, hiss, knock, knocks


def _texture(exemplar: Exemplar) -> Texture:
    return exemplar.steady.like(exemplar.ring_of(0))


def test_kinds_and_texts() -> None:
    one = describe_reference(as_sound(knock()))
    assert (one.kind, one.hits, one.text) == (ReferenceKind.ONE_SHOT, 1, "0.40 s, one hit")
    several = describe_reference(knocks((0.1, 0.6, 1.2), 2.0))
    assert (several.kind, several.text) == (ReferenceKind.HITS, "2.00 s, 3 hits")
    sustained = describe_reference(hiss(3.02))
    assert (sustained.kind, sustained.text) == (ReferenceKind.SUSTAINED, "3.02 s, sustained")
    messy = describe_reference(knocks(tuple(0.2 + 0.25 * n for n in range(12)), 3.5, noise=0.06))
    assert messy.kind is ReferenceKind.MESSY
    assert messy.text.endswith("hits, messy")


def test_a_long_ring_is_one_hit_with_its_whole_length() -> None:
    exemplar = prepare(as_sound(knock(6.0, decay_s=1.2)), RATE_HZ)
    assert exemplar.kind is ReferenceKind.ONE_SHOT
    assert len(exemplar.hits) == 1
    assert exemplar.hits[0].length_s(RATE_HZ) > 4.5


def test_a_slow_swell_without_onset_is_one_hit() -> None:
    t = np.arange(72_000) / RATE_HZ
    swell = np.sin(np.pi * t / 1.5) ** 2 * 0.3 * np.random.default_rng(0).standard_normal(len(t))
    exemplar = prepare(as_sound(swell.astype(np.float32)), RATE_HZ)
    assert len(exemplar.hits) >= 1
    assert exemplar.kind in (ReferenceKind.ONE_SHOT, ReferenceKind.SUSTAINED)


def test_sustained_sounds_lend_short_touches() -> None:
    hits = prepare(hiss(4.0), RATE_HZ).hits
    assert len(hits) > 4
    assert all(hit.length_s(RATE_HZ) <= 0.36 for hit in hits)


def test_leading_silence_is_passed_over() -> None:
    late = Sound(np.concatenate([np.zeros((200_000, 1), np.float32), knock()[:, None]]), RATE_HZ)
    exemplar = prepare(late, RATE_HZ)
    assert len(exemplar.samples) < 30_000
    assert exemplar.hits[0].attack == pytest.approx(480, abs=2)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 96_000, 192_000])
def test_any_rate_is_brought_to_the_takes(rate_hz: int) -> None:
    t = np.arange(round(0.5 * rate_hz)) / rate_hz
    ring = (np.sin(2 * np.pi * 500 * t) * np.exp(-t / 0.05)).astype(np.float32)
    exemplar = prepare(as_sound(ring, rate_hz=rate_hz), RATE_HZ)
    assert exemplar.rate_hz == RATE_HZ
    assert len(exemplar.samples) == pytest.approx(24_000, abs=2)
    assert len(exemplar.hits) == 1


@pytest.mark.parametrize("length", [1, 7, 48, 240, 960])
def test_the_shortest_references_work(length: int) -> None:
    exemplar = prepare(as_sound(knock()[:length]), RATE_HZ)
    assert len(exemplar.hits) == 1
    assert np.isfinite(exemplar.gain)
    assert isinstance(_texture(exemplar), PhaseTexture)
    assert np.isfinite(_texture(exemplar).read(0, 0, 9600)).all()


def test_of_a_long_reference_the_first_minute_is_used() -> None:
    mono = np.zeros((RATE_HZ * 300, 1), np.float32)
    for second in range(20, 300):
        mono[second * RATE_HZ : second * RATE_HZ + 9600, 0] = knock(0.2)
    summary = prepare(Sound(mono, RATE_HZ), RATE_HZ).summary
    assert summary.duration_s == 300
    assert summary.used_s == pytest.approx(ANALYSED_S)
    assert 55 < summary.hits <= 60
    assert summary.text == f"5 min 0 s, {summary.hits} hits"


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros((0, 1), np.float32), "empty"),
        (np.zeros((48_000, 2), np.float32), "silent"),
        (np.full((4800, 1), np.nan, np.float32), "not numbers"),
    ],
)
def test_unusable_references_are_refused(samples: np.ndarray, message: str) -> None:
    with pytest.raises(FoleyError, match=message):
        prepare(Sound(samples, RATE_HZ, "bad"), RATE_HZ)


def test_surround_is_brought_to_two_channels() -> None:
    surround = np.zeros((4800, 6), np.float32)
    surround[:, 0], surround[:, 2], surround[:, 5] = 0.1, 0.2, 0.3
    mixed = two_channels(Sound(surround, RATE_HZ)).samples
    assert mixed.shape == (4800, 2)
    np.testing.assert_allclose(mixed[0], [0.3 / np.sqrt(2), 0.5 / np.sqrt(2)], rtol=1e-6)
    stereo = hiss(0.1, channels=2)
    assert two_channels(stereo) is stereo


def test_full_strength_leaves_room() -> None:
    for sound in (as_sound(knock(level=0.01)), as_sound(knock(level=1.0)), click(), hiss(2.0)):
        exemplar = prepare(sound, RATE_HZ)
        loudest = max(exemplar.hits, key=lambda hit: hit.level)
        assert loudest.peak * exemplar.gain <= 0.71
        assert loudest.level * exemplar.gain <= 0.2


def test_analysis_is_kept_while_the_sound_is() -> None:
    sound = as_sound(knock())
    assert prepare(sound, RATE_HZ) is prepare(sound, RATE_HZ)
    gone = weakref.ref(prepare(sound, RATE_HZ))
    del sound
    gc.collect()
    assert gone() is None


def test_long_sounds_give_grains_and_short_ones_phases() -> None:
    assert isinstance(_texture(prepare(hiss(3.0), RATE_HZ)), GrainTexture)
    assert isinstance(_texture(prepare(as_sound(knock(0.1)), RATE_HZ)), PhaseTexture)


def test_hardness_orders_hits_by_level_and_brightness() -> None:
    hardness = prepare(knocks((0.1, 0.6, 1.1), 2.0), RATE_HZ).hardness
    assert sorted(hardness) == [0.0, 0.5, 1.0]
    assert hardness[0] == 1.0


def test_used_part_begins_shortly_before_the_first_sound() -> None:
    used = used_part(click(20_000, 40_000))
    assert int(np.argmax(np.abs(used.samples[:, 0]))) == 480


def test_what_only_the_low_frequency_channel_holds_is_silent() -> None:
    surround = np.zeros((4800, 6), np.float32)
    surround[:, 3] = 0.5
    with pytest.raises(FoleyError, match="silent"):
        prepare(Sound(surround, RATE_HZ), RATE_HZ)
