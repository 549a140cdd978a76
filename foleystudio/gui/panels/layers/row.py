"""A layer's row in the Layers window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from foleystudio.gui.file_urls import REFERENCE_MIME
from foleystudio.gui.look import icons
from foleystudio.gui.widgets.buttons import icon_button, push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.gui.widgets.typed_field import TypedField
from foleystudio.project.sounds.layers import Layer, Role

ROLES: tuple[tuple[Role, str], ...] = (
    (Role.WHOLE, "Whole hit"),
    (Role.ATTACK, "Attack"),
    (Role.BODY, "Body"),
    (Role.TAIL, "Tail"),
    (Role.SWEETENER, "Sweetener"),
)
"""What a layer may play of a hit, and what it is called."""

_TIPS = {
    Role.WHOLE: "All of every hit",
    Role.ATTACK: "The strike alone, until the next part begins",
    Role.BODY: "What follows the strike, until the tail begins",
    Role.TAIL: "What rings on",
    Role.SWEETENER: "All of every hit, beside others",
}


@dataclass(frozen=True)
class LayerField:
    """A number of a layer.

    Parameters
    ----------
    name
        Field of `Layer`.
    label
        Above its column.
    tip
        What it is, and what can be typed.
    width_px
        Of the field.
    """

    name: str
    label: str
    tip: str
    width_px: int


FIELDS = (
    LayerField("gain_db", "Gain", "Louder or softer than the track, in dB; +=2 and -=2 change what is there", 66),
    LayerField("pitch_semitones", "Pitch", "Up or down, in semitones; +=2 and -=2 change what is there", 62),
    LayerField("offset_ms", "Later", "How much later than its event it sounds, in ms: the toe after the heel", 66),
    LayerField("softest", "Softest", "It plays hits of at least this strength, in per cent", 56),
    LayerField("hardest", "Hardest", "It plays hits below this strength, in per cent; 100 plays the hardest too", 56),
    LayerField("until_ms", "Until", "Where an attack or a body hands over, in ms after the hit; empty as usual", 66),
)


@dataclass(frozen=True)
class LayerView:
    """What a row shows.

    Parameters
    ----------
    layer
        The layer.
    sounds
        Its references by name; empty for none yet.
    texts
        Field -> what it says.
    is_only
        Whether there is no other, so that it cannot be removed.
    """

    layer: Layer
    sounds: str
    texts: dict[str, str]
    is_only: bool


_SHOWN_LETTERS = 25
"""As many as fit on the button in a window of its usual width."""


class SoundsButton(QPushButton):
    """Opens the list of sounds, and takes sounds dropped from the bin.

    Signals
    -------
    dropped
        Keys of references.
    """

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.setAcceptDrops(True)
        self.setMinimumWidth(150)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Sounds of the bin are welcome."""
        if event.mimeData().hasFormat(REFERENCE_MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The layer plays what was dropped."""
        text = bytes(event.mimeData().data(REFERENCE_MIME).data()).decode()
        self.dropped.emit(tuple(int(key) for key in text.split(",") if key))
        event.acceptProposedAction()


class LayerRow(QObject):
    """The controls of a layer; the window lays them out in its grid.

    Signals
    -------
    typed
        Name of a field, and what was typed.
    role_chosen
        A `Role`.
    references_chosen
        Keys, in the order in which they were chosen.
    muted
        Whether it is to be left out.
    remove_wanted
        It is to go.
    """

    typed = Signal(str, str)
    role_chosen = Signal(object)
    references_chosen = Signal(object)
    muted = Signal(bool)
    remove_wanted = Signal()

    def __init__(self, number: int, sounds: Callable[[], tuple[tuple[int, str], ...]], parent: QObject) -> None:
        """Row ``number``, counted from 1; ``sounds`` answers key and name of all that the bin has."""
        super().__init__(parent)
        self._sounds, self._used = sounds, tuple[int, ...]()
        self.mute = push_button("M")
        self.mute.setCheckable(True)
        self.mute.setProperty("role", "low")
        self.mute.setFixedWidth(30)
        self.mute.setToolTip("Leave this layer out")
        self.mute.setAccessibleName(f"Mute layer {number}")
        self.mute.setAutoDefault(False)
        self.mute.clicked.connect(self.muted)
        self.sounds = SoundsButton()
        self.sounds.setAccessibleName(f"Sounds of layer {number}")
        self.sounds.clicked.connect(self._open_sounds)
        self.sounds.dropped.connect(self.references_chosen)
        self.role = ChoiceBox(f"Part of layer {number}")
        self.role.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.role.picked.connect(self.role_chosen)
        self.fields = {field.name: self._field(field, number) for field in FIELDS}
        remove = QAction(icons.icon("close", "dim"), "Remove", self)
        remove.setToolTip("Remove this layer")
        remove.triggered.connect(self.remove_wanted)
        self._remove, self.remove = remove, icon_button(remove, "close")
        self.remove.setAccessibleName(f"Remove layer {number}")

    def _field(self, field: LayerField, number: int) -> TypedField:
        line = TypedField(f"{field.label} of layer {number}")
        line.setFixedWidth(field.width_px)
        line.setToolTip(field.tip)
        line.setPlaceholderText("—")
        line.typed.connect(lambda text: self.typed.emit(field.name, text))
        return line

    def controls(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return (self.mute, self.sounds, self.role, *self.fields.values(), self.remove)

    def show_view(self, view: LayerView) -> None:
        """Show a layer."""
        self._used = view.layer.references
        self.mute.setChecked(view.layer.mute)
        self.sounds.setText(_cut(view.sounds or "choose sounds…").replace("&", "&&"))
        self.sounds.setToolTip(f"{view.sounds or 'None yet'}. Press to choose, or drop sounds of the bin here")
        self.role.show_choices(ROLES, view.layer.role, _TIPS.__getitem__)
        for name, line in self.fields.items():
            line.show_text(view.texts[name])
        self.fields["until_ms"].setEnabled(view.layer.role in (Role.ATTACK, Role.BODY))
        self._remove.setEnabled(not view.is_only)

    def _open_sounds(self) -> None:
        menu = _StayingMenu(self.sounds)
        for key, name in self._sounds():
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key in self._used)
            action.triggered.connect(lambda _on, key=key: self.references_chosen.emit(self._toggled(key)))
        if menu.isEmpty():
            menu.addAction("The bin is empty: drop sounds into it first").setEnabled(False)
        menu.popup(self.sounds.mapToGlobal(self.sounds.rect().bottomLeft()))

    def _toggled(self, key: int) -> tuple[int, ...]:
        return tuple(k for k in self._used if k != key) if key in self._used else (*self._used, key)


class _StayingMenu(QMenu):
    """Stays open while ticks are set: several sounds are chosen in one go; Escape or a click elsewhere closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click sets the tick."""
        action = self.activeAction()
        if action is not None and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So does Return."""
        action = self.activeAction()
        if action is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            action.trigger()
        else:
            super().keyPressEvent(event)


def _cut(name: str) -> str:
    """A long name without its middle: names of one pack differ at their ends."""
    half = (_SHOWN_LETTERS - 1) // 2
    return name if len(name) <= _SHOWN_LETTERS else f"{name[:half]}…{name[-half:]}"
