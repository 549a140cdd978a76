"""The plots of the Compare window draw what they are given, in the colours of the appearance."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.engine.measures.comparison import read_hit
from foleystudio.gui.look import theme
from foleystudio.gui.panels.compare.plots import ComparePlots
from foleystudio.gui.panels.compare.view import REFERENCE, TAKE, CompareView, LoudnessCurve

RATE_HZ = 48_000


def _view() -> CompareView:
    ring = np.exp(-np.arange(RATE_HZ) / 3000)[:, None].astype(np.float32)
    hits = {TAKE: read_hit(ring, RATE_HZ, 0), REFERENCE: read_hit(0.1 * ring, RATE_HZ, 0)}
    return CompareView("x", 1.0, hits, {TAKE: LoudnessCurve(np.arange(10.0), np.full(10, -20.0))})


def test_hits_are_drawn_at_one_level_or_at_their_own(qtbot: QtBot) -> None:
    plots = ComparePlots()
    qtbot.addWidget(plots)
    decay = plots.plots()[2]
    for matched, apart_db in ((True, 0.0), (False, 20.0)):
        plots.show_view(_view(), {}, matched=matched)
        take, reference = (item.yData for item in decay.listDataItems())
        assert abs(abs(float(take.max() - reference.max())) - apart_db) < 0.1
    plots.show_view(_view(), {REFERENCE: False}, matched=True)
    assert len(decay.listDataItems()) == 1


@pytest.mark.parametrize("width", [560, 850, 1080, 1800])
def test_no_frequency_is_written_over_its_neighbour(qtbot: QtBot, qapp: QApplication, width: int) -> None:
    theme.apply(qapp, theme.Scheme.DARK)
    plots = ComparePlots()
    qtbot.addWidget(plots)
    plots.resize(width, 500)
    plots.show()
    plots.show_view(_view(), {}, matched=True)
    qtbot.wait(1)
    plot = plots.plots()[1]
    axis, box = plot.getAxis("bottom"), plot.getPlotItem().vb
    metrics = QFontMetricsF(axis.style["tickFont"])
    (ticks,) = axis._tickLevels
    (low, high), texts = box.viewRange()[0], [text for _, text in ticks]
    assert "1k" in texts
    assert width < 1800 or len(texts) == 9, "all where there is room"
    edges = []
    for at, text in ticks:
        middle, half = (at - low) / (high - low) * box.width(), metrics.horizontalAdvance(text) / 2
        edges += [middle - half, middle + half]
    assert edges == sorted(edges)
