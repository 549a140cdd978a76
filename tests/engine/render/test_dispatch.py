"""The door to the renderers: whole takes, streams, re-made takes, and no network where there is no model."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.loudness.limited_stream import held_db
from foleystudio.engine.render.dispatch import stream, synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest, SynthesisSettings
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, hiss, knock
from tests.outside.renderer import CLICKS, clicks

REFERENCES = (as_sound(knock()), hiss(2.0, channels=2))
TRACK = EventTrack(tuple(Event(0.4 * n, 0.5 + 0.05 * n, 0.3 * (n % 2)) for n in range(9)))


def _request(track: EventTrack = TRACK, **settings: Any) -> SynthesisRequest:
    return SynthesisRequest(5.0, track, REFERENCES, settings=SynthesisSettings(**settings))


def test_a_take_is_as_long_as_asked_and_remembers_its_request() -> None:
    asked = _request(gain_db=-3.0)
    take = synthesise(asked)
    assert take.sound.samples.shape == (240_000, 2)
    assert take.sound.rate_hz == 48_000
    assert take.request is asked


@pytest.mark.parametrize("seconds", [0.0, 1e-6, 0.01, 1.00001])
def test_any_length(seconds: float) -> None:
    asked = SynthesisRequest(seconds, EventTrack((Event(0.0, 1.0),)), REFERENCES)
    assert len(synthesise(asked).sound) == asked.n_samples


def test_a_stream_is_the_take_in_blocks() -> None:
    made = stream(_request())
    assert (made.n_samples, made.channels, made.rate_hz) == (240_000, 2, 48_000)
    np.testing.assert_array_equal(np.concatenate(list(made.blocks)), synthesise(_request()).sound.samples)


def test_a_streams_faults_come_at_once() -> None:
    with pytest.raises(FoleyError, match="no reference"):
        stream(SynthesisRequest(1.0, TRACK, ()))


def test_progress_rises_to_the_end() -> None:
    told: list[float] = []
    synthesise(_request(), lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 5


def test_cancel() -> None:
    calls = iter([False] * 4 + [True] * 100)
    with pytest.raises(CancelledError):
        synthesise(_request(), cancelled=lambda: next(calls))


@pytest.mark.parametrize(
    "edited",
    [
        TRACK,
        TRACK.without([4]),
        TRACK.replaced(Event(1.5, 0.9, key=3)),
        TRACK.added(Event(0.05, 1.0)),
        EventTrack(),
    ],
)
def test_an_edit_re_made_equals_one_made_anew(edited: EventTrack) -> None:
    before = synthesise(_request())
    anew = synthesise(_request(edited))
    told: list[float] = []
    again = synthesise(_request(edited), lambda share, _: told.append(share), previous=before)
    np.testing.assert_array_equal(again.sound.samples, anew.sound.samples)
    assert again.request.events is edited


def test_other_settings_make_all_of_it_anew() -> None:
    before = synthesise(_request())
    again = synthesise(_request(gain_db=-6.0), previous=before)
    np.testing.assert_array_equal(again.sound.samples, synthesise(_request(gain_db=-6.0)).sound.samples)


def test_the_networks_renderer_says_that_it_has_no_model() -> None:
    asked = SynthesisRequest(1.0, TRACK, REFERENCES, renderer=Renderer.VARIETYSOUND, model="mine")
    with pytest.raises(FoleyError, match="mine: there is no such model"):
        synthesise(asked)


def test_torch_is_not_imported() -> None:
    code = "import sys, foleystudio.engine.render.dispatch; sys.exit('torch' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_hybrid_s_unshaped_grains_need_neither_torch_nor_a_model() -> None:
    code = (
        "import sys\n"
        "from tests.engine.render.test_dispatch import REFERENCES, TRACK\n"
        "from foleystudio.engine.render.dispatch import synthesise\n"
        "from foleystudio.engine.request import Renderer, SynthesisRequest, SynthesisSettings\n"
        "settings = SynthesisSettings(shaping=0.0)\n"
        "synthesise(SynthesisRequest(1.0, TRACK, REFERENCES, None, settings, Renderer.HYBRID, 'nowhere'))\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_another_background_is_heard_although_all_else_stayed() -> None:
    def asked(background: Sound | None) -> SynthesisRequest:
        settings = SynthesisSettings(ambience=1.0)
        return SynthesisRequest(2.0, TRACK, (hiss(2.0, channels=2),), background, settings)

    before = asked(None)
    after = replace(asked(hiss(3.0, channels=2, seed=5)), references=before.references)
    again = synthesise(after, previous=synthesise(before))
    np.testing.assert_array_equal(again.sound.samples, synthesise(after).sound.samples)
    assert not np.array_equal(again.sound.samples, synthesise(before).sound.samples)


def test_what_the_limiter_takes_off_is_known_of_takes_streams_and_re_made_ones() -> None:
    assert held_db(synthesise(_request(gain_db=-20.0)).held) == 0.0
    loud = _request(gain_db=12.0)
    whole = synthesise(loud)
    taken_off_db = held_db(whole.held)
    assert 3 < taken_off_db < 24
    made = stream(loud)
    assert np.abs(np.concatenate(list(made.blocks))).max() <= 10 ** (-1 / 20) + 1e-6
    assert made.held == whole.held
    fewer = replace(loud, events=EventTrack(TRACK.events[:4]))
    assert synthesise(fewer, previous=whole).held == synthesise(fewer).held
    assert synthesise(loud, previous=synthesise(fewer)).held == whole.held


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_a_renderer_makes_of_no_numbers_is_refused(monkeypatch: pytest.MonkeyPatch, value: float) -> None:
    monkeypatch.setattr("tests.outside.renderer.LEVEL", value)
    with clicks():
        asked = replace(_request(), renderer=CLICKS)
        with pytest.raises(FoleyError, match="the Clicks renderer has made something that is no sound"):
            synthesise(asked)
        made = stream(asked)
        with pytest.raises(FoleyError, match="something that is no sound"):
            list(made.blocks)
