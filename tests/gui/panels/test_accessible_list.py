from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.panels.accessible_list import AccessibleList
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.takes import Take
from tests.projects import timed

RISING = (0.0, 0.2, 0.6, 1.0)


def project() -> Project:
    events = EventTrack((Event(0.5, 0.8, marked=True), Event(1.0, 0.25, 0.4)))
    made = timed(Project(), events)
    return made.with_take(made.tracks[0].key, Take(Path("/x.wav"), "anvil", 10))


def test_every_event_and_take_is_a_line(qtbot: QtBot) -> None:
    panel = AccessibleList()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_project(project(), lambda seconds: f"{seconds:.2f}")
    assert list(panel.texts()) == ["1  hit", "2  sustained, proposed", "Foley 1: 1  anvil, in use"]


def test_a_hidden_list_costs_nothing(qtbot: QtBot) -> None:
    panel = AccessibleList()
    qtbot.addWidget(panel)
    panel.show_project(project(), str)
    assert list(panel.texts()) == []


def test_choosing_a_line_says_what_it_is(qtbot: QtBot) -> None:
    panel = AccessibleList()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_project(project(), str)
    events, takes = list[int](), list[int]()
    panel.event_chosen.connect(events.append)
    panel.take_chosen.connect(takes.append)
    for group in (panel._events, panel._takes):
        line = group.child(0)
        assert line is not None
        panel._tree.itemActivated.emit(line, 0)
    panel._tree.itemActivated.emit(panel._events, 0)
    assert (events, takes) == ([0], [1])


def test_the_keyboard_stays_on_its_line(qtbot: QtBot) -> None:
    panel = AccessibleList()
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.show()
    long = timed(project(), EventTrack(tuple(Event(n / 10) for n in range(80))))
    panel.show_project(long, str)
    tree, bar = panel._tree, panel._tree.verticalScrollBar()
    fifty = panel._events.child(50)
    assert fifty is not None
    tree.setCurrentItem(fifty)
    scrolled = bar.value()

    def now() -> tuple[object, int]:
        item = tree.currentItem()
        assert item is not None
        return item.data(0, Qt.ItemDataRole.UserRole), panel._events.indexOfChild(item)

    events = long.tracks[0].events
    moved = timed(long, events.replaced(replace(events.get(50), time_s=0.01)))
    panel.show_project(moved, str)
    assert now() == (("event", 50), 1)
    panel.show_project(long, str)
    assert bar.value() == scrolled > 0
    panel.show_project(timed(long, events.without([50])), str)
    assert now() == (("event", 51), 50)
    panel.show_project(timed(long, EventTrack()), str)
    assert tree.currentItem() is panel._events


def test_its_columns_fit_at_its_least_width(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, theme.Scheme.DARK)
    panel = AccessibleList()
    qtbot.addWidget(panel)
    panel.resize(panel.minimumWidth(), 4000)
    panel.show()
    events = tuple(Event(n / 4, 1.0, 0.3 * (n % 3 == 0), RISING * (n % 6 == 0), n % 2 == 1) for n in range(99))
    made = timed(project(), EventTrack(events))
    named = Take(Path("/y.wav"), "hammer on the old anvil", 10)
    made = made.with_take(made.tracks[0].key, named)
    panel.show_project(made, lambda _seconds: "10:00:00;00", lambda _take: "hybrid · seed 12 · −2.0 st")
    qtbot.wait(1)
    tree = panel._tree
    assert tree.horizontalScrollBar().maximum() == 0
    for group in (panel._events, panel._takes):
        for row in range(group.childCount()):
            item = group.child(row)
            assert item is not None
            for column in range(1 if item.isFirstColumnSpanned() else 3):
                index = tree.indexFromItem(item, column)
                assert tree.sizeHintForIndex(index).width() <= tree.visualRect(index).width(), item.text(column)
    spoken = "Foley 1: 2  hammer on the old anvil, in use, hybrid · seed 12 · −2.0 st"
    assert panel.texts()[-1] == spoken
    late = made.with_take(made.tracks[0].key, replace(named, name="a " * 50, start_s=0.5))
    panel.show_project(late, lambda _seconds: "10:00:00;00")
    cut = panel._takes.child(2)
    assert cut is not None
    assert cut.toolTip(0) == f"Foley 1: 3  {'a ' * 50}, in use, from 10:00:00;00", "what is cut is whole in the tooltip"
