"""Attacks are found to the sample, and hits last as long as they sound."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.references.slicing import (
    brightness_hz,
    cut_hits,
    find_attacks,
    find_swells,
    merge_gesture,
    noise_floor_db,
)
from foleystudio.engine.loudness.levels import decibels, level_curve
from tests.engine.exemplar.sounds import RATE_HZ, click, hiss, knock, knocks


def _with_silence(wave: Wave, before: int, total: int) -> Wave:
    out = np.zeros((total, 1), dtype=np.float32)
    out[before : before + len(wave), 0] = wave[: total - before]
    return out


@pytest.mark.parametrize("before", [0, 1, 1000, 4799, 24_001])
def test_attack_of_a_click_is_its_sample(before: int) -> None:
    assert find_attacks(click(before, 48_000).samples, RATE_HZ).tolist() == [before]


@pytest.mark.parametrize("before", [0, 777, 24_000])
def test_attack_of_a_knock_is_its_first_sample(before: int) -> None:
    attacks = find_attacks(_with_silence(knock(), before, 48_000), RATE_HZ)
    assert len(attacks) == 1
    assert abs(int(attacks[0]) - before) <= 2


@pytest.mark.parametrize("noise", [0.0, 0.003, 0.03])
def test_attacks_are_found_in_noise(noise: float) -> None:
    times = (0.3, 0.8, 1.15, 1.9, 2.4)
    attacks = find_attacks(knocks(times, 3.0, noise).samples, RATE_HZ)
    near = [np.abs(attacks / RATE_HZ - time).min() for time in times]
    assert max(near) < 0.003
    assert len([a for a in attacks if a > 0.01 * RATE_HZ]) == len(times)


def test_steady_noise_has_no_attack_within() -> None:
    assert not [a for a in find_attacks(hiss(5.0).samples, RATE_HZ) if a > 0.02 * RATE_HZ]


def test_panned_and_inverted_channels_are_heard() -> None:
    mono = _with_silence(knock(), 9600, 48_000)
    assert len(find_attacks(np.concatenate([mono, -mono], axis=1), RATE_HZ)) == 1
    assert len(find_attacks(np.concatenate([0 * mono, mono], axis=1), RATE_HZ)) == 1


def test_silence_has_no_attacks() -> None:
    assert not len(find_attacks(np.zeros((4800, 1), np.float32), RATE_HZ))


def test_hits_last_until_they_have_faded_or_the_next_begins() -> None:
    sound = knocks((0.1, 0.25, 1.0), 2.0)
    hits = cut_hits(sound.samples, RATE_HZ, find_attacks(sound.samples, RATE_HZ), -120.0)
    assert [round(hit.attack / RATE_HZ, 2) for hit in hits] == [0.1, 0.25, 1.0]
    assert hits[0].stop < hits[1].attack
    assert 0.2 < hits[2].length_s(RATE_HZ) < 0.5
    assert all(hit.start == hit.attack - 96 for hit in hits)
    assert hits[0].level > hits[1].level > hits[2].level
    assert hits[0].brightness_hz < hits[2].brightness_hz


def test_a_hit_ends_where_it_sinks_into_the_noise() -> None:
    sound = knocks((0.5,), 3.0, noise=0.01)
    floor_db = noise_floor_db(decibels(level_curve(sound.samples, RATE_HZ)))
    assert floor_db == pytest.approx(-40, abs=2)
    hits = cut_hits(sound.samples, RATE_HZ, np.array([24_000]), floor_db)
    assert 0.1 < hits[0].length_s(RATE_HZ) < 0.5


def test_much_softer_sounds_are_not_hits_of_the_same_thing() -> None:
    mono = _with_silence(knock(), 4800, 96_000)
    mono[48_000:67_200, 0] += 0.05 * knock()
    attacks = find_attacks(mono, RATE_HZ)
    assert len(attacks) == 2
    assert len(cut_hits(mono, RATE_HZ, attacks, -120.0)) == 1


def test_heel_and_toe_are_one_gesture() -> None:
    step = _with_silence(knock(0.2, decay_s=0.04), 100, 12_000)
    step[4300:12_000, 0] += 0.8 * knock(0.2, 700.0, decay_s=0.03)[:7700]
    attacks = find_attacks(step, RATE_HZ)
    assert len(attacks) == 2
    assert len(merge_gesture(step, RATE_HZ, attacks)) == 1


def test_a_quick_burst_in_silence_keeps_its_shots() -> None:
    burst = np.zeros((24_000, 1), dtype=np.float32)
    for first in (0, 5000, 10_000):
        burst[first : first + 4800, 0] += knock(0.1, decay_s=0.008)
    attacks = find_attacks(burst, RATE_HZ)
    assert len(merge_gesture(burst, RATE_HZ, attacks)) == 3


def test_a_ring_that_is_passed_through_is_no_noise_floor() -> None:
    assert noise_floor_db(decibels(level_curve(_with_silence(knock(), 0, 19_200), RATE_HZ))) == -120.0
    assert noise_floor_db(decibels(level_curve(hiss(2.0).samples, RATE_HZ))) == -120.0


def test_brightness_is_the_centroid() -> None:
    t = np.arange(4800) / RATE_HZ
    tone = np.sin(2 * np.pi * 2000 * t).astype(np.float32)[:, None]
    assert brightness_hz(tone, RATE_HZ) == pytest.approx(2000, rel=0.1)
    assert brightness_hz(np.zeros((100, 1), np.float32), RATE_HZ) == 0.0


def _bark(soft_s: float) -> Wave:
    """Noise that comes up within some time and dies away."""
    t = np.arange(round(0.6 * RATE_HZ)) / RATE_HZ
    shape = np.minimum(1, t / soft_s) * np.exp(-np.maximum(0, t - soft_s) / 0.06)
    return (shape * hiss(0.6, 0.2).samples[:, 0]).astype(np.float32)


def test_soft_beginnings_end_the_ring_before_them() -> None:
    barks = np.concatenate([_bark(0.01), _bark(0.1), _bark(0.1)])[:, None]
    attacks = find_swells(barks, RATE_HZ, find_attacks(barks, RATE_HZ)[:1])
    assert len(attacks) == 3
    assert attacks[1] / RATE_HZ == pytest.approx(0.63, abs=0.05)
    assert attacks[2] / RATE_HZ == pytest.approx(1.23, abs=0.05)


def test_a_ring_without_swells_stays_one() -> None:
    ring = _with_silence(knock(2.0, decay_s=0.4), 0, 100_000)
    assert find_swells(ring, RATE_HZ, np.array([0])).tolist() == [0]
    # A soft echo is no second stroke.
    ring[60_000:79_200, 0] += 0.1 * knock()
    assert find_swells(ring, RATE_HZ, np.array([0])).tolist() == [0]


def test_sharp_attacks_are_not_found_again_as_swells() -> None:
    sound = knocks((0.2, 0.9, 1.6), 2.4)
    attacks = find_attacks(sound.samples, RATE_HZ)
    np.testing.assert_array_equal(find_swells(sound.samples, RATE_HZ, attacks), attacks)


def test_every_step_of_several_is_one_gesture() -> None:
    step = _with_silence(knock(0.2, decay_s=0.04), 100, 48_000)
    step[4300:12_000, 0] += 0.8 * knock(0.2, 700.0, decay_s=0.03)[:7700]
    walk = np.concatenate([step, step, step])
    attacks = find_attacks(walk, RATE_HZ)
    assert len(attacks) == 6
    merged = merge_gesture(walk, RATE_HZ, attacks)
    assert merged.tolist() == [attack for attack in attacks.tolist() if attack % 48_000 < 1000]


def test_a_ring_does_not_last_until_the_next_attack_because_that_is_near() -> None:
    once = _with_silence(knock(), 4800, 72_000)
    alone = cut_hits(once, RATE_HZ, find_attacks(once, RATE_HZ), -120.0)
    twice = np.concatenate([once, once])
    hits = cut_hits(twice, RATE_HZ, find_attacks(twice, RATE_HZ), -120.0)
    assert [hit.length_s(RATE_HZ) for hit in hits] == pytest.approx([alone[0].length_s(RATE_HZ)] * 2, abs=0.02)
