from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.commands.table import COMMANDS
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.look import theme
from foleystudio.gui.panels.inspector.body import Arrangement, InspectorBody
from foleystudio.gui.panels.inspector.inspector import Figure, InspectorView
from foleystudio.gui.panels.takes_list import TakeRow
from foleystudio.gui.settings import Settings
from foleystudio.gui.window import StudioWindow, usual_size
from foleystudio.project.settings import Renderer, SynthesisSettings


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> StudioWindow:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    theme.apply(qapp, theme.Scheme.DARK)  # sizes are the stylesheet's
    made = StudioWindow(Settings(), COMMANDS)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_control_has_a_name_for_screen_readers(window: StudioWindow) -> None:
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    controls = [
        control
        for kind in kinds
        for control in window.findChildren(kind)
        if not isinstance(control, QScrollBar) and not control.objectName().startswith("qt_")
    ]
    assert len(controls) > 25
    nameless = [f"{type(c).__name__} {c.toolTip()!r}" for c in controls if not (c.accessibleName() or _text(c))]
    assert nameless == []


def _text(control: object) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1920, 1080), (2560, 1440)])
def test_nothing_is_cut_off_at_usual_sizes(window: StudioWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.wait(10)
    for button in window.transport.findChildren(QAbstractButton):
        corner = button.mapTo(window, QPoint(button.width(), 0))
        assert corner.x() <= window.width(), button.accessibleName()
        assert button.width() >= button.minimumSizeHint().width()
    body = window.inspector.widget()
    assert body is not None
    assert body.minimumSizeHint().width() <= window.inspector.viewport().width()
    assert window.picture.width() >= 240
    assert window.timeline.height() >= 160


EVERYTHING = InspectorView(
    "Take 6 on Foley 1",
    ((3, "anvil"), (5, "oak")),
    (3, 5),
    SynthesisSettings(),
    renderer=Renderer.HYBRID,
    models=((None, "Shipped"), ("/runs/mine", "mine")),
    takes=tuple(TakeRow(n, n, f"oak {n}") for n in range(6, 0, -1)),
    has_guide=True,
)


# 688: what a title bar leaves of a screen of 1280x720.
@pytest.mark.parametrize(("width", "height"), [(1280, 688), (1280, 720), (1440, 900), (1920, 1048), (1920, 1080)])
def test_all_knobs_and_some_takes_show_at_once(window: StudioWindow, qtbot: QtBot, width: int, height: int) -> None:
    window.resize(width, height)
    window.inspector.show_figures([Figure("12 guide hits left out", False), Figure("unlike its reference", False)])
    window.inspector.show_view(EVERYTHING)
    qtbot.waitUntil(lambda: window.inspector.is_wide == (window.inspector.width() >= 540))
    viewport, takes = window.inspector.viewport(), window.inspector.takes
    qtbot.waitUntil(lambda: not window.inspector.verticalScrollBar().isVisible())  # nothing has to be scrolled to
    for part in window.inspector.findChildren(QWidget):
        if part.isVisible() and not takes.isAncestorOf(part):
            place = QRect(part.mapTo(viewport, QPoint()), part.size())
            assert viewport.rect().contains(place), part
    fourth = takes.visualItemRect(takes.item(3))
    assert takes.viewport().rect().contains(fourth), "four takes are seen"
    assert window.picture.width() >= 480
    _take_by_mouse(window, qtbot)


def test_where_the_screen_is_low_the_inspector_has_room_for_one_more_row(window: StudioWindow, qtbot: QtBot) -> None:
    window.resize(1280, 688)
    window.inspector.show_view(EVERYTHING)
    qtbot.waitUntil(lambda: window.inspector.is_wide)
    body = window.inspector.widget()
    assert isinstance(body, InspectorBody)
    row = window.inspector.knob("gain_db").height_on(one_line=True) + 1
    assert body.needed_px(Arrangement.BESIDE) + row <= window.inspector.height()


def _take_by_mouse(window: StudioWindow, qtbot: QtBot) -> None:
    takes, used = window.inspector.takes, list[int]()
    takes.used.connect(used.append)
    place = takes.viewport().mapTo(window, takes.visualItemRect(takes.item(3)).center())
    handle = window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert used == [3]


def test_two_columns_give_their_width_back(window: StudioWindow, qtbot: QtBot) -> None:
    window.resize(1400, 1300)
    qtbot.waitUntil(lambda: not window.inspector.is_wide)
    window._middle.setSizes([236, 800, 0, 330])
    before = window.inspector.width()
    window.resize(1400, 720)
    qtbot.waitUntil(lambda: window.inspector.width() >= 540)
    window.resize(1400, 1300)
    qtbot.waitUntil(lambda: window.inspector.width() == before)


def test_where_there_is_no_width_for_two_columns_there_is_one(window: StudioWindow, qtbot: QtBot) -> None:
    window.accessible_list.show()
    window.resize(1024, 600)
    qtbot.waitUntil(lambda: not window.inspector.is_wide and window.inspector.width() < 400)
    assert window.accessible_list.width() + window.bin_panel.width() + window.picture.width() < 1024 - 280


def _overlap(window: QWidget, one: QWidget, other: QWidget) -> bool:
    first, second = (QRect(widget.mapTo(window, QPoint()), widget.size()) for widget in (one, other))
    return first.intersects(second)


@pytest.mark.parametrize("shape", [QSize(90, 160), QSize(160, 90), QSize(239, 100)])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_notices_lie_over_nothing_and_leave_the_picture_its_size(
    window: StudioWindow, qtbot: QtBot, size: tuple[int, int], shape: QSize
) -> None:
    window.resize(*size)
    window.picture.set_clip_size(shape)
    qtbot.waitUntil(lambda: window.inspector.is_wide == (window.inspector.width() >= 540))
    whole = window.picture.wanted_size()
    panels = [window.bin_panel, window.picture, window.inspector, window.transport, window.status, window.timeline]
    before = [panel.geometry() for panel in panels[:-1]]
    for number in range(4):
        window.banners.say(Notice(f"Something is wrong with file number {number}; look for it.", "warning"))
    for is_open in (False, True):
        window.banners.show_all(is_open)
        qtbot.waitUntil(lambda: not any(_overlap(window, window.banners, panel) for panel in panels))
        assert window.picture.wanted_size() == whole
        assert [panel.geometry() for panel in panels[:-1]] == before, "nothing moves for it"
        assert window.timeline.height() >= 160


def test_the_layout_is_remembered(window: StudioWindow, qtbot: QtBot) -> None:
    window._middle.setSizes([300, 400, 0, 300])
    window._whole.setSizes([250, 400])
    wanted = [splitter.sizes() for splitter in (window._middle, window._whole)]
    window.remember()
    window.settings.store.sync()
    again = StudioWindow(Settings(), COMMANDS)
    qtbot.addWidget(again)
    again.resize(window.size())
    again.show()
    assert [splitter.sizes() for splitter in (again._middle, again._whole)] == wanted


def test_files_dropped_anywhere_are_taken(window: StudioWindow) -> None:
    dropped: list[list[Path]] = []
    window.files_dropped.connect(dropped.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/x/ü y.mp4"), QUrl("https://example.org/z.mp4")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert dropped == [[Path("/x/ü y.mp4")]]


def test_a_window_that_may_not_close_stays(window: StudioWindow) -> None:
    window.may_close = lambda: False
    assert not window.close()
    assert window.isVisible()
    window.may_close = lambda: True
    assert window.close()


def test_the_first_window_fits_the_screen() -> None:
    assert usual_size(QSize(1920, 1040)) == QSize(1440, 900)
    small = usual_size(QSize(1280, 720))
    assert small.width() == 1280
    assert 600 <= small.height() < 720


def test_the_bar_of_the_hits_stays_where_it_is_when_notices_come_and_go(window: StudioWindow, qtbot: QtBot) -> None:
    bar = window.hit_bar
    bar.show_hits("1 hit", {}, kept=False)
    qtbot.waitUntil(lambda: bar.isVisible() and bar.y() > 0)
    QApplication.processEvents()
    place = bar.mapTo(window, QPoint(0, 0))
    window.banners.say(Notice("Something is wrong.", "warning"))
    qtbot.waitUntil(lambda: window.banners.isVisible() and not _overlap(window, window.banners, bar))
    assert bar.mapTo(window, QPoint(0, 0)) == place
    buttons = [button for button in window.banners.findChildren(QAbstractButton) if button.isVisible()]
    (cross,) = (button for button in buttons if button.toolTip().startswith("Close"))
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.banners.isVisible())
    assert bar.mapTo(window, QPoint(0, 0)) == place
