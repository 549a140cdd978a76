from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.engine.timing.guide.loudness_envelope import (
    LEVEL_STEP_S,
    ActiveRegion,
    EventSegment,
    active_regions,
    curve_of,
    event_segments,
    fade_steps,
    noise_gated_envelope,
)


def noise(duration_s: float, level: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal(round(duration_s * ONSET_RATE_HZ))).astype(np.float32)


def steps(seconds: float) -> int:
    return round(seconds / LEVEL_STEP_S)


def busy(duration_s: float, *spans: tuple[float, float], floor: float = 0.002) -> np.ndarray:
    wave = noise(duration_s, floor)
    for start_s, stop_s in spans:
        wave[round(start_s * ONSET_RATE_HZ) : round(stop_s * ONSET_RATE_HZ)] *= 0.2 / floor
    return wave


def test_background_is_told_from_what_stands_out() -> None:
    levels = noise_gated_envelope(busy(5.0, (2.0, 3.0)))
    assert levels.live[steps(2.05) : steps(2.95)].all()
    assert not levels.live[: steps(1.9)].any()
    assert not levels.live[steps(3.1) :].any()
    foreground = levels.foreground_db
    assert foreground[steps(2.5)] == pytest.approx(20 * np.log10(0.2), abs=1.5)
    assert foreground[steps(1.0)] == pytest.approx(levels.quiet_db, abs=0.1)
    assert levels.quiet_db < 20 * np.log10(0.002) - 6


def test_a_sound_without_background_is_followed_as_it_is() -> None:
    rise_db = np.linspace(-40, -6, round(6 * ONSET_RATE_HZ))
    wave = noise(6.0, 1.0) * (10 ** (rise_db / 20)).astype(np.float32)
    levels = noise_gated_envelope(wave)
    assert levels.live.mean() > 0.98
    assert levels.foreground_db[steps(3.0)] == pytest.approx(-23, abs=2)


@pytest.mark.parametrize("wave", [np.zeros(0, np.float32), np.zeros(5000, np.float32)])
def test_silence_stands_out_nowhere(wave: np.ndarray) -> None:
    assert noise_gated_envelope(wave).is_silent


def test_parts_end_after_a_second_of_background() -> None:
    levels = noise_gated_envelope(busy(9.0, (1.0, 1.5), (2.0, 2.5), (5.0, 6.0)))
    first, second = active_regions(levels, [steps(5.0)])
    assert first.first == pytest.approx(steps(1.0), abs=2)
    assert first.last == pytest.approx(steps(2.5), abs=2)
    assert (first.hits, second.hits) == ((), (steps(5.0),))


def test_a_blip_is_no_part_unless_it_is_a_hit() -> None:
    levels = noise_gated_envelope(busy(4.0, (2.0, 2.03)))
    assert active_regions(levels, []) == []
    assert [region.hits for region in active_regions(levels, [steps(2.0)])] == [(steps(2.0),)]


def test_stretches_tile_a_part_and_its_fades() -> None:
    region = ActiveRegion(100, 300, (150, 220))
    found = event_segments(region, 1000)
    assert [(s.first, s.last) for s in found] == [(100 - fade_steps(), 150), (150, 220), (220, 300 + fade_steps())]
    assert [s.is_hit for s in found] == [False, True, True]
    assert [s.hit_follows for s in found] == [True, True, False]
    assert [s.ends_region for s in found] == [False, False, True]


def test_a_part_at_the_clips_ends_does_not_fade_there() -> None:
    (only,) = event_segments(ActiveRegion(3, 990, ()), 1000)
    assert (only.first, only.last, only.ends_region) == (0, 999, False)


def test_after_a_hit_the_curve_may_only_rise_slowly() -> None:
    levels = noise_gated_envelope(busy(4.0, (1.0, 1.2), (1.6, 2.5), floor=0.02))
    curve = curve_of(levels, EventSegment(steps(1.0), steps(2.5), True, False, False))
    assert np.diff(curve).max() <= 2.0 + 1e-4
    assert curve[0] == pytest.approx(-14, abs=2)


def test_the_curve_dips_before_the_next_hit_without_a_hole_and_fades_in_without_one() -> None:
    levels = noise_gated_envelope(noise(4.0, 0.1))
    before_hit = curve_of(levels, EventSegment(0, steps(2.0), False, True, False))
    assert 3 < before_hit[-10] - before_hit[-1] < 9
    fading = curve_of(levels, EventSegment(steps(1.0), steps(2.0), False, False, False))
    assert fading[0] < fading[fade_steps()] - 60
    ending = curve_of(levels, EventSegment(steps(1.0), steps(2.0), True, False, True))
    assert ending[-1] < ending[len(ending) // 2] - 30
