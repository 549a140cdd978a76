"""The list of frame times, read without decoding."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.cache import cache_file, new_cache_file
from foleystudio.media.clock import frame_times
from foleystudio.media.clock.frame_times import FrameTable, read_frame_table, read_frame_times
from foleystudio.timebase import FrameTimes
from tests.conftest import MakeClip
from tests.media import plain
from tests.media.made import X264_REORDERED, Shot, click_sound, noise, uneven_times

RATES = [Fraction(24_000, 1001), Fraction(25), Fraction(30_000, 1001), Fraction(60_000, 1001)]


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
@pytest.mark.parametrize("rate_fps", RATES)
def test_constant_rates_are_exact(tmp_path: Path, rate_fps: Fraction, suffix: str) -> None:
    path = Shot(rate_fps=rate_fps, frames=60, codec_options=X264_REORDERED).write(tmp_path / f"clip{suffix}")
    times = read_frame_times(path)
    assert [times.time_of(number) for number in range(61)] == [number / rate_fps for number in range(61)]
    assert not times.is_variable


def test_matroska_counts_milliseconds(tmp_path: Path) -> None:
    path = Shot(rate_fps=RATES[0], frames=60, codec_options=X264_REORDERED).write(tmp_path / "clip.mkv")
    times = read_frame_times(path)
    assert len(times) == 60
    assert max(abs(times.time_of(n) - n / RATES[0]) for n in range(60)) <= Fraction(1, 2000)
    assert not times.is_variable


def test_variable_rate(tmp_path: Path) -> None:
    shown = uneven_times(40)
    path = Shot(times_s=shown, codec_options=X264_REORDERED).write(tmp_path / "vfr.mp4")
    times = read_frame_times(path)
    assert [times.time_of(number) for number in range(40)] == shown
    assert times.is_variable


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_it_lists_what_a_decoder_shows(tmp_path: Path, suffix: str) -> None:
    path = Shot(codec_options=X264_REORDERED, sound=click_sound(2)).write(tmp_path / f"clip{suffix}")
    times = read_frame_times(path)
    shown = [time for time, _ in plain.pictures(path)]
    assert [later - earlier for earlier, later in pairwise(shown)] == [
        times.time_of(n + 1) - times.time_of(n) for n in range(len(shown) - 1)
    ]


def test_times_count_from_the_clip_s_start(tmp_path: Path) -> None:
    path = Shot(start_s=Fraction(1, 2), sound=noise(2.5), sound_start_s=Fraction(1, 4)).write(tmp_path / "late.mkv")
    assert read_frame_times(path).time_of(0) == Fraction(1, 4)


def test_frames_before_the_cut_are_not_listed(tmp_path: Path) -> None:
    path = Shot(moved_s=Fraction(-10, 24), codec_options=X264_REORDERED).write(tmp_path / "trimmed.mp4")
    table = read_frame_table(path)
    assert len(table.times) == 38
    assert table.times.time_of(0) == 0
    assert table.keyframes[0] == 2


def test_keyframes(tmp_path: Path) -> None:
    table = read_frame_table(Shot(gop=12).write(tmp_path / "clip.mp4"))
    assert table.keyframes.tolist() == [0, 12, 24, 36]
    assert [table.keyframe_before(n) for n in (0, 11, 12, 47)] == [0, 0, 12, 36]


def test_hidden_frames_of_vp8_are_not_listed(tmp_path: Path) -> None:
    options = {"cpu-used": "8", "auto-alt-ref": "1", "lag-in-frames": "16"}
    path = Shot(codec="libvpx", codec_options=options, gop=48).write(tmp_path / "clip.webm")
    assert len(read_frame_times(path)) == 48


def test_reordered_avi_counts_frames(tmp_path: Path) -> None:
    table = read_frame_table(Shot(codec_options=X264_REORDERED).write(tmp_path / "clip.avi"))
    assert not table.has_pts
    assert [table.times.time_of(number) for number in range(48)] == [Fraction(number, 24) for number in range(48)]


def test_a_second_reading_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Shot(times_s=uneven_times(30)).write(tmp_path / "clip.mp4")
    first = read_frame_table(path)
    monkeypatch.setattr(frame_times, "_table_of", lambda *_: pytest.fail("read again"))
    second = read_frame_table(path)
    assert np.array_equal(first.times.pts, second.times.pts)
    assert np.array_equal(first.keyframes, second.keyframes)
    assert (first.times.time_base, first.times.end_pts, first.has_pts) == (
        second.times.time_base,
        second.times.end_pts,
        second.has_pts,
    )


def test_a_damaged_cache_is_read_anew(tmp_path: Path) -> None:
    path = Shot(frames=20).write(tmp_path / "clip.mp4")
    read_frame_times(path)
    (kept,) = cache_file(path, "frames-2", ".npz").parent.glob(cache_file(path, "frames-2", ".npz").name)
    kept.write_bytes(b"not a list of frames")
    assert len(read_frame_times(path)) == 20


@pytest.mark.parametrize("shift", [-(1 << 62), 1 << 60])
def test_a_table_whose_times_lie_nowhere_in_a_clip_is_read_anew(tmp_path: Path, shift: int) -> None:
    path = Shot(frames=20).write(tmp_path / "clip.mp4")
    times = read_frame_times(path)
    kept = cache_file(path, "frames-2", ".npz")
    with np.load(kept, allow_pickle=False) as arrays:
        spoilt = dict(arrays)
    spoilt["pts"] = spoilt["pts"] + shift
    spoilt["head"][2] += max(0, shift)
    with new_cache_file(kept) as temporary, temporary.open("wb") as file:  # its seal holds
        np.savez(file, allow_pickle=False, **spoilt)
    assert np.array_equal(read_frame_times(path).pts, times.pts)


def test_a_cut_off_file_lists_what_is_there(tmp_path: Path) -> None:
    whole = Shot(frames=96, codec_options={**X264_REORDERED, "crf": "1"}, options={"movflags": "faststart"}).write(
        tmp_path / "whole.mp4"
    )
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    assert 20 < len(read_frame_times(cut)) < 96


def test_a_sound_has_no_frames(make_clip: MakeClip) -> None:
    with pytest.raises(FoleyError, match="it has no picture"):
        read_frame_times(make_clip("sound.mp4", frames=0, audio=click_sound(1.5)))


def test_a_clip_of_no_frames_is_said_in_words(tmp_path: Path) -> None:
    path = Shot(frames=24, options={"movflags": "faststart"}).write(tmp_path / "whole.mp4")
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"mdat") + 4])
    with pytest.raises(FoleyError, match="no frame that can be shown"):
        read_frame_times(path)


def test_cancelling(tmp_path: Path) -> None:
    path = Shot(frames=10).write(tmp_path / "clip.mp4")
    with pytest.raises(CancelledError):
        read_frame_times(path, cancelled=lambda: True)
    assert len(read_frame_times(path)) == 10


def test_the_table_answers_frame_0_where_no_keyframe_is_known() -> None:
    table = FrameTable(FrameTimes.regular(5, Fraction(25)), np.array([3], dtype=np.int64))
    assert table.keyframe_before(2) == 0
