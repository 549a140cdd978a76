"""Clips with what real ones have: reordered frames, rotation, non-square pixels, late starts, trimmed beginnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from tests.clips import numbered_picture

X264 = {"preset": "ultrafast", "crf": "12", "threads": "1", "x264-params": "scenecut=0"}
X264_REORDERED = {**X264, "preset": "medium", "bf": "3", "b-adapt": "0"}
X265 = {"preset": "ultrafast", "x265-params": "log-level=none:pools=1:bframes=2"}


def click_sound(seconds: float, rate_hz: int = 48_000, channels: int = 1, at_s: float = 1) -> NDArray[np.float32]:
    """``float32 [N, C]``: silence with one sample of 0.9."""
    samples = np.zeros((round(seconds * rate_hz), channels), dtype=np.float32)
    samples[round(at_s * rate_hz)] = 0.9
    return samples


def noise(seconds: float, rate_hz: int = 48_000, channels: int = 1, seed: int = 0) -> NDArray[np.float32]:
    """``float32 [N, C]``: even noise of +-0.5."""
    generator = np.random.default_rng(seed)
    return generator.uniform(-0.5, 0.5, (round(seconds * rate_hz), channels)).astype(np.float32)


@dataclass(frozen=True)
class Shot:
    """Numbered pictures and a sound; see `tests.clips.numbered_picture`.

    Parameters
    ----------
    reordered
        Most B-frames in a row, for encoders without a word for it in ``codec_options``.
    rotation_deg
        Counter-clockwise turn written into the container, as `av.VideoFrame.rotation` reads it.
    start_s, sound_start_s
        When the streams start.
    moved_s
        Shifts the encoded pictures: below 0 the container is told not to show the first ones.
    """

    frames: int = 48
    rate_fps: Fraction = Fraction(24)
    times_s: Sequence[Fraction] | None = None
    size: tuple[int, int] = (96, 64)
    codec: str = "libx264"
    codec_options: dict[str, str] = field(default_factory=lambda: dict(X264))
    pix_fmt: str = "yuv420p"
    gop: int = 12
    reordered: int | None = None
    rotation_deg: int = 0
    aspect: Fraction | None = None
    start_s: Fraction = Fraction(0)
    moved_s: Fraction = Fraction(0)
    sound: NDArray[np.float32] | None = None
    sound_codec: str = "aac"
    sound_rate_hz: int = 48_000
    sound_start_s: Fraction = Fraction(0)
    container: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """Write the clip and answer its path."""
        with av.open(str(path), "w", format=self.container, container_options=self.options) as target:
            target.metadata.update(self.tags)
            queue = [(float(p.dts * p.time_base), 0, at, p) for at, p in enumerate(self._pictures(target))]
            if self.sound is not None:
                sounds = self._sounds(target, self.sound)
                queue += [(float((p.pts or 0) * p.time_base), 1, at, p) for at, p in enumerate(sounds)]
            for *_, packet in sorted(queue, key=lambda entry: entry[:3]):
                target.mux(packet)
        return path

    def _pictures(self, target: Any) -> list[Any]:
        stream = target.add_stream(self.codec, rate=self.rate_fps)
        stream.width, stream.height = self.size
        stream.pix_fmt, stream.gop_size = self.pix_fmt, self.gop
        stream.options = dict(self.codec_options) if self.codec.startswith("lib") else {}
        time_base = Fraction(1, 90_000) if self.times_s is not None else 1 / self.rate_fps
        stream.codec_context.time_base = stream.time_base = time_base
        if self.reordered is not None:
            stream.max_b_frames = self.reordered
        if self.rotation_deg:
            stream.set_display_rotation(self.rotation_deg)
        if self.aspect is not None:
            stream.codec_context.sample_aspect_ratio = self.aspect
        packets = []
        for number, time in enumerate(self.times()):
            frame: Any = av.VideoFrame.from_ndarray(numbered_picture(number, self.size), format="rgb24")
            frame.time_base = time_base
            frame.pts = round((time + self.start_s) / time_base)
            packets += stream.encode(frame)
        packets += stream.encode(None)
        for packet in packets:
            packet.pts += round(self.moved_s / packet.time_base)
            packet.dts += round(self.moved_s / packet.time_base)
        return packets

    def times(self) -> list[Fraction]:
        """When the pictures are shown, from the first one on."""
        if self.times_s is not None:
            return list(self.times_s)
        return [number / self.rate_fps for number in range(self.frames)]

    def _sounds(self, target: Any, sound: NDArray[np.float32]) -> list[Any]:
        layout = {1: "mono", 2: "stereo", 6: "5.1"}[sound.shape[1]]
        stream = target.add_stream(self.sound_codec, rate=self.sound_rate_hz, layout=layout)
        resampler = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=self.sound_rate_hz)
        packets = []
        for at in range(0, len(sound), 1024):
            block = np.ascontiguousarray(sound[at : at + 1024].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout)
            frame.sample_rate, frame.time_base = self.sound_rate_hz, Fraction(1, self.sound_rate_hz)
            frame.pts = round(self.sound_start_s * self.sound_rate_hz) + at
            for converted in resampler.resample(frame):
                packets += stream.encode(converted)
        packets += stream.encode(None)
        return [packet for packet in packets if packet.size]


def uneven_times(count: int, seed: int = 3) -> list[Fraction]:
    """Display times of a clip of variable rate: 10 to 75 a second, on a clock of 90 000."""
    generator = np.random.default_rng(seed)
    steps = [int(step) for step in generator.integers(1200, 9000, count - 1)]
    return [Fraction(sum(steps[:number]), 90_000) for number in range(count)]
