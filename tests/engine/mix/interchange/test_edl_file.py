"""The list as OpenTimelineIO's adapter reads it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.mix.interchange.edl_file import edl_text, write_edl
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from tests.engine.mix.interchange.made import NTSC, made_clip, made_project
from tests.media.made import Shot, uneven_times


@pytest.mark.parametrize(("rate_fps", "timecode"), [(Fraction(25), "10:00:00:00"), (NTSC, "01:00:00;00")])
def test_another_reader_finds_picture_takes_and_places(tmp_path: Path, rate_fps: Fraction, timecode: str) -> None:
    otio = pytest.importorskip("opentimelineio")
    pytest.importorskip("otio_cmx3600_adapter")
    clip = made_clip(tmp_path, rate_fps, timecode)
    project = made_project(tmp_path, clip)
    write_edl(project, clip, tmp_path / "film.edl")
    rate = float(rate_fps)
    timeline = otio.adapters.read_from_file(str(tmp_path / "film.edl"), "cmx_3600", rate=rate)
    picture, steps, props = (next(iter(track.find_clips())) for track in timeline.tracks)
    assert picture.source_range.duration.value == len(clip.frames)
    assert steps.source_range.start_time.value == pytest.approx(0.5 * rate, abs=0.51)
    assert steps.source_range.duration.value == pytest.approx(4 * rate, abs=1)
    begins = [-track.source_range.start_time.value for track in timeline.tracks]  # how that reader tells record times
    assert begins[:2] == [clip.timecode.start] * 2
    assert begins[2] - begins[0] == pytest.approx(12_345 / 48_000 * rate, abs=0.51)
    assert [item.name for item in (steps, props)] == ["second", "props"]


def test_markers_and_events_are_locators(tmp_path: Path) -> None:
    clip = made_clip(tmp_path)
    text = edl_text(made_project(tmp_path, clip), clip)
    assert "* LOC: 10:00:01:00 PURPLE  Tür" in text
    assert "* LOC: 10:00:00:13 ORANGE  L" in text
    assert text.count("* TRACK: ") == 2
    assert max(map(len, text.splitlines())) < 400


def test_uneven_frames_are_refused(tmp_path: Path) -> None:
    times = [time for time in uneven_times(60) if time < 2]
    clip = open_clip(Shot(times_s=times).write(tmp_path / "vfr.mkv"))
    with pytest.raises(FoleyError, match=r"steady rate; write a \.otio or a \.rpp"):
        write_edl(Project(clip=clip.path), clip, tmp_path / "a.edl")
