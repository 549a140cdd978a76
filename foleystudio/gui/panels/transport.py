"""The bar at the top: project name, shuttle, loop, timecode, timing source, generate and export."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from foleystudio.engine.timing.sources import TIMING_SOURCES, TimingRow
from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.look import icons, theme
from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import Choice, dim, icon_button, push_button
from foleystudio.project.settings import Timing

_NARROW = 1240  # pixels: all words of the bar fit from this width on
_NARROWEST = 1100  # pixels: below, frames are stepped by the arrows alone
_RATE_WIDTH = 70  # pixels: the bar does not jump when the shuttle's speed stands in its place


def action_of(row: TimingRow) -> str:
    """The action that asks for a source; users' own keys are kept under its name."""
    return "find_more" if row.name == Timing.TAUGHT else f"timing_{row.name}"


def joins_of(row: TimingRow) -> str:
    """The action that has a source's events stand beside those of what is chosen, or no longer."""
    return f"join_{row.name}"


class TimecodeField(QLineEdit):
    """The position, as timecode; type another, or +20 / -5 to move by frames.

    Signals
    -------
    entered
        The user typed a position and pressed Return.
    """

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__("00:00:00:00")
        self._shown = self.text()
        self.setProperty("role", "timecode")
        self.setFont(theme.mono_font(17, QFont.Weight.DemiBold))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(142)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Timecode")
        self.setToolTip("Position. Type HH:MM:SS:FF, 36f, 1.5s, 72000smp, or +20 / -5 to move by frames  [G]")
        self.returnPressed.connect(self._enter)

    def set_label(self, label: str) -> None:
        """Show a position, unless the user is typing."""
        self._shown = label
        if not self.hasFocus() and self.text() != label:
            self.setText(label)

    def begin(self) -> None:
        """Let the user type."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _enter(self) -> None:
        text = self.text()
        self._leave()
        if text != self._shown:
            self.entered.emit(text)

    def _leave(self) -> None:
        self.clearFocus()
        self.setText(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)


class TransportBar(QWidget):
    """The controls of the session's main path, left to right.

    Signals
    -------
    timing_chosen
        Name of a row of `TIMING_SOURCES`.
    timing_joined
        Name of such a row that is to be one with those that are chosen, or no longer.
    position_entered
        Text of a position, to be parsed.
    """

    timing_chosen = Signal(str)
    timing_joined = Signal(str)
    position_entered = Signal(str)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Transport")
        self._name, self._state = PlainLabel(), dim()
        self._name.setFont(theme.ui_font(theme.UI_SIZE_PX, QFont.Weight.DemiBold))
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.timecode, self._rate = TimecodeField(), dim()
        self._rate_text = self._beside = ""
        self._rate.setMinimumWidth(_RATE_WIDTH)
        self.timecode.entered.connect(self.position_entered)
        self.timing = Choice([(row.name, row.button, "") for row in TIMING_SOURCES], "Timing", joins=True)
        self.timing.chosen.connect(self.timing_chosen)
        self.timing.joined.connect(self.timing_joined)
        self._of_frames: list[QToolButton] = []
        self._play = icon_button(actions["play"], "play")
        actions.rebound.connect(self._tell_steps)
        self._tell_steps()
        self.generate = push_button("Generate", actions["generate"])
        self.generate.setIcon(icons.icon("spark", "foley"))
        self.export = push_button("Export", actions["export"])
        self._lay_out()

    def _lay_out(self) -> None:
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.addWidget(self._name, 1)
        left.addWidget(self._state)
        left.addStretch()
        left.addSpacing(8)
        for name in ("shuttle_back", "frame_back"):
            middle.addWidget(self._button(name))
        middle.addWidget(self._play)
        record = icon_button(self._actions["record"], "record")
        record.setIcon(icons.icon("record", "bad", on="bad"))
        middle.addWidget(record)
        for name in ("frame_on", "shuttle_on"):
            middle.addWidget(self._button(name))
        middle.addSpacing(4)
        loop = icon_button(self._actions["loop"], "loop")
        middle.addWidget(loop)
        middle.addWidget(self.timecode)
        middle.addWidget(self._rate)
        snap = icon_button(self._actions["snap"], "magnet")
        right.addStretch()
        for widget in (
            snap,
            self.timing,
            self.generate,
            self.export,
        ):
            right.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        for layout, stretch in ((left, 1), (middle, 0), (right, 1)):
            layout.setSpacing(6)
            row.addLayout(layout, stretch)

    def _button(self, name: str) -> QToolButton:
        button = icon_button(self._actions[name], name)
        if name.startswith("frame"):
            self._of_frames.append(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On narrow windows the buttons say less."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self._share_out(event.size().width())
        for row in TIMING_SOURCES:
            self.timing.set_text(row.name, (narrow and row.short_button) or row.button)
        self._show_rate()

    def _share_out(self, width_px: int) -> None:
        """Where there is little room, what is in the middle need not stand there."""
        is_narrowest, row = width_px < _NARROWEST, self.layout()
        for button in self._of_frames:
            button.setVisible(not is_narrowest)
        if isinstance(row, QHBoxLayout):
            row.setStretch(0, 0 if is_narrowest else 1)
            row.setStretch(2, 0 if is_narrowest else 1)

    def _tell_steps(self, _action: str = "") -> None:
        """What the timing sources do, with the keys as they are now; of those that learn the order of steps."""
        key = self._actions.key
        mark, keep, strike_out = (key(name) for name in ("add_event", "confirm", "delete"))
        for row in TIMING_SOURCES:
            own = f"[{key(action_of(row))}]" if key(action_of(row)) else ""
            steps = (
                f"1. Mark a few hits  [{mark}]",
                f"2. Find more like them: press here  {own}",
                f"3. Keep what is right  [{keep}], strike out what is not  [{strike_out}], and find more again",
            )
            alone = (f"Events from {row.origin}  {own}".rstrip(), "Shift+click: beside what is chosen, or no longer")
            tip = "\n".join(alone if row.learn is None else steps)
            self.timing.set_tip(row.name, tip.rstrip())

    def set_title(self, name: str, state: str) -> None:
        """Project name, and "edited" or nothing."""
        self._name.setText(name)
        self._name.setToolTip(name)
        self._name.setMaximumWidth(self._name.sizeHint().width())  # the state stands beside it, not far off
        self._state.setText(state)

    def set_rate(self, text: str) -> None:
        """Frame rate, as in "29.97 NDF"."""
        self._rate_text = text
        self._show_rate()

    def set_beside(self, text: str) -> None:
        """How far the position lies within its frame, in the place of the rate; empty on a frame."""
        if text != self._beside:
            self._beside = text
            self._show_rate()

    def _show_rate(self) -> None:
        self._rate.setText(self._beside or self._rate_text)
        self._rate.setVisible(bool(self._beside) or self.width() >= _NARROW)

    def rate(self) -> str:
        """Frame rate, or place within the frame, as shown, for tests."""
        return self._rate.text()

    def set_playing(self, playing: bool) -> None:
        """Show the button as pause or play."""
        self._play.setIcon(icons.icon("pause" if playing else "play"))
