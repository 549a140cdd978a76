"""What a rendering promises: exact attacks, no clicks, silence, blocks that equal the whole, local edits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import changed_spans, render_blocks
from foleystudio.engine.exemplar.voices.voice import RELEASE_S
from foleystudio.engine.loudness.limited_stream import BLOCK, CEILING
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.errors import CancelledError
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, click, hiss, knock, knocks

PLAIN = SynthesisSettings(humanise=0.0)
SUSTAINED = Event(1.0, 0.8, 1.5, (0.2, 1.0, 0.5, 0.05))


def request(
    events: tuple[Event, ...], *references: Sound, seconds: float = 3.0, settings: SynthesisSettings = PLAIN
) -> SynthesisRequest:
    return SynthesisRequest(seconds, EventTrack(events), references, settings=settings)


def rendered(events: tuple[Event, ...], *references: Sound, **how: Any) -> Wave:
    return whole(plan(request(events, *references, **how)))


def whole(planned: Plan) -> Wave:
    return np.concatenate([*render_blocks(planned), np.zeros((0, planned.channels), np.float32)])


MATERIAL = {
    "one-shot": (as_sound(knock(0.8, decay_s=0.15)),),
    "hits": (knocks((0.1, 0.6, 1.2), 2.0),),
    "sustained": (hiss(3.0, channels=2),),
    "messy": (knocks(tuple(0.2 + 0.25 * n for n in range(12)), 3.5, noise=0.06),),
    "click": (click(),),
    "several": (as_sound(knock()), hiss(2.0, channels=2)),
}
BUSY = (
    *(Event(0.11 * n, 0.3 + 0.07 * (n % 10)) for n in range(9)),
    SUSTAINED,
    Event(1.7, 1.0),
    Event(2.6, 0.4, 0.2),
)


@pytest.mark.parametrize("at", [0, 1, 480, 16_383, 16_384, 70_001])
def test_a_click_comes_out_at_the_exact_sample(at: int) -> None:
    out = rendered((Event(at / RATE_HZ, 1.0),), click())
    assert np.flatnonzero(out[:, 0]).tolist() == [at]


def test_attacks_are_the_references_own_samples() -> None:
    ring = knock(0.5)
    out = rendered((Event(1.0, 1.0),), as_sound(ring))[48_000:, 0]
    gain = out[0] / ring[0]
    np.testing.assert_allclose(out[:12_000], gain * ring[:12_000], atol=1e-6)


def test_pitched_attacks_stay_on_the_event() -> None:
    out = rendered((Event(1.0, 1.0),), click(), settings=SynthesisSettings(humanise=0, pitch_semitones=-7))
    assert abs(int(np.argmax(np.abs(out[:, 0]))) - 48_000) <= 1


def test_where_nothing_happens_is_digital_silence() -> None:
    out = rendered((Event(1.0, 1.0),), as_sound(knock(0.3)))
    assert not out[: 48_000 - 200].any()
    assert not out[48_000 + 14_400 :].any()
    assert not rendered((), as_sound(knock())).any()


@pytest.mark.parametrize("kind", MATERIAL)
@pytest.mark.parametrize("humanise", [0.0, 1.0])
def test_no_sample_is_above_the_ceiling_and_all_are_numbers(kind: str, humanise: float) -> None:
    settings = SynthesisSettings(humanise=humanise, gain_db=12.0, ambience=1.0)
    out = rendered(BUSY, *MATERIAL[kind], settings=settings)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= CEILING * (1 + 1e-6)


@pytest.mark.parametrize("kind", MATERIAL)
def test_same_request_same_samples_and_another_seed_others(kind: str) -> None:
    settings = SynthesisSettings(seed=5)
    first = rendered(BUSY, *MATERIAL[kind], settings=settings)
    np.testing.assert_array_equal(first, rendered(BUSY, *MATERIAL[kind], settings=settings))
    assert not np.array_equal(first, rendered(BUSY, *MATERIAL[kind], settings=SynthesisSettings(seed=6)))


@pytest.mark.parametrize("kind", MATERIAL)
def test_any_stretch_equals_that_stretch_of_the_whole(kind: str) -> None:
    planned = plan(request(BUSY, *MATERIAL[kind], settings=SynthesisSettings(ambience=0.5)))
    all_of_it = whole(planned)
    assert len(all_of_it) == 144_000
    for start, stop in [(0, 1), (BLOCK - 1, BLOCK + 1), (12_345, 99_999), (143_999, 144_000), (60_000, 60_000)]:
        blocks = [*render_blocks(planned, start, stop)]
        pieces = np.concatenate([*blocks, all_of_it[:0]])
        np.testing.assert_array_equal(pieces, all_of_it[start:stop])


@settings(max_examples=15)
@given(st.integers(0, len(BUSY) - 1), st.sampled_from(["moved", "removed", "harder"]), st.sampled_from([*MATERIAL]))
def test_an_edit_sounds_around_it_only(which: int, how: str, kind: str) -> None:
    track = EventTrack(BUSY)
    event = track.events[which]
    if how == "removed":
        edited = track.without([event.key])
    else:
        time_s, strength = (event.time_s + 0.05, event.strength) if how == "moved" else (event.time_s, 0.95)
        edited = track.replaced(Event(time_s, strength, event.sustain_s, event.envelope, key=event.key))
    plans = [plan(SynthesisRequest(6.0, t, MATERIAL[kind])) for t in (track, edited)]
    before, after = (whole(p) for p in plans)
    changed = np.zeros(len(before), dtype=bool)
    for start, stop in changed_spans(*plans):
        changed[start:stop] = True
    np.testing.assert_array_equal(before[~changed], after[~changed])
    assert not changed[: max(0, round((event.time_s - 2.0) * RATE_HZ))].any()


def test_equal_plans_have_no_changed_spans() -> None:
    asked = request(BUSY, *MATERIAL["several"])
    assert changed_spans(plan(asked), plan(asked)) == []


def test_other_references_change_everything() -> None:
    plans = [plan(request(BUSY, reference)) for reference in (as_sound(knock()), as_sound(knock()))]
    assert changed_spans(plans[0], plans[1]) == [(0, 144_000)]


def test_channels_and_band_of_the_reference_are_kept() -> None:
    stereo = hiss(2.0, channels=2)
    out = rendered((Event(0.5, 1.0, 1.5),), stereo)
    assert out.shape == (144_000, 2)
    assert abs(np.asarray(np.corrcoef(out[30_000:80_000].T))[0, 1]) < 0.2
    power = np.abs(np.fft.rfft(out[30_000:90_000, 0])) ** 2
    octave = len(power) // 2
    assert power[octave:].mean() > 0.5 * power[:octave].mean()
    assert rendered((Event(0.5, 1.0),), as_sound(knock())).shape == (144_000, 1)


def test_references_take_turns_where_they_are_asked_to() -> None:
    low, high = as_sound(knock(pitch_hz=200)), as_sound(knock(pitch_hz=2000))
    turns = SynthesisSettings(humanise=0, in_turn=True)
    out = rendered(tuple(Event(0.6 * n, 1.0) for n in range(5)), low, high, settings=turns)[:, 0]
    crossings = [np.count_nonzero(np.diff(np.sign(out[int(28_800 * n) : int(28_800 * n) + 4800]))) for n in range(5)]
    assert crossings[0] < 100 < crossings[1]
    assert crossings[2] < 100 < crossings[3]


def test_strength_is_level() -> None:
    soft, hard = (np.abs(rendered((Event(0.5, s),), as_sound(knock()))).max() for s in (0.25, 1.0))
    assert 20 * np.log10(hard / soft) == pytest.approx(12.04, abs=1.0)
    equal = SynthesisSettings(humanise=0, strength=0.0)
    soft, hard = (np.abs(rendered((Event(0.5, s),), as_sound(knock()), settings=equal)).max() for s in (0.25, 1.0))
    assert soft == hard


def test_weak_hits_are_darker() -> None:
    noise = as_sound((np.exp(-np.arange(19_200) / 2400) * hiss(0.4).samples[:, 0]).astype(np.float32))
    shares = []
    for strength in (0.2, 1.0):
        power = np.abs(np.fft.rfft(rendered((Event(0.5, strength),), noise)[:, 0])) ** 2
        shares.append(power[len(power) // 2 :].sum() / power.sum())
    assert shares[0] < 0.8 * shares[1]


def test_offset_gain_and_pitch() -> None:
    event, ring = Event(1.0, 1.0), as_sound(knock(0.5))
    plain = rendered((event,), ring)
    late = rendered((event,), ring, settings=SynthesisSettings(humanise=0, offset_ms=100))
    np.testing.assert_array_equal(late[4800:], plain[:-4800])
    quiet = rendered((event,), ring, settings=SynthesisSettings(humanise=0, gain_db=-6.0))
    np.testing.assert_allclose(quiet, plain * 10 ** (-0.3), atol=1e-6)
    octave = rendered((event,), ring, settings=SynthesisSettings(humanise=0, pitch_semitones=12))[48_000:, 0]
    assert int(np.argmax(np.abs(np.fft.rfft(octave, 48_000)))) == pytest.approx(800, abs=8)


def test_sustained_events_follow_their_envelope() -> None:
    envelope = (0.1, 1.0, 0.3, 0.8, 0.05)
    for reference in (hiss(2.0), hiss(4.0)):
        out = rendered((Event(0.5, 1.0, 4.0, envelope),), reference, seconds=5.0)[24_000 : 24_000 + 192_000, 0]
        levels = np.sqrt((out.astype(np.float64) ** 2).reshape(-1, 2400).mean(axis=1))
        wanted = np.interp((np.arange(len(levels)) + 0.5) / len(levels) * 4, np.arange(5), envelope)
        r = np.corrcoef(20 * np.log10(levels[2:] + 1e-9), 20 * np.log10(wanted[2:]))[0, 1]
        assert r > 0.95


def test_sustained_sounds_end_with_their_event() -> None:
    out = rendered((Event(0.5, 1.0, 1.0),), hiss(3.0))
    assert out[24_000:71_000].any()
    assert not out[round((1.51 + RELEASE_S) * RATE_HZ) :].any()


def test_a_ring_dies_with_its_source_where_it_is_asked_to_follow() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    bell = as_sound((0.1 * np.sin(2 * np.pi * 300 * t) * np.exp(-t / 0.8)).astype(np.float32))
    damped = Event(0.5, 1.0, 0.3, (1.0, 0.1))
    free, led = (
        rendered((damped,), bell, settings=SynthesisSettings(humanise=0.0, follow=follow))[:, 0]
        for follow in (0.0, 1.0)
    )
    np.testing.assert_allclose(led[: round(0.51 * RATE_HZ)], free[: round(0.51 * RATE_HZ)], atol=1e-6)
    after = slice(round(0.8 * RATE_HZ), round(1.3 * RATE_HZ))
    assert np.std(led[after]) < 0.2 * np.std(free[after])


def test_rings_add_up_as_in_life() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    bell = as_sound((0.1 * np.sin(2 * np.pi * 300 * t) * np.exp(-t / 0.5)).astype(np.float32))
    alone = rendered((Event(0.5, 1.0),), bell)
    both = rendered((Event(0.5, 1.0), Event(1.0, 0.5)), bell)
    np.testing.assert_array_equal(both[:47_900], alone[:47_900])
    second = both - alone
    gain = second[48_500, 0] / alone[24_500, 0]
    np.testing.assert_allclose(second[48_500:], gain * alone[24_500:-24_000], atol=5e-3)


@pytest.mark.parametrize("humanise", [0.0, 1.0])
def test_no_jump_is_bigger_than_the_references_own(humanise: float) -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    # Attacks of 20 ms: whatever jumps in the take was put there by the rendering.
    bell = as_sound((0.5 * np.minimum(1, t / 0.02) * np.sin(2 * np.pi * 150 * t) * np.exp(-t / 0.5)).astype(np.float32))
    events = tuple(Event(0.1 * n, 0.5 + 0.02 * n) for n in range(24))
    settings = SynthesisSettings(humanise=humanise)
    out = rendered((*events, Event(0.77, 0.9, 0.9)), bell, settings=settings, seconds=4.0)
    loudest = np.abs(out).max()
    smooth = loudest * 2 * np.pi * 150 * 2 ** (60 / 1200) / RATE_HZ
    assert np.abs(np.diff(out[:, 0])).max() < 2.0 * smooth


def test_the_limiter_reaches_across_blocks() -> None:
    events = tuple(Event((BLOCK + 8 * n) / RATE_HZ, 1.0) for n in range(-6, 6))
    out = rendered(events, as_sound(knock(0.5)))
    assert np.abs(out).max() <= CEILING * (1 + 1e-6)


def test_nothing_is_left_to_do_after_cancel() -> None:
    planned = plan(request(BUSY, *MATERIAL["hits"]))
    answers = iter([False, True])
    with pytest.raises(CancelledError):
        list(render_blocks(planned, cancelled=lambda: next(answers)))


def _at(wave: Wave, second: float) -> Wave:
    """What sounds around an instant."""
    return wave[round((second - 0.05) * RATE_HZ) : round((second + 0.4) * RATE_HZ)]


def test_a_hit_has_a_level_and_a_pitch_of_its_own() -> None:
    usual = (Event(0.5, key=0), Event(1.5, key=1), Event(2.5, key=2))
    own = (usual[0], replace(usual[1], gain_db=-6.0), replace(usual[2], pitch_semitones=-12.0))
    plain, changed = (rendered(events, as_sound(knock(0.8, decay_s=0.05))) for events in (usual, own))
    assert np.array_equal(_at(plain, 0.5), _at(changed, 0.5))
    assert np.allclose(_at(plain, 1.5) * 10 ** (-6 / 20), _at(changed, 1.5), atol=1e-4)
    assert _centroid_hz(_at(changed, 2.5)) < 0.7 * _centroid_hz(_at(plain, 2.5))


def _centroid_hz(wave: Wave) -> float:
    power = np.abs(np.fft.rfft(wave[:, 0])) ** 2
    return float((power * np.fft.rfftfreq(len(wave), 1 / RATE_HZ)).sum() / power.sum())


def test_a_hit_with_a_seed_of_its_own_stays_when_the_takes_seed_changes() -> None:
    sound = knocks(tuple(0.2 + 0.3 * n for n in range(8)), 3.0)
    events = tuple(Event(0.5 + n * 0.6, 0.8, key=n, seed=4 if n == 2 else None) for n in range(4))
    settings = SynthesisSettings(humanise=1.0)
    one, other = (rendered(events, sound, settings=replace(settings, seed=seed)) for seed in (1, 2))
    assert np.array_equal(_at(one, 1.7), _at(other, 1.7))
    assert not np.array_equal(_at(one, 0.5), _at(other, 0.5))
    rolled = tuple(replace(event, seed=5) if event.key == 2 else event for event in events)
    again = rendered(rolled, sound, settings=replace(settings, seed=1))
    assert not np.array_equal(_at(one, 1.7), _at(again, 1.7))
    assert np.array_equal(_at(one, 0.5), _at(again, 0.5))
    spans = changed_spans(
        plan(request(events, sound, settings=replace(settings, seed=1))),
        plan(request(rolled, sound, settings=replace(settings, seed=1))),
    )
    assert all(start > 1.5 * RATE_HZ and stop < 3.0 * RATE_HZ for start, stop in spans), "only what it touches"
