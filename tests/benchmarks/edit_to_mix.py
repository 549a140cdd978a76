"""From a dragged event's release to its new sound: ``python -m tests.benchmarks.edit_to_mix [RENDERER] [MINUTES ...]``.

The studio's window (offscreen unless QT_QPA_PLATFORM says otherwise) holds a take by a renderer, the hybrid when none
is named, on events as a busy scene has them. One event after another is taken by the mouse and let go a tenth of a
second later. Columns are seconds from the release until the player's mix holds a new sound where the event now is;
until it holds all that the take's file will; until that file is written and used; the same mix after undo, and after
redo. Median of several drags, the worst in brackets.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from foleystudio.dsp.sound import Wave
from foleystudio.engine.mix.mixdown import Mixdown
from foleystudio.gui.app import make_application
from foleystudio.gui.look import theme
from foleystudio.gui.studio import Studio
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.media.sound.files import TakeFile
from foleystudio.paths import example_dir
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer
from foleystudio.project.storage.saved import save_project
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples
from tests.benchmarks.hour_long_clip import repeated
from tests.clips import write_clip

_MINUTES = (1 / 6, 10.0, 60.0)
_DRAGS = 5
_BETWEEN_S = (0.3, 1.2)
"""From one event to the next, as in a busy scene."""
_PIECE_S = Fraction(10)
_BEFORE_S, _LASTING_S = 0.005, 0.1
"""Of an event, where its new sound is listened for."""
_ROUNDING = 2e-6  # files have 24 bits, what is heard before them has more
_LIMIT_S, _TAKE_WITHIN_S = 300.0, 1800.0
_REST_S = 1.5
"""Between drags: the hands of whoever edits rest too."""
_WAITED_FOR = ("project", "clip", "changes", "take")
_COLUMNS = ("first sound", "as in the file", "file", "undo", "redo")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; answers the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["--inside"]:
        return _drive(Path(given[1]))
    print(f"| clip | {' | '.join(_COLUMNS)} |\n| --- |{' ---: |' * len(_COLUMNS)}", flush=True)
    renderer = Renderer(given.pop(0)) if given[:1] and given[0].isalpha() else Renderer.HYBRID
    for minutes in [float(text) for text in given] or list(_MINUTES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            project = _project(folder, minutes, renderer)
            env = os.environ | {"FOLEYSTUDIO_CACHE": str(folder / "cache"), "FOLEYSTUDIO_DATA": str(folder / "data")}
            command = [sys.executable, "-m", "tests.benchmarks.edit_to_mix", "--inside", str(project)]
            subprocess.run(command, env=env, check=True)
    return 0


def _project(folder: Path, minutes: float, renderer: Renderer) -> Path:
    piece = write_clip(folder / "piece.mp4", frames=int(_PIECE_S) * 25)
    clip = repeated(piece, folder / "clip.mp4", round(minutes * 60 / _PIECE_S), _PIECE_S)
    times = np.cumsum(np.random.default_rng(0).uniform(*_BETWEEN_S, round(minutes * 120)))
    events = tuple(Event(float(at_s), 0.7, marked=True) for at_s in times if at_s < minutes * 60 - 0.5)
    project = Project(clip=clip).with_reference(example_dir() / "anvil-strikes.flac")
    project = project.with_track(references=(project.references[0].key,), renderer=renderer)
    track = replace(project.tracks[0], events=EventTrack(events, source="edited"))
    save_project(project.with_changed_track(track), folder / "bench.foley")
    return folder / "bench.foley"


class _Bench:
    """A studio whose events are dragged."""

    def __init__(self, app: QApplication, studio: Studio) -> None:
        self._app, self.studio, self.session = app, studio, studio.session

    def spin(self, until: Callable[[], bool], limit_s: float = _LIMIT_S) -> float:
        """Wait until something is so; answers when it was."""
        began = time.perf_counter()
        while not until():
            self._app.processEvents()
            time.sleep(0.0005)
            if time.perf_counter() - began > limit_s:
                raise TimeoutError
        return time.perf_counter()

    def rest(self, seconds: float) -> None:
        """Let the window live for a while, and longer while takes are made; not for what is drawn and measured."""
        began = time.perf_counter()
        jobs = self.studio.jobs
        self.spin(lambda: time.perf_counter() - began > seconds and not any(jobs.is_busy(lane) for lane in _WAITED_FOR))

    def heard(self, at_s: float) -> Wave:
        """The player's mix where an event is."""
        with Mixdown(self.studio.player._mixdown.plan) as mix:
            return mix.read(*self.place(at_s))

    def is_heard(self, at_s: float, wanted: Wave) -> bool:
        """Whether the mix there is what is wanted."""
        return _alike(self.heard(at_s), wanted)

    @staticmethod
    def place(at_s: float) -> tuple[int, int]:
        """First sample and number of those that are listened to."""
        return to_samples(at_s - _BEFORE_S, STUDIO_RATE_HZ), round((_BEFORE_S + _LASTING_S) * STUDIO_RATE_HZ)

    def heard_until(self, at_s: float, is_over: Callable[[], bool]) -> list[tuple[float, Wave]]:
        """Instants at which the player was given another mix, and what there is in it where an event is."""
        seen, plans = [], [self.studio.player._mixdown.plan]
        seen.append((time.perf_counter(), self.heard(at_s)))
        while not is_over():
            when = self.spin(lambda: self.studio.player._mixdown.plan is not plans[-1])
            plans.append(self.studio.player._mixdown.plan)
            seen.append((when, self.heard(at_s)))
        return seen

    def drag(self, event: Event) -> tuple[float, float]:
        """Take an event by the mouse, and let it go later; answers when, and where it is to be."""
        lane = self.studio.window.timeline.events
        axis = lane.axis
        axis.zoom(200 / axis.pixels_per_second, 0.0)
        axis.ensure_visible(event.time_s)
        self.rest(_REST_S)
        geometry = lane.geometry_now()
        y = geometry.y_of(event.strength) + 2
        start = QPointF(axis.x_of(event.time_s), y).toPoint()
        stop = QPointF(axis.x_of(event.time_s + 0.1), y).toPoint()
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(lane, button, none, start)
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(lane, start + (stop - start) * share)
            self._app.processEvents()
        released = time.perf_counter()
        QTest.mouseRelease(lane, button, none, stop)
        return released, self.session.events.get(event.key).time_s


def _alike(one: Wave, other: Wave) -> bool:
    return float(np.abs(one - other).max()) < _ROUNDING


def _measured(bench: _Bench, event: Event) -> list[float]:
    session = bench.session
    path = session.project.takes[0].path
    released, at_s = bench.drag(event)
    if at_s == event.time_s:
        raise RuntimeError("the event was not moved")
    with TakeFile(path) as file:
        before = to_stereo(file.read(*bench.place(at_s)))
    seen = bench.heard_until(at_s, lambda: session.project.takes[0].path != path)
    last = seen[-1][1]
    first = next(when for when, heard in seen if not np.array_equal(heard, before))
    final = next(when for when, heard in seen if _alike(heard, last))
    times = [first - released, final - released, seen[-1][0] - released]
    for turn, wanted in ((session.document.undo, before), (session.document.redo, last)):
        bench.rest(_REST_S)
        began = time.perf_counter()
        turn()
        times.append(bench.spin(partial(bench.is_heard, at_s, wanted)) - began)
    return times


def _drive(project: Path) -> int:
    app = make_application()
    theme.apply(app, theme.Scheme.DARK)
    studio = Studio(device="no such card")
    studio.window.resize(1920, 1080)
    studio.window.show()
    studio.session.failed.connect(lambda error, _notice: print(error, file=sys.stderr))
    bench, session = _Bench(app, studio), studio.session
    studio.warm_up.begin()
    studio.open(project)
    bench.spin(lambda: session.clip is not None)
    bench.rest(2.0)
    try:
        rows = _rows(bench)
    finally:  # else its threads would go on for ever
        studio.window.may_close = lambda: True
        studio.window.close()
        studio.close()
    cells = [f"{statistics.median(column):.3f} ({max(column):.3f})" for column in zip(*rows, strict=True)]
    print(f"| {session.duration_s:.0f} s | {' | '.join(cells)} |", flush=True)
    return 0


def _rows(bench: _Bench) -> list[list[float]]:
    """The figures of each drag, once there is a take."""
    studio, session = bench.studio, bench.session
    studio.generate.generate() if session.references else studio.generate.perform((session.project.references[0].key,))
    bench.spin(lambda: bool(session.project.takes), _TAKE_WITHIN_S)
    bench.rest(_REST_S)
    events = session.events.events
    return [_measured(bench, events[len(events) * (n + 1) // (_DRAGS + 1)]) for n in range(_DRAGS)]


if __name__ == "__main__":
    raise SystemExit(main())
