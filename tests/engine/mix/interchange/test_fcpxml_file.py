"""The document as a plain XML reader has it: every take in time to the sample, every edge on a frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.mix.interchange.fcpxml_file import write_fcpxml
from foleystudio.engine.mix.interchange.sheet import items_of
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from tests.engine.mix.interchange.made import NTSC, made_clip, made_project
from tests.media.made import Shot, uneven_times


def seconds(text: str | None) -> Fraction:
    assert text is not None
    assert text.endswith("s")
    return Fraction(text[:-1])


@pytest.mark.parametrize(("rate_fps", "timecode"), [(Fraction(25), "10:00:00:00"), (NTSC, "01:00:00;00")])
def test_takes_are_in_time_to_the_sample_and_on_frames(tmp_path: Path, rate_fps: Fraction, timecode: str) -> None:
    clip = made_clip(tmp_path, rate_fps, timecode)
    project = made_project(tmp_path, clip)
    write_fcpxml(project, clip, tmp_path / "film.fcpxml")
    root = ElementTree.parse(tmp_path / "film.fcpxml").getroot()
    sequence = root.find(".//sequence")
    assert sequence is not None
    assert sequence.get("tcFormat") == ("DF" if ";" in timecode else "NDF")
    begins = seconds(sequence.get("tcStart"))
    assert begins == Fraction(clip.timecode.start) / rate_fps
    picture = sequence.find("spine/asset-clip")
    assert picture is not None
    takes = picture.findall("asset-clip")
    wanted = [items_of(track, clip)[0] for track in project.tracks]
    for take, item in zip(takes, wanted, strict=True):
        offset, start = seconds(take.get("offset")) - begins, seconds(take.get("start"))
        assert (offset * rate_fps).denominator == 1
        assert (seconds(take.get("duration")) * rate_fps).denominator == 1
        # what sounds at the first frame is what sounds there in the studio
        assert offset - start == Fraction(item.at, 48_000) - Fraction(item.source, item.take.rate_hz)
        assert 0 <= offset - Fraction(item.at, 48_000) < 1 / rate_fps
    assets = {asset.get("id"): asset for asset in root.iter("asset")}
    assert [assets[take.get("ref")].find("media-rep").get("src") for take in takes] == [  # type: ignore[union-attr]  # they have one
        item.path.as_uri() for item in wanted
    ]
    assert [take.get("enabled") for take in takes] == ["1", "0"]
    assert takes[0].find("adjust-volume").get("amount") == "-9dB"  # type: ignore[union-attr]  # it is there
    assert [marker.get("value") for marker in takes[0].findall("marker")] == ["L", "Steps 2"]
    assert [marker.get("value") for marker in picture.findall("marker")] == ["Tür", "Marker"]


def test_uneven_frames_are_refused(tmp_path: Path) -> None:
    times = [time for time in uneven_times(60) if time < 2]
    clip = open_clip(Shot(times_s=times).write(tmp_path / "vfr.mkv"))
    with pytest.raises(FoleyError, match=r"steady rate; write a \.otio or a \.rpp"):
        write_fcpxml(Project(clip=clip.path), clip, tmp_path / "a.fcpxml")


def test_names_of_any_letters_do_no_harm(tmp_path: Path) -> None:
    clip = made_clip(tmp_path)
    project = Project(clip=clip.path).with_marker(0.5, 'a<b>&"\x01\n')
    write_fcpxml(project, clip, tmp_path / "a.fcpxml")
    (marker,) = ElementTree.parse(tmp_path / "a.fcpxml").getroot().iter("marker")
    assert (marker.get("value") or "").startswith('a<b>&"')
