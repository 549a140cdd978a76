from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.gui.presenters.clip_presenter import rate_label
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits


@pytest.mark.parametrize(
    ("rate", "label"),
    [
        (Fraction(25), "25 fps"),
        (Fraction(30000, 1001), "29.97 NDF"),
        (Fraction(24000, 1001), "23.976 fps"),
        (Fraction(43, 2), "21.5 fps"),
        (Fraction(60000, 1001), "59.94 NDF"),
    ],
)
def test_rates_are_called_as_editors_call_them(make_clip: MakeClip, rate: Fraction, label: str) -> None:
    assert rate_label(open_clip(make_clip("a.mov", rate_fps=rate, frames=40))) == label


def test_undoing_the_opening_closes_the_clip_and_redoing_opens_it_again(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    while session.document.undo():
        pass
    assert session.clip is None
    assert driver.studio.window.picture._welcome.isVisible()
    while session.document.redo():
        pass
    driver.wait(lambda: session.clip is not None)
    assert session.clip is not None
    assert session.clip.path == clip


def test_another_clip_begins_new_work_and_keeps_the_bin(driver: Driver, clip: Path, make_clip: MakeClip) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.studio.window.may_close = lambda: True
    session = driver.studio.session
    driver.studio.clips.open(make_clip("second.mov", frames=30, audio=hits((0.6,), 1.2)))
    driver.wait(lambda: session.project.clip is not None and session.project.clip.name == "second.mov")
    driver.wait(lambda: not driver.studio.events.are_coming())
    assert session.project.takes == ()
    assert len(session.project.references) == 1
    assert [e.time_s for e in session.project.events] == pytest.approx([0.6], abs=0.02)


def test_a_clip_that_fails_to_open_leaves_the_present_one(driver: Driver, clip: Path, tmp_path: Path) -> None:
    driver.open(clip)
    (tmp_path / "bad.mp4").write_bytes(b"nothing")
    driver.studio.clips.open(tmp_path / "bad.mp4")
    driver.wait(lambda: bool(driver.errors))
    assert driver.studio.session.clip is not None
    assert driver.studio.session.project.clip == clip
