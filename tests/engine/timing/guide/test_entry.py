"""A guide that is cut on a hit, and one that was running before."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.guide.entry import EntryListener, entry_hit_s
from foleystudio.engine.timing.guide.flux import events_of_flux, flux_events
from foleystudio.engine.timing.guide.reading import GuideReader
from tests.conftest import MakeClip
from tests.engine.timing.sounds import RATE, clock, hits, noise, sound

LATER = (1.0, 1.7, 2.4)


def struck(pitch_hz: float, decay_s: float) -> Wave:
    """A tone that is struck: with a knock, and overtones that die away sooner."""
    t = clock(3.0)
    parts = [np.sin(2 * np.pi * pitch_hz * k * t) * np.exp(-k * t / decay_s) / k for k in (1, 2, 3, 5, 8)]
    tone: Wave = (0.3 * np.sum(parts, axis=0)).astype(np.float32)
    return tone + hits((0.0,), 3.0, (0.2,), decay_s=0.008)


def cut(wave: Wave, at_s: float) -> Wave:
    """What is left of a sound from an instant on."""
    rest: Wave = wave[round(at_s * RATE) :]
    return rest


CUT_ON_A_HIT = {
    "burst": hits((0.0, *LATER), 3.0),
    "burst over noise": hits((0.0, *LATER), 3.0, floor=0.005),
    "burst a moment later": hits((0.02, *LATER), 3.0),
    "burst a frame later": hits((0.04, *LATER), 3.0, floor=0.02),
    "drum": struck(90.0, 0.25) + hits(LATER, 3.0),
    "metal": struck(1200.0, 0.8) + hits(LATER, 3.0),
    "click": hits((0.0, *LATER), 3.0, decay_s=0.003),
    "cut just behind its attack": cut(hits((0.5, *(0.5 + t for t in LATER)), 3.5), 0.504),
}
RUNNING = {
    "noise": noise(3.0, 0.03) + hits(LATER, 3.0),
    "hum": (0.05 * np.sin(2 * np.pi * 100 * clock(3.0))).astype(np.float32) + hits(LATER, 3.0),
    "tone": (0.1 * np.sin(2 * np.pi * 440 * clock(3.0))).astype(np.float32) + hits(LATER, 3.0),
    "ring of what was struck before": cut(struck(300.0, 1.5) + hits((0.0, *(0.4 + t for t in LATER)), 3.0), 0.4),
    "noise that dies away": noise(3.0, 0.1) * np.clip(1 - clock(3.0) / 0.8, 0, 1).astype(np.float32) + hits(LATER, 3.0),
    "noise that swells": noise(3.0, 0.05) * np.clip(clock(3.0), 0.3, 1).astype(np.float32) + hits(LATER, 3.0),
}


@pytest.mark.parametrize("name", CUT_ON_A_HIT)
def test_a_sound_that_is_cut_on_a_hit_begins_with_it(name: str) -> None:
    wave = CUT_ON_A_HIT[name]
    assert entry_hit_s(resample(wave, RATE, ONSET_RATE_HZ)) is not None
    first, *others = events_of_flux(sound(wave))
    assert first.time_s == pytest.approx(
        {"burst a moment later": 0.02, "burst a frame later": 0.04}.get(name, 0), abs=0.003
    )
    assert not first.fades_in
    assert first.strength > 0.3
    assert any(abs(event.time_s - others[-1].time_s) < 0.01 for event in others)


@pytest.mark.parametrize("name", RUNNING)
def test_a_sound_that_was_running_before_the_clip_is_no_hit(name: str) -> None:
    wave = RUNNING[name]
    assert entry_hit_s(resample(wave, RATE, ONSET_RATE_HZ)) is None
    events = events_of_flux(sound(wave)).events
    assert not [event for event in events if event.time_s < 0.3 and not event.fades_in]
    assert [event for event in events if abs(event.time_s - LATER[1]) < 0.005]


def test_what_is_running_is_still_performed_at_its_level() -> None:
    first = events_of_flux(sound(RUNNING["noise that dies away"])).events[0]
    assert first.time_s == 0.0
    assert first.envelope[0] < 0.01
    assert min(first.envelope[1:5]) > 0.7


def test_what_is_faint_beside_the_hits_is_no_event() -> None:
    for level, begins in ((0.1, True), (0.004, False)):
        dying = noise(3.0, level) * np.clip(1 - clock(3.0) / 0.8, 0, 1).astype(np.float32)
        events = events_of_flux(sound(dying + hits(LATER, 3.0))).events
        assert (events[0].time_s == 0.0) == begins
        assert [event for event in events if abs(event.time_s - LATER[1]) < 0.005]


def test_what_runs_for_a_moment_before_the_first_hit_is_no_event() -> None:
    wave = hits((0.07, *LATER), 3.0, floor=0.01)
    assert events_of_flux(sound(wave)).events[0].time_s == pytest.approx(0.07, abs=0.005)


@pytest.mark.parametrize(("name", "is_struck"), [("burst over noise", True), ("noise", False)])
def test_a_coded_clip_is_heard_alike(make_clip: MakeClip, name: str, is_struck: bool) -> None:
    wave = CUT_ON_A_HIT[name] if is_struck else RUNNING[name]
    with GuideReader(open_clip(make_clip("a.mp4", frames=75, audio=wave))) as reader:
        events = flux_events(reader).events
    assert next(event.time_s < 0.005 for event in events if not event.fades_in) == is_struck


def test_next_to_nothing_begins_with_nothing() -> None:
    assert entry_hit_s(np.zeros(0, np.float32)) is None
    assert entry_hit_s(np.zeros(ONSET_RATE_HZ, np.float32)) is None


@pytest.mark.parametrize("name", ["burst over noise", "noise"])
def test_the_beginning_is_heard_along_the_way(name: str) -> None:
    wave = resample((CUT_ON_A_HIT | RUNNING)[name], RATE, ONSET_RATE_HZ)
    listener = EntryListener()
    pieces = list(listener.along(wave[first : first + 5000] for first in range(0, len(wave), 5000)))
    np.testing.assert_array_equal(np.concatenate(pieces), wave)
    assert listener.hit_s() == entry_hit_s(wave)
