from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.gui.presenters.clip import frame as picture_presenter
from foleystudio.media.picture.video import VideoReader
from tests.conftest import MakeClip
from tests.gui.conftest import Driver


def test_the_latest_wish_wins(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    picture, fetched = driver.studio.picture, list[int]()
    real = picture._fetch

    def counted(wish: picture_presenter._Wish) -> None:
        fetched.append(wish.frame)
        real(wish)

    monkeypatch.setattr(picture, "_fetch", counted)
    for frame in range(1, 50):
        picture.show(frame / 25)
    driver.wait(lambda: picture.shown_frame == 49)
    assert len(fetched) <= 3, "frames that nobody waits for any more are not decoded"


def test_rough_shows_a_keyframe_and_then_the_exact_frame(
    driver: Driver, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(make_clip("long.mp4", frames=60, gop=30))
    picture, shown = driver.studio.picture, list[int]()
    panel = driver.studio.window.picture
    driver.wait(lambda: picture.shown_frame == 0)
    real = panel.set_frame

    def watched(frame: NDArray[np.uint8], label: str) -> None:
        real(frame, label)
        shown.append(picture.shown_frame or 0)

    monkeypatch.setattr(panel, "set_frame", watched)
    picture.show(45 / 25, rough=True)
    driver.wait(lambda: picture.shown_frame == 45)
    assert shown == [30, 45]


def test_another_size_is_fetched_sharp(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("big.mp4", frames=10, size=(640, 360)))
    panel = driver.studio.window.picture
    driver.wait(lambda: panel.image().width() == min(640, panel.wanted_size().width()))
    driver.studio.window._whole.setSizes([200, 500])
    driver.wait(lambda: abs(panel.image().width() - panel.wanted_size().width()) <= 1)


def test_a_clip_whose_picture_rests_is_let_go_and_read_again_when_it_moves(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[VideoReader] = []
    real = VideoReader.close
    monkeypatch.setattr(VideoReader, "close", lambda reader: (closed.append(reader), real(reader))[1])
    driver.open(clip)
    picture = driver.studio.picture
    driver.wait(lambda: picture.shown_frame == 0)
    first = picture._reader
    assert first is not None
    picture._rest.start(0)
    driver.wait(lambda: closed == [first])
    assert picture._reader is None
    driver.studio.playback.step(1)
    driver.wait(lambda: picture.shown_frame == 1)
    assert picture._reader is not first
