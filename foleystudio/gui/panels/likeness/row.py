"""A group's row in the window of likeness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from foleystudio.gui.look import icons
from foleystudio.gui.look.theme import tokens, ui_font
from foleystudio.gui.timeline.events.painting import group_token, letter_of
from foleystudio.gui.widgets.buttons import dim, icon_button, push_button
from foleystudio.gui.widgets.typed_field import TypedField

_BADGE_PX = 24


@dataclass(frozen=True)
class GroupView:
    """What a row shows.

    Parameters
    ----------
    name
        What its track will be called.
    count
        How many of its events are still on the track; with none it cannot be sent.
    can_be_heard
        Whether the clip has a sound of its own to hear it in.
    """

    name: str
    count: int
    can_be_heard: bool


class Badge(QAbstractButton):
    """A group's letter on its colour; pressed, its events are selected."""

    def __init__(self, group: int) -> None:
        super().__init__()
        self._group = group
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"Select group {letter_of(group)}")
        self.setToolTip("Select these events")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_BADGE_PX, _BADGE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Colour, letter and focus."""
        colours, painter = tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_lit = self.isEnabled() and (self.underMouse() or self.hasFocus())
        painter.setPen(colours.colour("text") if is_lit else Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour(group_token(self._group), 1.0 if self.isEnabled() else 0.3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        font = ui_font(12)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colours.colour("ground"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, letter_of(self._group))


class GroupRow(QObject):
    """The controls of a group; the window lays them out in its grid.

    Signals
    -------
    select_wanted, hear_wanted
        Its events are to be selected, or heard.
    named
        What was typed for its name.
    send_wanted
        Key of the track that its events go to; None for a new one.
    """

    select_wanted = Signal()
    hear_wanted = Signal()
    named = Signal(str)
    send_wanted = Signal(object)

    def __init__(self, group: int, tracks: Callable[[], tuple[tuple[int, str], ...]], parent: QObject) -> None:
        """Row of a group, counted from 0; ``tracks`` answers key and name of all that its events can go to."""
        super().__init__(parent)
        letter = letter_of(group)
        self._tracks = tracks
        self.badge, self.name, self.count = Badge(group), TypedField(f"Name of group {letter}"), dim()
        self.badge.clicked.connect(self.select_wanted)
        self.name.setToolTip("What its track will be called")
        self.name.typed.connect(self.named)
        self.name.setMinimumWidth(150)
        self._hear = QAction(icons.icon("play", "dim"), "Hear", self)
        self._hear.triggered.connect(self.hear_wanted)
        self.hear = icon_button(self._hear, "play")
        self.hear.setAccessibleName(f"Hear group {letter}")
        self.send, self.to = push_button("New track"), push_button("To track…")
        for button, tip in ((self.send, "Give these events to a new track"), (self.to, "Give them to another track")):
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(f"{tip}: group {letter}")
        self.send.clicked.connect(lambda _checked=False: self.send_wanted.emit(None))
        self.to.clicked.connect(self._open_tracks)

    def controls(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return self.badge, self.name, self.count, self.hear, self.send, self.to

    def show_view(self, view: GroupView) -> None:
        """Show a group."""
        self.name.show_text(view.name)
        self.count.setText(f"{view.count} hit{'s' * (view.count != 1)}" if view.count else "sent")
        for control in (self.badge, self.name, self.send):
            control.setEnabled(view.count > 0)
        self.to.setEnabled(view.count > 0 and bool(self._tracks()))
        self._hear.setEnabled(view.count > 0 and view.can_be_heard)
        self._hear.setToolTip(
            "Hear its hits as the clip has them" if view.can_be_heard else "This clip has no sound of its own"
        )

    def _open_tracks(self) -> None:
        menu = QMenu(self.to)
        for key, name in self._tracks():
            menu.addAction(name.replace("&", "&&")).setData(key)
        chosen = menu.exec(self.to.mapToGlobal(self.to.rect().bottomLeft()))
        menu.deleteLater()
        if chosen is not None:  # only now, when the menu has gone: it lies on a button that may be disabled
            self.send_wanted.emit(chosen.data())
