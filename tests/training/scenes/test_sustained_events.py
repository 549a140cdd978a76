import numpy as np
import pytest

from foleystudio.engine.exemplar.voices.voice import RELEASE_S
from foleystudio.engine.loudness.levels import level_curve
from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.objects.modal import ModalObject
from foleystudio.training.scenes.objects.noise import TextureObject
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, SoundObject
from foleystudio.training.scenes.performance import perform
from foleystudio.training.scenes.sustained_events import as_guided, keep_up, with_envelopes

_MS = SCENE_RATE_HZ // 1000


def _levels(thing: SoundObject, event: Event) -> np.ndarray:
    """In decibels every 5 ms."""
    made = keep_up(thing, event, np.random.default_rng(1))
    return 20 * np.log10(level_curve(made[:, None], SCENE_RATE_HZ, 0.03) + 1e-6)


def _wood() -> ModalObject:
    return ModalObject("wood", np.random.default_rng(0))


def _rolling() -> TextureObject:
    return TextureObject("rolling", np.random.default_rng(0))


def test_what_is_struck_rings_by_itself() -> None:
    strike = _wood().strike(0.8, np.random.default_rng(1))
    for envelope in ((), (1.0, 0.1), (0.0, 1.0)):
        np.testing.assert_array_equal(
            keep_up(_wood(), Event(0.0, 0.8, 1.0, envelope), np.random.default_rng(1)), strike
        )


def test_what_scrapes_begins_at_once_and_at_its_level() -> None:
    levels = _levels(_rolling(), Event(0.0, 0.8, 1.5))
    assert levels[4] == pytest.approx(levels[40:-20].mean(), abs=4.0)


def test_what_scrapes_follows_its_envelope_and_ends_with_it() -> None:
    thing = _rolling()
    falling = _levels(thing, Event(0.0, 1.0, 1.5, (1.0, 0.1)))
    assert falling[60] - falling[260] == pytest.approx(20 * np.log10(0.82 / 0.22), abs=4.0)
    swelling = _levels(thing, Event(0.0, 1.0, 1.5, (0.0, 1.0)))
    assert swelling[:10].max() < swelling[240:280].mean() - 12
    made = keep_up(thing, Event(0.0, 1.0, 0.4), np.random.default_rng(1))
    assert len(made) / SCENE_RATE_HZ == pytest.approx(0.4 + RELEASE_S, abs=0.01)
    assert np.abs(made[-_MS:]).max() < 0.05 * np.abs(made).max()


def test_a_guide_tells_hits_with_their_decay() -> None:
    events = EventTrack((Event(0.5, 1.0), Event(1.5, 0.5)), source="file")
    sound = perform(ModalObject("metal", np.random.default_rng(3)), events, 3 * SCENE_RATE_HZ, np.random.default_rng(1))
    told = as_guided(events, sound)
    assert [event.time_s for event in told] == pytest.approx([0.5, 1.5], abs=0.01)
    assert all(event.sustain_s > 0.1 and event.envelope[-1] < 0.2 * max(event.envelope) for event in told)
    assert as_guided(events, np.zeros(SCENE_RATE_HZ, dtype=np.float32)) is events


def test_envelopes_are_given_to_most_of_what_is_kept_up_and_to_no_hit() -> None:
    events = EventTrack(tuple(Event(float(second), 0.5, (second % 2) * 0.8) for second in range(200)))
    shaped = with_envelopes(events, np.random.default_rng(0))
    assert [e.time_s for e in shaped] == [e.time_s for e in events]
    with_shape = [e for e in shaped if e.envelope]
    assert all(e.sustain_s for e in with_shape)
    assert 40 < len(with_shape) < 80
    ends = [e.envelope[-1] / e.envelope[0] for e in with_shape]
    assert sum(ratio < 0.5 for ratio in ends) > 15
    assert any(ratio > 2 for ratio in ends)
    assert all(max(e.envelope) == pytest.approx(1.0) for e in with_shape)
