"""The library below the bin: the sounds of the folders that are watched, to be heard, dragged and added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QTreeWidget, QTreeWidgetItem

from foleystudio.files.file_names import as_text
from foleystudio.gui.file_urls import url_of
from foleystudio.gui.panels.menu_place import asked_about

_PLACE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class LibraryFolder:
    """A watched folder.

    Parameters
    ----------
    path
        Where it is.
    sounds
        What lies in it.
    problem
        Why nothing can be shown; empty when it can.
    """

    path: Path
    sounds: tuple[Path, ...] = ()
    problem: str = ""


class LibraryList(QTreeWidget):
    """Folders with their sounds.

    Signals
    -------
    previewed
        A sound is to be heard.
    added
        Sounds (paths) are to go into the bin.
    unwatched
        A folder is to be watched no more.
    watch_wanted
        The user wants another folder watched.
    """

    previewed = Signal(object)
    added = Signal(object)
    unwatched = Signal(object)
    watch_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._places: list[Path] = []
        self._folders: tuple[LibraryFolder, ...] = ()
        self._query = ""
        self.setHeaderHidden(True)
        self.setIndentation(12)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setAccessibleName("Library")
        self.setAccessibleDescription("Sounds of the watched folders; Return puts them into the bin")
        self.itemClicked.connect(lambda item, _column: self._hear(item))
        self.itemActivated.connect(lambda _item, _column: self._add())

    def show_folders(self, folders: Sequence[LibraryFolder], query: str = "") -> None:
        """Show folders, of their sounds those that a query finds; what was folded stays folded."""
        if (tuple(folders), query) == (self._folders, self._query):
            return
        roots = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        folded = {self._place(root) for root in roots if root is not None and not root.isExpanded()}
        self._folders, self._query = tuple(folders), query
        self.clear()
        self._places = []
        for folder in folders:
            found = [sound for sound in folder.sounds if is_found(query, sound.stem, folder.path.name)]
            root = self._item(self.invisibleRootItem(), folder.path, as_text(folder.path.name or str(folder.path)))
            root.setFlags(root.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            if folder.problem:
                note = QTreeWidgetItem(root, [folder.problem])
                note.setFlags(Qt.ItemFlag.ItemIsEnabled)
                note.setToolTip(0, str(folder.path))
            for sound in found:
                self._item(root, sound, as_text(sound.stem))
            root.setText(0, f"{root.text(0)}  {'' if folder.problem else len(found)}")
            root.setExpanded(folder.path not in folded)

    def _item(self, parent: QTreeWidgetItem, place: Path, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [text])
        # A row number: on its way through a Qt variant a name that is no Unicode would be cut short.
        item.setData(0, _PLACE, len(self._places))
        item.setToolTip(0, as_text(str(place)))
        self._places.append(place)
        return item

    def _place(self, item: QTreeWidgetItem) -> Path | None:
        number = item.data(0, _PLACE)
        return None if number is None else self._places[int(number)]

    def _sounds(self) -> list[Path]:
        chosen = [self._place(item) for item in self.selectedItems() if item.parent() is not None]
        return [place for place in chosen if place is not None]

    def _hear(self, item: QTreeWidgetItem) -> None:
        place = self._place(item)
        if place is not None and item.parent() is not None:
            self.previewed.emit(place)

    def _add(self) -> None:
        sounds = self._sounds()
        if sounds:
            self.added.emit(sounds)

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        """Files, for the bin, a track, or another program."""
        places = [self._place(item) for item in items if item.parent() is not None]
        data = QMimeData()
        data.setUrls([url_of(place) for place in places if place is not None])
        return data

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a sound or a folder."""
        menu = QMenu(self)
        index, place = asked_about(self, event)
        item = self.itemFromIndex(index) if index.isValid() else None
        path = self._place(item) if item is not None else None
        if item is not None and path is not None and item.parent() is not None:
            menu.addAction("Hear it", lambda: self.previewed.emit(path))
            menu.addAction("Add to the bin", self._add)
        elif path is not None:
            menu.addAction("Watch it no more", lambda: self.unwatched.emit(path))
        menu.addAction("Watch a folder…", self.watch_wanted.emit)
        menu.exec(place)
        menu.deleteLater()


def is_found(query: str, *texts: str) -> bool:
    """Whether every word of a query is in one of some texts."""
    told = " ".join(texts).lower()
    return all(word in told for word in query.lower().split())
