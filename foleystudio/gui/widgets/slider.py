"""A slider with its name and value: drawn thin, set by dragging, typing, keys or a double click for the default."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QSlider, QWidget

from foleystudio.gui.look import theme
from foleystudio.gui.look.plain_text import PlainLabel

_KNOB = 6.0  # pixels, its radius: the groove ends that far from the edges
_KNOB_COLOUR = "#ffffff"
_GROOVE = 3.0  # pixels, its height
_NAME_WIDTH, _SHORT_FIELD, _LONG_FIELD = 104, 62, 80
"""On one line all names are as wide, so that the sliders below each other begin at one place."""
_ARROWS = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip


class ThinSlider(QSlider):
    """A thin groove, filled from ``origin`` to the knob with the colour ``token``.

    It takes the keyboard focus by Tab only, so that after a drag the arrows still step frames; with the
    focus it keeps the arrows for itself.
    """

    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.origin, self.token = 0, "foley"
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Room for the knob and its focus ring."""
        return QSize(120, 15)

    def minimumSizeHint(self) -> QSize:
        """As little."""
        return QSize(60, 15)

    def event(self, event: QEvent) -> bool:
        """Keep arrows from the window's shortcuts while focused."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _ARROWS
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, never change a value by accident."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the mouse and drag on from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the drag."""
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Back to the default."""
        self.reset_wanted.emit()

    def _value_at(self, x: float) -> int:
        span = max(1.0, self.width() - 2 * _KNOB)
        share = min(1.0, max(0.0, (x - _KNOB) / span))
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def _x_of(self, value: int) -> float:
        share = (value - self.minimum()) / max(1, self.maximum() - self.minimum())
        return _KNOB + share * (self.width() - 2 * _KNOB)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Groove, filled part, knob."""
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, knob, start = self.height() / 2, self._x_of(self.sliderPosition()), self._x_of(self.origin)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(0, middle - _GROOVE / 2, self.width(), _GROOVE), _GROOVE / 2, _GROOVE / 2)
        if self.origin == self.minimum():
            start = 0.0
        painter.setBrush(tokens.colour(self.token if self.isEnabled() else "strong_line"))
        left, right = min(start, knob), max(start, knob)
        painter.drawRoundedRect(QRectF(left, middle - _GROOVE / 2, right - left, _GROOVE), _GROOVE / 2, _GROOVE / 2)
        lit = self.underMouse() or self.isSliderDown()
        painter.setBrush(QColor(_KNOB_COLOUR if self.isEnabled() else tokens.strong_line))
        painter.setPen(QPen(tokens.colour("strong_line"), 0.8))
        painter.drawEllipse(QPointF(knob, middle), _KNOB + (0.5 if lit else -0.5), _KNOB + (0.5 if lit else -0.5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.events), 1.5))
            painter.drawEllipse(QPointF(knob, middle), _KNOB + 1.5, _KNOB + 1.5)
        painter.end()


class ValueSlider(QWidget):
    """Name at the left, value at the right (type another), slider below.

    Parameters
    ----------
    name
        What it sets.
    minimum, maximum, step
        In the unit of the value.
    default
        Where a double click returns to; also where the filled part begins when ``from_default``.
    unit
        Written after the value.
    scale
        Shown value = value x scale (100 for per cent).
    decimals
        Of the shown value.
    signed
        Write + before values above 0.
    aside
        A control that belongs to it, behind its name.
    """

    value_changed = Signal(float)
    """By the user, while dragging too."""
    value_committed = Signal(float)
    """By the user, once a drag, a key or a typed value is done."""

    def __init__(
        self,
        name: str,
        minimum: float,
        maximum: float,
        step: float,
        *,
        default: float = 0.0,
        unit: str = "",
        scale: float = 1.0,
        decimals: int = 0,
        signed: bool = False,
        tip: str = "",
        aside: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._minimum, self._maximum, self._step, self._default = minimum, maximum, step, default
        self._unit, self._scale, self._decimals, self._signed = unit, scale, decimals, signed
        self._label, self._field, self._slider = PlainLabel(name), QLineEdit(), ThinSlider()
        self._lay_out(name, tip, aside)
        self._slider.setRange(0, round((maximum - minimum) / step))
        self._slider.setPageStep(max(1, self._slider.maximum() // 10))
        self._slider.origin = self._ticks(default) if signed else 0
        self._slider.valueChanged.connect(self._moved)
        self._slider.sliderReleased.connect(lambda: self.value_committed.emit(self.value()))
        self._slider.reset_wanted.connect(lambda: self._set_by_user(self._default))
        self._field.editingFinished.connect(self._typed)
        self.set_value(default)

    def _lay_out(self, name: str, tip: str, aside: QWidget | None) -> None:
        self._label.setProperty("role", "dim")
        self._label.setBuddy(self._slider)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self._label)
        if aside is not None:
            row.addWidget(aside)
        row.addStretch()
        self._field.setProperty("role", "value")
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._is_on_one_line = True
        self.set_on_one_line(False)
        self._slider.setAccessibleName(name)
        self._field.setAccessibleName(f"{name}, value")
        self.setToolTip(f"{tip}\nDouble click: {self._shown(self._default)}" if tip else "")

    def set_on_one_line(self, on_one_line: bool) -> None:
        """Put the slider between name and value, where there is little height, instead of below them."""
        if on_one_line == self._is_on_one_line:
            return
        self._is_on_one_line = on_one_line
        for widget in (self._head, self._field, self._slider):
            self._grid.removeWidget(widget)
        self._head.setMinimumWidth(_NAME_WIDTH if on_one_line else 0)
        self._field.setFixedWidth(_SHORT_FIELD if on_one_line else _LONG_FIELD)
        self._grid.setColumnStretch(1, 1 if on_one_line else 0)
        self._grid.addWidget(self._head, 0, 0)
        self._grid.addWidget(self._field, 0, 2)
        if on_one_line:
            self._grid.addWidget(self._slider, 0, 1)
        else:
            self._grid.addWidget(self._slider, 1, 0, 1, 3)

    def height_on(self, *, one_line: bool) -> int:
        """Height that it takes on one line, or on two."""
        head = max(self._head.sizeHint().height(), self._field.sizeHint().height())
        slider = self._slider.sizeHint().height()
        return max(head, slider) if one_line else head + slider

    def value(self) -> float:
        """The value, in its unit."""
        return self._minimum + self._slider.value() * self._step

    def set_value(self, value: float) -> None:
        """Show a value; emits nothing."""
        if self._slider.isSliderDown():
            return
        self._slider.blockSignals(True)
        self._slider.setValue(self._ticks(value))
        self._slider.blockSignals(False)
        self._show()

    def _ticks(self, value: float) -> int:
        return round((min(self._maximum, max(self._minimum, value)) - self._minimum) / self._step)

    def _shown(self, value: float) -> str:
        number = round(value * self._scale, self._decimals) + 0.0
        text = f"{number:+.{self._decimals}f}" if self._signed and number else f"{number:.{self._decimals}f}"
        return f"{text} {self._unit}".strip().replace("-", "−")

    def _show(self) -> None:
        self._field.setText(self._shown(self.value()))
        self._slider.setAccessibleDescription(self._field.text())

    def _moved(self, _ticks: int) -> None:
        self._show()
        self.value_changed.emit(self.value())
        if not self._slider.isSliderDown():
            self.value_committed.emit(self.value())

    def _typed(self) -> None:
        text = self._field.text().replace("−", "-").removesuffix(self._unit).replace("%", "").replace(",", ".").strip()
        try:
            self._set_by_user(float(text) / self._scale)
        except ValueError:
            self._show()
        self._field.clearFocus()

    def _set_by_user(self, value: float) -> None:
        if self._ticks(value) != self._slider.value():
            self._slider.setValue(self._ticks(value))
        else:
            self._show()
