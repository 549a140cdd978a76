"""How fast takes are mixed: ``pytest tests/benchmarks/test_mixdown.py --benchmark-only``."""

from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from foleystudio.dsp.sound import Sound
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan
from foleystudio.engine.mix.plans.strips import Strip
from foleystudio.media.sound.files import write_sound
from tests.conftest import MakeClip

N = 480_000


@pytest.mark.parametrize("tracks", [1, 8])
def test_ten_seconds_of_takes_and_guide(
    benchmark: BenchmarkFixture, tmp_path: Path, make_clip: MakeClip, tracks: int
) -> None:
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, (N, 2)).astype(np.float32)
    clip = make_clip("clip.mp4", frames=250, audio=noise, audio_rate_hz=44_100)
    strips = [Strip(clip, 0, 0.5, -1)]
    for i in range(tracks):
        write_sound(tmp_path / f"{i}.wav", Sound(noise, 48_000))
        strips.append(Strip(tmp_path / f"{i}.wav", i * 100, 0.7, i))

    def mix() -> int:
        with Mixdown(MixPlan(N, tuple(strips))) as mixdown:
            return sum(len(block) for block in mixdown.blocks(block=1024))

    assert benchmark(mix) == N
