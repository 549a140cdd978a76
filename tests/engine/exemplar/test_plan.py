"""Events become voices."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.exemplar.voices.voice import MOST_OVERLAPS, RELEASE_S
from foleystudio.engine.loudness.loudness import loudness_of
from foleystudio.engine.request import GuideLoudness, SynthesisRequest, SynthesisSettings
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import LevelMatch
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock

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
    with pytest.raises(CancelledError):
        plan(_request(), cancelled=lambda: True)


def test_progress_is_told() -> None:
    told: list[tuple[float, str]] = []
    plan(_request(references=(as_sound(knock()), hiss(1.0))), lambda share, stage: told.append((share, stage)))
    assert [share for share, _ in told] == [0.0, 0.5]


def test_voices_lie_on_their_events() -> None:
    planned = plan(_request(Event(1.0), Event(2.0, 0.5, 1.5), references=(hiss(4.0),)))
    assert [voice.attack for voice in planned.voices] == [48_000, 96_000]
    assert planned.voices[1].sustain == 72_000
    assert planned.voices[1].stop == 96_000 + 72_000 + round(RELEASE_S * RATE_HZ)
    assert planned.n_samples == 480_000


def test_offset_moves_and_stops_at_the_start() -> None:
    planned = plan(_request(Event(0.02), Event(2.0), offset_ms=-50.0))
    assert [voice.attack for voice in planned.voices] == [0, 93_600]


def test_silent_events_have_no_voice() -> None:
    assert plan(_request(Event(1.0, 0.0))).voices == ()
    assert len(plan(_request(Event(1.0, 0.0), strength=0.0)).voices) == 1


def test_rings_overlap_until_too_many_do() -> None:
    bell = as_sound(knock(6.0, decay_s=2.0))
    voices = plan(_request(*(Event(0.1 * n) for n in range(MOST_OVERLAPS + 4)), references=(bell,))).voices
    assert voices[0].stolen == voices[MOST_OVERLAPS].attack
    assert voices[-1].stolen == -1
    few = plan(_request(*(Event(0.1 * n) for n in range(12)), references=(bell,))).voices
    assert {voice.stolen for voice in few} == {-1}


def test_a_choked_ring_stops_at_the_next_hit() -> None:
    bell = as_sound(knock(6.0, decay_s=2.0))
    voices = plan(_request(Event(0.0), Event(1.0), Event(1.001), references=(bell,), choke=True)).voices
    assert [voice.stolen for voice in voices] == [48_000, -1, -1], "what begins together stops nothing"
    assert voices[0].stop < 48_000 + 0.05 * RATE_HZ


def test_hits_ring_by_themselves_whatever_their_source_did() -> None:
    envelope = (1.0, 0.1)
    bell = as_sound(knock(2.0, decay_s=0.5))
    (free,) = plan(_request(Event(1.0, 1.0, 0.3, envelope), references=(bell,))).voices
    assert (free.sustain, free.follow) == (0, 0.0)
    assert free.stop - free.attack > 1.6 * RATE_HZ
    (led,) = plan(_request(Event(1.0, 1.0, 0.3, envelope), references=(bell,), follow=0.7)).voices
    assert (led.sustain, led.follow) == (14_400, 0.7)
    (kept_up,) = plan(_request(Event(1.0, 1.0, 0.3, envelope), references=(hiss(4.0),))).voices
    assert (kept_up.sustain, kept_up.follow) == (14_400, 1.0)


def test_what_leads_up_to_a_hit_is_heard_before_its_event() -> None:
    scuff = np.concatenate([hiss(0.3, level=0.05).samples[:, 0], knock(0.4)])
    (voice,) = plan(_request(Event(1.0), references=(as_sound(scuff),))).voices
    assert voice.attack == 48_000
    assert voice.start == pytest.approx(48_000 - 0.3 * RATE_HZ, abs=700)


def test_a_soft_recording_plays_soft_events_and_a_hard_one_hard_events() -> None:
    hard, soft = as_sound(knock(level=0.8)), as_sound(knock(level=0.2))
    events = tuple(Event(0.5 * n, (1.0, 0.2)[n % 2]) for n in range(8))
    for references, wanted in (((hard, soft), [0, 1]), ((soft, hard), [1, 0])):
        voices = plan(_request(*events, references=references)).voices
        assert [voice.reference for voice in voices] == wanted * 4
    in_turn = plan(_request(*events, references=(soft, hard), in_turn=True)).voices
    assert [voice.reference for voice in in_turn] == [0, 1] * 4


def test_seeds_shuffle_what_is_alike_and_repeat_nothing() -> None:
    steps = tuple(as_sound(knock(pitch_hz=400 + n)) for n in range(4))
    orders = set()
    for seed in range(3):
        voices = plan(_request(*(Event(0.4 * n) for n in range(24)), references=steps, seed=seed)).voices
        order = tuple(voice.reference for voice in voices)
        assert all(a != b for a, b in pairwise(order))
        assert len(set(order)) == 4
        orders.add(order)
    assert len(orders) == 3


def test_equal_strength_is_equally_loud_for_sharp_and_slow_attacks() -> None:
    rise = np.minimum(1.0, np.arange(28_800) / 7200)
    slow = as_sound((0.02 * rise * hiss(0.6).samples[:, 0]).astype(np.float32))
    sharp = as_sound(knock(0.3, 1500.0, 0.03))
    heard = []
    for reference in (slow, sharp):
        out = np.concatenate(list(render_blocks(plan(_request(Event(1.0, 1.0), references=(reference,))))))
        heard.append(20 * np.log10(loudness_of(out[40_000:], RATE_HZ)))
    assert heard[0] == pytest.approx(heard[1], abs=0.5)


def test_a_level_matched_to_the_guide_is_the_guides() -> None:
    levels = np.full(1000, -60.0, dtype=np.float32)
    levels[100:110], levels[300:310] = -30.0, -12.0
    events = (Event(1.0, 0.5), Event(3.0, 1.0))
    asked = _request(*events, level_match=LevelMatch.HITS)
    voices = plan(replace(asked, guide=GuideLoudness(levels, 0.01))).voices
    assert 20 * np.log10(voices[1].gain / voices[0].gain) == pytest.approx(18.0, abs=0.1)
    whole = _request(*events, level_match=LevelMatch.WHOLE)
    louder = plan(replace(whole, guide=GuideLoudness(levels, 0.01))).voices
    assert 20 * np.log10(louder[1].gain / louder[0].gain) == pytest.approx(6.0, abs=0.1)


def test_a_guide_of_any_length_is_gone_through_once_for_all_events_and_takes() -> None:
    guide = GuideLoudness(np.linspace(-60.0, -12.0, 10_000, dtype=np.float32), 0.01)
    asked = _request(*(Event(1.0 + n, 0.5) for n in range(8)), level_match=LevelMatch.WHOLE)
    with patch.object(np, "percentile", wraps=np.percentile) as ranking:
        for request in (asked, replace(asked, events=EventTrack(asked.events.events[:7]))):
            plan(replace(request, guide=guide))
        ranked = [call for call in ranking.call_args_list if call.args[0] is guide.levels_db]
    assert len(ranked) == 1


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


def test_what_was_running_before_the_clip_is_not_struck_but_kept_up_by_a_texture() -> None:
    running = EventTrack((Event(0.0, 0.5, 0.8, (0.0, 1.0, 1.0)), Event(1.0, 0.8)))
    exact = SynthesisSettings(humanise=0.0)
    struck = plan(SynthesisRequest(2.0, running, (as_sound(knock(0.5)),), settings=exact))
    assert [voice.attack for voice in struck.voices] == [48_000]
    kept_up = plan(SynthesisRequest(2.0, running, (hiss(3.0),), settings=exact))
    assert [voice.attack for voice in kept_up.voices] == [0, 48_000]
