"""The made clips are what they say: other tests stand on them."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from tests.clips import frame_number
from tests.conftest import MakeClip


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".avi", ".webm"])
def test_frames_show_their_numbers_at_their_times(make_clip: MakeClip, suffix: str) -> None:
    codec = {".webm": "libvpx", ".avi": "mpeg4"}.get(suffix, "libx264")
    path = make_clip(f"a{suffix}", frames=30, codec=codec, audio=np.zeros((48_000, 2), np.float32))
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        assert [frame_number(f.to_ndarray(format="rgb24")) for f in frames] == list(range(30))
        shown_s = np.array([frame.time for frame in frames], np.float64)
        assert np.abs(shown_s - shown_s[0] - np.arange(30) / 25).max() <= 0.0006


def test_variable_rate(make_clip: MakeClip) -> None:
    times = [Fraction(n, 1000) for n in (0, 40, 100, 133, 250, 251)]
    path = make_clip("vfr.mp4", times_s=times, frames=6)
    with av.open(str(path)) as container:
        shown_s = np.array([frame.time for frame in container.decode(video=0)], np.float64)
    assert np.allclose(shown_s, [float(t) for t in times], atol=1e-4)


def test_pcm_is_exact_and_starts_where_asked(make_clip: MakeClip) -> None:
    wave = (np.arange(9_600, dtype=np.float32) / 9_600 - 0.5).reshape(-1, 2)
    path = make_clip("a.mov", audio=wave, audio_start_s=Fraction(1, 4))
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
        decoded = np.concatenate([f.to_ndarray().reshape(-1, 2) for f in frames]) / 2.0**31
        assert frames[0].time == 0.25
    assert np.abs(decoded - wave).max() <= 2.0**-23


def test_sound_alone_and_surround(make_clip: MakeClip) -> None:
    path = make_clip("a.wav", frames=0, audio=np.zeros((960, 6), np.float32), audio_rate_hz=96_000, layout="5.1")
    with av.open(str(path)) as container:
        assert not container.streams.video
        assert container.streams.audio[0].codec_context.layout.name == "5.1"
        assert container.streams.audio[0].rate == 96_000


def test_odd_sizes(make_clip: MakeClip) -> None:
    path = make_clip("odd.mkv", size=(101, 67), pix_fmt="yuv444p", frames=5)
    with av.open(str(path)) as container:
        sizes = [(f.width, f.height, frame_number(f.to_ndarray(format="rgb24"))) for f in container.decode(video=0)]
    assert sizes == [(101, 67, number) for number in range(5)]
