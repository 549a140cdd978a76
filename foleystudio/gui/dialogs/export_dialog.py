"""The export dialog: what to write, where, how loud; progress and cancel while the window stays usable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from foleystudio.engine.mix.exports import ExportKind, ExportRow, export_kinds
from foleystudio.engine.mix.options import USUAL, ExportOptions
from foleystudio.files.file_names import as_text, is_file, meant
from foleystudio.gui.dialogs.export_rows import ExportRows, Stems
from foleystudio.gui.widgets.buttons import dim
from foleystudio.gui.widgets.choice_box import DropDown
from foleystudio.media.formats import OwnSound
from foleystudio.media.sound.levels.loudness import Loudness

_STAGE_LINES = 2  # room for what is being done: the dialog does not jump when it is told in two lines


@dataclass(frozen=True)
class ExportWish:
    """What the user wants written.

    Parameters
    ----------
    export
        What of the project.
    out
        The file (or the pattern of the stems).
    options
        How it is written.
    only_range
        Only what lies between in and out.
    """

    export: ExportRow
    out: Path
    options: ExportOptions = USUAL
    only_range: bool = False


class ExportDialog(QDialog):
    """Asks for the wish, then shows how it goes.

    Signals
    -------
    wanted
        An `ExportWish`.
    cancelled
        The export under way is to stop.
    """

    wanted = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        start: Path,
        *,
        has_guide: bool,
        has_range: bool,
        has_layers: bool = False,
        kind: int,
        stems: Stems,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumWidth(540)
        self._is_busy = False
        self._replaced: Path | None = None
        self._kinds = export_kinds()
        self._kind, self._about = DropDown("What to export"), dim()
        self._path, self._browse = QLineEdit(as_text(str(start))), QPushButton("Choose…")
        self.rows = ExportRows(has_guide=has_guide, has_range=has_range, has_layers=has_layers, stems=stems)
        self._bar, self._stage = QProgressBar(), dim()
        self._cancel, self._export = QPushButton("Cancel"), QPushButton("Export")
        self._fill()
        self._lay_out()
        self._kind.setCurrentIndex(kind)
        self._kind.currentIndexChanged.connect(self._kind_changed)
        self._path.textChanged.connect(self._path_changed)
        self.rows.changed.connect(self._how_changed)
        self._browse.clicked.connect(self._choose)
        self._export.clicked.connect(self._start)
        self._cancel.clicked.connect(self.reject)
        self._kind_changed()

    def _fill(self) -> None:
        for kind in self._kinds:
            self._kind.addItem(kind.format.text)
        for widget, name in ((self._path, "File to write"), (self._bar, "Progress")):
            widget.setAccessibleName(name)

    def _lay_out(self) -> None:
        self._stage.setWordWrap(True)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._export.setProperty("role", "primary")
        self._export.setDefault(True)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self._path, 1)
        place.addWidget(self._browse)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.addRow(dim("What"), self._kind)
        form.addRow("", self._about)
        form.addRow(dim("File"), place)
        self.rows.lay_out(form)
        buttons = QHBoxLayout()
        buttons.addWidget(self._stage, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addStretch()
        column.addWidget(self._bar)
        column.addLayout(buttons)
        kept = self._bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(kept)
        self._bar.hide()
        self._stage.setMinimumHeight(_STAGE_LINES * self._stage.fontMetrics().lineSpacing() + 2)

    def _kind_changed(self) -> None:
        self._about.setText(self.kind().format.about)
        self._path.setText(str(self._suffixed(Path(self._path.text()))))
        self.rows.show_for(self.kind(), self._suffixed(Path(self._path.text())))

    def _how_changed(self) -> None:
        self._path_changed()
        self.rows.show_level()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as it ever needs to be, and no higher or lower whatever is chosen and said."""
        self.rows.tallest()
        self.setFixedHeight(self.sizeHint().height())
        self._kind_changed()
        super().showEvent(event)

    def _choose(self) -> None:
        text, _ = QFileDialog.getSaveFileName(self, "Export", self._path.text(), f"*{self.kind().format.suffix}")
        if text:
            out = self._suffixed(Path(text))
            self._path.setText(str(out))
            if out == Path(text):
                self._replaced = out  # Qt has asked already

    def _path_changed(self) -> None:
        self._replaced = None
        self._export.setText("Export")
        self._stage.setText("")
        self.rows.show_names(self._suffixed(Path(self._path.text())))

    def _may_write(self, out: Path) -> bool:
        """A file that is there is replaced only when Export is pressed again, now named Replace."""
        there = self._in_the_way(out)
        if not there or out == self._replaced:
            return True
        self._replaced = out
        self._export.setText("Replace")
        named = there[0].name if len(there) == 1 else f"{there[0].name} and {len(there) - 1} more"
        exists, it = ("exists", "it") if len(there) == 1 else ("exist", "them")
        self._stage.setText(f"{named} {exists} already; press Replace to write over {it}.")
        return False

    def _in_the_way(self, out: Path) -> list[Path]:
        """Files that an export would write over."""
        places = self.rows.stem_places(out) if self.kind().export.is_several else [out]
        return [path for path in places if is_file(path)]

    def show_loudness(self, mix: Loudness | None, between: Loudness | None = None) -> None:
        """How loud the mix is now, and between in and out; None while that is not known."""
        self.rows.show_loudness(mix, between)

    def kind(self) -> ExportKind:
        """What is chosen."""
        return self._kinds[self._kind.currentIndex()]

    def choose(
        self, kind: int, out: Path, *, own: OwnSound = OwnSound.REPLACE, target: str | None = None, naming: str = ""
    ) -> None:
        """Fill the dialog in."""
        self._kind.setCurrentIndex(kind)
        self._path.setText(as_text(str(out)))
        self.rows.choose(own, target, naming)

    def _start(self) -> None:
        export = self.kind().export
        typed = meant(Path(self._path.text()).expanduser())
        out = typed if self._has_suffix(typed) else self._suffixed(typed)
        if out != typed:
            self._path.setText(as_text(str(out)))
        if not self._may_write(out):
            return
        self.set_busy(True)
        only_range = self.rows.only_range and export.has_range
        self.wanted.emit(ExportWish(export, out, self.rows.options(), only_range))

    def _has_suffix(self, path: Path) -> bool:
        """Whether a name ends in what an export can be: "film v1.2" has a dot and no suffix."""
        return path.suffix.lower() in {kind.format.suffix for kind in self._kinds}

    def _suffixed(self, path: Path) -> Path:
        """The path with the suffix of what is chosen, in place of another one that an export can have."""
        suffix = self.kind().format.suffix
        if self._has_suffix(path):
            return path.with_suffix(suffix)
        return path.with_name(path.name + suffix) if path.name else path

    def start(self) -> None:
        """Press Export."""
        self._export.click()

    def set_busy(self, busy: bool) -> None:
        """Whether an export is under way."""
        self._is_busy = busy
        for widget in (self._kind, self._path, self._browse, self._export):
            widget.setEnabled(not busy)
        self.rows.enable(not busy)
        self._bar.setVisible(busy)
        self._bar.setValue(0)
        self._stage.setText("")

    def show_progress(self, share: float, stage: str) -> None:
        """How far it is."""
        self._bar.setValue(round(share * 1000))
        self._stage.setText(stage)

    def show_problem(self, text: str) -> None:
        """Why it failed; everything can be changed and tried again."""
        self.set_busy(False)
        self._stage.setText(text)

    def problem(self) -> str:
        """What is said at the bottom."""
        return self._stage.text()

    def reject(self) -> None:
        """Cancel and Escape cancel what is under way first."""
        if self._is_busy:
            self.cancelled.emit()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The export goes on until it is cancelled."""
        if self._is_busy:
            self.cancelled.emit()
            event.ignore()
        else:
            super().closeEvent(event)
