"""The Layers window itself: a grid of layers, and ways to begin with several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.panels.layers.row import FIELDS, LayerRow, LayerView
from foleystudio.gui.widgets.buttons import dim, heading, push_button

PRESETS = (
    ("attack and tail", "Attack + tail", "The strike by the first layer, what rings on by one more"),
    ("soft and hard", "Soft + hard", "Hard hits by the first layer, soft ones by one more"),
    ("heel and toe", "Heel + toe", "Every hit twice: a softer one follows"),
)
"""Name, text and tip of the ways to begin."""


_VALUE_INDENT_PX = 6
"""As far as values stand from the edge of their fields."""


class LayersWindow(QDialog):
    """A window beside the studio's; it follows the chosen track.

    Signals
    -------
    typed
        Number of a layer, counted from 0, name of a field, and what was typed.
    role_chosen, references_chosen, muted
        Number of a layer, and its new role, keys, or whether it is left out.
    remove_wanted
        Number of a layer.
    add_wanted
        One layer more.
    preset_wanted
        Name of one of the `PRESETS`.
    """

    typed = Signal(int, str, str)
    role_chosen = Signal(int, object)
    references_chosen = Signal(int, object)
    muted = Signal(int, bool)
    remove_wanted = Signal(int)
    add_wanted = Signal()
    preset_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Layers")
        self._title, self._hint = heading(""), PlainLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "dim")
        self._sounds: tuple[tuple[int, str], ...] = ()
        self.rows: list[LayerRow] = []
        self._grid = QGridLayout()
        self.add = push_button("Add layer")
        self.presets = {name: push_button(text) for name, text, _ in PRESETS}
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        for column, text in enumerate(("", "Sounds", "Plays", *(field.label for field in FIELDS), "")):
            label = dim(text)
            label.setIndent(_VALUE_INDENT_PX if column > 2 else 0)
            self._grid.addWidget(label, 0, column)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        self.add.setAutoDefault(False)
        self.add.setToolTip("One more layer, of the sounds chosen in the bin")
        self.add.clicked.connect(lambda _checked=False: self.add_wanted.emit())
        foot.addWidget(self.add)
        foot.addStretch()
        foot.addWidget(dim("Begin with"))
        for name, _, tip in PRESETS:
            button = self.presets[name]
            button.setProperty("role", "low")
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.clicked.connect(lambda _checked=False, name=name: self.preset_wanted.emit(name))
            foot.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 12, 14, 12)
        rows.setSpacing(10)
        rows.addWidget(self._title)
        rows.addWidget(self._hint)
        rows.addLayout(self._grid)
        rows.addStretch()
        rows.addLayout(foot)

    def show_layers(
        self, title: str, layers: Sequence[LayerView], sounds: tuple[tuple[int, str], ...], hint: str = ""
    ) -> None:
        """Show a track's layers; none where there is no track, and ``hint`` says why."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._sounds = sounds
        while len(self.rows) > len(layers):
            self._drop_row()
        while len(self.rows) < len(layers):
            self._add_row()
        for row, view in zip(self.rows, layers, strict=True):
            row.show_view(view)
        for button in (self.add, *self.presets.values()):
            button.setEnabled(bool(layers))

    def show_again(self, number: int, name: str, text: str) -> None:
        """Show a value in place of what was typed and cannot be."""
        self.rows[number].fields[name].show_text(text, anyway=True)

    def _add_row(self) -> None:
        number = len(self.rows)
        row = LayerRow(number + 1, lambda: self._sounds, self)
        row.typed.connect(lambda name, text: self.typed.emit(number, name, text))
        row.role_chosen.connect(lambda role: self.role_chosen.emit(number, role))
        row.references_chosen.connect(lambda keys: self.references_chosen.emit(number, keys))
        row.muted.connect(lambda on: self.muted.emit(number, on))
        row.remove_wanted.connect(lambda: self.remove_wanted.emit(number))
        for column, control in enumerate(row.controls()):
            self._grid.addWidget(control, number + 1, column)
        self.rows.append(row)

    def _drop_row(self) -> None:
        row = self.rows.pop()
        for control in row.controls():
            self._grid.removeWidget(control)
            control.hide()
            control.deleteLater()
        row.deleteLater()

    def sizeHint(self) -> QSize:
        """Room for three layers."""
        return QSize(820, 230)
