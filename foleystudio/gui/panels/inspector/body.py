"""How the inspector's parts lie: below each other, or the knobs beside the rest where the panel is low."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from foleystudio.gui.widgets.slider import ValueSlider

COLUMN_PX, WIDE_PX = 280, 546
"""Least width of one column, and of two."""

# pixels between lines, where there is room and where there is little; between the columns
_ROOMY_GAP, _CLOSE_GAP, _BETWEEN_COLUMNS = 3, 1, 20


class Arrangement(Enum):
    """What fits: sliders below their names, sliders beside their names, or knobs beside facts and takes."""

    ROOMY = "roomy"
    CLOSE = "close"
    BESIDE = "beside"


class InspectorBody(QWidget):
    """Facts, knobs and takes.

    What fits is found as if every row were shown, so that nothing jumps when another renderer brings more of them.

    Parameters
    ----------
    title, facts
        The topmost part.
    rows
        The tallest widget of each row of the facts; hidden ones count.
    knobs
        The sliders.
    figures
        Stand in a line below the knobs.
    takes
        Takes the height that is left.
    """

    def __init__(
        self,
        title: QWidget,
        facts: QGridLayout,
        rows: Sequence[QWidget],
        knobs: Sequence[ValueSlider],
        figures: Sequence[QWidget],
        takes: QWidget,
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._title, self._facts, self._rows = title, facts, tuple(rows)
        self._sliders, self._figures = tuple(knobs), tuple(figures)
        self._top, self._knobs, self._takes = QWidget(), QWidget(), takes
        self._arrangement: Arrangement | None = None
        self._lay_out()
        self.arrange(Arrangement.ROOMY)

    def _lay_out(self) -> None:
        top, column = _column(self._top), _column(self._knobs)
        top.addWidget(self._title)
        top.addLayout(self._facts)
        top.addStretch()
        for slider in self._sliders:
            column.addWidget(slider)
        line = QHBoxLayout()
        line.setSpacing(6)
        for figure in self._figures:
            line.addWidget(figure)
        line.addStretch()
        column.addLayout(line)
        column.addStretch()
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(_BETWEEN_COLUMNS)

    @property
    def arrangement(self) -> Arrangement:
        """How the parts lie now."""
        return self._arrangement or Arrangement.ROOMY

    def needed_px(self, arrangement: Arrangement) -> int:
        """Height that an arrangement needs with every row shown."""
        gap = _gap(arrangement)
        facts = self._title.sizeHint().height() + sum(row.sizeHint().height() + gap for row in self._rows)
        one_line = arrangement is not Arrangement.ROOMY
        knobs = sum(slider.height_on(one_line=one_line) + gap for slider in self._sliders)
        knobs += max((figure.sizeHint().height() for figure in self._figures), default=0)
        takes, (top, bottom) = self._takes.sizeHint().height(), _margins(arrangement)
        if arrangement is Arrangement.BESIDE:
            return max(facts + gap + takes, self._title.sizeHint().height() + gap + knobs) + top + bottom
        return facts + gap + knobs + gap + takes + top + bottom

    def fitting(self, height_px: int, *, may_widen: bool) -> Arrangement:
        """The roomiest arrangement that fits into a height; two columns only where there is the width for them."""
        for arrangement in (Arrangement.ROOMY, Arrangement.CLOSE):
            if self.needed_px(arrangement) <= height_px:
                return arrangement
        return Arrangement.BESIDE if may_widen else Arrangement.CLOSE

    def arrange(self, arrangement: Arrangement) -> None:
        """Put the parts in their places."""
        if arrangement is self._arrangement:
            return
        self._arrangement = arrangement
        gap, beside = _gap(arrangement), arrangement is Arrangement.BESIDE
        top, bottom = _margins(arrangement)
        self._grid.setContentsMargins(14, top, 14, bottom)
        self._grid.setVerticalSpacing(gap)
        self._facts.setVerticalSpacing(gap)
        for part in (self._top, self._knobs):
            layout = part.layout()
            assert layout is not None
            layout.setSpacing(gap)
        for slider in self._sliders:
            slider.set_on_one_line(arrangement is not Arrangement.ROOMY)
        # Beside each other, the first knob stands on the line of the first fact.
        self._knobs.setContentsMargins(0, self._title.sizeHint().height() + gap if beside else 0, 0, 0)
        for part in (self._top, self._knobs, self._takes):
            self._grid.removeWidget(part)
        self._grid.addWidget(self._top, 0, 0)
        self._grid.addWidget(self._knobs, 0 if beside else 1, 1 if beside else 0, 2 if beside else 1, 1)
        self._grid.addWidget(self._takes, 1 if beside else 2, 0)
        for row in range(3):
            self._grid.setRowStretch(row, int(row == (1 if beside else 2)))
        for column in range(2):
            self._grid.setColumnStretch(column, int(column == 0 or beside))


def _gap(arrangement: Arrangement) -> int:
    return _ROOMY_GAP if arrangement is Arrangement.ROOMY else _CLOSE_GAP


def _margins(arrangement: Arrangement) -> tuple[int, int]:
    return (10, 8) if arrangement is Arrangement.ROOMY else (7, 5)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    return column
