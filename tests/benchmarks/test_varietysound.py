"""How fast the networks' renderers are with the models that ship: whole takes, the first sound, ten minutes.

Run with ``pytest tests/benchmarks/test_varietysound.py --benchmark-only``. Timing is given and the process warm;
the analysis and encoding of the reference are included. ``python -m tests.benchmarks.hour_long_clip --minutes 10``
tells the peak memory of a whole rendering.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from foleystudio.engine.render.dispatch import stream, synthesise
from foleystudio.engine.render.renderers import installed_renderers
from foleystudio.engine.request import Renderer, SynthesisRequest
from foleystudio.project.events import Event, EventTrack
from tests.benchmarks.test_exemplar import _fresh, _guide_track, _hit_track, _median_s, _reference

RENDERERS = pytest.mark.parametrize(
    "renderer", [renderer for renderer in installed_renderers() if renderer != Renderer.EXEMPLAR]
)


@RENDERERS
@pytest.mark.parametrize("track", [_guide_track(), _hit_track()], ids=["guide", "hits"])
def test_a_new_reference_becomes_ten_seconds_of_sound_in_less_than_0_6_s(
    benchmark: BenchmarkFixture, renderer: Renderer, track: EventTrack
) -> None:
    reference = _reference(8.0, 2.0)
    benchmark(lambda: synthesise(SynthesisRequest(10.0, track, (_fresh(reference),), renderer=renderer)))
    assert _median_s(benchmark) < 0.6


@RENDERERS
def test_the_first_sound_comes_within_0_2_s(benchmark: BenchmarkFixture, renderer: Renderer) -> None:
    reference = _reference(2.0, 2.0)

    def once() -> None:
        next(stream(SynthesisRequest(10.0, _guide_track(), (_fresh(reference),), renderer=renderer)).blocks)

    benchmark(once)
    assert _median_s(benchmark) < 0.2


@RENDERERS
def test_ten_minutes_take_less_than_30_s(benchmark: BenchmarkFixture, renderer: Renderer) -> None:
    reference = _reference(8.0, 2.0)
    track = EventTrack(tuple(Event(0.33 * n, 0.5, 0.0) for n in range(1800)), source="picture")

    def once() -> None:
        for _ in stream(SynthesisRequest(600.0, track, (_fresh(reference),), renderer=renderer)).blocks:
            pass

    benchmark.pedantic(once, rounds=1)
    assert _median_s(benchmark) < 30
