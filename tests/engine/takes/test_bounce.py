"""What sounds on a track, comp and all: heard in the mix, and bounced to one take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.engine.mix.mixdown import Mixdown, plan_mix
from foleystudio.engine.takes.bounce import bounce
from foleystudio.errors import CancelledError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.progress import never_cancelled, no_progress
from foleystudio.project.document import Project
from foleystudio.project.takes import Take

N, RATE_HZ = 96_000, 48_000


def _take(folder: Path, name: str, level: float) -> Take:
    path = folder / f"{name}.wav"
    write_sound(path, Sound(np.full((N, 2), level, np.float32), RATE_HZ), "FLOAT")
    return Take(path, name, N, RATE_HZ, 2)


@pytest.fixture
def comped(tmp_path: Path) -> Project:
    """Two takes of a steady level each, the first in use but from 0.5 to 1 s."""
    project = Project().with_track()
    track = project.tracks[0].key
    for name, level in (("low", 0.1), ("high", 0.4)):
        project = project.with_take(track, _take(tmp_path, name, level))
    low, high = project.tracks[0].takes
    return project.with_changed_track(project.tracks[0].using(low.key).comped(0.5, 1.0, high.key))


def _mixed(project: Project, block: int = 65_536) -> NDArray[np.float32]:
    with Mixdown(plan_mix(project, 2.0, has_guide=False)) as mix:
        return np.concatenate(list(mix.blocks(block=block)))


def test_each_take_sounds_in_its_stretch_and_they_cross_within_5_ms(comped: Project) -> None:
    heard = _mixed(comped)[:, 0]
    assert np.all(heard[:23_879] == np.float32(0.1))
    assert np.all(heard[24_121:47_879] == np.float32(0.4))
    assert np.all(heard[48_121:] == np.float32(0.1))
    crossing = heard[23_880:24_120]
    assert np.all(np.diff(crossing) > 0)
    np.testing.assert_allclose(crossing[120], 0.25, atol=0.002)


def test_it_is_the_same_however_it_is_read(comped: Project) -> None:
    np.testing.assert_array_equal(_mixed(comped), _mixed(comped, block=997))


def test_bounced_it_sounds_as_it_did(comped: Project, tmp_path: Path) -> None:
    track = replace(comped.tracks[0], gain_db=-6.0, pan=0.5, mute=True)
    project = comped.with_changed_track(track)
    take = bounce(project, track.key, 2.0, tmp_path / "b.wav", "b", no_progress, never_cancelled)
    assert (take.n_samples, take.channels, take.provenance) == (N, 2, None)
    assert take.loudness_lufs is not None
    np.testing.assert_allclose(read_sound(take.path, RATE_HZ).samples, _mixed(comped), atol=2e-7)


def test_a_cancelled_bounce_leaves_nothing(comped: Project, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        bounce(comped, comped.tracks[0].key, 2.0, tmp_path / "b.wav", "b", no_progress, lambda: True)
    assert not (tmp_path / "b.wav").exists()


def test_a_take_that_goes_leaves_the_comp(comped: Project) -> None:
    low, high = comped.tracks[0].takes
    assert comped.without_take(high.key).tracks[0].comp == ()
    assert comped.without_take(low.key).tracks[0].active == high.key
    there = comped.tracks[0]
    assert there.using(high.key).using(low.key).comp == there.comp, "an A/B flip forth and back leaves it as it was"
    all_high = _mixed(comped.with_changed_track(there.using(high.key)))
    np.testing.assert_allclose(all_high, 0.4, atol=1e-6)
    with pytest.raises(ValueError, match="has not"):
        replace(comped.tracks[0], takes=(low,), active=low.key, other=None)
