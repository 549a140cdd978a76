"""Voices: hits with their fades, and room made for later ones."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.plan import Voice, plan
from foleystudio.engine.exemplar.voices import Kept, Performer, darker
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, knock


def test_kept_things_are_made_once_and_the_oldest_go() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    kept = Kept(10)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name, partial(make, name), lambda _: 4) == name
    assert made == ["a", "b", "c", "b"]


def test_darker_lowers_treble_and_moves_nothing() -> None:
    impulse = np.zeros((101, 1), dtype=np.float32)
    impulse[50] = 1.0
    dark = darker(impulse, 0.5)
    assert int(np.argmax(dark)) == 50
    np.testing.assert_allclose(dark[:, 0], dark[::-1, 0], atol=1e-7)
    response = np.abs(np.fft.rfft(dark[:, 0]))
    assert response[0] == pytest.approx(1.0, abs=1e-5)
    assert 20 * np.log10(response[-1]) == pytest.approx(-6.0, abs=0.2)
    assert darker(impulse, 0.0) is impulse


def _performer(reference: Sound) -> tuple[Performer, Voice]:
    planned = plan(SynthesisRequest(4.0, EventTrack((Event(1.0, 0.7),)), (reference,), settings=SynthesisSettings(3)))
    return Performer(planned.exemplars, planned.rate_hz), planned.voices[0]


def test_a_voice_in_pieces_equals_the_voice() -> None:
    performer, voice = _performer(as_sound(knock(0.8, decay_s=0.2)))
    first, played = performer.play(voice, 0, 192_000)
    assert first <= voice.attack
    out = np.zeros((192_000, 1), np.float32)
    for start in range(0, 192_000, 7001):
        at, piece = performer.play(voice, start, min(start + 7001, 192_000))
        out[at : at + len(piece)] += piece
    np.testing.assert_array_equal(out[first : first + len(played)], played)
    assert not out[:first].any()
    assert not out[first + len(played) :].any()


def test_rings_step_back_for_later_hits_and_fade_when_stolen() -> None:
    performer, voice = _performer(as_sound(knock(2.0, decay_s=1.0)))
    _, plain = performer.play(voice, 60_000, 90_000)
    _, ducked = performer.play(replace(voice, ducks=((70_000, 0.5),)), 60_000, 90_000)
    np.testing.assert_array_equal(ducked[:8000], plain[:8000])
    np.testing.assert_allclose(ducked[10_000:], 0.5 * plain[10_000:], atol=1e-6)
    _, stolen = performer.play(replace(voice, stolen=70_000, stop=72_880), 60_000, 90_000)
    np.testing.assert_array_equal(stolen[:10_000], plain[:10_000])
    assert len(stolen) == 12_880
    assert np.abs(stolen[-50:]).max() < 0.05 * np.abs(plain[12_800:12_880]).max()
