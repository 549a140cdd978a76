"""What an edit changes, made without the rest, is the same to the sample as that stretch of the whole take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.render.stretches import Stretches, changed_stretches
from foleystudio.engine.request import RenderedTake, Renderer, SynthesisRequest, SynthesisSettings
from foleystudio.engine.varietysound.model import load_model
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.layers import Layer, Role
from tests.engine.exemplar.sounds import as_sound, hiss, knock, knocks

LENGTH_S = 90.0
KNOCKS, HISS = (as_sound(knock()), knocks((0.1, 0.9, 1.6, 2.4), 3.2)), hiss(2.0, channels=2)


def busy(seed: int = 0, sustained: bool = False) -> EventTrack:
    """Some 150 events of every kind, a second or less apart."""
    draw = np.random.default_rng(seed)
    times = np.cumsum(draw.uniform(0.02, 1.2, 150))
    events = (
        Event(
            float(at_s), round(float(draw.uniform(0.1, 1)), 2), float(draw.uniform(0, 1.5)) if sustained else 0.0,
            pitch_semitones=float(draw.integers(-3, 4)), key=n,
        )
        for n, at_s in enumerate(times) if at_s < LENGTH_S
    )  # fmt: skip
    return EventTrack(tuple(events))


def asked(events: EventTrack, **more: Any) -> SynthesisRequest:
    """A request for a minute and a half."""
    return SynthesisRequest(LENGTH_S, events, more.pop("references", KNOCKS), **more)


def moved(track: EventTrack, key: int, by_s: float = 0.15, **changed: Any) -> EventTrack:
    """The same with an event elsewhere, or otherwise."""
    event = track.get(key)
    return track.replaced(replace(event, time_s=event.time_s + by_s, **changed))


def laid(former: RenderedTake, made: Stretches) -> np.ndarray:
    """The former take with what was made in its place."""
    samples = former.sound.samples.copy()
    for first, piece in made.pieces:
        samples[first : first + len(piece)] = piece
    return samples


EDITS: tuple[Callable[[EventTrack], EventTrack], ...] = (
    lambda track: moved(track, 70),
    lambda track: moved(track, 70, 0.0, strength=1.0),
    lambda track: moved(moved(track, 5), 120, -0.2),
    lambda track: track.without([60, 61]),
    lambda track: track.added(Event(30.2, 0.9)),
    lambda track: moved(track, 0, 0.01),
    lambda track: moved(track, len(track) - 1, -3.0),
)
ALIKE: dict[str, dict[str, Any]] = {
    "grains": {},
    "in turn": {"settings": SynthesisSettings(in_turn=True)},
    "choked": {"settings": SynthesisSettings(choke=True, humanise=1.0)},
    "late": {"settings": SynthesisSettings(offset_ms=-700.0)},
    "texture": {"references": (HISS, KNOCKS[0]), "settings": SynthesisSettings(ambience=0.3)},
    "layers": {
        "keys": (4, 7),
        "layers": (
            Layer((4,), Role.ATTACK), Layer((7,), Role.TAIL, offset_ms=90.0), Layer((4, 7), softest=0.6, gain_db=12.0),
        ),
    },
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("kind", ALIKE)
def test_stretches_are_those_of_the_take_made_anew(kind: str, edit: Callable[[EventTrack], EventTrack]) -> None:
    track = busy(sustained=kind == "texture")
    former = synthesise(asked(track, **ALIKE[kind]))
    wanted = asked(edit(track), **ALIKE[kind])
    made = changed_stretches(former, wanted)
    anew = synthesise(wanted)
    assert made is not None
    np.testing.assert_array_equal(laid(former, made), anew.sound.samples)
    assert made.held == anew.held
    assert made.request is wanted
    assert 0 < sum(len(piece) for _, piece in made.pieces) < 48_000 * 40


@pytest.mark.shipped_models
@pytest.mark.parametrize("edit", EDITS[::3])
def test_stretches_of_the_networks_are_too(edit: Callable[[EventTrack], EventTrack]) -> None:
    track = busy(1)
    former = synthesise(asked(track, renderer=Renderer.HYBRID))
    wanted = asked(edit(track), renderer=Renderer.HYBRID)
    made, anew = changed_stretches(former, wanted), synthesise(wanted)
    assert made is not None
    assert made.model == load_model(None).name
    np.testing.assert_array_equal(laid(former, made), anew.sound.samples)
    drafted = changed_stretches(former, wanted, drafted_by=Renderer.EXEMPLAR)
    assert drafted is not None
    first, piece = drafted.pieces[0]
    grains = synthesise(replace(wanted, renderer=Renderer.EXEMPLAR)).sound.samples
    np.testing.assert_array_equal(piece, grains[first : first + len(piece)])


def test_a_hit_beside_the_middle_far_away_keeps_both_sides() -> None:
    track = moved(busy(), 100, 0.0, pan=0.5)
    former, wanted = synthesise(asked(track)), asked(moved(track, 20))
    made = changed_stretches(former, wanted)
    assert made is not None
    np.testing.assert_array_equal(laid(former, made), synthesise(wanted).sound.samples)


@pytest.mark.parametrize(
    "change",
    [
        lambda request: replace(request, settings=SynthesisSettings(gain_db=-3.0)),
        lambda request: replace(request, renderer=Renderer.HYBRID),
        lambda request: replace(request, references=KNOCKS[:1]),
        lambda request: replace(request, duration_s=80.0),
        lambda request: replace(request, background=HISS),
        lambda request: replace(request, events=moved(request.events, 20, 0.0, pan=-1.0)),
        lambda request: replace(request, events=request.events.shifted(0.1)),
    ],
    ids=["knob", "renderer", "sounds", "length", "background", "first to a side", "all moved"],
)
def test_what_changes_all_of_a_take_is_not_made_in_stretches(
    change: Callable[[SynthesisRequest], SynthesisRequest],
) -> None:
    former = synthesise(asked(busy()))
    assert changed_stretches(former, change(former.request)) is None


def test_nothing_heard_changes_nothing() -> None:
    former = synthesise(asked(busy()))
    made = changed_stretches(former, asked(moved(busy(), 20, 0.0, label="heel")))
    assert made is not None
    assert made.pieces == ()
