from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.errors import FoleyError
from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.picture.files import write_pictures
from foleystudio.media.picture.video import VideoReader
from foleystudio.timebase import FrameTimes


def test_pictures_come_back_at_their_times(tmp_path: Path) -> None:
    frames = FrameTimes.regular(12, Fraction(30000, 1001))
    pictures = [np.full((48, 65), 20 * i, np.uint8) for i in range(12)]
    file = tmp_path / "made.mp4"
    write_pictures(file, pictures, frames)
    times = read_frame_times(file)
    assert [times.time_of(i) for i in range(12)] == [frames.time_of(i) for i in range(12)]
    with VideoReader(file, times) as reader:
        seen = [picture.mean() for _, picture in reader.iterate(0, 12, grey=True)]
    assert np.abs(np.diff(seen) - 20).max() < 6


def test_colour_pictures_are_written(tmp_path: Path) -> None:
    file = tmp_path / "made.mp4"
    write_pictures(file, [np.zeros((32, 32, 3), np.uint8)] * 2, FrameTimes.regular(2, Fraction(25)))
    assert len(read_frame_times(file)) == 2


@pytest.mark.parametrize("count", [0, 2, 4])
def test_too_few_and_too_many_pictures_leave_nothing(tmp_path: Path, count: int) -> None:
    with pytest.raises(FoleyError, match="pictures for 3 frames"):
        write_pictures(
            tmp_path / "made.mp4", [np.zeros((32, 32), np.uint8)] * count, FrameTimes.regular(3, Fraction(25))
        )
    assert not list(tmp_path.iterdir())
