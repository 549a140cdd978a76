"""The Compare window itself: what is shown, which event, and the plots."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from foleystudio.gui.look import theme
from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.panels.compare.plots import ComparePlots
from foleystudio.gui.panels.compare.view import GUIDE, REFERENCE, TAKE, CompareView
from foleystudio.gui.widgets.buttons import heading, push_button

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NAMES = ((TAKE, "Take", "foley"), (REFERENCE, "Reference", "text"), (GUIDE, "Guide", "guide"))

_LACKING = {
    TAKE: "There is no take to draw",
    REFERENCE: "No sound plays this event",
    GUIDE: "The clip's own sound is silent",
}


class CompareWindow(QDialog):
    """A window beside the studio's; it follows what is chosen there.

    Signals
    -------
    stepped
        To the event after (1) or before (-1).
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare")
        self._view = CompareView()
        self._title, self._hint = heading(""), PlainLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "dim")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._plots = ComparePlots()
        self._shown = {name: _switch(text, f"Draw the {text.lower()}") for name, text, _ in _NAMES}
        self._matched = _switch("Match levels", "Draw hits at equal loudness, to compare their shapes")
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for text, step, tip in (("◀", -1, "The event before"), ("▶", 1, "The next event")):
            button = push_button(text)
            button.setAccessibleName(tip)
            button.setToolTip(f"{tip}  [{'Left' if step < 0 else 'Right'}]")
            button.clicked.connect(lambda _checked=False, step=step: self.stepped.emit(step))
            row.addWidget(button)
        row.addWidget(self._title, 1)
        for switch in (*self._shown.values(), self._matched):
            switch.clicked.connect(lambda _on: self._draw())
            row.addWidget(switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._hint)
        column.addWidget(self._plots, 1)
        for button in self.findChildren(QPushButton):
            button.installEventFilter(self)
            button.setAutoDefault(False)
        self._colour()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step by the arrows, which buttons would take for going to their neighbours."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            self.stepped.emit(_ARROWS[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)

    def show_view(self, view: CompareView, hint: str = "") -> None:
        """Show a hit; ``hint`` says what is missing, or what is being done."""
        self._view = view
        self._title.setText(view.title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        for name, switch in self._shown.items():
            is_there = name in view.hits or name in view.loudness
            switch.setEnabled(is_there)
            switch.setToolTip(f"Draw the {name}" if is_there else _LACKING[name])
        self._draw()

    def _draw(self) -> None:
        shown = {name: switch.isChecked() for name, switch in self._shown.items()}
        self._plots.show_view(self._view, shown, matched=self._matched.isChecked())

    def _colour(self) -> None:
        """The switches are the legend: each has the colour of its curve."""
        for name, _, token in _NAMES:
            colour = str(getattr(theme.tokens(), token))
            self._shown[name].setStyleSheet(
                f"QPushButton:checked:enabled {{ color: {colour}; border-color: {colour}; }}"
            )
        self._plots.recolour()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the appearance."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_plots"):
            self._colour()
            self._draw()

    def sizeHint(self) -> QSize:
        """Room for three plots side by side."""
        return QSize(1080, 600)


def _switch(text: str, tip: str) -> QPushButton:
    button = push_button(text)
    button.setCheckable(True)
    button.setChecked(True)
    button.setProperty("role", "toggle")
    button.setToolTip(tip)
    return button
