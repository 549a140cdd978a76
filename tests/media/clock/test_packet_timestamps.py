"""Display times for files that state none."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.errors import CancelledError
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.clock.packet_timestamps import packet_times
from tests.media import plain
from tests.media.made import X264, X264_REORDERED, Shot


@pytest.mark.parametrize(("name", "container"), [("clip.avi", None), ("clip.h264", "h264")])
@pytest.mark.parametrize("options", [X264, X264_REORDERED])
def test_times_are_those_of_the_same_pictures_in_mp4(
    tmp_path: Path, name: str, container: str | None, options: dict[str, str]
) -> None:
    shot = Shot(rate_fps=Fraction(25), codec_options=options)
    stated = [packet.pts_s for packet in plain.packets(shot.write(tmp_path / "stated.mp4"))]
    path = Shot(rate_fps=Fraction(25), codec_options=options, container=container).write(tmp_path / name)
    table = read_frame_table(path)
    pts, dts = packet_times(path, table)
    assert [int(value) * table.times.time_base for value in pts] == stated
    assert (np.diff(dts) > 0).all()
    assert (dts <= pts).all()


def test_cancelling(tmp_path: Path) -> None:
    path = Shot(codec_options=X264_REORDERED, frames=10).write(tmp_path / "clip.avi")
    with pytest.raises(CancelledError):
        packet_times(path, read_frame_table(path), lambda: True)
