"""The bar of the selected hits: their numbers, to be typed, for one or many at once; at the timeline's foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QToolButton, QWidget

from foleystudio.gui.look import icons
from foleystudio.gui.widgets.buttons import dim, heading, icon_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.gui.widgets.typed_field import TypedField

_SEVERAL = object()
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
    HitField("strength", "Strength", f"How hard, 0-100 %; {_CHANGES}", 58),
    HitField("sustain_s", "Length", f"How long it is kept up, in seconds; 0 rings by itself; {_CHANGES}", 58),
    HitField("gain_db", "Gain", "Louder or softer than the take, in dB; +=2 and -=2 change what is there", 62),
    HitField("pitch_semitones", "Pitch", "Up or down, in semitones; +=2 and -=2 change what is there", 58),
    HitField("pan", "Pan", "To the left (L50) or the right (R50), in per cent; 0 is the middle", 46),
    HitField("length_s", "Ring", "After how long it is faded out, in seconds; empty lets it ring", 54),
    HitField("label", "Label", "What it is, in a word: L, R, heel", 48),
    HitField("note", "Note", "What is to be remembered of it", 0),
)


_GOING_FIRST = ("note", "label", "length_s", "pan")
"""Fields that go where there is no room, the least needed first: the cue list has them too."""
_ROOMY_PX = 1400
"""From this width on there is room for the words on the buttons."""


class HitBar(QWidget):
    """What the selected hits have of their own.

    Signals
    -------
    typed
        Name of a field, and what was typed.
    reference_chosen
        Key of the reference that plays these hits, whatever the track's; None for the track's.
    reroll_wanted
        Another variation of these hits is wanted.
    keep_wanted
        Whether these hits are to keep the variation that they have, whatever the take's seed.
    hear_wanted
        The first of them is to be heard where it is.
    """

    typed = Signal(str, str)
    reference_chosen = Signal(object)
    reroll_wanted = Signal()
    keep_wanted = Signal(bool)
    hear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selected hits")
        self._title = heading("")
        self.fields = {field.name: TypedField(field.label) for field in FIELDS}
        self._columns: dict[str, tuple[QWidget, QWidget]] = {}
        self.sound = ChoiceBox("Sound of the hit")
        self.sound.setProperty("role", "value")
        self.sound.setToolTip("The sound that plays these hits alone, whatever the track's layers")
        self.sound.setMinimumWidth(84)
        self.sound.picked.connect(self._pick_sound)
        self.reroll, self.keep, self.hear = self._buttons()
        self._row = row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(12, 4, 10, 4)
        row.setSpacing(4)
        row.addWidget(self._title)
        for field in FIELDS:
            if field.name == "label":  # what sounds comes before the words
                row.addSpacing(5)
                row.addWidget(dim("Sound"))
                row.addWidget(self.sound)
            self._add(row, field)
        for button in (self.hear, self.reroll, self.keep):
            row.addWidget(button)
        self.hide()

    def _add(self, row: QHBoxLayout, field: HitField) -> None:
        line, label = self.fields[field.name], dim(field.label)
        label.setBuddy(line)
        line.setPlaceholderText("—")
        for widget in (line, label):
            widget.setToolTip(field.tip)
        if field.width_px:
            line.setFixedWidth(field.width_px)
        else:
            line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            line.setMinimumWidth(40)
        line.typed.connect(lambda text: self.typed.emit(field.name, text))
        self._columns[field.name] = (label, line)
        row.addSpacing(3)
        row.addWidget(label)
        row.addWidget(line, 0 if field.width_px else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fields from running into each other."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where it is narrow, buttons are their icons alone; where it is narrower still, the last fields go."""
        shown = Qt.ToolButtonStyle
        style = shown.ToolButtonTextBesideIcon if self.width() >= _ROOMY_PX else shown.ToolButtonIconOnly
        for button in (self.hear, self.reroll, self.keep):
            button.setToolButtonStyle(style)
        for count in range(len(_GOING_FIRST) + 1):
            for name, widgets in self._columns.items():
                for widget in widgets:
                    widget.setVisible(name not in _GOING_FIRST[:count])
            self._row.invalidate()
            if self._row.minimumSize().width() <= self.width():
                return

    def minimumSizeHint(self) -> QSize:
        """Never what keeps the window wide."""
        return QSize(0, super().minimumSizeHint().height())

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

    def show_sounds(self, sounds: Sequence[tuple[int, str]], chosen: int | None, *, several: bool = False) -> None:
        """Show which reference plays the hits (None for the track's), of all by key and name; ``several`` differ."""
        choices: list[tuple[object, str]] = [(None, "the track's"), *sounds]
        if several:
            choices.insert(0, (_SEVERAL, SEVERAL))
        self.sound.show_choices(choices, _SEVERAL if several else chosen)

    def show_hits(self, title: str, texts: dict[str, str], *, kept: bool) -> None:
        """Show the values of the selected hits, as text by field; no title hides the bar."""
        self.setVisible(bool(title))
        self._title.setText(title)
        for name, line in self.fields.items():
            line.show_text(texts.get(name, ""))
        self._keeps.setChecked(kept)
        self.keep.setText("Kept" if kept else "Keep")
        self._fit()

    def _pick_sound(self, key: object) -> None:
        if key is not _SEVERAL:
            self.reference_chosen.emit(key)

    def show_again(self, name: str, text: str) -> None:
        """Show a value in place of what was typed and cannot be."""
        self.fields[name].show_text(text, anyway=True)
