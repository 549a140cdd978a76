"""Time and peak memory of the media room on an hour-long clip of 1080p, made in a folder given.

Run with ``python -m tests.benchmarks.hour_of_media FOLDER``; the folder takes 3 GB and is left with the clip.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from foleystudio.media.cache import file_hash
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.formats import OwnSound
from foleystudio.media.mux import mux
from foleystudio.media.picture.thumbnails import read_thumbnails
from foleystudio.media.picture.video import VideoReader
from foleystudio.media.probe import probe
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.levels.peaks import build_peaks
from foleystudio.media.sound.reader import SoundReader

RATE_HZ = 48_000
# 32 s hold whole numbers of frames, of keyframe distances and of AAC's blocks of 1024 samples.
PART_S = 32
FPS = 25
LIMIT_MB = 1500

Recorded = list[tuple[bytes, int, int, bool, int]]


def _recorded(packets: list[Any]) -> Recorded:
    return [(bytes(p), p.pts, p.dts, p.is_keyframe, p.duration) for p in packets if p.size]


def _make(path: Path, hours: Fraction) -> None:
    """Encode one part and repeat its packets."""
    part = path.with_name("part.mp4")
    rng = np.random.default_rng(0)
    scene = rng.integers(0, 255, (135, 240, 3), dtype=np.uint8).repeat(8, axis=0).repeat(8, axis=1)
    with av.open(str(part), "w") as target:
        video: Any = target.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "30"})
        video.width, video.height, video.pix_fmt, video.gop_size = 1920, 1080, "yuv420p", 50
        sound: Any = target.add_stream("aac", rate=RATE_HZ, layout="stereo")
        for number in range(PART_S * FPS):
            frame: Any = av.VideoFrame.from_ndarray(np.roll(scene, number * 6, axis=1), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            target.mux(video.encode(frame))
        for number in range(PART_S * RATE_HZ // 1024):
            noise = rng.uniform(-0.3, 0.3, (2, 1024)).astype(np.float32)
            heard: Any = av.AudioFrame.from_ndarray(noise, format="fltp", layout="stereo")
            heard.sample_rate, heard.pts = RATE_HZ, number * 1024
            target.mux(sound.encode(heard))
        target.mux(video.encode(None) + sound.encode(None))
    with av.open(str(part)) as source, av.open(str(path), "w") as target:
        streams = [source.streams.video[0], source.streams.audio[0]]
        copies = [target.add_stream_from_template(stream, opaque=True) for stream in streams]
        recorded: list[Recorded] = []
        for stream in streams:
            source.seek(0)
            recorded.append(_recorded([packet for packet in source.demux(stream) if (packet.pts or 0) >= 0]))
        for turn in range(int(hours * 3600 / PART_S)):
            for stream, copy, packets in zip(streams, copies, recorded, strict=True):
                assert stream.time_base is not None
                later = round(turn * PART_S / stream.time_base)
                for data, pts, dts, key, duration in packets:
                    packet: Any = av.Packet(data)
                    packet.pts, packet.dts, packet.duration = pts + later, dts + later, duration
                    packet.time_base, packet.is_keyframe, packet.stream = stream.time_base, key, copy
                    target.mux(packet)
    part.unlink()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _step(name: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    answer = work()
    print(f"{name:34} {time.perf_counter() - begun:8.2f} s   peak so far {_peak_mb():6.0f} MB", flush=True)
    return answer


def _silence(seconds: int) -> Iterator[Any]:
    return (np.zeros((RATE_HZ, 2), np.float32) for _ in range(seconds))


def _pictures(clip: Path) -> None:
    count = len(_step("frame times", lambda: read_frame_table(clip)).times)
    _step("frame times from the cache", lambda: read_frame_table(clip))
    numbers = np.random.default_rng(0).integers(0, count, 60).tolist()
    with VideoReader(clip) as reader:
        _step("60 exact frames, any order", lambda: [reader.frame(n).shape for n in numbers])
        _step("60 keyframes, any order", lambda: [reader.keyframe_near(n, 960)[0] for n in numbers])
        _step("1000 frames in a row, small, gray", lambda: sum(1 for _ in reader.iterate(40_000, 41_000, 112, True)))
    view = np.linspace(0, count - 1, 16).astype(int).tolist()
    _step("16 thumbnails over the hour", lambda: read_thumbnails(clip, view, 96, lambda *_: None))


def _sounds(clip: Path) -> None:
    outline = _step("outline of the sound", lambda: build_peaks(clip))
    _step("outline of the whole hour", lambda: outline.read(0, outline.n_samples, 1600))
    with SoundReader(clip, 44_100) as reader:
        _step("20 seeks in the sound", lambda: [reader.read(at * 44_100 * 170, 4096) for at in range(20, 0, -1)])
    _step("loudness", lambda: measure_loudness(clip))


def main(folder: Path) -> int:
    """Make the clip when it is not there, go through everything, answer whether memory kept its bound."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["FOLEYSTUDIO_CACHE"] = str(folder / "cache")
    clip = folder / "hour.mp4"
    if not clip.exists():
        _make(clip, Fraction(1))
    print(f"begins at {_peak_mb():.0f} MB (more when the clip was made just now)")
    _step("probe", lambda: probe(clip))
    _step("hash", lambda: file_hash(clip))
    _pictures(clip)
    _sounds(clip)
    out = folder / "out.mov"
    _step(
        "muxing, the guide kept",
        lambda: mux(clip, _silence(3600), out, rate_hz=RATE_HZ, channels=2, own=OwnSound.BEFORE),
    )
    out.unlink()
    print(f"peak {_peak_mb():.0f} MB of {LIMIT_MB} allowed")
    return 0 if _peak_mb() < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
