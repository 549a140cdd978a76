from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio import errors
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.picture import feature_cache
from foleystudio.engine.picture import motion as motion_module
from foleystudio.engine.picture.motion import MotionDescriptors, motion_of
from foleystudio.engine.picture.optical_flow import CHANNELS, GRID
from foleystudio.paths import cache_dir
from foleystudio.timebase import FrameTimes
from tests.conftest import MakeClip
from tests.engine.timing.scenes import Scene, strikes

Picture = NDArray[np.uint8]


@pytest.fixture(autouse=True)
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def scene() -> Scene:
    return strikes((0.6,), duration_s=1.2)


def clip_of(scene: Scene, make_clip: MakeClip, name: str = "clip.mp4") -> Clip:
    def draw(number: int) -> Picture:
        return np.repeat(scene.pictures[number][..., None], 3, axis=2)

    return open_clip(make_clip(name, size=(240, 180), frames=len(scene.pictures), picture=draw))


def kept_files() -> list[Path]:
    return [f for f in cache_dir().rglob("*") if f.is_file() and f.parent.name.startswith("motion")]


def test_one_row_a_frame(scene: Scene, make_clip: MakeClip) -> None:
    motion = motion_of(clip_of(scene, make_clip))
    assert motion.grid.shape == (30, GRID, GRID, len(CHANNELS))
    assert motion.grid.dtype == np.float16
    assert motion.camera.shape[0] == motion.cut.shape[0] == 30
    assert motion.cut.dtype == np.bool_
    assert np.isfinite(motion.rows).all()


def test_a_decoded_clip_moves_as_what_was_drawn(scene: Scene, make_clip: MakeClip) -> None:
    decoded = motion_of(clip_of(scene, make_clip)).grid[..., CHANNELS.index("speed")].astype(np.float32)
    drawn = scene.motion.grid[..., CHANNELS.index("speed")].astype(np.float32)
    assert np.corrcoef(decoded.mean(axis=(1, 2)), drawn.mean(axis=(1, 2)))[0, 1] > 0.95


def test_the_second_time_nothing_is_decoded(scene: Scene, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = clip_of(scene, make_clip)
    first = np.array(motion_of(clip).rows)
    monkeypatch.setattr(motion_module, "VideoReader", None)
    again = motion_of(clip)
    assert isinstance(again.rows, np.memmap)
    np.testing.assert_array_equal(again.rows, first)


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_cache_is_made_again(scene: Scene, make_clip: MakeClip, damage: bytes | None) -> None:
    clip = clip_of(scene, make_clip)
    first = np.array(motion_of(clip).rows)
    (kept,) = kept_files()
    kept.write_bytes(kept.read_bytes()[:-100] if damage is None else damage)
    np.testing.assert_array_equal(motion_of(clip).rows, first)


def test_a_clip_that_was_rewritten_is_not_taken_for_the_one_that_was_opened(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip(frames=30))
    motion_of(clip)
    make_clip(frames=12)
    with pytest.raises(errors.FoleyError, match=r"clip\.mp4: it has changed since it was opened; open it again"):
        motion_of(clip)
    assert len(motion_of(open_clip(clip.path))) == 12


def test_a_clip_rewritten_while_it_is_looked_at_is_not_kept(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip(frames=30))

    def rewrite(share: float, _stage: str) -> None:
        if share == 1.0:
            make_clip(frames=12)

    with pytest.raises(errors.FoleyError, match="has changed"):
        motion_of(clip, progress=rewrite)
    assert kept_files() == []


def test_cancelling_leaves_nothing(scene: Scene, make_clip: MakeClip) -> None:
    clip = clip_of(scene, make_clip)
    asked = iter([False, False, True])
    with pytest.raises(errors.CancelledError):
        motion_of(clip, cancelled=lambda: next(asked))
    assert kept_files() == []


def test_an_unwritable_cache_costs_only_the_keeping(
    scene: Scene, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise errors.FoleyError("the disk is full", file="elsewhere")

    clip = clip_of(scene, make_clip)
    monkeypatch.setattr(feature_cache, "new_cache_file", full)
    motion = motion_of(clip)
    assert len(motion) == 30
    assert not isinstance(motion.rows, np.memmap)


def test_progress_rises_to_one(scene: Scene, make_clip: MakeClip) -> None:
    shares: list[float] = []
    motion_of(clip_of(scene, make_clip), progress=lambda share, _stage: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_variable_frame_rates_keep_their_times(make_clip: MakeClip) -> None:
    times = [Fraction(n, 25) + (Fraction(1, 50) if n % 3 == 0 and n else 0) for n in range(12)]
    clip = open_clip(make_clip("vfr.mkv", times_s=times))
    motion = motion_of(clip)
    np.testing.assert_allclose(motion.frames.seconds, [float(t) for t in times], atol=2e-3)
    assert len(motion) == 12


def test_a_clip_of_one_frame_stands_still(make_clip: MakeClip) -> None:
    motion = motion_of(open_clip(make_clip("one.mp4", frames=1)))
    assert len(motion) == 1
    assert motion.grid[..., CHANNELS.index("speed")].max() == 0


def test_colour_pictures_are_seen_in_grey(scene: Scene) -> None:
    colour = (np.repeat(p[..., None], 3, axis=2) for p in scene.pictures)
    of_colour = MotionDescriptors.of_pictures(colour, scene.frames)
    np.testing.assert_array_equal(of_colour.rows, scene.motion.rows)


def test_rows_must_fit_the_frames(scene: Scene) -> None:
    with pytest.raises(ValueError, match="motion rows"):
        MotionDescriptors(scene.motion.rows, FrameTimes.regular(3, Fraction(25)))
