"""Layers: each sounds at its own events, in its own part of a hit, and parts of one sound are that sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.engine.loudness.limited_stream import CEILING, held_db
from foleystudio.engine.render.dispatch import stream, synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest, SynthesisSettings
from foleystudio.errors import FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.layers import Layer, Role
from tests.engine.exemplar.sounds import as_sound, hiss, knock

RATE_HZ = 48_000
KNOCK, HISS = as_sound(knock()), hiss(2.0, channels=2)
APART = EventTrack(tuple(Event(0.5 + 0.9 * n, strength) for n, strength in enumerate((1.0, 0.3, 0.8, 0.4))))
STEADY: dict[str, Any] = {"humanise": 0.0, "strength": 0.0}


def asked(
    layers: Sequence[Layer],
    events: EventTrack = APART,
    sounds: dict[int, Sound] | None = None,
    renderer: Renderer = Renderer.EXEMPLAR,
    **settings: Any,
) -> SynthesisRequest:
    sounds = {7: KNOCK, 9: HISS} if sounds is None else sounds
    knobs = SynthesisSettings(**{"gain_db": -20.0, **STEADY, **settings})
    return SynthesisRequest(
        4.5, events, tuple(sounds.values()), settings=knobs, renderer=renderer, layers=tuple(layers), keys=tuple(sounds)
    )  # fmt: skip


def made(request: SynthesisRequest) -> NDArray[np.float32]:
    return synthesise(request).sound.samples


def loudness(samples: NDArray[np.float32], at_s: float, for_s: float) -> float:
    first = round(at_s * RATE_HZ)
    return float(np.sqrt(np.mean(np.square(samples[first : first + round(for_s * RATE_HZ)]))))


def test_one_plain_layer_is_what_there_was_without_layers() -> None:
    layered = asked([Layer((7, 9))])
    np.testing.assert_array_equal(made(layered), made(replace(layered, layers=(), keys=())))


def test_layers_add_up_to_the_sample() -> None:
    first, second = Layer((7,)), Layer((9,), gain_db=-6.0, pitch_semitones=3.0, offset_ms=40.0)
    together, alone = made(asked([first, second])), [made(asked([one])) for one in (first, second)]
    # A sound in mono goes to both sides.
    np.testing.assert_allclose(together, alone[0] + alone[1], atol=1e-7)
    moved = asked([Layer((9,))], gain_db=-26.0, pitch_semitones=3.0, offset_ms=40.0)
    np.testing.assert_array_equal(alone[1], made(moved))


def test_the_attack_and_the_tail_of_one_sound_are_that_sound() -> None:
    whole = made(asked([Layer((7,))]))
    for parts in ([Role.ATTACK, Role.TAIL], [Role.ATTACK, Role.BODY, Role.TAIL], [Role.BODY, Role.TAIL]):
        split = made(asked([Layer((7,), role) for role in parts]))
        np.testing.assert_allclose(split, whole, atol=2e-7)


def test_the_attack_of_one_sound_and_the_tail_of_another() -> None:
    layers = [Layer((7,), Role.ATTACK, until_ms=30.0), Layer((9,), Role.TAIL)]
    both = made(asked(layers))
    knocks, hisses = made(asked([Layer((7,))])), made(asked([Layer((9,))]))
    for event in APART:
        at, end = round(event.time_s * RATE_HZ), round((event.time_s + 0.4) * RATE_HZ)
        # Up to the cross-fade of 10 ms around 30 ms it is the one alone, from there on the other, to the sample.
        cut = at + round(0.025 * RATE_HZ)
        np.testing.assert_allclose(both[at:cut], np.repeat(knocks[at:cut], 2, axis=1), atol=1e-7)
        np.testing.assert_allclose(both[cut + 481 : end], hisses[cut + 481 : end], atol=1e-7)


def test_soft_hits_from_one_and_hard_hits_from_another() -> None:
    soft, hard = Layer((9,), hardest=0.5), Layer((7,), softest=0.5)
    both = made(asked([soft, hard]))
    softly, firmly = (
        EventTrack(tuple(e for e in APART if (e.strength >= 0.5) is is_hard)) for is_hard in (False, True)
    )
    alone = made(asked([Layer((9,))], softly)) + made(asked([Layer((7,))], firmly))
    np.testing.assert_allclose(both, alone, atol=1e-7)
    assert len(softly) == len(firmly) == 2
    edges = EventTrack((Event(0.5, 0.0), Event(1.5, 1.0)))
    assert [Layer(softest=0.0, hardest=0.4).plays(event.strength) for event in edges] == [True, False]
    assert Layer(softest=0.4).plays(1.0)


def test_a_hit_of_its_own_reference_leaves_the_others_as_they_are() -> None:
    own = EventTrack((APART.events[0], replace(APART.events[1], reference=9), *APART.events[2:]))
    both, knocks = made(asked([Layer((7,))], own)), made(asked([Layer((7,))]))
    hiss_alone = made(asked([Layer((9,))], EventTrack((APART.events[1],))))
    others = made(asked([Layer((7,))], APART.without([1])))
    np.testing.assert_allclose(both, hiss_alone + others, atol=1e-7)
    assert hiss_alone.any()
    gone = replace(asked([Layer((7,))], own), keys=(7, 8))  # it is not among the sounds: the track's plays it
    np.testing.assert_array_equal(made(gone)[:, 0], knocks[:, 0])


def test_a_length_of_its_own_ends_a_hit() -> None:
    short = EventTrack((replace(APART.events[0], length_s=0.1), *APART.events[1:]))
    whole, cut = made(asked([Layer((9,))])), made(asked([Layer((9,))], short))
    at = round(APART.events[0].time_s * RATE_HZ)
    np.testing.assert_allclose(cut[: at + 3_000], whole[: at + 3_000], atol=1e-7)
    assert not cut[at + 4_900 : at + 20_000].any()
    assert whole[at + 4_900 : at + 20_000].any()
    np.testing.assert_allclose(cut[at + 30_000 :], whole[at + 30_000 :], atol=1e-7)


@pytest.mark.parametrize("key", [7, 9])
def test_a_panned_hit_is_as_loud_as_before(key: int) -> None:
    panned = EventTrack((replace(APART.events[0], pan=-1.0), replace(APART.events[1], pan=0.5), *APART.events[2:]))
    straight, there = made(asked([Layer((key,))])), made(asked([Layer((key,))], panned))
    straight = np.broadcast_to(straight, there.shape)

    def power(samples: NDArray[np.float32], event: Event) -> Any:
        first = round((event.time_s - 0.01) * RATE_HZ)
        squares: NDArray[np.float64] = np.square(samples[first : first + 9_600].astype(np.float64))
        return squares.sum(axis=0)

    left, right = power(there, panned.events[0])
    assert right < 1e-9 * left
    for event in panned:
        assert power(there, event).sum() == pytest.approx(power(straight, event).sum(), rel=0.1)
    left, right = power(there, panned.events[1])
    assert right > 3 * left
    np.testing.assert_allclose(power(there, panned.events[2]), power(straight, panned.events[2]))


def test_a_follow_of_its_own() -> None:
    kept_up = EventTrack((Event(0.5, 0.8, 0.3, (1.0, 0.05)), Event(2.5, 0.8, 0.3, (1.0, 0.05))))
    own = kept_up.replaced(replace(kept_up.events[1], follow=1.0))
    ringing, dying = made(asked([Layer((9,))], kept_up, follow=0.0)), made(asked([Layer((9,))], own, follow=0.0))
    np.testing.assert_array_equal(dying[: 2 * RATE_HZ], ringing[: 2 * RATE_HZ])
    assert loudness(dying, 2.7, 0.1) < 0.5 * loudness(ringing, 2.7, 0.1)


def test_a_muted_layer_is_silent_and_all_muted_are_silence() -> None:
    muted = [Layer((7,)), Layer((9,), mute=True)]
    np.testing.assert_allclose(made(asked(muted)), np.repeat(made(asked([Layer((7,))])), 2, axis=1), atol=1e-7)
    assert not made(asked([replace(one, mute=True) for one in muted])).any()


def test_layers_without_any_sound_say_so() -> None:
    with pytest.raises(FoleyError, match="no reference sound"):
        stream(asked([Layer(), Layer()]))


def test_ambience_is_heard_once() -> None:
    quiet = EventTrack()
    one = made(asked([Layer((9,))], quiet, ambience=1.0))
    two = made(asked([Layer((9,)), Layer((9,))], quiet, ambience=1.0))
    assert one.any()
    np.testing.assert_array_equal(one, two)


LAYERS = (Layer((7,), Role.ATTACK), Layer((9,), Role.TAIL, offset_ms=20.0), Layer((7,), softest=0.6))


@pytest.mark.parametrize("renderer", [Renderer.EXEMPLAR, Renderer.HYBRID, Renderer.VARIETYSOUND])
@pytest.mark.parametrize(
    "edited",
    [
        APART.without([2]),
        APART.replaced(Event(1.45, 0.9, key=1)),
        APART.added(Event(3.9, 1.0)),
        APART.replaced(replace(APART.events[1], reference=9)),
    ],
)
def test_an_edit_re_made_equals_one_made_anew(renderer: Renderer, edited: EventTrack) -> None:
    before = synthesise(asked(LAYERS, renderer=renderer, gain_db=6.0))
    after = asked(LAYERS, edited, renderer=renderer, gain_db=6.0)
    again, anew = synthesise(after, previous=before), synthesise(after)
    np.testing.assert_array_equal(again.sound.samples, anew.sound.samples)
    assert again.held == anew.held
    assert again.sound.samples.any()


def test_an_edit_makes_only_what_it_touches_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = asked(LAYERS), asked(LAYERS, APART.without([3]))
    rendered = synthesise(before)
    told: list[tuple[int, int]] = []
    from foleystudio.engine.render import layered

    blocks = layered.LayeredTake.blocks

    def watched(take: layered.LayeredTake, start: int, stop: int, *rest: Any) -> Any:
        told.append((start, stop))
        return blocks(take, start, stop, *rest)

    monkeypatch.setattr(layered.LayeredTake, "blocks", watched)
    synthesise(after, previous=rendered)
    assert told
    assert min(start for start, _ in told) > 3.0 * RATE_HZ


def test_the_sum_of_loud_layers_stays_below_the_ceiling_in_any_pieces() -> None:
    loud = asked([Layer((7,)), Layer((7,)), Layer((9,))], gain_db=14.0)
    whole = synthesise(loud)
    assert np.abs(whole.sound.samples).max() <= CEILING + 1e-6
    assert held_db(whole.held) > 3
    pieces = np.concatenate(list(stream(loud).blocks))
    np.testing.assert_array_equal(pieces, whole.sound.samples)
