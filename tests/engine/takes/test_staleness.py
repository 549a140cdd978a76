from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foleystudio.engine.takes.staleness import is_same, sounds_equal, take_of
from foleystudio.engine.takes.take_knobs import with_knobs_of_take
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer, SynthesisSettings
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind
from foleystudio.project.takes import Provenance, Take
from foleystudio.project.tracks import Track


def test_confirming_an_event_changes_no_sound() -> None:
    events = EventTrack((Event(1.0, 0.5),))
    one = Provenance(one_layer((1,)), events=events)
    kept = events.replaced(replace(events.get(0), marked=True, approved=True))
    assert sounds_equal(one, replace(one, events=kept))
    assert not sounds_equal(one, replace(one, events=events.replaced(replace(events.get(0), strength=0.6))))
    assert not sounds_equal(one, replace(one, layers=one_layer((2,))))


def _track(*made: Provenance | None, active: int) -> Track:
    takes = tuple(Take(Path(f"{key}.wav"), "x", 9, provenance=one, key=key) for key, one in enumerate(made))
    return Track("Foley 1", takes=takes, active=active)


def test_a_take_is_there_when_it_was_made_from_just_that() -> None:
    one = Provenance(one_layer((1,)), events=EventTrack((Event(1.0, 0.5),)))
    other = replace(one, settings=SynthesisSettings(seed=1))
    track = _track(one, other, None, one, active=1)
    assert [take_of(track, wanted) for wanted in (one, other)] == [track.takes[3], track.takes[1]]
    assert take_of(replace(track, active=0), one) == track.takes[0], "the one in use rather than a later one"
    for changed in (
        replace(one, renderer=Renderer.HYBRID),
        replace(one, layers=one_layer((2,))),
        replace(one, cuts=(ReferenceCut(ReferenceKind.GESTURE),)),
        replace(one, sound_version=1),
    ):
        assert take_of(track, changed) is None
        assert not is_same(one, changed)


def test_the_knobs_of_a_take_in_use_are_those_it_was_made_with() -> None:
    made = Provenance(one_layer((4,)), SynthesisSettings(seed=7, offset_ms=30), renderer=Renderer.HYBRID, model="mine")
    track = with_knobs_of_take(_track(made, None, active=0))
    assert (track.references, track.renderer, track.model) == ((4,), Renderer.HYBRID, "mine")
    assert track.settings == SynthesisSettings(seed=7), "the offset is the clip's"
    outside = _track(made, None, active=1)
    assert with_knobs_of_take(outside) is outside
