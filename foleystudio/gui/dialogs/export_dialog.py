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

from foleystudio.engine.mix.export import BROADCAST_LUFS, CEILING_DBTP
from foleystudio.file_names import as_text, meant
from foleystudio.gui.widgets.buttons import dim
from foleystudio.gui.widgets.choice_box import DropDown
from foleystudio.media.sound.loudness import Loudness, described

_STAGE_LINES = 2

VIDEO = "video"
SOUND = "sound"
STEMS = "stems"
MARKERS = "markers"

KINDS: tuple[tuple[str, str, str, str], ...] = (
    (VIDEO, ".mp4", "Clip with its new sound, MP4 (AAC)", "The picture is copied untouched; plays everywhere."),
    (
        VIDEO,
        ".mov",
        "Clip with its new sound, MOV (24-bit PCM)",
        "The picture is copied untouched; sound sample-exact.",
    ),
    (
        VIDEO,
        ".mkv",
        "Clip with its new sound, MKV (24-bit PCM)",
        "The picture is copied untouched; sound sample-exact.",
    ),
    (SOUND, ".wav", "Mix, WAV (48 kHz, 24-bit, broadcast)", "Its time reference says where in the clip it begins."),
    (SOUND, ".flac", "Mix, FLAC (48 kHz, 24-bit)", "The same samples in half the space."),
    (STEMS, ".wav", "Stems, WAV: one file a track", "All of one length from one start; muted tracks are left out."),
    (STEMS, ".flac", "Stems, FLAC: one file a track", "All of one length from one start; muted tracks are left out."),
    (MARKERS, ".csv", "Events and markers, CSV", "Time, timecode, frame and sample of each."),
)


@dataclass(frozen=True)
class ExportWish:
    """What the user wants written.

    Parameters
    ----------
    kind
        ``video``, ``sound``, ``stems`` or ``markers``.
    out
        The file (or the pattern of the stems).
    keep_guide
        Add to the clip's own sound instead of replacing it.
    target_lufs
        Loudness to bring the mix to; None leaves it as it is.
    only_range
        Only what lies between in and out.
    """

    kind: str
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
        for _, _, text, _ in KINDS:
            self._kind.addItem(text)
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
        kind, suffix, _, about = KINDS[self._kind.currentIndex()]
        self._about.setText(about)
        self._path.setText(str(_suffixed(Path(self._path.text()), suffix)))
        self._form.setRowVisible(self._guide, kind == VIDEO and bool(self._guide.property("usable")))
        self._form.setRowVisible(self._normalise, kind != MARKERS)
        self._form.setRowVisible(self._loudness, kind != MARKERS)
        self._form.setRowVisible(self._range, kind in (SOUND, STEMS) and bool(self._range.property("usable")))
        self._show_level()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as it ever needs to be, and no higher or lower whatever is chosen and said."""
        for widget in (self._guide, self._range):
            self._form.setRowVisible(widget, widget is self._guide)
        self.setFixedHeight(self.sizeHint().height())
        self._kind_changed()
        super().showEvent(event)

    def _choose(self) -> None:
        suffix = KINDS[self._kind.currentIndex()][1]
        text, _ = QFileDialog.getSaveFileName(self, "Export", self._path.text(), f"*{suffix}")
        if text:
            out = _suffixed(Path(text), suffix)
            self._path.setText(str(out))
            if out == Path(text):
                self._replaced = out  # Qt has asked already

    def _path_changed(self) -> None:
        self._replaced = None
        self._export.setText("Export")
        self._stage.setText("")

    def _may_write(self, kind: str, out: Path) -> bool:
        """A file that is there is replaced only when Export is pressed again, now named Replace."""
        there = _in_the_way(kind, out)
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
        mix, kind = self._mix, KINDS[self._kind.currentIndex()][0]
        text, over = ("The mix is being measured…" if mix is None else described(mix)), False
        if mix is not None and self._normalise.isChecked():
            text = f"{text}; normalised: {described(mix.louder(mix.gain_to(BROADCAST_LUFS, CEILING_DBTP)))}"
        elif mix is not None and mix.over_db and kind in (VIDEO, SOUND):
            text, over = f"The mix passes full scale by {mix.over_db:.1f} dB and will clip: normalise it.", True
        self._loudness.setText(text)
        self._loudness.setProperty("role", "bad" if over else "dim")
        self._loudness.style().polish(self._loudness)
        self._loudness.setVisible(kind != MARKERS)

    def kind(self) -> int:
        """Row of `KINDS` that is chosen."""
        return self._kind.currentIndex()

    def choose(self, kind: int, out: Path, *, keep_guide: bool = False, normalise: bool = False) -> None:
        """Fill the dialog in."""
        self._kind.setCurrentIndex(kind)
        self._path.setText(as_text(str(out)))
        self._guide.setCurrentIndex(int(keep_guide))
        self._normalise.setChecked(normalise)

    def _start(self) -> None:
        kind, suffix, _, _ = KINDS[self._kind.currentIndex()]
        typed = meant(Path(self._path.text()).expanduser())
        out = typed if _has_suffix(typed) else _suffixed(typed, suffix)
        if out != typed:
            self._path.setText(as_text(str(out)))
        if not self._may_write(kind, out):
            return
        self.set_busy(True)
        self.wanted.emit(
            ExportWish(
                kind,
                out,
                kind == VIDEO and self._guide.currentIndex() == 1 and bool(self._guide.property("usable")),
                BROADCAST_LUFS if kind != MARKERS and self._normalise.isChecked() else None,
                self._range.isChecked() and bool(self._range.property("usable")),
            )
        )

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


def _has_suffix(path: Path) -> bool:
    """Whether a name ends in what an export can be: "film v1.2" has a dot and no suffix."""
    return path.suffix.lower() in {suffix for _, suffix, _, _ in KINDS}


def _suffixed(path: Path, suffix: str) -> Path:
    """The path with a suffix, in place of another one that an export can have."""
    return path.with_suffix(suffix) if _has_suffix(path) else path.with_name(path.name + suffix) if path.name else path


def _in_the_way(kind: str, out: Path) -> list[Path]:
    """Files that an export would write over; stems are named after the tracks, so all that look like its stems."""
    if kind != STEMS:
        return [out] if out.is_file() else []
    return sorted(out.parent.glob(f"{escape(out.stem)} - *{escape(out.suffix)}"))
