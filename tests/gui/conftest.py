"""A whole studio window for tests, on folders of its own, and ways to wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from foleystudio.dsp.sound import Sound
from foleystudio.engine.models import installed
from foleystudio.gui.dialogs import questions
from foleystudio.gui.look import theme
from foleystudio.gui.settings import Settings
from foleystudio.gui.studio import Studio
from foleystudio.media.sound.files import write_sound
from foleystudio.project.takes import Provenance, Take
from tests.conftest import MakeClip

RATE_HZ = 48_000
HITS_S = (0.4, 0.9, 1.5)

_LASTING = {"player", "warm-up", "journal"}
_SETTLES_WITHIN_MS = 200  # longer ones measure, review or warm up at leisure: a test that asks for those waits for them


def hits(times_s: tuple[float, ...] = HITS_S, duration_s: float = 2.0, pitch_hz: float = 900.0) -> np.ndarray:
    """``float32 [N, 1]``: decaying strikes at these times, silence between them."""
    wave = np.zeros(round(duration_s * RATE_HZ), np.float32)
    t = np.arange(RATE_HZ // 4) / RATE_HZ
    strike = (0.7 * np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / 0.03)).astype(np.float32)
    for at in times_s:
        start = round(at * RATE_HZ)
        part = wave[start : start + len(strike)]
        part += strike[: len(part)]
    return wave[:, None]


def made_from(take: Take) -> Provenance:
    """What a take of the studio's own was made from."""
    assert take.provenance is not None
    return take.provenance


@pytest.fixture(autouse=True)
def no_models(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window is tested with the renderer that needs no model, whatever is installed."""
    empty = tmp_path_factory.mktemp("no-models")
    for home in ("models_dir", "data_dir"):
        monkeypatch.setattr(installed, home, lambda: empty)


@pytest.fixture(autouse=True)
def stops_what_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lets work go while a take is made stops it: a question would wait for an answer for ever."""
    monkeypatch.setattr(questions, "stop_it", lambda *_: True)


@pytest.fixture(autouse=True)
def asks_nobody_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog of the system that a test did not answer fails it: it would wait for ever, deaf to any time-out."""
    for name in ("getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, partial(_nobody_answers, name))


def _nobody_answers(name: str, *_arguments: object, **_how: object) -> NoReturn:
    raise AssertionError(f"{name} waits for an answer")


class Driver:
    """A studio and what a test does with it."""

    def __init__(self, studio: Studio, qtbot: QtBot, folder: Path) -> None:
        self.studio, self.bot, self.folder = studio, qtbot, folder
        self.said: list[str] = []
        self.errors: list[str] = []
        studio.session.said.connect(self.said.append)
        studio.session.failed.connect(lambda error: self.errors.append(str(error)))

    def wait(self, until: Callable[[], bool], what: str = "", timeout_ms: int = 20_000) -> None:
        """Spin until something is so."""
        self.bot.waitUntil(until, timeout=timeout_ms)

    def settle(self) -> None:
        """Wait until nothing is under way, and nothing that waits for the user's hands to rest will begin."""
        QApplication.processEvents()
        self.wait(lambda: not self.is_busy() and not self.is_settling())
        QApplication.processEvents()

    def is_settling(self) -> bool:
        """Whether a presenter or a lane waits a moment before it does something."""
        homes = (self.studio, self.studio.window)
        timers = (timer for home in homes for timer in home.findChildren(QTimer))
        return any(t.isActive() and t.isSingleShot() and t.interval() <= _SETTLES_WITHIN_MS for t in timers)

    def is_busy(self) -> bool:
        """Whether a job is under way."""
        lanes = {job.lane for job in self.studio.jobs._running}
        return bool(lanes - _LASTING)

    def open(self, clip: Path) -> None:
        """Open a clip and wait for its events."""
        self.studio.open(clip)
        self.wait(lambda: self.studio.session.clip is not None or bool(self.errors))
        self.wait(lambda: not self.studio.proposals.are_coming())

    def save(self, file: Path) -> None:
        """Save the project to a file and wait until it is there."""
        errors = list(self.errors)
        self.studio.project._write(file)
        self.wait(lambda: not self.studio.jobs.is_busy("save"))
        assert self.errors == errors

    def sound(self, name: str = "knock.wav", pitch_hz: float = 500.0, times_s: tuple[float, ...] = (0.01,)) -> Path:
        """Write a reference."""
        path = self.folder / name
        write_sound(path, Sound(hits(times_s, max(times_s) + 0.4, pitch_hz), RATE_HZ, path.stem))
        return path

    def drop_sound(self, path: Path, track: int = -1) -> None:
        """Drop a sound on the timeline and wait for its take."""
        count, errors = len(self.studio.session.project.takes), len(self.errors)
        self.studio.window.timeline.files_dropped.emit(track, [path], 0.0)
        self.wait(lambda: len(self.studio.session.project.takes) > count or len(self.errors) > errors)


@contextmanager
def driven_studio(qtbot: QtBot, folder: Path, device: str) -> Iterator[Driver]:
    """A studio in its usual window, played by a sound card of this name, and put away in order."""
    studio = Studio(Settings(), device=device)
    studio.window.resize(1280, 720)
    studio.window.show()
    yield Driver(studio, qtbot, folder)
    studio.window.may_close = lambda: True
    studio.window.close()
    studio.close()
    studio.window.deleteLater()
    studio.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def driver(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Driver]:
    """A studio window on folders of its own."""
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    theme.apply(qapp, theme.Scheme.DARK)
    with driven_studio(qtbot, tmp_path, "no such card") as driver:
        yield driver


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    """Two seconds of numbered frames with three strikes as their sound."""
    return make_clip("clip.mov", frames=50, audio=hits())
