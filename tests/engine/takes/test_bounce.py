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
from foleystudio.project.sounds.comp import CompSpan
from foleystudio.project.sounds.regions import region_at, split
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


def test_stretches_are_slipped_faded_turned_down_and_silenced_to_the_sample(tmp_path: Path) -> None:
    ramp = (np.arange(N)[:, None].repeat(2, axis=1) / N).astype(np.float32)
    path = tmp_path / "ramp.wav"
    write_sound(path, Sound(ramp, RATE_HZ), "FLOAT")
    project = Project().with_track()
    project = project.with_take(project.tracks[0].key, Take(path, "ramp", N, RATE_HZ, 2))
    comp = (
        CompSpan(0.25, 0.5, None, silent=True),
        CompSpan(0.5, 1.0, None, slip_s=0.125, gain_db=-6.0206, fade_in_s=0.125, fade_out_s=0.25),
        CompSpan(1.0, 3.0, None, silent=True),
    )
    heard = _mixed(project.with_changed_track(replace(project.tracks[0], comp=comp)))[:, 0]
    at = np.arange(24_000, 48_000)
    rise, fall = np.clip((at - 24_000 + 0.5) / 6_000, 0, 1), np.clip((48_000 - at - 0.5) / 12_000, 0, 1)
    np.testing.assert_allclose(heard[at], 0.5 * (at - 6_000) / N * rise * fall, atol=1e-6)
    assert np.array_equal(heard[:11_880], ramp[:11_880, 0])
    assert not heard[12_120:24_000].any()
    assert not heard[48_000:].any()


def test_a_split_alone_changes_no_sample(comped: Project) -> None:
    track = comped.tracks[0]
    ground = track.ground
    assert ground is not None
    comp = track.comp
    for at_s in (0.3, 0.75, 1.5):
        region = region_at(comp, at_s, ground)
        assert region is not None
        comp = split(comp, region, at_s)
    assert len(comp) == 6
    np.testing.assert_array_equal(_mixed(comped.with_changed_track(replace(track, comp=comp))), _mixed(comped))


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
