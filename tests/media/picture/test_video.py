"""Any frame exactly, all frames in order."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.errors import FoleyError
from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.picture.pictures import Picture
from foleystudio.media.picture.video import VideoReader
from tests.clips import frame_number
from tests.conftest import MakeClip
from tests.media import plain
from tests.media.made import X264_REORDERED, X265, Shot, click_sound, uneven_times

OPEN_GROUPS = {**X264_REORDERED, "x264-params": "open-gop=1:keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0"}
VPX = {"cpu-used": "8", "deadline": "realtime"}

SHOTS = {
    "h264.mp4": Shot(codec_options=X264_REORDERED, sound=click_sound(2)),
    "open groups.mp4": Shot(codec_options=OPEN_GROUPS),
    "h264.mkv": Shot(codec_options=X264_REORDERED, rate_fps=Fraction(24_000, 1001)),
    "h264.ts": Shot(codec_options=X264_REORDERED, sound=click_sound(2), container="mpegts"),
    "h264.avi": Shot(codec_options=X264_REORDERED),
    "raw.h264": Shot(codec_options=X264_REORDERED, container="h264", rate_fps=Fraction(25)),
    "fragments.mp4": Shot(codec_options=X264_REORDERED, options={"movflags": "frag_keyframe+empty_moov"}),
    "variable.mp4": Shot(codec_options=X264_REORDERED, times_s=uneven_times(48)),
    "late.mov": Shot(codec_options=X264_REORDERED, start_s=Fraction(1, 2), sound=click_sound(2)),
    "hevc.mp4": Shot(codec="libx265", codec_options=X265),
    "ten bits.mkv": Shot(codec="libx265", codec_options=X265, pix_fmt="yuv420p10le"),
    "mpeg4.avi": Shot(codec="mpeg4", reordered=2, rate_fps=Fraction(25)),
    "mpeg2.mpg": Shot(codec="mpeg2video", reordered=2, rate_fps=Fraction(25), frames=72),
    "vp9.webm": Shot(codec="libvpx-vp9", codec_options=VPX),
    "vp8.webm": Shot(codec="libvpx", codec_options=VPX),
    "mjpeg.mov": Shot(codec="mjpeg", pix_fmt="yuvj420p"),
    "prores.mov": Shot(codec="prores_ks", pix_fmt="yuv422p10le"),
    "odd size Größe.mkv": Shot(size=(97, 61), pix_fmt="yuv444p"),
}


@pytest.mark.parametrize("name", SHOTS)
def test_every_frame_is_the_one_asked_for(tmp_path: Path, name: str) -> None:
    path = SHOTS[name].write(tmp_path / name)
    with VideoReader(path) as reader:
        count = len(SHOTS[name].times())
        assert len(reader) == count
        assert [(number, frame_number(picture)) for number, picture in reader.iterate()] == [
            (number, number) for number in range(count)
        ]
        for number in [count - 1, 0, *np.random.default_rng(1).integers(0, count, 14).tolist()]:
            assert frame_number(reader.frame(number)) == number


def test_pictures_are_those_of_a_plain_decoder(tmp_path: Path) -> None:
    path = Shot(codec_options=X264_REORDERED).write(tmp_path / "clip.mp4")
    expected = [picture for _, picture in plain.pictures(path)]
    with VideoReader(path) as reader:
        for number in (47, 3, 20):
            assert np.abs(reader.frame(number).astype(int) - expected[number]).max() <= 2


@pytest.mark.parametrize("turn", [90, -90, 180])
def test_rotation_is_undone(tmp_path: Path, turn: int) -> None:
    """Stored pictures have their bars side by side; turned by the display matrix they stand so again."""
    path = Shot(frames=8, rotation_deg=turn).write(tmp_path / "turned.mp4")
    with VideoReader(path) as reader:
        picture = reader.frame(5)
        assert picture.shape == ((64, 96, 3) if turn == 180 else (96, 64, 3))
        assert frame_number(np.rot90(picture, -turn // 90)) == 5
        small = [shown for _, shown in reader.iterate(max_size=(40, 48))]
        assert {shown.shape for shown in small} == {(27, 40, 3) if turn == 180 else (48, 32, 3)}


def test_pixels_are_square(tmp_path: Path) -> None:
    with VideoReader(Shot(frames=5, aspect=Fraction(4, 3)).write(tmp_path / "anamorphic.mp4")) as reader:
        assert reader.frame(0).shape == (64, 128, 3)


def test_a_trimmed_beginning_is_not_shown(tmp_path: Path) -> None:
    path = Shot(moved_s=Fraction(-10, 24), codec_options=X264_REORDERED).write(tmp_path / "trimmed.mp4")
    with VideoReader(path) as reader:
        assert [frame_number(picture) for _, picture in reader.iterate()] == list(range(10, 48))
        assert [frame_number(reader.frame(number)) for number in (37, 0, 1, 20)] == [47, 10, 11, 30]


def test_iterating_a_stretch_small_and_gray(tmp_path: Path) -> None:
    path = Shot(size=(192, 128), codec_options=X264_REORDERED).write(tmp_path / "clip.mp4")
    with VideoReader(path) as reader:
        found = list(reader.iterate(17, 30, max_size=96, grey=True))
        assert [number for number, _ in found] == list(range(17, 30))
        assert {picture.shape for _, picture in found} == {(64, 96)}
        assert [frame_number(picture) for _, picture in found] == list(range(17, 30))
        assert list(reader.iterate(30, 30)) == []
        assert [number for number, _ in reader.iterate(46, 99)] == [46, 47]


def test_iterating_and_single_frames_do_not_disturb_each_other(tmp_path: Path) -> None:
    with VideoReader(Shot(codec_options=X264_REORDERED).write(tmp_path / "clip.mp4")) as reader:
        for number, picture in reader.iterate(0, 20):
            assert frame_number(picture) == number
            assert frame_number(reader.frame(47 - number)) == 47 - number


def test_keyframe_near(tmp_path: Path) -> None:
    with VideoReader(Shot(gop=12).write(tmp_path / "clip.mp4")) as reader:
        number, picture = reader.keyframe_near(30)
        assert number == 24
        assert frame_number(picture) == 24


def test_dragging_and_single_frames_in_turn(tmp_path: Path) -> None:
    with VideoReader(Shot(codec_options=X264_REORDERED, gop=12).write(tmp_path / "clip.mp4"), cache_bytes=0) as reader:
        for number in (30, 5, 47, 13, 40, 0, 46):
            keyframe, picture = reader.keyframe_near(number, max_size=48)
            assert (keyframe, frame_number(picture)) == (number // 12 * 12, number // 12 * 12)
            assert frame_number(reader.frame(number)) == number


def test_a_keyframe_takes_one_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with VideoReader(Shot(codec_options=X264_REORDERED, gop=12).write(tmp_path / "clip.mp4")) as reader:
        monkeypatch.setattr(reader, "_decode_to", lambda _: pytest.fail("decoded on"))
        assert [reader.keyframe_near(number)[0] for number in (47, 14, 3)] == [36, 12, 0]


@pytest.mark.parametrize("name", ["reordered.avi", "raw.h264"])
def test_keyframes_of_files_that_state_no_times(tmp_path: Path, name: str) -> None:
    container = "h264" if name.endswith("h264") else None
    shot = Shot(codec_options=X264_REORDERED, rate_fps=Fraction(25), container=container)
    with VideoReader(shot.write(tmp_path / name)) as reader:
        for number in (30, 5, 47):
            keyframe, picture = reader.keyframe_near(number)
            assert keyframe <= number
            assert frame_number(picture) == keyframe


def test_memory_of_pictures_is_bounded_and_shared(tmp_path: Path) -> None:
    path = Shot().write(tmp_path / "clip.mp4")
    with VideoReader(path, read_frame_times(path), cache_bytes=3 * 96 * 64 * 3) as reader:
        first = reader.frame(0)
        assert reader.frame(0) is first
        assert not first.flags.writeable
        for number in range(1, 4):
            reader.frame(number)
        assert reader.frame(0) is not first
        assert reader.frame(3, max_size=48).shape == (32, 48, 3)


def test_numbers_outside_the_clip(make_clip: MakeClip) -> None:
    with VideoReader(make_clip(frames=5)) as reader:
        for number in (-1, 5):
            with pytest.raises(IndexError, match="frames run from 0 to 4"):
                reader.frame(number)


def damaged(path: Path, first: int, last: int) -> Path:
    """Overwrite the contents of some packets."""
    chunks = plain.packets(path)
    data = path.read_bytes()
    for packet in chunks[first:last]:
        at = data.index(packet.data)
        data = data[: at + 5] + bytes(len(packet.data) - 5) + data[at + len(packet.data) :]
    path.write_bytes(data)
    return path


def test_damaged_frames_show_the_one_before(tmp_path: Path) -> None:
    path = damaged(Shot(codec="mjpeg", pix_fmt="yuvj420p", frames=12).write(tmp_path / "clip.mov"), 5, 8)

    def numbers(pictures: list[Picture]) -> list[int]:
        return [frame_number(picture) for picture in pictures]

    with VideoReader(path) as reader:
        assert numbers([picture for _, picture in reader.iterate()]) == [0, 1, 2, 3, 4, 4, 4, 4, 8, 9, 10, 11]
        assert numbers([reader.frame(6), reader.frame(11), reader.frame(7)]) == [4, 11, 4]


def test_damaged_ends_show_the_last_good_frame(tmp_path: Path) -> None:
    path = damaged(Shot(codec="mjpeg", pix_fmt="yuvj420p", frames=12).write(tmp_path / "clip.mov"), 9, 12)
    with VideoReader(path) as reader:
        assert [frame_number(picture) for _, picture in reader.iterate(7)] == [7, 8, 8, 8, 8]
        assert [frame_number(reader.frame(number)) for number in (11, 10, 2)] == [8, 8, 2]


def test_a_clip_without_any_good_frame_is_said_in_words(tmp_path: Path) -> None:
    path = damaged(Shot(codec="mjpeg", pix_fmt="yuvj420p", frames=4).write(tmp_path / "clip.mov"), 0, 4)
    with VideoReader(path) as reader:
        with pytest.raises(FoleyError, match="none of its frames can be decoded"):
            reader.frame(2)
        with pytest.raises(FoleyError, match="none of its frames can be decoded"):
            list(reader.iterate())


def test_a_cut_off_file_shows_what_is_there(tmp_path: Path) -> None:
    whole = Shot(frames=96, codec_options={**X264_REORDERED, "crf": "1"}, options={"movflags": "faststart"}).write(
        tmp_path / "whole.mp4"
    )
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    with VideoReader(cut) as reader:
        shown = [frame_number(picture) for _, picture in reader.iterate()]
        assert shown[:20] == list(range(20))
        assert len(shown) == len(reader)
        assert frame_number(reader.frame(10)) == 10
        assert frame_number(reader.frame(len(reader) - 1)) == shown[-1]
