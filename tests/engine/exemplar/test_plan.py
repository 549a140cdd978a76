"""Events become voices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.plan import MOST_OVERLAPS, plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.errors import Cancelled, FoleyError
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock, knocks

PLAIN = SynthesisSettings(humanise=0.0)


def _request(*events: Event, references: tuple[Sound, ...] = (as_sound(knock()),), **how: Any) -> SynthesisRequest:
    settings = SynthesisSettings(**{"humanise": 0.0, **how})
    return SynthesisRequest(10.0, EventTrack(events), references, settings=settings)


def test_no_reference_is_said_so() -> None:
    with pytest.raises(FoleyError, match="no reference"):
        plan(_request(references=()))


def test_a_silent_reference_is_named() -> None:
    with pytest.raises(FoleyError, match="the reference quiet is silent"):
        plan(_request(references=(Sound(np.zeros((100, 1), np.float32), RATE_HZ, "quiet"),)))
    with pytest.raises(
        FoleyError, match=r"^sounds.quiet\.wav: the reference is silent; choose a sound that can be heard"
    ):
        plan(_request(references=(Sound(np.zeros((100, 1), np.float32), RATE_HZ, "quiet", Path("sounds/quiet.wav")),)))


def test_cancel_between_references() -> None:
    with pytest.raises(Cancelled):
        plan(_request(), cancelled=lambda: True)


def test_progress_is_told() -> None:
    told: list[tuple[float, str]] = []
    plan(_request(references=(as_sound(knock()), hiss(1.0))), lambda share, stage: told.append((share, stage)))
    assert [share for share, _ in told] == [0.0, 0.5]


def test_voices_lie_on_their_events() -> None:
    planned = plan(_request(Event(1.0), Event(2.0, 0.5, 1.5)))
    assert [voice.attack for voice in planned.voices] == [48_000, 96_000]
    assert planned.voices[1].sustain == 72_000
    assert planned.voices[1].stop == 96_000 + 72_000 + 1920
    assert planned.n_samples == 480_000


def test_offset_moves_and_stops_at_the_start() -> None:
    planned = plan(_request(Event(0.02), Event(2.0), offset_ms=-50.0))
    assert [voice.attack for voice in planned.voices] == [0, 93_600]


def test_silent_events_have_no_voice() -> None:
    assert plan(_request(Event(1.0, 0.0))).voices == ()
    assert len(plan(_request(Event(1.0, 0.0), strength=0.0)).voices) == 1


def test_old_rings_make_room() -> None:
    bell = as_sound(knock(6.0, decay_s=2.0))
    voices = plan(_request(*(Event(0.1 * n) for n in range(12)), references=(bell,))).voices
    assert voices[0].stolen == voices[MOST_OVERLAPS].attack
    assert len(voices[0].ducks) == MOST_OVERLAPS
    assert voices[-1].stolen == -1
    assert voices[-1].ducks == ()


def test_a_soft_hit_takes_less_room_than_a_hard_one() -> None:
    bell = as_sound(knock(6.0, decay_s=2.0))
    factors = [
        plan(_request(Event(0.0, 1.0), Event(1.0, s), references=(bell,))).voices[0].ducks[0][1] for s in (0.1, 1)
    ]
    assert 0.9 < factors[0] < 1.0
    assert factors[1] == pytest.approx(0.6)


def test_soft_hits_of_a_reference_are_raised_but_not_their_noise() -> None:
    exemplar_hits = plan(_request(*(Event(n) for n in range(6)), references=(knocks((0.1, 0.6, 1.1), 2.0),)))
    loud = {voice.hit: voice.gain for voice in exemplar_hits.voices}
    assert len(set(loud.values())) == len(loud)


def test_channels_are_the_most_that_any_reference_has() -> None:
    assert plan(_request(references=(as_sound(knock()), hiss(1.0, channels=2)))).channels == 2
    assert plan(_request()).channels == 1


def test_ambience_is_looked_for_only_when_asked_for() -> None:
    assert plan(_request()).ambience == ()
    assert len(plan(_request(references=(hiss(2.0),), ambience=0.5)).ambience) == 1


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("pitch_semitones", "semitones is too far"),
        ("gain_db", "dB is too far"),
        ("offset_ms", "ms is too far"),
    ],
)
def test_settings_out_of_range_are_refused(setting: str, message: str) -> None:
    for value in (1e5, -1e5):
        wrong: dict[str, Any] = {setting: value}
        with pytest.raises(FoleyError, match=message):
            plan(_request(Event(1.0), **wrong))


@pytest.mark.parametrize("length", [1, 3, 100, 19_200])
def test_the_widest_pitches_sound(length: int) -> None:
    reference = as_sound(1e-4 * knock()[:length])
    for semitones in (-48.0, 48.0):
        planned = plan(_request(Event(0.9), Event(1.0, 1.0, 0.5), references=(reference,), pitch_semitones=semitones))
        assert np.isfinite(np.concatenate(list(render_blocks(planned, 48_000, 72_000)))).all()
