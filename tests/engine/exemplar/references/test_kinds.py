"""References of every kind are told apart."""

from __future__ import annotations

import numpy as np

from foleystudio.engine.exemplar.references.reference import describe_reference, prepare
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock, knocks


def test_kinds_and_texts() -> None:
    one = describe_reference(as_sound(knock()))
    assert (one.kind, one.hits, one.text) == (ReferenceKind.GESTURE, 1, "0.40 s, one gesture")
    several = describe_reference(knocks((0.1, 0.6, 1.2), 2.0))
    assert (several.kind, several.text) == (ReferenceKind.REPETITIONS, "2.00 s, 3 hits")
    texture = describe_reference(hiss(3.02))
    assert (texture.kind, texture.text) == (ReferenceKind.TEXTURE, "3.02 s, texture")


def test_what_is_over_soon_is_one_gesture_however_many_attacks_it_has() -> None:
    for times in ((0.1, 0.25), (0.1, 0.5), (0.1, 0.2, 0.3, 0.4, 0.5)):  # heel and toe, latch and door, a roll
        exemplar = prepare(knocks(times, 1.2), RATE_HZ)
        assert exemplar.kind is ReferenceKind.GESTURE
        assert len(exemplar.hits) == 1


def test_barks_are_repetitions_and_the_cocking_of_a_gun_is_not() -> None:
    barks = prepare(knocks((0.05, 0.45, 0.9), 1.4), RATE_HZ)
    assert (barks.kind, len(barks.hits)) == (ReferenceKind.REPETITIONS, 3)
    assert prepare(knocks((0.05, 0.25, 0.5), 0.75), RATE_HZ).kind is ReferenceKind.GESTURE


def test_crackles_of_every_size_in_a_bed_are_a_texture() -> None:
    bed = hiss(6.0, level=0.01).samples[:, 0].copy()
    for number in range(24):
        first = round((0.1 + 0.23 * number + 0.05 * (number % 3)) * RATE_HZ)
        bed[first : first + 4800] += knock(0.1, 700 + 60 * number, 0.01, level=0.8 / 1.2 ** ((7 * number) % 19))
    assert prepare(as_sound(bed), RATE_HZ).kind is ReferenceKind.TEXTURE


def test_a_loop_is_a_texture_and_a_long_ring_a_gesture() -> None:
    assert describe_reference(hiss(1.8)).kind is ReferenceKind.TEXTURE
    assert describe_reference(as_sound(knock(6.0, decay_s=1.2))).kind is ReferenceKind.GESTURE


def test_noise_that_comes_and_goes_by_itself_is_a_gesture() -> None:
    swish = np.sin(np.pi * np.arange(96_000) / 96_000) ** 2 * hiss(2.0).samples[:, 0]
    assert describe_reference(as_sound(swish.astype(np.float32))).kind is ReferenceKind.GESTURE


def test_sustained_sounds_lend_short_touches() -> None:
    hits = prepare(hiss(4.0), RATE_HZ).hits
    assert len(hits) > 4
    assert all(hit.length_s(RATE_HZ) <= 0.36 for hit in hits)


def test_what_is_struck_on_and_on_lends_its_strokes_each_up_to_the_next() -> None:
    strokes = np.arange(0.3, 3.9, 0.2)
    groove = hiss(4.2, level=0.02).samples[:, 0].copy()
    for number, time_s in enumerate(strokes):
        ring = knock(0.3, 300.0 + 20 * (number % 3), 0.1, level=0.4 + 0.1 * (number % 4))
        groove[round(time_s * RATE_HZ) :][: len(ring)] += ring
    exemplar = prepare(as_sound(groove), RATE_HZ, ReferenceCut(ReferenceKind.TEXTURE))
    begun = exemplar.begin_s + np.array([hit.attack for hit in exemplar.hits]) / RATE_HZ
    ended = exemplar.begin_s + np.array([hit.stop for hit in exemplar.hits]) / RATE_HZ
    nearest = np.abs(np.subtract.outer(begun, strokes)).argmin(axis=1)
    assert len(begun) >= len(strokes) - 3
    assert np.abs(begun - strokes[nearest]).max() < 0.005, "each begins on a stroke"
    assert (ended < strokes[nearest] + 0.2)[:-1].all(), "and brings no second one along"
