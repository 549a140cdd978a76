"""The window of likeness itself: how many groups, a row for each, and a way to send them all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.panels.likeness.row import GroupRow, GroupView
from foleystudio.gui.widgets.buttons import dim, heading, push_button


class LikenessWindow(QDialog):
    """A window beside the studio's; while it is open, events have their groups' colours.

    Signals
    -------
    count_wanted
        One group more (1) or less (-1).
    select_wanted, hear_wanted
        Number of a group, counted from 0.
    named
        Number of a group, and what was typed.
    send_wanted
        Number of a group, and the key of a track; None for a new one.
    send_all_wanted
        All groups but the first are to have tracks of their own.
    closed
        It is hidden.
    """

    count_wanted = Signal(int)
    select_wanted = Signal(int)
    hear_wanted = Signal(int)
    named = Signal(int, str)
    send_wanted = Signal(int, object)
    send_all_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Split by likeness")
        self._title, self._about = heading(""), PlainLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setProperty("role", "dim")
        self._tracks: tuple[tuple[int, str], ...] = ()
        self.rows: list[GroupRow] = []
        self._grid, self.bar = QGridLayout(), QProgressBar()
        self.fewer, self.more, self.count = push_button("−"), push_button("+"), PlainLabel("2")
        self.send_all = push_button("Each to a track")
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(dim("Groups"))
        for button, step, tip in ((self.fewer, -1, "One group less"), (self.more, 1, "One group more")):
            button.setFixedWidth(32)
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _checked=False, step=step: self.count_wanted.emit(step))
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count.setMinimumWidth(18)
        self.count.setAccessibleName("Number of groups")
        for widget in (self.fewer, self.count, self.more):
            foot.addWidget(widget)
        foot.addStretch()
        self.send_all.setAutoDefault(False)
        self.send_all.clicked.connect(lambda _checked=False: self.send_all_wanted.emit())
        foot.addWidget(self.send_all)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(14, 12, 14, 12)
        rows.setSpacing(9)
        for part in (self._title, self._about, self.bar):
            rows.addWidget(part)
        rows.addLayout(self._grid)
        rows.addStretch()
        rows.addLayout(foot)

    def share(self, action: QAction) -> None:
        """Have one of the studio's commands here too, by its key."""
        self.addAction(action)

    def show_progress(self, share: float, stage: str) -> None:
        """Show how far telling them apart has come."""
        self.bar.setValue(round(100 * share))
        self._about.setText(f"{stage.capitalize()}…")

    def show_waiting(self, title: str) -> None:
        """Show that they are being told apart; nothing can be pressed yet."""
        self._title.setText(title)
        self.bar.show()
        self._show_rows(())
        self.show_progress(0.0, "telling them apart")
        for button in (self.fewer, self.more, self.send_all):
            button.setEnabled(False)

    def show_groups(
        self, title: str, about: str, views: Sequence[GroupView], most: int, tracks: tuple[tuple[int, str], ...]
    ) -> None:
        """Show groups, of which there could be ``most``, and the tracks that they can be sent to, by key and name."""
        self._title.setText(title)
        self._about.setText(about)
        self.bar.hide()
        self._tracks = tracks
        self._show_rows(views)
        self.count.setText(str(len(views)))
        self.fewer.setEnabled(len(views) > 2)
        self.more.setEnabled(len(views) < most)
        self.send_all.setEnabled(any(view.count for view in views[1:]))
        self.send_all.setToolTip("Group A stays where it is; every other group gets a new track of its own")

    def _show_rows(self, views: Sequence[GroupView]) -> None:
        while len(self.rows) > len(views):
            self._drop_row()
        while len(self.rows) < len(views):
            self._add_row()
        for row, view in zip(self.rows, views, strict=True):
            row.show_view(view)

    def _add_row(self) -> None:
        group = len(self.rows)
        row = GroupRow(group, lambda: self._tracks, self)
        row.select_wanted.connect(lambda: self.select_wanted.emit(group))
        row.hear_wanted.connect(lambda: self.hear_wanted.emit(group))
        row.named.connect(lambda text: self.named.emit(group, text))
        row.send_wanted.connect(lambda track: self.send_wanted.emit(group, track))
        for column, control in enumerate(row.controls()):
            self._grid.addWidget(control, group, column)
        self.rows.append(row)

    def _drop_row(self) -> None:
        row = self.rows.pop()
        for control in row.controls():
            self._grid.removeWidget(control)
            control.hide()
            control.deleteLater()
        row.deleteLater()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is closed."""
        super().hideEvent(event)
        self.closed.emit()

    def sizeHint(self) -> QSize:
        """Room for four groups."""
        return QSize(540, 250)
