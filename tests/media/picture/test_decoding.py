"""Frames by number: where seeks land, and what is decoded after them."""

from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.media.clock.frame_times import read_frame_table
from foleystudio.media.picture.decoding import PictureDecoder
from tests.conftest import MakeClip
from tests.media.made import X264_REORDERED, Shot, click_sound


def test_numbers_follow_each_other(tmp_path: Path) -> None:
    path = Shot(codec_options=X264_REORDERED).write(tmp_path / "clip.mp4")
    with closing(PictureDecoder(path, read_frame_table(path))) as decoder:
        assert [number for number, _ in decoder] == list(range(48))


def test_a_target_ahead_in_the_same_group_needs_no_seek(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Shot(gop=48).write(tmp_path / "clip.mp4")
    with closing(PictureDecoder(path, read_frame_table(path))) as decoder:
        decoder.go_to(5)
        assert next(decoder)[0] == 0
        monkeypatch.setattr(decoder, "_seek", lambda _: pytest.fail("sought"))
        decoder.go_to(40)
        assert next(decoder)[0] == 1


def test_a_target_far_ahead_or_behind_is_sought(tmp_path: Path) -> None:
    path = Shot(frames=96, gop=12).write(tmp_path / "clip.mp4")
    with closing(PictureDecoder(path, read_frame_table(path))) as decoder:
        decoder.go_to(90)
        assert next(decoder)[0] == 84
        decoder.go_to(30)
        assert next(decoder)[0] == 24


def test_what_is_pushed_back_comes_again(make_clip: MakeClip) -> None:
    path = make_clip(frames=10)
    with closing(PictureDecoder(path, read_frame_table(path))) as decoder:
        found = next(decoder)
        decoder.push_back(found)
        assert decoder.next_frame == found[0]
        assert next(decoder) is found


@pytest.mark.parametrize("suffix", [".mpg", ".ts", ".avi"])
def test_seeks_land_before_their_target(tmp_path: Path, suffix: str) -> None:
    shot = Shot(codec="mpeg2video", frames=72, reordered=2, gop=12, rate_fps=Fraction(25), sound=click_sound(2))
    path = (
        Shot(codec="mpeg4", frames=72, reordered=2, rate_fps=Fraction(25))
        if suffix == ".avi"
        else Shot(**{**shot.__dict__, "sound_codec": "mp2"})
    ).write(tmp_path / f"clip{suffix}")
    table = read_frame_table(path)
    with closing(PictureDecoder(path, table)) as decoder:
        for target in (60, 13, 40, 39, 71, 0):
            decoder.go_to(target)
            assert next(decoder)[0] <= target


def test_a_sound_has_no_pictures(make_clip: MakeClip) -> None:
    clip, sound = make_clip(frames=5), make_clip("sound.mp4", frames=0, audio=click_sound(1.5))
    with pytest.raises(FoleyError, match="it has no picture"):
        PictureDecoder(sound, read_frame_table(clip))
