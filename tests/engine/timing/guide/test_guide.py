from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio import errors
from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.guide import hearing_net
from foleystudio.engine.timing.guide.flux import events_of_flux
from foleystudio.engine.timing.guide.guide import (
    candidates_of_sound,
    events_of_sound,
    guide_candidates,
    guide_events,
)
from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.objects.noise import TextureObject
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from tests.conftest import MakeClip
from tests.engine.timing.guide.test_entry import CUT_ON_A_HIT, LATER, RUNNING
from tests.engine.timing.sounds import RATE, clock, hits, noise, sound

TIMES = (0.5, 1.1, 1.83, 2.4)


def struck(track: EventTrack) -> list[float]:
    return [event.time_s for event in track if not event.fades_in]


@pytest.mark.parametrize("gain", [1.0, 0.01])
def test_hits_are_found_to_the_millisecond_loud_or_quiet(gain: float) -> None:
    track = events_of_sound(sound(gain * hits(TIMES, 3.0)))
    np.testing.assert_allclose(struck(track), TIMES, atol=0.002)
    assert track.source == "guide"


def test_hits_are_found_over_noise() -> None:
    track = events_of_sound(sound(hits(TIMES, 3.0, floor=0.01)))
    np.testing.assert_allclose(struck(track), TIMES, atol=0.005)


def test_strength_follows_level() -> None:
    levels = (0.4, 0.1, 0.2, 0.05)
    track = events_of_sound(sound(hits(TIMES, 3.0, levels)))
    np.testing.assert_allclose([e.strength for e in track], np.array(levels) / 0.4, rtol=0.35)


def test_a_roll_of_twenty_five_a_second_is_as_many_hits() -> None:
    times = tuple(np.arange(0.5, 1.5, 0.04))
    found = struck(events_of_sound(sound(hits(times, 2.0, decay_s=0.02))))
    assert sum(min(abs(t - f) for f in found) < 0.01 for t in times) >= 0.9 * len(times)
    assert len(found) <= 1.1 * len(times)


def test_what_rings_is_a_hit_and_what_is_scraped_is_kept_up() -> None:
    t = clock(3.0)
    bell = np.where(t >= 0.5, np.exp(-3 * (t - 0.5)) * np.sin(2 * np.pi * 900 * t), 0)
    bell = (0.3 * bell).astype(np.float32) + hits((0.5,), 3.0, (0.2,), decay_s=0.004, floor=1e-4)
    (rung,) = events_of_sound(sound(bell))
    assert rung.sustain_s == 0
    stroke = 0.3 * TextureObject("friction", np.random.default_rng(1)).sustain(1.7, np.random.default_rng(2))
    scrape = 1e-4 * np.random.default_rng(0).standard_normal(3 * SCENE_RATE_HZ)
    scrape[SCENE_RATE_HZ // 2 :][: len(stroke)] += stroke
    track = events_of_sound(Sound(scrape.astype(np.float32)[:, None], SCENE_RATE_HZ))
    scraped = max(track, key=lambda event: event.sustain_s)
    assert scraped.time_s == pytest.approx(0.5, abs=0.05)
    assert scraped.end_s == pytest.approx(2.2, abs=0.2)
    assert np.mean(scraped.envelope) > 0.4


@pytest.mark.parametrize("name", CUT_ON_A_HIT)
def test_a_sound_that_is_cut_on_a_hit_begins_with_it(name: str) -> None:
    first, *others = struck(events_of_sound(sound(CUT_ON_A_HIT[name])))
    assert first == pytest.approx({"burst a moment later": 0.02, "burst a frame later": 0.04}.get(name, 0), abs=0.003)
    assert len(others) >= 3


@pytest.mark.parametrize("name", RUNNING)
def test_a_sound_that_was_running_before_the_clip_is_no_hit(name: str) -> None:
    found = struck(events_of_sound(sound(RUNNING[name])))
    assert min(found) > 0.3
    assert min(abs(time_s - LATER[1]) for time_s in found) < 0.005


@pytest.mark.parametrize("wave", [np.zeros(RATE, np.float32), noise(2.0, 1e-5), np.zeros(0, np.float32)])
def test_silence_has_no_events(wave: np.ndarray) -> None:
    assert len(events_of_sound(sound(wave))) == 0


@pytest.mark.parametrize("level", [0.3, 0.01])
def test_steady_noise_has_no_hits(level: float) -> None:
    assert struck(events_of_sound(sound(noise(6.0, level)))) == []


def test_sensitivity_takes_more_or_less_of_one_reading() -> None:
    rng = np.random.default_rng(2)
    levels = tuple(float(v) for v in 10 ** rng.uniform(-3.5, -0.5, 30))
    found = candidates_of_sound(sound(hits(tuple(np.arange(0.2, 6.2, 0.2)), 7.0, levels, floor=0.003)))
    counts = [len(found.events(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == len(found)


def test_channels_that_cancel_each_other_are_heard() -> None:
    wave = hits(TIMES, 3.0)
    track = events_of_sound(Sound(np.stack([wave, -wave], axis=1), RATE))
    np.testing.assert_allclose(struck(track), TIMES, atol=0.002)


def test_a_clip_is_heard_as_its_sound(make_clip: MakeClip) -> None:
    wave = hits(TIMES, 3.0, floor=0.002)
    clip = open_clip(make_clip("a.mov", frames=75, audio=wave))
    shares: list[float] = []
    track = guide_candidates(clip, progress=lambda share, _stage: shares.append(share)).events()
    np.testing.assert_allclose(struck(track), struck(events_of_sound(sound(wave))), atol=0.001)
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_a_clip_is_heard_from_its_own_start(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("late.mov", frames=100, audio=hits(TIMES, 3.0, floor=0.002), audio_start_s=0.5))
    found = np.array(struck(guide_events(clip)))
    assert all(np.abs(found - (t + 0.5)).min() < 0.004 for t in TIMES)


def test_a_clip_without_sound_is_refused(make_clip: MakeClip) -> None:
    with pytest.raises(errors.FoleyError, match="no sound of its own"):
        guide_events(open_clip(make_clip("a.mp4")))


def test_can_be_cancelled(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", audio=noise(1.0, 0.1)))
    with pytest.raises(errors.CancelledError):
        guide_events(clip, cancelled=lambda: True)


def test_without_the_net_spectral_flux_answers(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(hearing_net, "models_dir", lambda: tmp_path)
    wave = hits(TIMES, 3.0, floor=0.002)
    assert events_of_sound(sound(wave)) == events_of_flux(sound(wave))
    assert len(guide_events(open_clip(make_clip("a.mov", frames=75, audio=wave)))) >= len(TIMES)


def test_a_damaged_net_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "hearing").mkdir()
    (tmp_path / "hearing" / "config.json").write_text("{}")
    monkeypatch.setattr(hearing_net, "models_dir", lambda: tmp_path)
    with pytest.raises(errors.FoleyError, match="config"):
        events_of_sound(sound(noise(0.2)))
