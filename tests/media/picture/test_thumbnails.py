"""Small pictures for the filmstrip."""

from pathlib import Path

import pytest

from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.cache import cache_file
from foleystudio.media.picture import thumbnails
from foleystudio.media.picture.pictures import Picture
from foleystudio.media.picture.thumbnails import read_thumbnails
from tests.clips import frame_number
from tests.conftest import MakeClip
from tests.media.made import X264_REORDERED, Shot, click_sound

Got = list[tuple[int, int, bool]]


def collect(path: Path, frames: list[int], height: int = 32) -> Got:
    got: Got = []

    def take(frame: int, picture: Picture, exact: bool) -> None:
        assert picture.shape == (height, height * 3 // 2, 3)
        got.append((frame, frame_number(picture), exact))

    read_thumbnails(path, frames, height, take)
    return got


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return Shot(frames=96, gop=96, codec_options=X264_REORDERED).write(tmp_path / "clip.mp4")


def test_stand_ins_come_first_and_exact_ones_after(clip: Path) -> None:
    assert collect(clip, [60, 10, 90]) == [
        (60, 0, False),
        (90, 0, False),
        (10, 10, True),
        (60, 60, True),
        (90, 90, True),
    ]


def test_kept_ones_come_at_once(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collect(clip, [10, 20])
    assert collect(clip, [20, 15, 10, 10]) == [(20, 20, True), (10, 10, True), (15, 15, True)]
    monkeypatch.setattr(thumbnails, "VideoReader", lambda *_, **__: pytest.fail("decoded again"))
    assert collect(clip, [10, 15, 20]) == [(10, 10, True), (15, 15, True), (20, 20, True)]


def test_heights_are_kept_apart(clip: Path) -> None:
    collect(clip, [10])
    assert collect(clip, [10], height=64) == [(10, 10, True)]


@pytest.mark.parametrize("cut", [3, 16, 20, -1])
def test_a_pack_that_is_cut_off_is_no_hindrance(clip: Path, cut: int) -> None:
    collect(clip, [5, 10])
    pack = cache_file(clip, "thumbnails-2", "-32.pack")
    pack.write_bytes(pack.read_bytes()[:cut])
    assert collect(clip, [5, 10, 11]) == [(5, 5, True), (10, 10, True), (11, 11, True)]
    assert collect(clip, [10]) == [(10, 10, True)]


def test_a_pack_does_not_grow_without_end(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "_KEPT_BYTES", 20_000)
    collect(clip, list(range(20)))
    assert cache_file(clip, "thumbnails-2", "-32.pack").stat().st_size < 30_000


def test_cancelling_keeps_what_came(clip: Path) -> None:
    got: list[int] = []
    with pytest.raises(CancelledError):
        read_thumbnails(clip, range(10), 32, lambda frame, *_: got.append(frame), cancelled=lambda: len(got) >= 3)
    assert got == [0, 1, 2]
    assert collect(clip, [2]) == [(2, 2, True)]


def test_progress(clip: Path) -> None:
    shares: list[float] = []
    read_thumbnails(clip, [1, 2], 32, lambda *_: None, lambda share, _: shares.append(share))
    read_thumbnails(clip, [1, 2], 32, lambda *_: None, lambda share, _: shares.append(share))
    assert shares == [0.5, 1, 1]


def test_a_sound_is_said_in_words(make_clip: MakeClip) -> None:
    with pytest.raises(FoleyError, match="it has no picture"):
        collect(make_clip("sound.mp4", frames=0, audio=click_sound(1.5)), [0])
