"""The export dialog: what to write, where, how loud; progress and cancel while the window stays usable."""

from __future__ import annotations

from dataclasses import dataclass
from glob import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
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
from foleystudio.file_names import as_text, is_file, meant
from foleystudio.gui.widgets.buttons import dim
from foleystudio.gui.widgets.choice_box import DropDown
from foleystudio.media.sound.loudness import BROADCAST_LUFS, CEILING_DBTP, Loudness, described

_STAGE_LINES = 2


@dataclass(frozen=True)
class ExportWish:
    """What the user wants written.

    Parameters
    ----------
    export
        What of the project.
    out
        The file (or the pattern of the stems).
    keep_guide
        Add to the clip's own sound instead of replacing it.
    target_lufs
        Loudness to bring the mix to; None leaves it as it is.
    only_range
        Only what lies between in and out.
    """

    export: ExportRow
    out: Path
    keep_guide: bool = False
    target_lufs: float | None = None
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

    def __init__(self, start: Path, *, has_guide: bool, has_range: bool, kind: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setMinimumWidth(540)
        self._is_busy = False
        self._replaced: Path | None = None
        self._kinds = export_kinds()
        self._kind, self._about = DropDown("What to export"), dim()
        self._path, self._browse = QLineEdit(as_text(str(start))), QPushButton("Choose…")
        self._guide = DropDown("The clip's own sound")
        self._mix: Loudness | None = None
        self._normalise, self._range = QCheckBox(), QCheckBox("Only between in and out")
        self._loudness, self._bar, self._stage = dim(), QProgressBar(), dim()
        self._cancel, self._export = QPushButton("Cancel"), QPushButton("Export")
        self._fill(has_guide, has_range)
        self._lay_out()
        self._kind.setCurrentIndex(kind)
        self._kind.currentIndexChanged.connect(self._kind_changed)
        self._path.textChanged.connect(self._path_changed)
        self._browse.clicked.connect(self._choose)
        self._export.clicked.connect(self._start)
        self._cancel.clicked.connect(self._stop)
        self._kind_changed()

    def _fill(self, has_guide: bool, has_range: bool) -> None:
        for kind in self._kinds:
            self._kind.addItem(kind.format.text)
        self._guide.addItems(["Replace the clip's own sound", "Add a track, keep the clip's own sound"])
        self._guide.setProperty("usable", has_guide)
        self._range.setProperty("usable", has_range)
        self._normalise.toggled.connect(lambda _on: self._show_level())
        self._normalise.setText(f"Normalise to {BROADCAST_LUFS:g} LUFS, {CEILING_DBTP:g} dBTP".replace("-", "−"))
        for widget, name in (
            (self._path, "File to write"),
            (self._bar, "Progress"),
        ):
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
        form.addRow(dim("Loudness"), self._normalise)
        form.addRow("", self._loudness)
        # The last two never show together, so that no row moves when another kind is chosen.
        form.addRow(dim("Guide"), self._guide)
        form.addRow(dim("Range"), self._range)
        self._form = form
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
        for label, lines in ((self._stage, _STAGE_LINES), (self._loudness, 1)):
            label.setMinimumHeight(lines * label.fontMetrics().lineSpacing() + 2)

    def _kind_changed(self) -> None:
        export, form = self.kind().export, self.kind().format
        self._about.setText(form.about)
        self._path.setText(str(self._suffixed(Path(self._path.text()))))
        self._form.setRowVisible(self._guide, export.has_guide and bool(self._guide.property("usable")))
        self._form.setRowVisible(self._normalise, export.is_heard)
        self._form.setRowVisible(self._loudness, export.is_heard)
        self._form.setRowVisible(self._range, export.has_range and bool(self._range.property("usable")))
        self._show_level()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as it ever needs to be, and no higher or lower whatever is chosen and said."""
        for widget in (self._guide, self._range):
            self._form.setRowVisible(widget, widget is self._guide)
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

    def _may_write(self, out: Path) -> bool:
        """A file that is there is replaced only when Export is pressed again, now named Replace."""
        there = _in_the_way(self.kind().export, out)
        if not there or out == self._replaced:
            return True
        self._replaced = out
        self._export.setText("Replace")
        named = there[0].name if len(there) == 1 else f"{there[0].name} and {len(there) - 1} more"
        exists, it = ("exists", "it") if len(there) == 1 else ("exist", "them")
        self._stage.setText(f"{named} {exists} already; press Replace to write over {it}.")
        return False

    def show_loudness(self, mix: Loudness | None) -> None:
        """How loud the mix is now; None while that is not known."""
        self._mix = mix
        self._show_level()

    def _show_level(self) -> None:
        """What will be written: in colour where it would clip, with the box that prevents it just above."""
        mix, export = self._mix, self.kind().export
        text, over = ("The mix is being measured…" if mix is None else described(mix)), False
        if mix is not None and self._normalise.isChecked():
            text = f"{text}; normalised: {described(mix.louder(mix.gain_to(BROADCAST_LUFS, CEILING_DBTP)))}"
        elif mix is not None and mix.over_db and export.may_clip:
            text, over = f"The mix passes full scale by {mix.over_db:.1f} dB and will clip: normalise it.", True
        self._loudness.setText(text)
        self._loudness.setProperty("role", "bad" if over else "dim")
        self._loudness.style().polish(self._loudness)
        self._loudness.setVisible(export.is_heard)

    def kind(self) -> ExportKind:
        """What is chosen."""
        return self._kinds[self._kind.currentIndex()]

    def choose(self, kind: int, out: Path, *, keep_guide: bool = False, normalise: bool = False) -> None:
        """Fill the dialog in."""
        self._kind.setCurrentIndex(kind)
        self._path.setText(as_text(str(out)))
        self._guide.setCurrentIndex(int(keep_guide))
        self._normalise.setChecked(normalise)

    def _start(self) -> None:
        export = self.kind().export
        typed = meant(Path(self._path.text()).expanduser())
        out = typed if self._has_suffix(typed) else self._suffixed(typed)
        if out != typed:
            self._path.setText(as_text(str(out)))
        if not self._may_write(out):
            return
        self.set_busy(True)
        self.wanted.emit(
            ExportWish(
                export,
                out,
                export.has_guide and self._guide.currentIndex() == 1 and bool(self._guide.property("usable")),
                BROADCAST_LUFS if export.is_heard and self._normalise.isChecked() else None,
                self._range.isChecked() and bool(self._range.property("usable")),
            )
        )

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
        for widget in (self._kind, self._path, self._browse, self._guide, self._normalise, self._range, self._export):
            widget.setEnabled(not busy)
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

    def _stop(self) -> None:
        if self._is_busy:
            self.cancelled.emit()
        else:
            self.reject()

    def reject(self) -> None:
        """Escape cancels what is under way first."""
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


def _in_the_way(export: ExportRow, out: Path) -> list[Path]:
    """Files that an export would write over; stems are named after the tracks, so all that look like its stems."""
    if not export.is_several:
        return [out] if is_file(out) else []
    return sorted(out.parent.glob(f"{escape(out.stem)} - *{escape(out.suffix)}"))
