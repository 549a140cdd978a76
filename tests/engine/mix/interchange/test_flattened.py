"""What other programs link of a track with a comp is what is heard of it, to the sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.exports import EXPORTS, ExportOrder
from foleystudio.engine.mix.mixdown import Mixdown, plan_mix
from foleystudio.errors import CancelledError
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.document import Project
from foleystudio.project.sounds.comp import CompSpan
from tests.engine.mix.interchange.made import RATE_HZ, made_clip, made_project


@pytest.fixture
def comped(tmp_path: Path) -> tuple[Project, Clip]:
    clip = made_clip(tmp_path)
    project = made_project(tmp_path, clip)
    steps = project.tracks[0]
    comp = (
        CompSpan(0.5, 1.0, None, slip_s=0.1, gain_db=-6.0, fade_in_s=0.2, fade_out_s=0.1),
        CompSpan(1.0, 2.0, steps.takes[0].key),
        CompSpan(2.0, 2.5, None, silent=True),
    )
    return project.with_changed_track(replace(steps, comp=comp)), clip


@pytest.mark.parametrize("suffix", [".rpp", ".fcpxml", ".edl", ".otio"])
def test_a_comp_is_linked_as_one_sound_that_is_heard_to_the_sample(
    comped: tuple[Project, Clip], tmp_path: Path, suffix: str
) -> None:
    project, clip = comped
    if suffix == ".otio":
        pytest.importorskip("opentimelineio")
    row = next(row for row in EXPORTS if any(f.suffix == suffix for f in row.formats()) and not row.is_heard)
    out = tmp_path / f"cut{suffix}"
    report = row.write(ExportOrder(project, clip, out))
    sound = tmp_path / "cut - Steps comp.wav"
    assert [file.path for file in report.files] == [out, sound]
    assert sound.name.replace(" ", "%20") in out.read_text("utf-8").replace(" ", "%20")
    flat = replace(project.tracks[0], gain_db=0.0, pan=0.0)
    with Mixdown(plan_mix(project.with_changed_track(flat), 4.0, has_guide=False, only=flat.key)) as mix:
        heard = mix.read(0, 4 * RATE_HZ)
    np.testing.assert_allclose(read_sound(sound, RATE_HZ).samples, heard, atol=2e-7)
    assert len(project.tracks[0].comp) == 3


def test_without_a_comp_sounds_stay_where_they_are_and_a_cancelled_export_leaves_nothing(
    comped: tuple[Project, Clip], tmp_path: Path
) -> None:
    project, clip = comped
    out = tmp_path / "cut.rpp"
    with pytest.raises(CancelledError):
        EXPORTS["reaper"].write(ExportOrder(project, clip, out, cancelled=lambda: True))
    assert not list(tmp_path.glob("cut*"))
    plain = project.with_changed_track(replace(project.tracks[0], comp=()))
    assert [file.path for file in EXPORTS["reaper"].write(ExportOrder(plain, clip, out)).files] == [out]
