"""Fixtures that several rooms need: own cache and data folders, Qt without a display, small made clips."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings

# Before anything imports Qt: tests open no window unless the display is asked for by name.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Before anything imports numpy or torch: several test runs share a machine.
os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that spin take turns from those that work
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as foleystudio itself does

from installer import virtual_devices
from tests.clips import write_clip

# Tests assert what is so, never how fast: the machine may be busy with other things.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


class MakeClip(Protocol):
    """What the ``make_clip`` fixture is: `tests.clips.write_clip` into this test's folder."""

    def __call__(self, name: str = "clip.mp4", **how: Any) -> Path:
        """Write the clip and answer its path; ``how`` is passed on to `tests.clips.write_clip`."""


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or fills the user's cache and data folders."""
    folder = tmp_path_factory.mktemp("foleystudio")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOLEYSTUDIO_CACHE", str(folder / "cache"))
        patch.setenv("FOLEYSTUDIO_DATA", str(folder / "data"))
        yield folder


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """Write small clips: ``make_clip("a.mov", frames=50, rate_fps=Fraction(25), audio=wave)``."""

    def make(name: str = "clip.mp4", **how: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_clip(path, **how)

    return make


@pytest.fixture(scope="session")
def sound_card() -> Iterator[str]:
    """Name of the virtual sound card's sink: play to ``pulse``, record with ``parec -d NAME.monitor``.

    The card of whoever started the tests, or one of our own; without either the test is skipped. Tests
    that use it carry the mark ``soundcard``.
    """
    if "FOLEYSTUDIO_TEST_SINK" in os.environ:
        yield os.environ["FOLEYSTUDIO_TEST_SINK"]
        return
    if not virtual_devices.can_make_sound_card():
        pytest.skip("no virtual sound card: pulseaudio and parec are not installed")
    with virtual_devices.virtual_sound_card() as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield virtual_devices.SINK
