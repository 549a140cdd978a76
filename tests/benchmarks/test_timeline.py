"""How long a repaint takes for a clip of ten minutes: budget 16 ms, and pyqtgraph's lanes beside ours.

Run with ``pytest tests/benchmarks/test_timeline.py --benchmark-only -s``; ``QT_SCALE_FACTOR=2`` in front
measures a screen of 3840 pixels. Printed are wall and processor time: on a busy machine only the latter counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.dsp.sound import Sound
from foleystudio.gui.look import theme
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import TakeView, TrackView, Waveform
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.peaks import Peaks, build_peaks
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import ColumnGrid, FrameTimes, Timecode
from tests.gui.hands import show_time

MINUTES = 10
DURATION_S = MINUTES * 60.0
RATE_HZ = 48_000
FPS = Fraction(25)
GRID = ColumnGrid(RATE_HZ, 512)
BANDS = 128
ROUNDS = 80
BUDGET_MS = 16

Benchmark = Any
"""pytest-benchmark's fixture; its ``pedantic`` is untyped."""


@pytest.fixture(scope="module")
def peaks(tmp_path_factory: pytest.TempPathFactory) -> Peaks:
    """Outline of ten minutes of noise with hits, from a file as in the studio."""
    random = np.random.default_rng(0)
    wave = random.normal(0, 0.02, round(DURATION_S * RATE_HZ)).astype(np.float32)
    for start in random.integers(0, len(wave) - 9600, 2000):
        wave[start : start + 9600] += random.normal(0, 0.3, 9600) * np.exp(-np.arange(9600) / 1500)
    path = tmp_path_factory.mktemp("sound") / "ten minutes.wav"
    write_sound(path, Sound(wave.clip(-1, 1)[:, None], RATE_HZ))
    return build_peaks(path)


def _fill(timeline: TimelineWidget, peaks: Peaks) -> None:
    random = np.random.default_rng(1)
    timeline.set_clip(DURATION_S, FrameTimes.regular(round(DURATION_S * FPS), FPS), Timecode(FPS))
    times = np.sort(random.uniform(0, DURATION_S - 1, 3000))
    events = [
        Event(float(at), float(strength), sustain_s=float(sustain))
        for at, strength, sustain in zip(
            times, random.uniform(0.2, 1, 3000), random.choice([0, 0, 0.2, 0.5], 3000), strict=True
        )
    ]
    timeline.set_events(EventTrack(tuple(events)))
    wave = Waveform(peaks, RATE_HZ, peaks.n_samples)
    timeline.set_guide(wave)
    timeline.set_tracks(
        TrackView(key, f"Foley {key}", takes=(TakeView(10 + key, 1, "take", 0, DURATION_S, wave),), active=10 + key)
        for key in (1, 2)
    )
    columns = random.integers(0, 256, (BANDS, round(DURATION_S * float(GRID.columns_per_second))), dtype=np.uint8)
    timeline.set_spectrogram(GRID, BANDS, columns.shape[1])
    timeline.set_spectrogram_tile(0, columns)
    picture = QImage(178, 100, QImage.Format.Format_RGB32)
    picture.fill(0x808080)
    for frame in range(0, round(DURATION_S * FPS), 37):
        timeline.set_thumbnail(frame, picture)


@pytest.fixture
def timeline(qapp: QApplication, qtbot: QtBot, peaks: Peaks) -> Iterator[TimelineWidget]:
    """A full timeline, 1920 x 620."""
    theme.apply(qapp, theme.Scheme.DARK)
    widget = TimelineWidget()
    qtbot.addWidget(widget)
    widget.resize(1920, 620)
    widget.show()
    _fill(widget, peaks)
    qtbot.wait(60)
    yield widget
    widget.hide()


def _measure(benchmark: Benchmark, what: str, widget: QWidget, step: Callable[[int], object]) -> float:
    """Take ``step`` and repaint, round by round; print the figures, answer the median processor time in ms."""
    wall: list[float] = []
    processor: list[float] = []

    def once() -> None:
        began, began_processor = time.perf_counter(), time.thread_time()
        step(len(wall))
        widget.repaint()
        wall.append((time.perf_counter() - began) * 1e3)
        processor.append((time.thread_time() - began_processor) * 1e3)

    benchmark.pedantic(once, rounds=ROUNDS, warmup_rounds=3)
    for name, figures in (("wall", wall), ("processor", processor)):
        median, p95 = np.percentile(figures[3:], [50, 95])
        benchmark.extra_info[f"{name}_ms"] = {"median": round(median, 2), "p95": round(p95, 2)}
        print(f"\n{what:34} {name:10} median {median:6.2f} ms   p95 {p95:6.2f} ms", end="")
    return float(np.median(processor[3:]))


def test_zoom_from_the_whole_clip(benchmark: Benchmark, timeline: TimelineWidget) -> None:
    half = ROUNDS // 2
    _measure(benchmark, "zoom", timeline, lambda i: timeline.axis.zoom(1.12 if i % ROUNDS < half else 1 / 1.12, 700))


@pytest.mark.parametrize("pixels_per_second", [20, 120, 400, 3000, 48_000, 200_000, 1_152_000])
def test_scroll(benchmark: Benchmark, timeline: TimelineWidget, pixels_per_second: int) -> None:
    show_time(timeline.axis, pixels_per_second, 100)
    _measure(benchmark, f"scroll at {pixels_per_second} px/s", timeline, lambda _i: timeline.axis.scroll_by(37))


def test_playhead(benchmark: Benchmark, timeline: TimelineWidget) -> None:
    """Only what the playhead leaves and enters is copied: no repaint of everything."""
    drawn = timeline.guide.times_drawn

    def once() -> None:
        timeline.set_playhead(timeline.axis.playhead_s + 0.3)
        QApplication.processEvents()

    benchmark.pedantic(once, rounds=ROUNDS, warmup_rounds=3)
    assert timeline.guide.times_drawn == drawn


def test_dragging_an_event(benchmark: Benchmark, timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 120, 100)
    lane = timeline.events
    _measure(benchmark, "event lane drawn anew", lane, lambda _i: lane.invalidate())


@pytest.mark.parametrize("lanes", ["ours", "pyqtgraph"])
def test_waveform_and_spectrogram_zoom(
    benchmark: Benchmark, qtbot: QtBot, timeline: TimelineWidget, peaks: Peaks, lanes: str
) -> None:
    """The two heavy lanes alone, drawn by us and by pyqtgraph, over the same zooms."""
    width = timeline.guide.width()
    half = ROUNDS // 2
    if lanes == "ours":
        timeline.set_tracks(())
        for lane in (timeline.ruler, timeline.filmstrip, timeline.events):
            row = lane.parentWidget()
            assert row is not None
            row.hide()
        qtbot.wait(60)
        _measure(
            benchmark, "waveform + spectrogram, ours", timeline,
            lambda i: timeline.axis.zoom(1.12 if i % ROUNDS < half else 1 / 1.12, 700),
        )  # fmt: skip
        return
    view, show = _pyqtgraph_lanes(peaks, width, timeline.guide.height(), timeline.spectrogram.height())
    qtbot.addWidget(view)
    view.show()
    qtbot.wait(60)
    zoom = 1.12 ** np.concatenate([np.arange(half), np.arange(half)[::-1]])
    spans = DURATION_S / zoom

    viewport = view.viewport()
    _measure(benchmark, "waveform + spectrogram, pyqtgraph", viewport, lambda i: show(float(spans[i % ROUNDS])))


def _pyqtgraph_lanes(
    peaks: Peaks, width: int, wave_height: int, heat_height: int
) -> tuple[QGraphicsView, Callable[[float], None]]:
    import pyqtgraph

    view = pyqtgraph.GraphicsLayoutWidget()
    view.resize(width, wave_height + heat_height)
    wave_plot, heat_plot = view.addPlot(row=0, col=0), view.addPlot(row=1, col=0)
    for plot in (wave_plot, heat_plot):
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        plot.setMouseEnabled(False, False)
    random = np.random.default_rng(1)
    count = round(DURATION_S * float(GRID.columns_per_second))
    tile = 8192  # wider images than 32 768 columns are refused
    for first in range(0, count, tile):
        columns = random.integers(0, 256, (min(tile, count - first), BANDS), dtype=np.uint8)
        image = pyqtgraph.ImageItem(columns, levels=(0, 255), autoDownsample=True)
        image.setLookupTable(pyqtgraph.colormap.get("inferno").getLookupTable(nPts=256))
        seconds = 1 / float(GRID.columns_per_second)
        image.setRect(QRectF(first * seconds, 0, len(columns) * seconds, BANDS))
        heat_plot.addItem(image)
    curve = pyqtgraph.PlotDataItem()
    wave_plot.addItem(curve)
    wave_plot.setYRange(-1, 1)

    def show(span_s: float) -> None:
        outline = peaks.read(0, round(span_s * RATE_HZ), width)[:, 0]
        times = np.repeat(np.linspace(0, span_s, width), 2)
        curve.setData(times, outline.reshape(-1))
        for plot in (wave_plot, heat_plot):
            plot.setXRange(0, span_s, padding=0)

    return view, show
