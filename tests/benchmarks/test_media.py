"""How fast the media room is on a 10 s clip of 1080p and on ten minutes of sound.

Run with ``pytest tests/benchmarks/test_media.py --benchmark-only``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.media.cache import cache_file
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.formats import OwnSound
from foleystudio.media.mux import mux
from foleystudio.media.picture.video import VideoReader
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.levels.peaks import build_peaks
from foleystudio.media.sound.reader import SoundReader, read_sound

RATE_HZ = 48_000
FRAMES = 300
MINUTES = 10

Wave = NDArray[np.float32]
Benchmark = Any
"""pytest-benchmark's fixture; its ``pedantic`` is untyped."""


def _picture(number: int) -> NDArray[np.uint8]:
    """Soft shapes that move, so that the encoder has to work and the decoder too."""
    y, x = np.mgrid[0:1080:8, 0:1920:8].astype(np.float32)
    soft = 127 + 60 * np.sin(x / 150 + number / 9) + 60 * np.cos(y / 110 - number / 7)
    small = np.stack([soft, np.roll(soft, number, axis=1), 255 - soft], axis=-1)
    return np.ascontiguousarray(np.clip(small, 0, 255).astype(np.uint8).repeat(8, axis=0).repeat(8, axis=1))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10 s of 1080p H.264 at 30 fps with reordered frames, a keyframe every 60, and AAC."""
    path = tmp_path_factory.mktemp("media") / "clip.mp4"
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (2, 1024)).astype(np.float32)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30, options={"preset": "veryfast", "crf": "20"})
        video.width, video.height, video.pix_fmt, video.gop_size = 1920, 1080, "yuv420p", 60
        sound = container.add_stream("aac", rate=RATE_HZ, layout="stereo")
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(_picture(number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for block in range(10 * RATE_HZ // 1024):
            heard = av.AudioFrame.from_ndarray(noise, format="fltp", layout="stereo")
            heard.sample_rate, heard.pts = RATE_HZ, block * 1024
            container.mux(sound.encode(heard))
        container.mux(sound.encode(None))
    return path


@pytest.fixture(scope="module")
def long_sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten minutes of stereo noise as 24-bit WAV."""
    path = tmp_path_factory.mktemp("media") / "long.wav"
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (MINUTES * 60 * RATE_HZ, 2)).astype(np.float32)
    write_sound(path, Sound(noise, RATE_HZ))
    return path


def _forget(path: Path, kind: str, suffix: str) -> None:
    cache_file(path, kind, suffix).unlink(missing_ok=True)


def test_probe(benchmark: Benchmark, clip: Path) -> None:
    assert benchmark(probe, clip).video is not None


def test_frame_times_without_the_cache(benchmark: Benchmark, clip: Path) -> None:
    table = benchmark.pedantic(read_frame_table, (clip,), setup=lambda: _forget(clip, "frames-1", ".npz"), rounds=10)
    assert len(table.times) == FRAMES


@pytest.mark.benchmark(group="decoding 10 s of 1080p")
def test_rival_pyav_alone(benchmark: Benchmark, clip: Path) -> None:
    """Decoding without making arrays: what no reader can beat."""

    def read() -> int:
        with av.open(str(clip)) as container:
            container.streams.video[0].thread_type = "AUTO"
            return sum(1 for _ in container.decode(video=0))

    assert benchmark.pedantic(read, rounds=3, warmup_rounds=1) == FRAMES


@pytest.mark.benchmark(group="decoding 10 s of 1080p")
def test_decoding_every_frame_small_and_gray(benchmark: Benchmark, clip: Path) -> None:
    """What the motion analysis reads."""

    def read() -> int:
        with VideoReader(clip) as reader:
            return sum(1 for _ in reader.iterate(max_size=112, grey=True))

    assert benchmark.pedantic(read, rounds=3, warmup_rounds=1) == FRAMES
    benchmark.extra_info["frames a second"] = round(FRAMES / benchmark.stats.stats.median)


def test_exact_frames_in_any_order(benchmark: Benchmark, clip: Path) -> None:
    with VideoReader(clip, cache_bytes=0) as reader:
        numbers = itertools.cycle(np.random.default_rng(0).permutation(FRAMES).tolist())
        assert benchmark.pedantic(lambda: reader.frame(next(numbers)), rounds=40).shape == (1080, 1920, 3)


def test_the_next_frame(benchmark: Benchmark, clip: Path) -> None:
    with VideoReader(clip, cache_bytes=0) as reader:
        numbers = itertools.cycle(range(FRAMES))
        assert benchmark.pedantic(lambda: reader.frame(next(numbers)), rounds=200).shape == (1080, 1920, 3)


def test_keyframes_while_dragging(benchmark: Benchmark, clip: Path) -> None:
    with VideoReader(clip, cache_bytes=0) as reader:
        numbers = itertools.cycle(np.random.default_rng(0).permutation(FRAMES).tolist())
        assert benchmark.pedantic(lambda: reader.keyframe_near(next(numbers), 960)[1], rounds=40).shape[1] == 960


def test_reading_a_clip_s_sound(benchmark: Benchmark, clip: Path) -> None:
    assert benchmark(read_sound, clip, 44_100).rate_hz == 44_100


def test_seeking_in_a_clip_s_sound(benchmark: Benchmark, clip: Path) -> None:
    with SoundReader(clip, RATE_HZ) as reader:
        starts = itertools.cycle([400_000, 100_000, 300_000, 0, 200_000])
        assert len(benchmark(lambda: reader.read(next(starts), 1024))) == 1024


def test_outline_of_ten_minutes(benchmark: Benchmark, long_sound: Path) -> None:
    outline = benchmark.pedantic(
        build_peaks, (long_sound,), setup=lambda: _forget(long_sound, "peaks-1", "-a0.peaks"), rounds=3
    )
    assert outline.n_samples == MINUTES * 60 * RATE_HZ


@pytest.mark.parametrize("seconds", [600, 60, 5, 0.05])
def test_outline_of_a_view(benchmark: Benchmark, long_sound: Path, seconds: float) -> None:
    """A repaint has 16 ms for everything."""
    outline = build_peaks(long_sound)
    stop = round(seconds * RATE_HZ)
    assert benchmark(outline.read, 0, stop, 1600).shape == (1600, 2, 2)


def test_loudness_of_ten_minutes(benchmark: Benchmark, long_sound: Path) -> None:
    assert benchmark.pedantic(measure_loudness, (long_sound,), rounds=2).integrated_lufs < 0


@pytest.mark.benchmark(group="muxing 10 s of 1080p")
def test_rival_picture_alone(benchmark: Benchmark, clip: Path, tmp_path: Path) -> None:
    """Copying the picture's packets with PyAV, without any sound."""

    def write() -> int:
        with av.open(str(clip)) as source, av.open(str(tmp_path / "plain.mov"), "w") as target:
            copy = target.add_stream_from_template(source.streams.video[0], opaque=True)
            for packet in source.demux(video=0):
                if packet.size:
                    packet.stream = copy
                    target.mux(packet)
        return (tmp_path / "plain.mov").stat().st_size

    assert benchmark.pedantic(write, rounds=3) > 0


@pytest.mark.benchmark(group="muxing 10 s of 1080p")
@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_muxing_10_s(benchmark: Benchmark, clip: Path, tmp_path: Path, suffix: str) -> None:
    def blocks() -> Iterator[Wave]:
        return (np.zeros((RATE_HZ, 2), np.float32) for _ in range(10))

    def write() -> Path:
        mux(clip, blocks(), tmp_path / f"out{suffix}", rate_hz=RATE_HZ, channels=2, own=OwnSound.BEFORE)
        return tmp_path / f"out{suffix}"

    assert benchmark.pedantic(write, rounds=3).exists()
