"""The timeline as OpenTimelineIO itself reads it back."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.interchange.otio_file import OURS, library, write_otio
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from tests.engine.mix.interchange.made import CLIP_S, NTSC, RATE_HZ, made_clip, made_project
from tests.media.made import Shot, uneven_times


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    return made_clip(tmp_path)


@pytest.fixture
def project(tmp_path: Path, clip: Clip) -> Project:
    return made_project(tmp_path, clip)


def read(project: Project, clip: Clip, out: Path) -> Any:
    otio = pytest.importorskip("opentimelineio")
    write_otio(project, clip, out)
    return otio.adapters.read_from_file(str(out))


def samples(time: Any) -> float:
    return float(time.value * RATE_HZ / time.rate)


def test_takes_lie_where_they_do_with_their_handles(project: Project, clip: Clip, tmp_path: Path) -> None:
    timeline = read(project, clip, tmp_path / "film.otio")
    assert (timeline.global_start_time.value, timeline.global_start_time.rate) == (900_000, 25)
    picture, steps, props = timeline.tracks
    assert [picture.kind, steps.kind, props.kind] == ["Video", "Audio", "Audio"]
    assert picture[0].source_range.duration.value == CLIP_S * 25
    (item,) = steps
    assert item.name == "second"
    assert samples(item.source_range.start_time) == 24_000, "half a second of it lies before the clip"
    assert samples(item.source_range.duration) == CLIP_S * RATE_HZ
    assert samples(item.media_reference.available_range.duration) == 5 * RATE_HZ
    assert item.media_reference.target_url == project.tracks[0].takes[2].path.as_uri()
    assert len(item.media_references()) == 3
    gap, other = props
    assert samples(gap.source_range.duration) == 12_345
    assert other.source_range.duration.rate == 44_100
    assert other.source_range.duration.value == 44_101
    assert [track.enabled for track in (steps, props)] == [True, False]


def test_events_markers_and_provenance(project: Project, clip: Clip, tmp_path: Path) -> None:
    timeline = read(project, clip, tmp_path / "film.otio")
    steps = timeline.tracks[1]
    assert [(m.name, samples(m.marked_range.start_time)) for m in steps.markers] == [
        ("L", 0.52 * RATE_HZ), ("Steps 2", 1.52 * RATE_HZ),
    ]  # fmt: skip
    assert samples(steps.markers[1].marked_range.duration) == 12_000
    assert steps.markers[1].metadata[OURS]["note"] == "soft <b>"
    assert [(m.name, samples(m.marked_range.start_time)) for m in timeline.tracks.markers] == [
        ("Tür", RATE_HZ), ("Marker", 2.5 * RATE_HZ),
    ]  # fmt: skip
    told = steps[0].metadata[OURS]
    assert told["provenance"]["renderer"] == "exemplar"
    assert told["provenance"]["settings"]["seed"] == 0
    assert told["gain_db"] == -3.0
    assert steps.metadata[OURS]["pan"] == -0.5


def test_drop_frame_and_variable_rates(tmp_path: Path) -> None:
    dropping = made_clip(tmp_path, NTSC, "01:00:00;00")
    timeline = read(Project(clip=dropping.path), dropping, tmp_path / "df.otio")
    assert timeline.metadata[OURS]["drop_frame"] is True
    assert timeline.global_start_time.value == 107_892
    from foleystudio.engine.clip import open_clip

    times = [time for time in uneven_times(60) if time < 2]
    uneven = open_clip(Shot(times_s=times).write(tmp_path / "vfr.mkv"))
    picture = read(Project(clip=uneven.path), uneven, tmp_path / "vfr.otio").tracks[0][0]
    assert picture.source_range.duration.rate == RATE_HZ, "a mean rate is no rate"


def test_an_empty_track_is_there(clip: Clip, tmp_path: Path) -> None:
    timeline = read(Project(clip=clip.path).with_track("Empty"), clip, tmp_path / "a.otio")
    assert [track.name for track in timeline.tracks] == ["Picture", "Empty"]
    assert len(timeline.tracks[1]) == 0


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    with pytest.raises(FoleyError, match=r"not installed; pip install .*interchange"):
        library()


def test_a_brought_in_take_has_no_provenance(project: Project, clip: Clip, tmp_path: Path) -> None:
    track = project.tracks[1]
    bare = replace(track, takes=(replace(track.takes[0], provenance=None),))
    timeline = read(project.with_changed_track(bare), clip, tmp_path / "a.otio")
    assert dict(timeline.tracks[2][1].metadata[OURS]["provenance"]) == {}
