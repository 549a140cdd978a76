"""References of every kind, rate and length are made ready, once."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.exemplar.references.trim import ANALYSED_S
from foleystudio.errors import FoleyError
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind, Slice
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, click, hiss, knock, knocks


def test_a_long_ring_is_one_hit_with_its_whole_length() -> None:
    exemplar = prepare(as_sound(knock(6.0, decay_s=1.2)), RATE_HZ)
    assert exemplar.kind is ReferenceKind.GESTURE
    assert len(exemplar.hits) == 1
    assert exemplar.hits[0].length_s(RATE_HZ) > 4.5


def test_a_slow_swell_without_onset_is_one_hit() -> None:
    t = np.arange(72_000) / RATE_HZ
    swell = np.sin(np.pi * t / 1.5) ** 2 * 0.3 * np.random.default_rng(0).standard_normal(len(t))
    exemplar = prepare(as_sound(swell.astype(np.float32)), RATE_HZ)
    assert len(exemplar.hits) >= 1
    assert exemplar.kind in (ReferenceKind.GESTURE, ReferenceKind.TEXTURE)


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
    assert np.isfinite(exemplar.texture.read(0, 0, 9600)).all()


def test_of_a_long_reference_the_first_minute_is_used() -> None:
    mono = np.zeros((RATE_HZ * 300, 1), np.float32)
    for second in range(20, 300):
        mono[second * RATE_HZ : second * RATE_HZ + 9600, 0] = knock(0.2)
    exemplar = prepare(Sound(mono, RATE_HZ), RATE_HZ)
    summary = exemplar.summary
    assert summary.duration_s == 300
    assert len(exemplar.samples) / RATE_HZ == pytest.approx(ANALYSED_S)
    assert 55 < summary.hits <= 60
    assert summary.text == f"5 min 0 s, {summary.hits} hits"


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


def test_a_hit_alone_begins_with_its_attack_and_ends_in_silence_where_it_is_cut() -> None:
    exemplar = prepare(knocks((0.2, 0.5, 0.9), 1.4), 48_000)
    for hit in exemplar.hits:
        alone = exemplar.alone(hit)
        assert len(alone) == hit.stop - hit.attack
        assert np.abs(alone[:480]).max() > 0.5 * np.abs(alone).max()
        if hit.fade:
            assert alone[-1] == 0
    assert any(hit.fade for hit in exemplar.hits)
    assert exemplar.loudest.level == exemplar.level


def test_a_slice_far_noisier_than_the_others_is_not_played_at_first_and_says_why() -> None:
    sound = knocks((0.3, 1.2, 2.1, 3.0), 3.6)
    noisy = sound.samples.copy()
    noisy[round(1.9 * RATE_HZ) : round(2.6 * RATE_HZ)] += hiss(0.7, level=0.2).samples
    exemplar = prepare(Sound(noisy, RATE_HZ), RATE_HZ)
    assert [one.enabled for one in exemplar.slices] == [True, True, False, True]
    assert "noisier" in exemplar.slices[2].doubt
    assert len(exemplar.hits) == 3


def test_a_reference_is_cut_as_its_owner_says() -> None:
    sound = knocks((0.3, 1.2, 2.1), 3.0)
    given = (Slice(0.25, 0.3, 0.8), Slice(1.1, 1.2, 1.7, enabled=False), Slice(2.0, 2.1, 2.5))
    exemplar = prepare(sound, RATE_HZ, ReferenceCut(slices=given))
    attacks = [exemplar.begin_s + hit.attack / RATE_HZ for hit in exemplar.hits]
    assert attacks == pytest.approx([0.3, 2.1], abs=1e-4)
    part = prepare(sound, RATE_HZ, ReferenceCut(kind=ReferenceKind.GESTURE, in_s=1.0, out_s=1.9))
    assert part.kind is ReferenceKind.GESTURE
    assert part.begin_s + part.hits[0].attack / RATE_HZ == pytest.approx(1.2, abs=1e-3)
    assert len(part.samples) < 0.9 * RATE_HZ
    with pytest.raises(FoleyError, match="ticked"):
        prepare(sound, RATE_HZ, ReferenceCut(slices=(given[1],)))
    with pytest.raises(FoleyError, match="in and out"):
        prepare(sound, RATE_HZ, ReferenceCut(in_s=5.0))


def test_no_slice_leads_in_with_the_hit_before() -> None:
    beats = sorted([0.2 + 0.5 * n for n in range(6)] + [0.3 + 0.5 * n for n in range(6)])  # a gallop's pairs
    exemplar = prepare(knocks(tuple(beats), 3.6), RATE_HZ, ReferenceCut(ReferenceKind.REPETITIONS))
    for hit in exemplar.hits:
        led_in = exemplar.samples[hit.start : hit.attack, 0]
        assert not len(led_in) or np.abs(led_in).max() < 0.4 * hit.peak


def test_what_is_as_loud_long_before_an_attack_begins_with_its_event() -> None:
    creak = 0.2 * np.random.default_rng(5).standard_normal(2 * RATE_HZ)
    creak[: RATE_HZ // 4] *= np.linspace(0, 1, RATE_HZ // 4)
    creak[-RATE_HZ // 4 :] *= np.linspace(1, 0, RATE_HZ // 4)
    creak[round(1.3 * RATE_HZ) : round(1.34 * RATE_HZ)] *= 0.02  # it sticks, and goes on as sharply as a hit
    made = prepare(as_sound(creak.astype(np.float32)), RATE_HZ, ReferenceCut(ReferenceKind.GESTURE))
    assert made.hits[0].attack < 0.15 * RATE_HZ

    scuffed = 0.02 * np.random.default_rng(6).standard_normal(RATE_HZ).astype(np.float32)
    scuffed[RATE_HZ // 2 :][: len(knock())] += knock()
    made = prepare(as_sound(scuffed), RATE_HZ, ReferenceCut(ReferenceKind.GESTURE))
    assert abs(made.hits[0].attack - RATE_HZ // 2) < 0.01 * RATE_HZ, "a scuff is softer than the knock it leads up to"
