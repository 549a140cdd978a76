"""The window: panels around the timeline. Presenters bring them to life; this only lays them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QSplitter, QVBoxLayout, QWidget

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.dialogs.banner import Banners
from foleystudio.gui.file_urls import paths_of, refusal_of
from foleystudio.gui.panels.accessible_list import AccessibleList
from foleystudio.gui.panels.bin.library_list import LibraryList
from foleystudio.gui.panels.bin.reference_bin import ReferenceBin
from foleystudio.gui.panels.hit_bar import HitBar
from foleystudio.gui.panels.inspector.body import COLUMN_PX, WIDE_PX
from foleystudio.gui.panels.inspector.inspector import Inspector
from foleystudio.gui.panels.picture import PicturePanel
from foleystudio.gui.panels.status import StatusBar
from foleystudio.gui.panels.transport import TransportBar
from foleystudio.gui.settings import Settings
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.widgets.buttons import heading, icon_button
from foleystudio.gui.widgets.search_field import SearchField, make_searchable

# pixels, at first: the bin's chips and the inspector's knobs with their names fit
_BIN_WIDTH, _INSPECTOR_WIDTH = 236, 296
# pixels: bars above and below; the timeline with all its lanes; the title bar, as systems draw it
_CHROME, _ALL_LANES, _TITLE_BAR = 110, 440, 32


class StudioWindow(QMainWindow):
    """Transport on top; bin, picture and inspector; timeline; status.

    Signals
    -------
    files_dropped
        Files were dropped where no panel takes them (a list of `Path`).
    drop_refused
        What was dropped is no file of this computer: a sentence.
    activated
        The user comes back to the window, and may have put right elsewhere what it complains of.
    """

    files_dropped = Signal(object)
    drop_refused = Signal(str)
    activated = Signal()

    def __init__(self, settings: Settings, rows: Iterable[ActionRow]) -> None:
        super().__init__()
        self.settings = settings
        self._is_shared_out = False
        self.may_close: Callable[[], bool] = lambda: True
        self.actions_table = Actions(self, settings.store, rows)
        actions = self.actions_table
        self.transport = TransportBar(actions)
        self.bin, self.finder = ReferenceBin(), SearchField()
        self.library, self.library_panel = LibraryList(), QWidget()
        self.picture = PicturePanel(actions["open"], actions["open_example"])
        self.inspector = Inspector(actions["make_again"], actions["four_variations"])
        self.accessible_list = AccessibleList()
        self.accessible_list.hide()  # until the user wants it
        self.timeline, self.hit_bar = TimelineWidget(), HitBar()
        self.banners, self.status = Banners(), StatusBar()
        self.bin_panel = self._bin_panel()
        self._middle, self._whole = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self.setAcceptDrops(True)
        self.setMinimumSize(1024, 600)
        self._restore()

    def _bin_panel(self) -> QWidget:
        panel = QWidget()
        panel.setProperty("role", "panel")
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(panel)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(9)
        title = QHBoxLayout()
        title.addWidget(heading("References"))
        title.addStretch()
        self.favourites = QPushButton("★")
        self.favourites.setProperty("role", "toggle")
        self.favourites.setCheckable(True)
        self.favourites.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.favourites.setToolTip("Show favourites alone")
        self.favourites.setAccessibleName("Show favourites alone")
        title.addWidget(self.favourites)
        make_searchable(self.finder, "Search names and tags", "Search references")
        column.addLayout(title)
        column.addWidget(self.finder)
        column.addWidget(self.bin, 3)
        library = QVBoxLayout(self.library_panel)
        library.setContentsMargins(0, 0, 0, 0)
        library.addWidget(heading("Library"))
        library.addWidget(self.library)
        column.addWidget(self.library_panel, 2)
        self.add_references = icon_button(self.actions_table["add_references"], "plus", "Add references…")
        self.add_references.setProperty("role", "quiet")
        column.addWidget(self.add_references)
        panel.setMinimumWidth(180)
        return panel

    def _lay_out(self) -> None:
        self.actions_table.fill(self.menuBar())
        self.inspector.may_widen = self._is_room_for_two_columns
        # Not within the splitter's own layout, which is what made the inspector as low as it is.
        self.inspector.widened.connect(self._note_inspector_s_width)
        self.inspector.widened.connect(self._give_inspector_its_width, Qt.ConnectionType.QueuedConnection)
        for panel in (self.bin_panel, self.picture, self.accessible_list, self.inspector):
            self._middle.addWidget(panel)
        for splitter in (self._middle, self._whole):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self._middle.setStretchFactor(1, 1)
        self._whole.addWidget(self._middle)
        self._whole.addWidget(self._timeline_and_notices())
        self._whole.setStretchFactor(0, 3)
        self._whole.setStretchFactor(1, 2)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(_rule())
        column.addWidget(self._whole, 1)
        column.addWidget(_rule())
        column.addWidget(self.status)
        body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCentralWidget(body)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """Take the keyboard from whichever control has it: keys are the window's own again."""
        body = self.centralWidget()
        if body is not None:
            body.setFocus()

    def _timeline_and_notices(self) -> QWidget:
        """What is to be said takes its room from the timeline's foot: neither picture nor panels move for it."""
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.timeline, 1)
        # The bar is worked in: it keeps its place at the foot, whatever notices come and go.
        column.addWidget(self.banners)
        column.addWidget(self.hit_bar)
        return lower

    def _restore(self) -> None:
        self.resize(usual_size(self.screen().availableGeometry().size()))
        geometry = self.settings.state("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self._middle.setSizes([_BIN_WIDTH, 10_000, _INSPECTOR_WIDTH, _INSPECTOR_WIDTH])
        for name, splitter in (("middle", self._middle), ("whole", self._whole)):
            state = self.settings.state(f"window/{name}")
            if state is not None:
                splitter.restoreState(state)
                self._is_shared_out = True
        self._narrow_px = round(self.settings.number("window/inspector", _INSPECTOR_WIDTH))

    def showEvent(self, event: QShowEvent) -> None:
        """Share the height out, unless the user has done so before."""
        super().showEvent(event)
        # The window may have been left with as many columns in the inspector as it has no need of now, or not enough.
        QTimer.singleShot(0, self, lambda: self._give_inspector_its_width(self.inspector.is_wide))
        if not self._is_shared_out:
            self._is_shared_out = True
            room = self.height() - _CHROME
            self._whole.setSizes([room - _timeline_height(room), _timeline_height(room)])

    def _is_room_for_two_columns(self) -> bool:
        others = [panel for panel in (self.bin_panel, self.picture, self.accessible_list) if not panel.isHidden()]
        return self.width() - sum(panel.minimumWidth() for panel in others) >= WIDE_PX

    def _note_inspector_s_width(self, wide: bool) -> None:
        if wide and self.inspector.isVisible():
            self._narrow_px = max(COLUMN_PX, self.inspector.width())

    def _give_inspector_its_width(self, wide: bool) -> None:
        """Two columns take their width from the picture, whose sides are free where it is low, and give it back."""
        sizes = self._middle.sizes()
        width = max(WIDE_PX, sizes[3]) if wide else self._narrow_px
        self._middle.setSizes([sizes[0], sizes[1] + sizes[3] - width, sizes[2], width])

    def remember(self) -> None:
        """Keep the layout for the next start."""
        self.settings.put("window/geometry", self.saveGeometry())
        self.settings.put("window/middle", self._middle.saveState())
        self.settings.put("window/whole", self._whole.saveState())
        if not self.inspector.is_wide and self.inspector.isVisible():
            self._narrow_px = self._middle.sizes()[3]
        self.settings.put("window/inspector", self._narrow_px)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere; so may what is none, to be told why not."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        event.acceptProposedAction()
        files, refusal = paths_of(event.mimeData()), refusal_of(event.mimeData())
        if files:
            self.files_dropped.emit(files)
        if refusal:
            self.drop_refused.emit(refusal)

    def changeEvent(self, event: QEvent) -> None:
        """The desktop may end full screen too; the user goes elsewhere and comes back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_table["full_screen"].setChecked(self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work first."""
        if self.may_close():
            self.remember()
            event.accept()
        else:
            event.ignore()


def usual_size(screen: QSize) -> QSize:
    """How large the window first opens: all of it, title bar included, stays on the screen."""
    return QSize(1440, 900).boundedTo(screen - QSize(0, _TITLE_BAR))


def _timeline_height(room: int) -> int:
    """All lanes of one track should show; on low screens they take half, and the knobs above still show too."""
    return max(room * 45 // 100, min(room * 50 // 100, _ALL_LANES))


def _rule() -> QWidget:
    rule = QWidget()
    rule.setFixedHeight(1)
    rule.setProperty("role", "rule")
    rule.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return rule
