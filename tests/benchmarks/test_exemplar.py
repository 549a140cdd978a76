"""How fast the exemplar renderer is: whole takes, the first sound after a reference is dropped, an edit.

Run with ``pytest tests/benchmarks/test_exemplar.py --benchmark-only``.
"""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import SynthesisRequest
from foleystudio.project.events import Event, EventTrack

_RATE_HZ = 48_000
_SECONDS = 10.0
_TIMES_REAL_TIME = 20.0
_FIRST_SOUND_S = 1.0


def _reference(seconds: float, hits_per_s: float, rate_hz: int = 44_100) -> Sound:
    """Stereo hits over noise."""
    rng = np.random.default_rng(0)
    n = round(seconds * rate_hz)
    t = np.arange(round(0.6 * rate_hz)) / rate_hz
    wave = 0.002 * rng.standard_normal((n, 2))
    for number in range(max(1, int(seconds * hits_per_s))):
        first = int((number + 0.2) / hits_per_s * rate_hz)
        ring = np.exp(-t / 0.12) * (np.sin(2 * np.pi * rng.uniform(150, 900) * t) + 0.3 * rng.standard_normal(len(t)))
        ring = ring[: max(0, n - first), None]
        wave[first : first + len(ring)] += 0.3 * ring
    return Sound(wave.astype(np.float32), rate_hz, "hits")


def _guide_track() -> EventTrack:
    """What guide timing makes of a lively clip: 30 events, each with an envelope up to the next."""
    levels = tuple(np.exp(-np.linspace(0, 4, 18)))
    return EventTrack(tuple(Event(0.33 * n, 0.4 + 0.02 * n, 0.33, levels) for n in range(30)), source="guide")


def _hit_track() -> EventTrack:
    """What picture timing makes of a lively clip: 50 hits that ring."""
    return EventTrack(tuple(Event(0.2 * n, 0.5 + 0.01 * n) for n in range(50)), source="picture")


def _fresh(reference: Sound) -> Sound:
    # An analysis is kept for as long as its sound: a copy has none.
    return Sound(reference.samples.copy(), reference.rate_hz, reference.name)


def _median_s(benchmark: BenchmarkFixture) -> float:
    assert benchmark.stats is not None
    return float(benchmark.stats.stats.median)


@pytest.mark.parametrize("track", [_guide_track(), _hit_track()], ids=["guide", "hits"])
def test_a_take_is_made_faster_than_20_times_real_time(benchmark: BenchmarkFixture, track: EventTrack) -> None:
    """Reference analysis included."""
    reference = _reference(8.0, 2.0)

    def once() -> None:
        synthesise(SynthesisRequest(_SECONDS, track, (_fresh(reference),)))

    benchmark(once)
    benchmark.extra_info["times_real_time"] = _SECONDS / _median_s(benchmark)
    assert _median_s(benchmark) < _SECONDS / _TIMES_REAL_TIME


@pytest.mark.parametrize("seconds", [0.5, 10.0, 90.0])
def test_the_first_sound_of_a_dropped_reference_comes_within_a_second(
    benchmark: BenchmarkFixture, seconds: float
) -> None:
    """From decoded samples to the first block that can be played, an hour-long clip or not."""
    reference, track = _reference(seconds, 2.0), _guide_track()

    def once() -> None:
        planned = plan(SynthesisRequest(3600.0, track, (_fresh(reference),)))
        assert np.any(next(render_blocks(planned)))

    benchmark(once)
    assert _median_s(benchmark) < _FIRST_SOUND_S


def test_an_edit_is_heard_at_once(benchmark: BenchmarkFixture) -> None:
    """One event moved in ten minutes with 3,000 events."""
    events = EventTrack(tuple(Event(0.2 * n, 0.5 + 0.4 * (n % 2)) for n in range(3000)))
    reference = _reference(8.0, 2.0)
    before = synthesise(SynthesisRequest(600.0, events, (reference,)))
    moved = events.replaced(Event(100.05, 0.8, key=500))
    benchmark(lambda: synthesise(SynthesisRequest(600.0, moved, (reference,)), previous=before))
    assert _median_s(benchmark) < 1.0
