"""The plots' axes: seconds below, frequencies beside the spectrogram, in the window's font and colours."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph

from foleystudio.gui.look import theme
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyScale

SIDE_PX = 40  # width of the axes at the left, the same for both plots, whose times have to lie below each other


class SecondsAxis(pyqtgraph.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Seconds of the file."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: Sequence[float], _scale: float, spacing: float) -> list[str]:
        """``1.25 s``."""
        decimals = 0 if spacing >= 1 else 1 if spacing >= 0.1 else 2 if spacing >= 0.01 else 3
        return [f"{value:.{decimals}f} s" for value in values]


def dress(axis: pyqtgraph.AxisItem) -> None:
    """Give an axis the theme's font and colours."""
    colours = theme.tokens()
    axis.setTickFont(theme.ui_font(theme.SMALL_SIZE_PX, tabular=True))
    axis.setPen(colours.colour("line"))
    axis.setTextPen(colours.colour("dim"))
    axis.setTickPen(colours.colour("line"))


def label_frequencies(axis: pyqtgraph.AxisItem, scale: FrequencyScale, height_px: float) -> None:
    """Say which frequencies lie at which of the spectrogram's rows, counted from its foot."""
    rows = len(scale.band_hz)
    axis.setTicks([[((1 - y / height_px) * rows, text) for y, text in scale.labels(height_px)]])
