"""The plots of the Compare window draw what they are given, in the colours of the appearance."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from foleystudio.engine.measures.comparison import read_hit
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
