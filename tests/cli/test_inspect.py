from __future__ import annotations

import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.media.cache import new_cache_file
from foleystudio.media.npy_rows import read_arrays, write_arrays
from tests.cli.conftest import Foley, hits
from tests.conftest import MakeClip
from tests.engine.timing.scenes import flashes
from tests.media.made import Shot
from tests.media.test_self_contained import LISTS, write_list


def test_a_clip_with_sound(foley: Foley, make_clip: MakeClip) -> None:
    clip = make_clip("a.mov", frames=48, rate_fps=Fraction(24_000, 1001), audio=np.zeros((96_000, 2), np.float32))
    found = foley("inspect", clip, "--json").json()
    assert found["file"] == str(clip)
    assert (found["video"]["rate_fps_exact"], found["video"]["frames"]) == ("24000/1001", 48)
    assert (found["video"]["width"], found["video"]["height"]) == (96, 64)
    assert not found["video"]["variable_rate"]
    (sound,) = found["audio"]
    assert (sound["rate_hz"], sound["channels"], sound["layout"]) == (48_000, 2, "stereo")
    assert abs(found["duration_s"] - 2.002) < 0.001


def test_for_people(foley: Foley, make_clip: MakeClip) -> None:
    times = [Fraction(n, 1000) for n in (0, 40, 100, 133, 250, 290)]
    outcome = foley("inspect", make_clip("Füße im Schnee.mkv", times_s=times, frames=6))
    assert outcome.code == 0
    assert "variable" in outcome.out
    assert "6 frames" in outcome.out
    assert "no sound" in outcome.out


def test_a_sound(foley: Foley, knock: Path) -> None:
    found = foley("inspect", knock, "--json").json()
    assert found["video"] is None
    assert found["duration_s"] == 0.4
    assert "no picture" in foley("inspect", knock).out


@pytest.mark.parametrize("suffix", ["mov", "mp4", "mkv"])
def test_the_start_timecode_is_named(foley: Foley, tmp_path: Path, suffix: str) -> None:
    rate, path = Fraction(30_000, 1001), tmp_path / f"reel.{suffix}"
    clip = Shot(frames=30, rate_fps=rate, tags={"timecode": "10:00:00;00"}).write(path)
    found = foley("inspect", clip, "--json").json()["video"]
    assert (found["start_timecode"], found["drop_frame"]) == ("10:00:00;00", True)
    assert "timecode: from 10:00:00;00, drop-frame" in foley("inspect", clip).out
    plain = Shot(frames=30, rate_fps=rate, tags={"timecode": "01:00:00:00"}).write(path)
    assert foley("inspect", plain).out.splitlines()[-2].strip() == "timecode: from 01:00:00:00"


@pytest.mark.parametrize("late_s", [-0.12, 0.04])
def test_how_late_the_sound_is_is_estimated_when_asked(foley: Foley, make_clip: MakeClip, late_s: float) -> None:
    times = (0.7, 1.3, 2.44, 3.0, 4.2, 5.0)
    shown = flashes(times, duration_s=6.0).pictures
    wave = hits([t + late_s for t in times], 6.0) + 0.002 * np.random.default_rng(0).standard_normal(6 * 48_000)
    clip = make_clip(
        "late.mov",
        size=(shown[0].shape[1], shown[0].shape[0]),
        frames=len(shown),
        picture=lambda n: np.repeat(shown[n][..., None], 3, axis=2),
        audio=wave.astype(np.float32),
    )
    assert "offset" not in json.loads(foley("inspect", clip, "--json").out)
    estimated = json.loads(foley("inspect", clip, "--offset", "--json").out)["offset"]
    assert estimated["ms"] == pytest.approx(1000 * late_s, abs=20)
    assert 0.5 <= estimated["certainty"] < 1
    said = foley("inspect", clip, "--offset").out
    assert f"{abs(estimated['ms'])} ms {'late' if late_s > 0 else 'early'} beside the picture" in said


def test_no_offset_is_told_where_picture_and_sound_show_too_little(foley: Foley, make_clip: MakeClip) -> None:
    still = make_clip(
        "still.mov", frames=75, picture=lambda _n: np.full((64, 96, 3), 90, np.uint8), audio=hits([1.0], 3)
    )
    assert json.loads(foley("inspect", still, "--offset", "--json").out)["offset"] is None
    assert "shows too little" in foley("inspect", still, "--offset").out


def test_without_a_start_timecode_none_is_named(foley: Foley, make_clip: MakeClip) -> None:
    clip = make_clip("a.mov", frames=5)
    assert foley("inspect", clip, "--json").json()["video"]["start_timecode"] is None
    assert "timecode:" not in foley("inspect", clip).out


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_other_files_are_refused_in_one_sentence(foley: Foley, tmp_path: Path, name: str) -> None:
    assert foley("inspect", write_list(tmp_path, name)).refused(name, "it is a list of other files")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(foley: Foley, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")
    assert foley("inspect", tmp_path / "clip.mp4").refused("it is no ordinary file")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own."""
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _sealed(entry: Path, **arrays: NDArray[np.int64]) -> None:
    with new_cache_file(entry) as temporary:
        write_arrays(temporary, arrays)


def _cut(entry: Path) -> None:
    os.truncate(entry, entry.stat().st_size - 1)


def _stretch(entry: Path) -> None:
    os.truncate(entry, 1 << 36)


def _flip(entry: Path) -> None:
    data = bytearray(entry.read_bytes())
    data[len(data) // 3] ^= 1
    entry.write_bytes(data)


def _reverse(entry: Path) -> None:
    kept = read_arrays(entry)
    _sealed(entry, **{**kept, "pts": kept["pts"][::-1]})


def _swell(entry: Path) -> None:
    _sealed(entry, **{**read_arrays(entry), "pts": np.arange(1_000_000)})


def _pack(entry: Path) -> None:
    """A bomb: a small file that says it holds much."""
    kept = read_arrays(entry)
    with new_cache_file(entry) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **{**kept, "pts": np.zeros(5_000_000, np.int64)})


def _lead_away(entry: Path) -> None:
    entry.unlink()
    entry.symlink_to("/dev/zero")


def _block(entry: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


@pytest.mark.parametrize(
    "damage", [_cut, _stretch, _flip, _reverse, _swell, _pack, _lead_away, _block], ids=lambda d: d.__name__
)
def test_a_kept_table_that_is_not_what_was_written_is_made_anew_without_a_word(
    foley: Foley, make_clip: MakeClip, cache: Path, damage: Callable[[Path], None]
) -> None:
    clip = make_clip("a.mov", frames=48)
    before = foley("inspect", clip, "--json")
    (entry,) = (path for path in cache.rglob("*.npz") if path.parent.name.startswith("frames"))
    whole = entry.read_bytes()
    damage(entry)
    after = foley("inspect", clip, "--json")
    assert (after.code, after.out, after.err) == (0, before.out, "")
    assert entry.read_bytes() == whole


def test_the_kept_table_of_another_clip_does_not_stand_in(foley: Foley, make_clip: MakeClip, cache: Path) -> None:
    first, second = make_clip("a.mov", frames=48), make_clip("b.mov", frames=20)
    assert foley("inspect", first, "--json").json()["video"]["frames"] == 48
    assert foley("inspect", second, "--json").json()["video"]["frames"] == 20
    one, other = (path for path in cache.rglob("*.npz") if path.parent.name.startswith("frames"))
    one_data, other_data = one.read_bytes(), other.read_bytes()
    one.write_bytes(other_data)
    other.write_bytes(one_data)
    assert foley("inspect", first, "--json").json()["video"]["frames"] == 48
    assert foley("inspect", second, "--json").json()["video"]["frames"] == 20
