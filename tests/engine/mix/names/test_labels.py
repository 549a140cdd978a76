"""What a written WAV says of itself, read back by a reader that is not ours."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from wavinfo import WavInfoReader

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.mix.export import export_sound
from foleystudio.engine.mix.options import ExportOptions, Range
from foleystudio.engine.mix.stems import export_stems
from foleystudio.media.sound.files import write_sound
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from tests.media.made import Shot


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    shot = Shot(frames=60, rate_fps=Fraction(30_000, 1001), tags={"timecode": "01:00:00;00"})
    return open_clip(shot.write(tmp_path / "Szene 4 <a>.mov"))


@pytest.fixture
def project(clip: Clip, tmp_path: Path) -> Project:
    write_sound(tmp_path / "glass.wav", Sound(np.full((96_000, 1), 0.1, np.float32), 48_000))
    project = Project(clip=clip.path).with_track("Glass break").with_marker(0.5, "Fenster").with_marker(1.5, "out")
    return project.with_take(project.tracks[0].key, Take(tmp_path / "glass.wav", "Take three", 96_000))


def read(path: Path) -> WavInfoReader:
    return WavInfoReader(str(path), info_encoding="utf-8")


def test_a_stem_tells_of_its_scene_take_and_category(project: Project, clip: Clip, tmp_path: Path) -> None:
    options = ExportOptions(naming="ucs", creator="AB", source="SHOW")
    report = export_stems(project, clip, tmp_path / "film.wav", options=options)
    assert [file.path.name for file in report.files] == ["GLASBrk_Glass break_AB_SHOW.wav"]
    info = read(report.files[0].path)
    assert info.bext.originator == "foleystudio"
    assert info.bext.description == "Szene 4 <a>: Glass break"
    # 01:00:00;00 of 29.97 drop-frame, in samples since midnight
    assert info.bext.time_reference == round(107_892 * 1001 / 30_000 * 48_000)
    xml = info.ixml
    assert (xml.project, xml.scene, xml.take) == ("SHOW", "Szene 4 <a>", "Take three")
    assert [track.name for track in xml.track_list] == ["Glass break L", "Glass break R"]
    assert xml.parsed.findtext("./ASWG/catId") == "GLASBrk"
    assert xml.parsed.findtext("./SPEED/TIMECODE_FLAG") == "DF"
    assert xml.parsed.findtext("./SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO") == str(info.bext.time_reference)


def test_markers_are_cue_points_of_the_stretch_that_is_written(project: Project, clip: Clip, tmp_path: Path) -> None:
    for rate_hz in (48_000, 96_000):
        out = tmp_path / f"{rate_hz}.wav"
        export_sound(project, clip, out, part=Range(0.25, 1.25), options=ExportOptions(rate_hz=rate_hz))
        info = read(out)
        cues = [(cue.sample_offset, info.cues.label_and_note(cue.name)[0]) for cue in info.cues.cues]
        assert cues == [(rate_hz // 4, "Fenster")]
        begins = info.bext.time_reference / rate_hz - 107_892 * 1001 / 30_000
        assert begins == pytest.approx(0.25, abs=1 / rate_hz)
        assert info.fmt.sample_rate == rate_hz
