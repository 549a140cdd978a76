"""Performances by the networks: invariants that hold whatever the weights."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.render.dispatch import stream, synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest, SynthesisSettings
from foleystudio.engine.varietysound import performance
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.ranges import LONGEST_S
from tests.engine.exemplar.sounds import as_sound, hiss, knock, knocks

REFERENCES = (as_sound(knock()), hiss(4.0, channels=2))
TRACK = EventTrack(tuple(Event(0.5 * n, 0.5 + 0.02 * n, 0.3 * (n % 2)) for n in range(12)))
RENDERERS = pytest.mark.parametrize("renderer", [Renderer.HYBRID, Renderer.VARIETYSOUND])

pytestmark = pytest.mark.usefixtures("installed")


def _request(
    renderer: Renderer = Renderer.HYBRID,
    seconds: float = 6.0,
    track: EventTrack = TRACK,
    references: tuple[Sound, ...] = REFERENCES,
    **settings: Any,
) -> SynthesisRequest:
    knobs = SynthesisSettings(**settings)
    return SynthesisRequest(seconds, track, references, settings=knobs, renderer=renderer)


@RENDERERS
def test_a_take_is_as_long_as_asked_and_made_the_same_again(renderer: Renderer) -> None:
    one, again = synthesise(_request(renderer)), synthesise(_request(renderer))
    assert one.sound.samples.shape == (288_000, 2)
    assert np.isfinite(one.sound.samples).all()
    assert np.abs(one.sound.samples).max() > 1e-3
    np.testing.assert_array_equal(one.sound.samples, again.sound.samples)


@RENDERERS
def test_a_stream_is_the_take_in_blocks(renderer: Renderer) -> None:
    made = stream(_request(renderer))
    np.testing.assert_array_equal(np.concatenate(list(made.blocks)), synthesise(_request(renderer)).sound.samples)


@RENDERERS
@pytest.mark.parametrize("settings", [{}, {"shaping": 1.0, "morph": 0.5}])
def test_what_performs_goes_with_the_last_that_is_read_of_it(renderer: Renderer, settings: dict[str, Any]) -> None:
    """It holds tens of megabytes, and Python looks for circles many edits later."""
    synthesise(_request(renderer, 2.0, **settings))  # what is imported at first leaves circles of its own
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        synthesise(_request(renderer, 2.0, **settings))
        gc.collect()
        left = [one for one in gc.garbage if type(one).__module__.startswith(("foleystudio.", "torch", "numpy"))]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == []


@RENDERERS
@pytest.mark.parametrize("seconds", [0.0, 1e-6, 0.01, 1.00001])
def test_any_length(renderer: Renderer, seconds: float) -> None:
    asked = _request(renderer, seconds, EventTrack((Event(0.0, 1.0),)))
    assert len(synthesise(asked).sound) == asked.n_samples


@RENDERERS
@pytest.mark.parametrize("edited", [TRACK.without([4]), TRACK.added(Event(5.6, 1.0)), EventTrack()])
def test_an_edit_re_made_equals_one_made_anew(renderer: Renderer, edited: EventTrack) -> None:
    before = synthesise(_request(renderer))
    anew = synthesise(_request(renderer, track=edited))
    again = synthesise(_request(renderer, track=edited), previous=before)
    np.testing.assert_allclose(again.sound.samples, anew.sound.samples, atol=1e-6)


@RENDERERS
def test_what_only_the_net_is_told_is_re_made_too(renderer: Renderer) -> None:
    """With no say in the level, a strength leaves the grains as they are and still is the net's to hear."""
    track = EventTrack((Event(0.5, 1.0), Event(1.2, 0.8)))
    fainter = EventTrack((replace(track.events[0], strength=0.2), track.events[1]))
    before = synthesise(_request(renderer, track=track, strength=0.0, shaping=1.0))
    asked = _request(renderer, track=fainter, strength=0.0, shaping=1.0)
    anew, again = synthesise(asked), synthesise(asked, previous=before)
    differs = np.abs(anew.sound.samples - before.sound.samples).max()
    assert differs > 1e-6, "even a net of random weights hears it"
    np.testing.assert_allclose(again.sound.samples, anew.sound.samples, atol=differs / 100)


def test_an_event_just_after_the_end_is_re_made_where_the_net_sees_it() -> None:
    late = EventTrack((Event(1.8, 0.9), Event(2.3, 0.9, 1.0)))
    before = synthesise(_request(seconds=2.0, track=late, references=REFERENCES[:1]))
    asked = _request(seconds=2.0, track=late.without([late.events[1].key]), references=REFERENCES[:1])
    anew, again = synthesise(asked), synthesise(asked, previous=before)
    differs = np.abs(anew.sound.samples - before.sound.samples).max()
    assert differs > 1e-6
    np.testing.assert_allclose(again.sound.samples, anew.sound.samples, atol=differs / 100)


@RENDERERS
@pytest.mark.parametrize("far", [Event(LONGEST_S), Event(LONGEST_S, 0.9, 5.0)])
def test_an_event_ages_after_the_end_costs_nothing(renderer: Renderer, far: Event) -> None:
    near = synthesise(_request(renderer, 2.0, references=REFERENCES[:1]))
    both = _request(renderer, 2.0, TRACK.added(far), REFERENCES[:1])
    np.testing.assert_array_equal(synthesise(both).sound.samples, near.sound.samples)
    np.testing.assert_array_equal(synthesise(both, previous=near).sound.samples, near.sound.samples)


@RENDERERS
def test_an_event_kept_up_for_ages_is_heard_to_the_end(renderer: Renderer) -> None:
    endless, long = (EventTrack((Event(0.5, 0.9, sustain_s),)) for sustain_s in (LONGEST_S, 60.0))
    made = [synthesise(_request(renderer, 2.0, track, REFERENCES[1:])) for track in (endless, long)]
    np.testing.assert_allclose(made[0].sound.samples, made[1].sound.samples, atol=1e-6)
    again = synthesise(made[0].request, previous=made[1])
    np.testing.assert_allclose(again.sound.samples, made[0].sound.samples, atol=1e-6)


@RENDERERS
def test_attacks_are_the_grains_own_and_nothing_is_heard_before_them(renderer: Renderer) -> None:
    track = EventTrack((Event(0.5, 1.0), Event(1.5, 0.5)))
    asked = _request(renderer, 2.0, track, REFERENCES[:1], shaping=1.0)
    made = synthesise(asked).sound.mono()
    grains = synthesise(replace(asked, renderer=Renderer.EXEMPLAR)).sound.mono()
    for attack in (24_000, 72_000):
        np.testing.assert_allclose(made[attack - 240 : attack + 480], grains[attack - 240 : attack + 480], atol=1e-6)
        assert np.abs(made[attack - 4800 : attack - 480]).max() < 1e-3 * np.abs(made[attack:]).max()
    assert np.abs(made - grains).max() > 1e-3


@RENDERERS
def test_the_level_is_that_of_the_grains(renderer: Renderer) -> None:
    kept_up = EventTrack((Event(0.2, 0.9, 9.0),))
    for reference, track in ((REFERENCES[0], TRACK), (REFERENCES[1], kept_up)):
        asked = _request(renderer, 10.0, track, (reference,), shaping=1.0)
        made, grains = (synthesise(replace(asked, renderer=r)).sound for r in (renderer, Renderer.EXEMPLAR))
        assert made.channels == grains.channels
        level_db = 20 * np.log10(np.std(made.samples) / np.std(grains.samples))
        assert abs(level_db) < (1.0 if renderer is Renderer.HYBRID else 2.0)


def test_the_hybrid_leaves_textures_alone_and_shapes_what_is_beside_them() -> None:
    kept_up = EventTrack((Event(0.2, 0.9, 1.5), Event(2.0, 0.7, 1.0)))
    for references, is_shaped in ((REFERENCES[1:], False), (REFERENCES[:1], True)):
        asked = _request(seconds=4.0, track=kept_up, references=references, shaping=1.0)
        made, grains = (synthesise(replace(asked, renderer=r)).sound for r in (Renderer.HYBRID, Renderer.EXEMPLAR))
        differs = np.abs(made.samples - grains.samples).max()
        assert differs > 1e-3 if is_shaped else differs < 1e-6


def test_textures_alone_load_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performance, "load_model", lambda _name: pytest.fail("a network was loaded"))
    synthesise(_request(seconds=1.0, references=REFERENCES[1:]))


def test_the_vocoder_keeps_what_lies_left_and_right() -> None:
    right = Sound(np.stack((0.1 * knock(), knock()), axis=1), 48_000)
    made = synthesise(_request(Renderer.VARIETYSOUND, 2.0, EventTrack((Event(0.5, 1.0),)), (right,))).sound.samples
    body = made[26_000:36_000]
    difference_db = 20 * np.log10(np.std(body[:, 1]) / np.std(body[:, 0]))
    assert 15 < difference_db < 25


def test_unshaped_grains_are_the_exemplar_renderer_s_own() -> None:
    for references in (REFERENCES[:1], REFERENCES[1:], REFERENCES):
        hybrid = synthesise(_request(references=references, shaping=0.0))
        exemplar = synthesise(_request(Renderer.EXEMPLAR, references=references))
        np.testing.assert_allclose(hybrid.sound.samples, exemplar.sound.samples, atol=1e-6)


@pytest.mark.parametrize("morph", [0.0, 0.5])
def test_unshaped_grains_load_no_network(morph: float, monkeypatch: pytest.MonkeyPatch) -> None:
    shaped = synthesise(_request(morph=morph))
    monkeypatch.setattr(performance, "load_model", lambda _name: pytest.fail("a network was loaded"))
    unshaped = synthesise(_request(shaping=0.0, morph=morph))
    assert np.abs(unshaped.sound.samples).max() > 1e-2
    # Nothing of a take that the networks shaped is kept, though its grains were the same.
    again = synthesise(_request(shaping=0.0, morph=morph), previous=shaped)
    np.testing.assert_array_equal(again.sound.samples, unshaped.sound.samples)


def test_an_unshaped_morph_re_made_equals_one_made_anew() -> None:
    edited = TRACK.without([4])
    before = synthesise(_request(shaping=0.0, morph=0.5))
    anew = synthesise(_request(track=edited, shaping=0.0, morph=0.5))
    again = synthesise(_request(track=edited, shaping=0.0, morph=0.5), previous=before)
    np.testing.assert_allclose(again.sound.samples, anew.sound.samples, atol=1e-6)


def test_shaping_changes_the_spectrum_and_leaves_silence_silent() -> None:
    track = EventTrack((Event(2.0, 1.0),))
    shaped = synthesise(_request(track=track, references=REFERENCES[:1])).sound.mono()
    grains = synthesise(_request(Renderer.EXEMPLAR, track=track, references=REFERENCES[:1])).sound.mono()
    assert np.abs(shaped - grains).max() > 1e-3
    assert np.abs(shaped[: round(1.9 * 48_000)]).max() < 1e-6


def test_a_morph_lies_between_its_ends() -> None:
    low, high = as_sound(knock(pitch_hz=200.0)), as_sound(knock(pitch_hz=1600.0))
    track = EventTrack((Event(0.5, 1.0),))

    def share_of_highs(morph: float, references: tuple[Sound, ...]) -> float:
        made = synthesise(_request(seconds=2.0, track=track, references=references, morph=morph)).sound.mono()
        power = np.square(np.abs(np.fft.rfft(made)))
        return float(power[2400:].sum() / power.sum())  # above 1.2 kHz

    shares = [share_of_highs(0.0, (low,)), share_of_highs(0.5, (low, high)), share_of_highs(1.0, (low, high))]
    assert shares[0] < shares[1] < shares[2]


@RENDERERS
def test_an_ambience_is_heard_before_the_first_hit(renderer: Renderer) -> None:
    track = EventTrack((Event(1.5, 1.0),))
    reference = as_sound(knock() + 0.01 * np.random.default_rng(0).standard_normal(len(knock())).astype(np.float32))
    without, behind = (
        synthesise(_request(renderer, 2.0, track, (reference,), ambience=much)).sound.mono()[4800:62_400]
        for much in (0.0, 1.0)
    )
    assert np.abs(without).max() < 1e-3
    assert np.sqrt(np.mean(behind**2)) > 10 * np.sqrt(np.mean(without**2)) + 1e-4


@RENDERERS
def test_ambience_and_gain(renderer: Renderer) -> None:
    reference = knocks((0.3, 1.0, 1.7), 2.4, noise=0.004)
    none = EventTrack()
    quiet = synthesise(_request(renderer, 2.0, none, (reference,))).sound.mono()
    heard = synthesise(_request(renderer, 2.0, none, (reference,), ambience=1.0)).sound.mono()
    louder = synthesise(_request(renderer, 2.0, none, (reference,), ambience=1.0, gain_db=6.0)).sound.mono()
    assert not np.any(quiet)
    assert np.std(heard) > 1e-4
    np.testing.assert_allclose(louder, heard * 10 ** (6 / 20), rtol=1e-3, atol=1e-6)


def test_pitch_raises_what_is_heard() -> None:
    track = EventTrack((Event(0.5, 1.0),))

    def centroid(semitones: float) -> float:
        asked = _request(seconds=1.5, track=track, references=REFERENCES[:1], pitch_semitones=semitones, shaping=0.0)
        made = synthesise(asked)
        power = np.square(np.abs(np.fft.rfft(made.sound.mono())))
        return float((power * np.arange(len(power))).sum() / power.sum())

    assert centroid(12.0) > 1.5 * centroid(0.0)


def test_progress_rises_and_cancel_stops() -> None:
    told: list[float] = []
    synthesise(_request(seconds=3.0), lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    calls = iter([False] * 6 + [True] * 100)
    with pytest.raises(CancelledError):
        synthesise(_request(), cancelled=lambda: next(calls))


def test_bad_requests_are_one_sentence(random_models: Path) -> None:
    with pytest.raises(FoleyError, match="no such model"):
        synthesise(replace(_request(), model="nowhere"))
    with pytest.raises(FoleyError, match="no reference"):
        synthesise(_request(references=()))
    with pytest.raises(FoleyError):
        synthesise(_request(references=(as_sound(np.zeros(4800, dtype=np.float32)),)))
