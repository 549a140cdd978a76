"""Voices: hits with their fades, and room made for later ones."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.voices.mixing import Performer, ResultCache, coloured, followed_tail
from foleystudio.engine.exemplar.voices.voice import Voice
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, knock


def test_kept_things_are_made_once_and_the_oldest_go() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    kept = ResultCache(10)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name, partial(make, name), lambda _: 4) == name
    assert made == ["a", "b", "c", "b"]


def test_treble_is_lowered_and_raised_and_nothing_moves() -> None:
    impulse = np.zeros((101, 1), dtype=np.float32)
    impulse[50] = 1.0
    dark = coloured(impulse, 0.5)
    assert int(np.argmax(dark)) == 50
    np.testing.assert_allclose(dark[:, 0], dark[::-1, 0], atol=1e-7)
    response = np.abs(np.fft.rfft(dark[:, 0]))
    assert response[0] == pytest.approx(1.0, abs=1e-5)
    assert 20 * np.log10(response[-1]) == pytest.approx(-6.0, abs=0.2)
    bright = np.abs(np.fft.rfft(coloured(impulse, 2.0)[:, 0]))
    assert 20 * np.log10(bright[-1]) == pytest.approx(6.0, abs=0.2)
    assert coloured(impulse, 1.0) is impulse


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


def test_rings_fade_when_stolen() -> None:
    performer, voice = _performer(as_sound(knock(2.0, decay_s=1.0)))
    _, plain = performer.play(voice, 60_000, 90_000)
    _, stolen = performer.play(replace(voice, stolen=70_000, steal=2880, stop=72_880), 60_000, 90_000)
    np.testing.assert_array_equal(stolen[:10_000], plain[:10_000])
    assert len(stolen) == 12_880
    assert np.abs(stolen[-50:]).max() < 0.05 * np.abs(plain[12_800:12_880]).max()


def test_a_tail_that_follows_falls_with_its_source_and_never_rises() -> None:
    own_db = -30 * np.arange(400) / 200  # a ring of 30 dB a second
    voice = Voice(0, 0, 96_000, 0, 0, 1.0, 0, sustain=48_000, envelope=(1.0, 0.1, 0.5), follow=1.0)
    gain_db = 20 * np.log10(followed_tail(own_db, voice, 48_000))
    assert (gain_db[:10] == 0).all(), "the attack is left alone"
    assert (np.diff(gain_db) <= 1e-9).all(), "a source that comes up again pumps nothing"
    assert own_db[110] + gain_db[110] == pytest.approx(-20.0, abs=2.0), "the source was there at -20 dB"
    half = 20 * np.log10(followed_tail(own_db, replace(voice, follow=0.5), 48_000))
    np.testing.assert_allclose(half[:200], gain_db[:200] / 2, atol=1e-6)
