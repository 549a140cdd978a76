"""The bar of the selected hits: their numbers, to be typed, for one or many at once; at the timeline's foot."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from foleystudio.gui.look import icons
from foleystudio.gui.widgets.buttons import dim, heading, icon_button

SEVERAL = "several"
"""What a field says whose value differs among the selected hits."""


@dataclass(frozen=True)
class HitField:
    """A number or a word of a hit.

    Parameters
    ----------
    name
        Field of `Event`.
    label
        Before it.
    tip
        What it is, and what can be typed.
    width_px
        Of the field; 0 takes what is left.
    """

    name: str
    label: str
    tip: str
    width_px: int


_CHANGES = "+2 and -10% change what is there, for every selected hit"
FIELDS = (
    HitField("time_s", "At", "When: timecode, 1.5s or 72000smp; +2f, -5f, +0.01s and -100smp move it", 96),
    HitField("strength", "Strength", f"How hard, 0-100 %; {_CHANGES}", 52),
    HitField("sustain_s", "Length", f"How long it is kept up, in seconds; 0 rings by itself; {_CHANGES}", 58),
    HitField("gain_db", "Gain", "Louder or softer than the take, in dB; +=2 and -=2 change what is there", 62),
    HitField("pitch_semitones", "Pitch", "Up or down, in semitones; +=2 and -=2 change what is there", 58),
    HitField("label", "Label", "What it is, in a word: L, R, heel", 52),
    HitField("note", "Note", "What is to be remembered of it", 0),
)


class _Field(QLineEdit):
    """A line that gives back what was there on Escape."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_text(self, text: str, *, anyway: bool = False) -> None:
        """Show a value, unless the user is at it."""
        self._shown = text
        if anyway or not (self.hasFocus() and self.isModified()):
            self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up what was typed, and the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.clearFocus()
        else:
            super().keyPressEvent(event)


class HitBar(QWidget):
    """What the selected hits have of their own.

    Signals
    -------
    typed
        Name of a field, and what was typed.
    reroll_wanted
        Another variation of these hits is wanted.
    keep_wanted
        Whether these hits are to keep the variation that they have, whatever the take's seed.
    hear_wanted
        The first of them is to be heard where it is.
    """

    typed = Signal(str, str)
    reroll_wanted = Signal()
    keep_wanted = Signal(bool)
    hear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selected hits")
        self._title = heading("")
        self.fields = {field.name: _Field() for field in FIELDS}
        self.reroll, self.keep, self.hear = self._buttons()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 10, 4)
        row.setSpacing(5)
        row.addWidget(self._title)
        for field in FIELDS:
            self._add(row, field)
        for button in (self.hear, self.reroll, self.keep):
            row.addWidget(button)
        self.hide()

    def _add(self, row: QHBoxLayout, field: HitField) -> None:
        line, label = self.fields[field.name], dim(field.label)
        label.setBuddy(line)
        line.setProperty("role", "value")
        line.setAccessibleName(field.label)
        line.setPlaceholderText("—")
        for widget in (line, label):
            widget.setToolTip(field.tip)
        if field.width_px:
            line.setFixedWidth(field.width_px)
        else:
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            line.setMinimumWidth(40)
        line.editingFinished.connect(lambda: self._finish(field.name))
        row.addSpacing(5)
        row.addWidget(label)
        row.addWidget(line, 0 if field.width_px else 1)

    def _buttons(self) -> tuple[QToolButton, QToolButton, QToolButton]:
        rows = (
            ("dice", "Re-roll", "Another variation of the selected hits", self.reroll_wanted.emit),
            ("pin", "Keep", "These hits keep their variation, whatever seed the take has", None),
            ("play", "Hear", "Hear the first of them in place", self.hear_wanted.emit),
        )
        buttons = []
        for icon, text, tip, act in rows:
            action = QAction(icons.icon(icon, "dim"), text, self)
            action.setToolTip(tip)
            if act is None:
                self._keeps = action
                action.setCheckable(True)
                action.triggered.connect(self.keep_wanted)
            else:
                action.triggered.connect(lambda _checked=False, act=act: act())
            button = icon_button(action, icon, text)
            button.setProperty("role", "quiet")
            button.setAccessibleName(text)
            buttons.append(button)
        return buttons[0], buttons[1], buttons[2]

    def _finish(self, name: str) -> None:
        line = self.fields[name]
        if line.isModified():
            line.setModified(False)
            self.typed.emit(name, line.text())

    def show_hits(self, title: str, texts: dict[str, str], *, kept: bool) -> None:
        """Show the values of the selected hits, as text by field; no title hides the bar."""
        self.setVisible(bool(title))
        self._title.setText(title)
        for name, line in self.fields.items():
            line.show_text(texts.get(name, ""))
        self._keeps.setChecked(kept)
        self.keep.setText("Kept" if kept else "Keep")

    def show_again(self, name: str, text: str) -> None:
        """Show a value in place of what was typed and cannot be."""
        self.fields[name].show_text(text, anyway=True)
        self.fields[name].setModified(False)
