from dataclasses import replace
from typing import Any

from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.engine.varietysound.strands import strands_of
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, hiss, knock, knocks

REFERENCES = (as_sound(knock()), knocks((0.3, 1.0, 1.7), 2.4), hiss(4.0))
TRACK = EventTrack(tuple(Event(0.4 * n, 0.3 + 0.05 * n, 0.3 * (n % 2)) for n in range(12)))


def _request(**knobs: Any) -> SynthesisRequest:
    knobs = {"humanise": 0.0} | knobs
    return SynthesisRequest(6.0, TRACK, REFERENCES, settings=SynthesisSettings(**knobs))


def test_layers_play_what_the_exemplar_renderer_plays() -> None:
    request = _request(offset_ms=20.0)
    strands, whole = strands_of(request), plan(request)
    assert [strand.plans[0].voices for strand in strands] == [whole.of_reference(n).voices for n in range(3)]
    assert sum(len(strand.events) for strand in strands) == len(TRACK) == len(whole.voices)
    for strand in strands:
        attacks = [round(48_000 * event.time_s) for event in strand.events]
        assert attacks == sorted(voice.attack for voice in strand.plans[0].voices)


def test_networks_are_told_that_something_is_kept_up_where_it_is() -> None:
    for strand in strands_of(_request()):
        kept_up = {voice.attack for voice in strand.plans[0].voices if voice.sustain}
        assert {round(48_000 * event.time_s) for event in strand.events if event.sustain_s} == kept_up


def test_a_morph_is_one_strand_of_two_plans_with_all_events_in_both() -> None:
    (strand,) = strands_of(_request(morph=0.3))
    assert [len(planned.voices) for planned in strand.plans] == [12, 12]
    assert len(strand.events) == 12
    assert strand.share == 0.3


def test_grains_of_textures_are_left_alone_unless_they_are_morphed() -> None:
    assert [strand.is_shaped for strand in strands_of(_request())] == [True, True, False]
    assert strands_of(replace(_request(morph=0.5), references=REFERENCES[::-1]))[0].is_shaped
