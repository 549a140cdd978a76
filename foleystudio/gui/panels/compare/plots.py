"""The four plots of the Compare window, in the studio's colours. The one room of the window that draws by pyqtgraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGridLayout, QWidget

from foleystudio.engine.measures.comparison import AFTER_S, BEFORE_S, HitReading
from foleystudio.gui.look import theme
from foleystudio.gui.panels.compare.view import GUIDE, MIX, REFERENCE, TAKE, CompareView, LoudnessCurve
from foleystudio.gui.panels.reference_editor.axes import dress

_TOKENS = {TAKE: "foley", REFERENCE: "text", GUIDE: "guide", MIX: "events"}
_STYLES = {TAKE: Qt.PenStyle.SolidLine, REFERENCE: Qt.PenStyle.DashLine, GUIDE: Qt.PenStyle.SolidLine,
           MIX: Qt.PenStyle.DotLine}  # fmt: skip
_FROM_BACK = (GUIDE, MIX, REFERENCE, TAKE)
_SHOWN_S = (-0.02, 0.4)  # around the attack, of the waveform, at first: attack and body; the wheel shows the rest
_HERTZ_TICKS = (
    (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000),
    (50, 200, 1000, 5000, 20_000),
    (100, 1000, 10_000),
)
"""As many as there is room for."""
_BETWEEN_TICKS_PX = 8  # nearer labels would read as one


class ComparePlots(QWidget):
    """Wave, spectrum and decay of a hit side by side, loudness over time below them."""

    def __init__(self) -> None:
        super().__init__()
        self._wave = _plot("Wave", "s from the attack", "")
        self._spectrum = _plot("Spectrum", "Hz", "dB")
        self._decay = _plot("Decay", "s from the attack", "dB")
        self._loudness = _plot("Loudness over time (dotted: the mix)", "s", "dB")
        self._now = pg.InfiniteLine(angle=90, movable=False)
        self._loudness.addItem(self._now)
        self._spectrum.getPlotItem().vb.sigResized.connect(lambda _box: self._name_frequencies())
        self._spectrum.getPlotItem().vb.sigXRangeChanged.connect(lambda _box, _range: self._name_frequencies())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for column, plot in enumerate((self._wave, self._spectrum, self._decay)):
            grid.addWidget(plot, 0, column)
        grid.addWidget(self._loudness, 1, 0, 1, 3)
        grid.setRowStretch(0, 3)
        grid.setRowStretch(1, 2)
        self.recolour()

    def plots(self) -> tuple[pg.PlotWidget, ...]:
        """All four, in the order in which they are read."""
        return self._wave, self._spectrum, self._decay, self._loudness

    def recolour(self) -> None:
        """Take over the colours of the appearance in use."""
        tokens = theme.tokens()
        for plot in self.plots():
            plot.setBackground(tokens.panel)
            for side in ("left", "bottom"):
                dress(plot.getAxis(side))
            plot.setTitle(plot.property("heading"), color=tokens.dim, size="11px")
        self._now.setPen(pg.mkPen(tokens.playhead, width=1))

    def _name_frequencies(self) -> None:
        """Name as many frequencies as there is room for."""
        box = self._spectrum.getPlotItem().vb
        low, high = box.viewRange()[0]
        metrics = QFontMetricsF(theme.ui_font(theme.SMALL_SIZE_PX, tabular=True))

        def fits(ticks: Sequence[tuple[float, str]]) -> bool:
            places = [(at - low) / (high - low) * box.width() for at, _ in ticks]
            widths = [metrics.horizontalAdvance(text) for _, text in ticks]
            gaps = [(after - before) - (one + other) / 2 for (before, one), (after, other)
                    in pairwise(zip(places, widths, strict=True))]  # fmt: skip
            return bool(min(gaps) >= _BETWEEN_TICKS_PX)

        sets = [[(float(np.log10(hertz)), _hertz_text(hertz)) for hertz in several] for several in _HERTZ_TICKS]
        self._spectrum.getAxis("bottom").setTicks([next(filter(fits, sets), sets[-1])])

    def show_view(self, view: CompareView, shown: Mapping[str, bool], *, matched: bool) -> None:
        """Draw what is to be seen.

        Parameters
        ----------
        shown
            Which of take, reference and guide are drawn.
        matched
            Whether hits are drawn at equal loudness, so that their shapes can be compared.
        """
        for plot in self.plots():
            for item in plot.listDataItems():
                plot.removeItem(item)
        for name in _FROM_BACK:
            if not shown.get(name, True):
                continue
            if (hit := view.hits.get(name)) is not None:
                self._draw_hit(name, hit, -hit.loudness_db if matched else 0.0)
            if (curve := view.loudness.get(name)) is not None:
                self._draw_loudness(name, curve)
        self._now.setPos(view.time_s)
        self._wave.setXRange(*_SHOWN_S, padding=0)
        self._decay.setXRange(-BEFORE_S, AFTER_S, padding=0)

    def _draw_hit(self, name: str, hit: HitReading, gain_db: float) -> None:
        pen = _pen(name)
        self._wave.plot(hit.times_s, hit.wave * np.float32(10 ** (gain_db / 20)), pen=pen, name=name)
        self._spectrum.plot(np.log10(hit.hertz), hit.spectrum_db + gain_db, pen=pen, name=name)
        self._decay.plot(hit.decay_s, hit.decay_db + gain_db, pen=pen, name=name)

    def _draw_loudness(self, name: str, curve: LoudnessCurve) -> None:
        self._loudness.plot(curve.times_s, curve.levels_db, pen=_pen(name), name=name)


def _hertz_text(hertz: int) -> str:
    return f"{hertz // 1000}k" if hertz >= 1000 else str(hertz)


def _pen(name: str) -> object:
    return pg.mkPen(str(getattr(theme.tokens(), _TOKENS[name])), width=1.4, style=_STYLES[name])


def _plot(heading: str, below: str, beside: str) -> pg.PlotWidget:
    plot = pg.PlotWidget()
    plot.setProperty("heading", heading)
    plot.setAccessibleName(heading)
    size = {"font-size": f"{theme.SMALL_SIZE_PX}px"}
    plot.setLabel("bottom", below, **size)
    if beside:
        plot.setLabel("left", beside, **size)
    else:
        plot.hideAxis("left")
    plot.getAxis("bottom").enableAutoSIPrefix(False)
    plot.showGrid(x=True, y=True, alpha=0.15)
    plot.setMenuEnabled(False)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys are the window's
    plot.hideButtons()
    plot.getPlotItem().setDownsampling(auto=True, mode="peak")
    return plot
