"""Takes and events as a list beside the drawn timeline: for screen readers, and for whoever likes lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from foleystudio.gui.widgets.buttons import heading
from foleystudio.project.document import Project
from foleystudio.project.events import EventTrack
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track

_WHAT, _SPOKEN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.AccessibleTextRole
_HIT, _LONG, _FADE = ("hit", "hit"), ("long", "sustained"), ("fade", "fades in")
"""Kinds of events as the narrow column shows them, and as they are spoken."""

_LEAST_PX = 300  # a take's name and what is told of it fit side by side
_PROPOSED = "\N{WHITE DIAMOND}"


class AccessibleList(QWidget):
    """Everything on the timeline, line by line.

    Signals
    -------
    event_chosen
        Key of an event: select it and go there.
    take_chosen
        Key of a take: use it.
    shown
        It can be seen from now on.
    """

    event_chosen = Signal(int)
    take_chosen = Signal(int)
    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(_LEAST_PX)
        self._tree = QTreeWidget()
        self._tree.setProperty("role", "bin")
        self._tree.setHeaderLabels(["Timeline", "At", "Strength"])
        self._tree.setAccessibleName("Takes and events")
        self._tree.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setStretchLastSection(False)
        self._tree.setIndentation(10)
        self._tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names often differ at their ends
        for column in (1, 2):
            self._tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(12, 12, 8, 8)
        column_box.addWidget(heading("List"))
        column_box.addWidget(self._tree)
        self._events = QTreeWidgetItem(self._tree, ["Events"])
        self._takes = QTreeWidgetItem(self._tree, ["Takes"])
        for group in (self._events, self._takes):
            group.setExpanded(True)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self._tree.itemActivated.connect(self._activated)
        self._tree.itemClicked.connect(self._activated)

    def showEvent(self, event: QShowEvent) -> None:
        """What was not looked at was not kept up to date."""
        super().showEvent(event)
        self.shown.emit()

    def show_project(
        self,
        project: Project,
        label: Callable[[float], str],
        facts: Callable[[Take], str] = lambda _take: "",
        track: Track | None = None,
    ) -> None:
        """Show all takes (with their ``facts``) and a track's events, the keyboard where it was; nothing while hidden.

        Parameters
        ----------
        track
            Whose events are shown; the first track's unless given.
        """
        if not self.isVisible():
            return
        place = self._place()
        track = track or next(iter(project.tracks), None)
        self._show_events(track.events if track is not None else EventTrack(), label)
        if track is not None and len(project.tracks) > 1:
            self._events.setText(0, f"Events of {track.name} ({self._events.childCount()})")
        _clear(self._takes)
        for track in project.tracks:
            for number, take in enumerate(track.takes, start=1):
                state = "in use" if take.key == track.active else "A/B" if take.key == track.other else ""
                starts = f"from {label(take.start_s)}" if take.start_s else ""
                self._add_take(take, f"{track.name}: {number}  {take.name}", [state, facts(take), starts])
        self._takes.setText(0, f"Takes ({self._takes.childCount()})")
        self._return_to(*place)

    def _add_take(self, take: Take, name: str, about: Sequence[str]) -> None:
        """Two lines over all columns: takes have no strength, and nearly all begin with the clip."""
        told = [text for text in about if text]
        item = QTreeWidgetItem(self._takes, ["\n".join([name, " · ".join(told)]).rstrip()])
        item.setFirstColumnSpanned(True)
        item.setData(0, _WHAT, ("take", take.key))
        _say(item, ", ".join([name, *told]))

    def take_at_hand(self) -> int | None:
        """Key of the take that the keyboard is on; None while it is elsewhere."""
        item = self._tree.currentItem() if self._tree.hasFocus() else None
        kind, key = (item.data(0, _WHAT) if item is not None else None) or ("", None)
        return key if kind == "take" else None

    def _place(self) -> tuple[QTreeWidgetItem | None, int, object, int]:
        """Where the keyboard is: group, line, what is there; and how far it is scrolled."""
        item, scrolled = self._tree.currentItem(), self._tree.verticalScrollBar().value()
        group = item.parent() if item is not None else None
        if item is None or group is None:
            return item, -1, None, scrolled
        return group, group.indexOfChild(item), item.data(0, _WHAT), scrolled

    def _return_to(self, group: QTreeWidgetItem | None, line: int, what: object, scrolled: int) -> None:
        if group is None:
            return
        rows = range(group.childCount()) if line >= 0 else range(0)
        items = [item for item in map(group.child, rows) if item is not None]
        same = next((item for item in items if item.data(0, _WHAT) == what), None)
        self._tree.setCurrentItem(same or (items[min(line, len(items) - 1)] if items else group))
        self._tree.verticalScrollBar().setValue(scrolled)

    def _show_events(self, events: EventTrack, label: Callable[[float], str]) -> None:
        _clear(self._events)
        items = []
        for number, event in enumerate(events, start=1):
            short, kind = _FADE if event.fades_in else _LONG if event.sustain_s else _HIT
            shown, proposed = ("", "") if event.marked else (f"{_PROPOSED} ", ", proposed")
            strength = f"{event.strength * 100:.0f} %"
            called = f"  {event.label}" if event.label else ""
            item = QTreeWidgetItem([f"{number}  {shown}{short}{called}", label(event.time_s), strength])
            item.setData(0, _WHAT, ("event", event.key))
            _say(item, f"{number}  {kind}{called}{proposed}")
            items.append(item)
        self._events.addChildren(items)
        self._events.setText(0, f"Events ({len(items)})")

    def texts(self, column: int = 0) -> Sequence[str]:
        """All lines as they are spoken, for tests."""
        groups = (self._events, self._takes)
        rows = (group.child(row) for group in groups for row in range(group.childCount()))
        return [str(row.data(column, _SPOKEN) or row.text(column)) for row in rows if row is not None]

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        what = item.data(0, _WHAT)
        if what:
            kind, key = what
            (self.event_chosen if kind == "event" else self.take_chosen).emit(key)


def _say(item: QTreeWidgetItem, text: str) -> None:
    """What screen readers say and the tooltip shows: all of what the line may have no room for."""
    item.setData(0, _SPOKEN, text)
    item.setToolTip(0, text)


def _clear(group: QTreeWidgetItem) -> None:
    group.takeChildren()
