"""The reference editor's window: what a reference is, its waveform with slices, its spectrogram, a list of slices."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.panels.reference_editor.plots import EditorPlots
from foleystudio.gui.panels.reference_editor.slice_list import SliceFields, SliceList, TimeField
from foleystudio.gui.panels.reference_editor.values import KINDS, MEANINGS, SHORTEST_S, ShownCut, ShownSlice, ShownSound
from foleystudio.gui.widgets.buttons import dim, heading, push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.project.sounds.reference_cuts import ReferenceKind

_SIDE_PX = 372  # width of the column at the right: all of the list's columns fit
_HELP = (
    "Double-click adds a slice. Drag its edges, or at the foot its hit; drag in and out at the top. "
    "1-9 hear slices, 0 all, Del removes, T ticks, I and O set in and out at the cursor; wheel zooms, F shows all."
)
_HELP_UNCUT = (
    "Drag in and out at the top. Space hears what lies between them, "
    "I and O set them at the cursor; wheel zooms, F shows all."
)
_NOT_CUT = "A texture is not cut: in and out say which part of it is played."


class ReferenceEditor(QDialog):
    """Shows one reference and tells what its owner wants changed.

    Signals
    -------
    kind_picked
        A `ReferenceKind`, or None for automatic.
    slice_changed
        Number from 0, and a `ShownSlice`.
    slice_ticked
        Number, and whether it is to be ticked.
    slice_added
        Where, seconds.
    slice_deleted
        Number.
    range_changed
        In and out, seconds.
    step_over
        What is changed next is an edit of its own (before and after a drag).
    automatic_wanted
        All of it is to be told by itself again.
    hear_wanted
        A slice's number; -1 for all between in and out.
    """

    kind_picked = Signal(object)
    slice_changed = Signal(int, object)
    slice_ticked = Signal(int, bool)
    slice_added = Signal(float)
    slice_deleted = Signal(int)
    range_changed = Signal(float, float)
    step_over = Signal()
    automatic_wanted = Signal()
    hear_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._cut = ShownCut(None, None, 0.0, 0.0)
        self._duration_s = 0.0
        self._selected = -1
        self.kind, self._meaning = ChoiceBox("What it is a recording of"), dim()
        self.automatic = push_button("Back to automatic")
        self.plots, self.list, self.fields = EditorPlots(), SliceList(), SliceFields()
        self.hear, self.add, self.delete = (push_button(text) for text in ("Hear", "Add", "Remove"))
        self.in_field, self.out_field = TimeField("In point"), TimeField("Out point")
        self._slices_title, self._told, self._help = heading("Slices"), dim(), QStackedWidget()
        self._build()
        self._connect()
        self._bind_keys()

    def _build(self) -> None:
        self._told.setWordWrap(True)
        for button in (self.automatic, self.hear, self.add, self.delete):
            button.setAutoDefault(False)
        self.automatic.setToolTip("Tell kind, slices, in and out from the recording again")
        self.hear.setToolTip("Hear the selected slice, or all between in and out  [Space]")
        self.add.setToolTip("Add a slice at the cursor  [Insert]")
        self.delete.setToolTip("Remove the selected slice  [Del]")
        self.kind.setMinimumWidth(190)
        top = QHBoxLayout()
        top.setSpacing(10)
        for widget in (dim("Kind"), self.kind, self._meaning):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.automatic)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.plots, 1)
        middle.addWidget(self._side())
        for text in (_HELP, _HELP_UNCUT):
            line = PlainLabel(text)
            line.setProperty("role", "small")
            line.setAlignment(Qt.AlignmentFlag.AlignTop)
            line.setWordWrap(True)
            self._help.addWidget(line)
        self._help.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(self._told)
        column.addWidget(self._help)
        self.setMinimumSize(760, 420)

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._slices_title)
        column.addWidget(self.list, 1)
        column.addWidget(self.fields)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.hear, self.add, self.delete):
            buttons.addWidget(button, 1)
        column.addLayout(buttons)
        points = QHBoxLayout()
        points.setSpacing(8)
        for text, field in (("In", self.in_field), ("Out", self.out_field)):
            label = dim(text)
            label.setBuddy(field)
            points.addWidget(label)
            points.addWidget(field, 1)
        column.addLayout(points)
        for part in self._of_slices():
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # in and out stay where they are
            part.setSizePolicy(policy)
        return side

    def _of_slices(self) -> tuple[QWidget, ...]:
        """What there is no use for where nothing is cut."""
        return self.list, self.fields, self.add, self.delete

    def _connect(self) -> None:
        self.kind.picked.connect(self.kind_picked)
        self.automatic.clicked.connect(lambda _checked=False: self.automatic_wanted.emit())
        self.plots.slice_picked.connect(self._hear_slice)
        self.plots.slice_changed.connect(self._plot_changed)
        self.plots.range_changed.connect(self._plot_range_changed)
        self.plots.place_picked.connect(lambda _seconds: self.select(-1))
        self.plots.add_wanted.connect(self.slice_added)
        self.plots.hear_wanted.connect(lambda: self.hear_wanted.emit(self._selected))
        self.list.picked.connect(lambda number: self.select(number, reveal=True))
        self.list.hear_wanted.connect(self._hear_slice)
        self.list.ticked.connect(self.slice_ticked)
        self.fields.changed.connect(lambda one: self.slice_changed.emit(self._selected, one))
        self.hear.clicked.connect(lambda _checked=False: self.hear_wanted.emit(self._selected))
        self.add.clicked.connect(lambda _checked=False: self.slice_added.emit(self.plots.cursor_s))
        self.delete.clicked.connect(lambda _checked=False: self._delete())
        self.in_field.typed.connect(lambda at: self._range_typed(at, self._cut.out_s))
        self.out_field.typed.connect(lambda at: self._range_typed(self._cut.in_s, at))

    def _bind_keys(self) -> None:
        keys = {
            "0": lambda: self.hear_wanted.emit(-1),
            "P": lambda: self.hear_wanted.emit(self._selected),
            "Delete": self._delete,
            "Backspace": self._delete,
            "Insert": lambda: self.slice_added.emit(self.plots.cursor_s),
            "T": self._tick,
            "I": lambda: self._range_typed(self.plots.cursor_s, self._cut.out_s),
            "O": lambda: self._range_typed(self._cut.in_s, self.plots.cursor_s),
            "F": self.plots.fit,
        }
        keys |= {str(n): partial(self._hear_slice, n - 1) for n in range(1, 10)}
        keys |= dict.fromkeys(("=", "Ctrl+=", "Ctrl++"), partial(self.plots.zoom, 1))
        keys |= dict.fromkeys(("-", "Ctrl+-"), partial(self.plots.zoom, -1))
        for key, slot in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(slot)

    def share(self, action: QAction) -> None:
        """Let an action of the main window be reached by its key here too."""
        self.addAction(action)

    # What is shown -------------------------------------------------------------------------------------------------

    def set_name(self, name: str) -> None:
        """Which reference it is."""
        self.setWindowTitle(f"Edit {name}")

    def set_sound(self, sound: ShownSound | None) -> None:
        """Show a sound; None while it is being read, or when it cannot be."""
        self._duration_s = 0.0 if sound is None else sound.duration_s
        self._selected = -1
        self.plots.set_sound(sound)
        if sound is None:
            self.set_cut(ShownCut(None, None, 0.0, 0.0))

    def set_cut(self, cut: ShownCut) -> None:
        """Show how it is cut."""
        self._cut = cut
        automatic = f"Automatic: {cut.kind}" if cut.chosen is None and cut.kind is not None else "Automatic"
        choices = [(kind, automatic if kind is None else text) for kind, text in KINDS]
        self.kind.show_choices(choices, cut.chosen, lambda kind: MEANINGS[kind])
        self._meaning.setText(MEANINGS[cut.kind] if cut.kind is not None else "")
        self.automatic.setEnabled(not cut.is_automatic)
        is_cut = cut.kind is not ReferenceKind.TEXTURE
        self.plots.set_range(cut.in_s, cut.out_s)
        self.plots.set_slices(cut.slices if is_cut else ())
        self.list.set_slices(cut.slices if is_cut else ())
        self._slices_title.setText(_counted(cut) if is_cut else _NOT_CUT)
        self._help.setCurrentIndex(0 if is_cut else 1)
        for part in self._of_slices():
            part.setVisible(is_cut)
        for field, at in ((self.in_field, cut.in_s), (self.out_field, cut.out_s)):
            field.show_value(at if self._duration_s else None)
        self.kind.setEnabled(bool(self._duration_s))
        self.add.setEnabled(bool(self._duration_s) and is_cut)
        self.hear.setEnabled(bool(self._duration_s))
        self.select(min(self._selected, len(cut.slices) - 1) if is_cut else -1)

    def tell(self, text: str, *, is_bad: bool = False) -> None:
        """One sentence below the plots; none when empty."""
        self._told.setProperty("role", "bad" if is_bad else "dim")
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)
        self._told.setText(text)
        self._told.setVisible(bool(text))

    @property
    def selected(self) -> int:
        """Number of the selected slice; -1 for none."""
        return self._selected

    def select(self, number: int, *, reveal: bool = False) -> None:
        """Select a slice; -1 for none."""
        if not 0 <= number < len(self.plots.slices):
            number = -1
        self._selected = number
        self.plots.set_selected(number)
        if reveal and number >= 0:
            self.plots.reveal(number)
        self.list.set_selected(number)
        self.fields.show_slice(self._cut.slices[number] if number >= 0 else None, self._duration_s)
        self.delete.setEnabled(number >= 0)

    # What is wanted ------------------------------------------------------------------------------------------------

    def _hear_slice(self, number: int) -> None:
        if number < len(self.plots.slices):
            self.select(number, reveal=True)
            self.hear_wanted.emit(number)

    def _plot_changed(self, number: int, one: ShownSlice) -> None:
        self.step_over.emit()
        self.select(number)
        self.slice_changed.emit(number, one)
        self.step_over.emit()

    def _plot_range_changed(self, in_s: float, out_s: float) -> None:
        self.step_over.emit()
        self.range_changed.emit(in_s, out_s)
        self.step_over.emit()

    def _delete(self) -> None:
        if self._selected >= 0:
            self.slice_deleted.emit(self._selected)

    def _tick(self) -> None:
        if self._selected >= 0:
            self.slice_ticked.emit(self._selected, not self._cut.slices[self._selected].enabled)

    def _range_typed(self, in_s: float, out_s: float) -> None:
        in_s, out_s = max(0.0, in_s), min(self._duration_s, out_s)
        if self._duration_s and out_s >= in_s + SHORTEST_S:
            self.range_changed.emit(in_s, out_s)
        else:
            self.set_cut(self._cut)

    def keep_keyboard(self) -> None:
        """Bring the keyboard to the list when there is one, to the plot otherwise."""
        target = self.list if self.list.topLevelItemCount() else self.plots
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def _counted(cut: ShownCut) -> str:
    ticked, count = sum(one.enabled for one in cut.slices), len(cut.slices)
    if cut.kind is ReferenceKind.GESTURE:
        return "The gesture"
    return "Slices" if not count else f"Slices: {ticked} of {count} ticked"
