"""Files whose clock starts anew half way play through, frame by frame and sample by sample."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foleystudio.media.clock.clock import PLAIN, Clock, ClockPart, Span
from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.mux import mux
from foleystudio.media.picture.video import VideoReader
from foleystudio.media.sound.reader import SoundReader, read_sound
from tests.clips import frame_number
from tests.media import plain
from tests.media.joined import Recording, heard_s, write_joined

# Name, parts: the clock jumps back, back and far ahead; short parts; one without sound.
_ONE, _TWO = Recording(60, (0.5, 1.5)), Recording(40, (0.7,))
_JOINED = [
    ("joined.ts", (_ONE, _TWO)),
    ("programme.mpg", (_ONE, _TWO)),
    ("three.ts", (_ONE, _TWO, Recording(30, (0.4,)))),
    ("short second.ts", (_ONE, Recording(10, (0.2,)))),
    ("short first.ts", (Recording(9, (0.1,)), _ONE)),
    ("an hour ahead.ts", (_ONE, Recording(40, (0.7,), offset_s=3600))),
    ("a wrap ahead.ts", (Recording(60, (0.5, 1.5), offset_s=90_000), _TWO)),
    ("a minute ahead.mpg", (_ONE, Recording(40, (0.7,), offset_s=60))),
    ("mute end.ts", (_ONE, Recording(40, has_sound=False))),
    ("mute beginning.ts", (Recording(40, has_sound=False), _ONE)),
    ("joined.mkv", (_ONE, _TWO)),
]


@pytest.fixture(params=_JOINED, ids=[name for name, _ in _JOINED])
def joined(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, tuple[Recording, ...]]:
    name, recordings = request.param
    return write_joined(tmp_path / name, *recordings), recordings


def test_parts_play_one_after_the_other(joined: tuple[Path, tuple[Recording, ...]], tmp_path: Path) -> None:
    path, recordings = joined
    count = sum(recording.frames for recording in recordings)
    times = read_frame_times(path)
    assert len(times) == count
    assert float(times.duration) == pytest.approx(sum(r.length_s for r in recordings), abs=0.1 * len(recordings))
    with VideoReader(path, times, cache_bytes=0) as reader:
        assert [frame_number(picture) for _, picture in reader.iterate()] == list(range(count))
        for number in (count - 1, 0, recordings[0].frames, recordings[0].frames - 1, count // 2, 3):
            assert frame_number(reader.frame(number)) == number
        assert frame_number(reader.keyframe_near(count - 1)[1]) == reader.keyframe_near(count - 1)[0]
    # Clicks keep their place against the pictures of their own part.
    expected, first = [], 0
    for recording in recordings:
        expected += [float(times.time_of(first)) + click for click in recording.clicks_s]
        first += recording.frames
    assert heard_s(read_sound(path).samples) == pytest.approx(expected, abs=0.002)
    out = tmp_path / "out.mov"
    mux(path, [np.zeros((4800, 2), np.float32)], out, rate_hz=48_000, channels=2)
    written = [frame.pts_s for frame in plain.packets(out)]
    assert sorted(float(time) for time in written if time is not None) == pytest.approx(times.seconds.tolist())


def test_any_place_of_their_sound_is_found(joined: tuple[Path, tuple[Recording, ...]]) -> None:
    path, _ = joined
    whole = read_sound(path).samples
    with SoundReader(path) as reader:
        for start in np.random.default_rng(1).integers(0, len(whole) - 2000, 8).tolist():
            np.testing.assert_allclose(reader.read(start, 2000), whole[start : start + 2000], atol=3e-3)


def test_a_clock_that_is_right_is_left_alone() -> None:
    packets: Iterator[Any] = iter([])
    assert PLAIN.put_right(packets) is packets
    assert PLAIN.seams(0) == ()
    assert not PLAIN.is_joined
    joined = Clock({0: (ClockPart(0, 0, 0, 0), ClockPart(9, 700, 90, 100))}, {0: Span(Fraction(0), Fraction(2))})
    assert joined.is_joined
    assert joined.seams(0) == (100,)
