import csv
import io
from fractions import Fraction
from pathlib import Path

from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.mix.marker_list import marker_list
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from tests.conftest import MakeClip
from tests.media.made import Shot
from tests.projects import timed


def rows_of(project: Project, clip: Clip) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(marker_list(project, clip), newline="")))


def test_the_list_names_every_event_and_marker(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a clip ü.mp4", frames=50))
    events = EventTrack((Event(0.52, 0.25, 0.4), Event(1.5, 1.0)))
    project = timed(Project(clip=clip.path), events).with_marker(1.0, 'the "bang", Anfang ü')
    rows = rows_of(project, clip)
    assert [row["kind"] for row in rows] == ["event", "marker", "event"]
    assert [row["name"] for row in rows] == ["Event 1", 'the "bang", Anfang ü', "Event 2"]
    assert [row["timecode"] for row in rows] == ["00:00:00:13", "00:00:01:00", "00:00:01:12"]
    assert [row["sample_48k"] for row in rows] == ["24960", "48000", "72000"]
    assert (rows[0]["duration_s"], rows[0]["strength"], rows[0]["frame"]) == ("0.400000", "0.250", "13")


def test_timecode_counts_from_the_clips_own_and_the_rest_from_its_beginning(tmp_path: Path) -> None:
    shot = Shot(frames=60, rate_fps=Fraction(30_000, 1001), tags={"timecode": "09:59:59;29"})
    clip = open_clip(shot.write(tmp_path / "reel.mov"))
    (row,) = rows_of(timed(Project(clip=clip.path), EventTrack((Event(1001 / 30_000, 1.0),))), clip)
    assert (row["timecode"], row["frame"], row["sample_48k"]) == ("10:00:00;00", "1", "1602")
    assert row["time_s"] == "0.033367"
