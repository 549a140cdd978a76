"""One session from clip to export: a real window, real keys and mouse, a sound card that is listened to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foleystudio.project.document import Project
from installer import virtual_devices
from tests.whole_session import editing, media, playing, samples
from tests.whole_session.display import Display
from tests.whole_session.ears import Ears
from tests.whole_session.window import Window

pytestmark = [
    pytest.mark.screen,
    pytest.mark.timeout(900),  # a busy machine takes its time
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="its display and its sound card are Linux's"),
]
_24_BITS = 1.5 / 2**23
PICTURES = "FOLEYSTUDIO_TEST_PICTURES"
"""Names a folder that keeps the pictures of the screen; else they lie in the test's own."""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get(PICTURES) or tmp_path / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """A display of its own: these hands would reach into whatever else shows."""
    if not virtual_devices.can_make_display():
        pytest.skip("no virtual display: Xvfb is not installed")
    with virtual_devices.virtual_display(1440, 932) as variables:
        yield variables


def test_a_whole_session(tmp_path: Path, pictures: Path, display: dict[str, str], sound_card: str) -> None:
    clip, sounds, file = media.make_clip(tmp_path), media.make_sounds(tmp_path), tmp_path / "kitchen.foley"
    with Display(display["DISPLAY"]) as hands, Ears(sound_card) as ears:
        window = Window(hands, tmp_path, display, pictures)
        try:
            lost = _worked(window, ears, clip, sounds, file)
            window.kill()
            window = Window(hands, tmp_path, display, pictures)
            editing.recovered(window, lost)
            now = editing.exported(window, tmp_path / "mix.wav")
            assert now.problems == ()
        finally:
            window.clear_away()
    _assert_heard(now.project, tmp_path / "mix.wav")


def _worked(window: Window, ears: Ears, clip: Path, sounds: list[Path], file: Path) -> Project:
    """Everything up to the power cut; answers the work that no file has."""
    editing.opened(window, clip)
    editing.with_tracks(window)
    editing.with_sounds(window, sounds)
    editing.split(window)
    playing.calibrated(window, ears)
    playing.recorded(window, ears)
    editing.performed(window)
    editing.with_changed_hits(window)
    editing.with_comp(window)
    editing.through_cues(window)
    editing.undone_and_redone(window)
    editing.saved(window, file)
    lost = editing.changed_after(window)
    assert window.now().problems == ()
    return lost


def _assert_heard(project: Project, file: Path) -> None:
    heard, rate_hz = soundfile.read(file, always_2d=True)
    assert (len(heard), rate_hz) == (round(media.DURATION_S * samples.RATE_HZ), samples.RATE_HZ)
    mix, is_plain = samples.expected(project, len(heard))
    np.testing.assert_allclose(heard[is_plain], mix[is_plain], rtol=0, atol=_24_BITS)
    assert np.abs(mix).max() > 0.1
    for event in (event for track in project.tracks for event in track.events):
        at = round(event.time_s * samples.RATE_HZ)
        assert np.abs(heard[at : at + samples.RATE_HZ // 10]).max() > 0.003, f"nothing is heard of {event}"
