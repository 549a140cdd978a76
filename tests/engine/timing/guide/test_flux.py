from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.guide.flux import events_of_flux, flux_events
from foleystudio.engine.timing.guide.loudness_envelope import LEVEL_STEP_S
from foleystudio.engine.timing.guide.reading import GuideReader
from foleystudio.project.events import Event, EventTrack
from tests.conftest import MakeClip
from tests.engine.timing.sounds import RATE, clock, hits, noise, sound, swell

TIMES = (0.5, 1.1, 1.83, 2.4)


def guide_events(clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> EventTrack:
    with GuideReader(clip, progress, cancelled) as reader:
        return flux_events(reader)


def onsets(track: EventTrack) -> list[float]:
    """Events that begin with an attack."""
    return [e.time_s for e in track if not e.envelope or e.envelope[0] > 0.3]


def level_at(track: EventTrack, seconds: float) -> float:
    """What the track asks for at an instant, linear."""
    level = 0.0
    for event in track:
        if event.time_s <= seconds < event.end_s:
            place = np.linspace(event.time_s, event.end_s, len(event.envelope))
            level = max(level, event.strength * float(np.interp(seconds, place, event.envelope)))
    return level


@pytest.mark.parametrize("gain", [1.0, 0.003])
def test_hits_are_found_to_the_millisecond_loud_or_quiet(gain: float) -> None:
    track = events_of_flux(sound(gain * hits(TIMES, 3.0)))
    np.testing.assert_allclose(onsets(track), TIMES, atol=0.001)
    assert track.source == "guide"


def test_hits_are_found_over_noise() -> None:
    track = events_of_flux(sound(hits(TIMES, 3.0, floor=0.01)))
    np.testing.assert_allclose(onsets(track), TIMES, atol=0.004)


def test_a_click_is_a_hit_without_sustain() -> None:
    wave = np.zeros(2 * RATE, np.float32)
    wave[RATE : RATE + 300] = noise(300 / RATE, 0.5)
    (event,) = events_of_flux(sound(wave))
    assert event.time_s == pytest.approx(1.0, abs=1e-3)
    assert (event.sustain_s, event.envelope) == (0.0, ())
    assert event.strength == 1.0


def test_strength_follows_level() -> None:
    levels = (0.4, 0.1, 0.2, 0.05)
    track = events_of_flux(sound(hits(TIMES, 3.0, levels)))
    strengths = [e.strength for e in track if e.time_s in onsets(track)]
    np.testing.assert_allclose(strengths, np.array(levels) / 0.4, rtol=0.25)


@pytest.mark.parametrize("wave", [np.zeros(RATE, np.float32), noise(2.0, 1e-5), np.zeros(0, np.float32)])
def test_silence_has_no_events(wave: np.ndarray) -> None:
    assert len(events_of_flux(sound(wave))) == 0


@pytest.mark.parametrize("level", [0.3, 0.01])
def test_steady_noise_has_no_hits(level: float) -> None:
    track = events_of_flux(sound(noise(6.0, level)))
    assert [t for t in onsets(track) if t > 0.1] == []


def test_a_quiet_passage_is_weighed_against_itself() -> None:
    quiet, loud = tuple(np.arange(1.0, 12.0, 1.5)), tuple(np.arange(34.0, 39.0, 1.5))
    floor = 0.002
    track = events_of_flux(sound(hits(quiet, 40.0, (0.02,) * len(quiet), floor=floor), hits(loud, 40.0)))
    found = np.array(onsets(track))
    assert all(np.abs(found - t).min() < 0.01 for t in quiet + loud)


def test_a_swell_is_sustained_and_fades_in() -> None:
    track = events_of_flux(sound(swell(1.0, 4.0, 6.0), noise(6.0, 1e-4)))
    longest = max(track, key=lambda e: e.sustain_s)
    assert longest.time_s == pytest.approx(1.0, abs=0.3)
    assert longest.end_s == pytest.approx(4.0, abs=0.4)
    assert longest.envelope[0] < 0.3
    assert level_at(track, 2.5) > 0.8
    assert level_at(track, 5.5) == 0


def test_the_envelope_follows_the_level() -> None:
    t = clock(6.0)
    shape = 0.55 + 0.45 * np.sin(2 * np.pi * 0.5 * t)
    track = events_of_flux(sound((0.2 * shape).astype(np.float32) * noise(6.0)))
    instants = np.arange(0.3, 5.5, 0.1)
    followed = np.array([level_at(track, s) for s in instants])
    wanted = 0.55 + 0.45 * np.sin(2 * np.pi * 0.5 * instants)
    assert np.corrcoef(20 * np.log10(followed + 1e-3), 20 * np.log10(wanted))[0, 1] > 0.95


def test_background_is_left_out_of_long_pauses() -> None:
    track = events_of_flux(sound(hits((1.0, 6.0), 8.0, floor=0.005)))
    assert level_at(track, 3.5) == 0
    assert level_at(track, 1.02) > 0.1


def test_events_do_not_overlap() -> None:
    track = events_of_flux(sound(hits(TIMES, 6.0, floor=0.003), swell(2.0, 4.5, 6.0)))
    ends = [e.end_s for e in track]
    starts = [e.time_s for e in track]
    assert all(end <= start + 2 * LEVEL_STEP_S for end, start in zip(ends, starts[1:], strict=False))


def test_channels_that_cancel_each_other_are_heard() -> None:
    wave = hits(TIMES, 3.0)
    track = events_of_flux(Sound(np.stack([wave, -wave], axis=1), RATE))
    np.testing.assert_allclose(onsets(track), TIMES, atol=0.001)


def test_other_rates_are_heard_alike() -> None:
    low = hits(TIMES, 3.0)[::6]
    track = events_of_flux(Sound(np.ascontiguousarray(low)[:, None], RATE // 6))
    np.testing.assert_allclose(onsets(track), TIMES, atol=0.002)


def test_a_clip_is_heard_as_its_sound(make_clip: MakeClip) -> None:
    wave = hits(TIMES, 3.0, floor=0.002)
    clip = open_clip(make_clip("a.mov", frames=75, audio=wave))
    shares: list[float] = []
    track = guide_events(clip, progress=lambda share, _stage: shares.append(share))
    np.testing.assert_allclose(onsets(track), onsets(events_of_flux(sound(wave))), atol=1 / RATE)
    assert shares[-1] > 0.6
    assert shares == sorted(shares)


def test_events_are_valid_whatever_is_heard() -> None:
    rng = np.random.default_rng(5)
    for seed in range(4):
        times = tuple(np.sort(rng.uniform(0, 2.9, 12)))
        track = events_of_flux(sound(hits(times, 3.0, tuple(rng.uniform(0.001, 0.9, 12)), seed=seed)))
        assert all(isinstance(e, Event) and e.strength > 0 for e in track)
        assert max(e.strength for e in track) == pytest.approx(1.0)
