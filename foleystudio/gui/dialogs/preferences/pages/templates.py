"""Track templates: a list of them, and what the chosen one's tracks begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from foleystudio.engine.timing.templates import TrackTemplate
from foleystudio.gui.dialogs.preferences.form import Form
from foleystudio.gui.dialogs.preferences.knobs import KnobRow
from foleystudio.gui.widgets.buttons import push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.gui.widgets.typed_field import TypedField
from foleystudio.project.knobs import KNOBS, NumberKnob

_LIST_WIDTH_PX = 140  # a short name fits
_NOT_A_TEMPLATES = ("seed", "offset_ms")  # a take's own, and the project's


class TemplatesPage(QWidget):
    """The list at the left; beside it name, colour, timing and knobs.

    Signals
    -------
    changed
        A template as it is to be, in place of the one of its name.
    add_wanted
        One more.
    remove_wanted
        Name of the template that is to go.
    reset_wanted
        All as they came.
    """

    changed = Signal(object)
    add_wanted = Signal()
    remove_wanted = Signal(str)
    reset_wanted = Signal()

    def __init__(self, colours: Sequence[tuple[object, str]], timings: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self._templates: tuple[TrackTemplate, ...] = ()
        self._colours, self._timings = colours, timings
        self.list, self.title = QListWidget(), TypedField("Name of its tracks")
        self.colour, self.timing = ChoiceBox("Colour"), ChoiceBox("Events come from")
        self.add, self.remove = push_button("&Add"), push_button("&Remove")
        self.reset = push_button("Rese&t all")
        self.knobs = {
            knob.name: KnobRow(knob)
            for knob in KNOBS
            if isinstance(knob, NumberKnob) and knob.name not in _NOT_A_TEMPLATES
        }
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.title.typed.connect(lambda text: self._change(title=text.strip()))
        self.colour.picked.connect(lambda colour: self._change(colour=colour))
        self.timing.picked.connect(lambda timing: self._change(timing=timing))
        for name, row in self.knobs.items():
            row.changed.connect(lambda value, name=name: self._turn(name, value))
        self.add.clicked.connect(lambda _checked=False: self.add_wanted.emit())
        self.remove.clicked.connect(lambda _checked=False: self._remove())
        self.reset.clicked.connect(lambda _checked=False: self.reset_wanted.emit())

    def _lay_out(self) -> None:
        self.list.setFixedWidth(_LIST_WIDTH_PX)
        self.list.setAccessibleName("Track templates")
        self.title.setProperty("role", "")
        form = Form()
        form.add_row("Name of its tracks", self.title)
        form.add_row("Colour", self.colour)
        form.add_row("Events come from", self.timing)
        form.add_title("Knobs that it turns")
        for knob, row in zip((KNOBS[name] for name in self.knobs), self.knobs.values(), strict=True):
            row.setToolTip(knob.tip)
            form.add_row(knob.label, row)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(form)
        area.viewport().setAutoFillBackground(False)
        form.setAutoFillBackground(False)
        left, buttons, row_ = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(self)
        for button in (self.add, self.remove, self.reset):
            button.setAutoDefault(False)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        left.addWidget(self.reset)
        row_.setContentsMargins(0, 0, 0, 0)
        row_.setSpacing(16)
        row_.addLayout(left)
        row_.addWidget(area, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the list out in the style that it has by now."""
        super().showEvent(event)
        self.list.doItemsLayout()

    def show_templates(self, templates: Sequence[TrackTemplate], chosen: str | None = None) -> None:
        """Show templates; the chosen one stays chosen, or another is."""
        now = self._now()
        chosen = chosen or (now.name if now is not None else None)
        self._templates = tuple(templates)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([template.title for template in templates])
        names = [template.name for template in templates]
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self.list.blockSignals(False)
        self._show()

    def _now(self) -> TrackTemplate | None:
        row = self.list.currentRow()
        return self._templates[row] if 0 <= row < len(self._templates) else None

    def _show(self) -> None:
        now = self._now()
        for control in (self.title, self.colour, self.timing, self.remove, *self.knobs.values()):
            control.setEnabled(now is not None)
        if now is None:
            return
        self.title.show_text(now.title, anyway=True)
        self.colour.show_choices(self._colours, now.colour)
        known = [value for value, _ in self._timings]
        own = [] if now.timing in known else [(now.timing, str(now.timing))]
        self.timing.show_choices([*self._timings, *own], now.timing)
        for name, row in self.knobs.items():
            row.show_value(now.knobs.get(name), is_set=name in now.knobs)

    def _change(self, *, title: str | None = None, **values: object) -> None:
        now = self._now()
        if now is None or title == "":
            self._show()
            return
        if title is not None:
            values["title"] = title
        self.changed.emit(replace(now, **values))  # type: ignore[arg-type]  # each as its control has it

    def _turn(self, name: str, value: float | None) -> None:
        now = self._now()
        if now is not None:
            others = {knob: turned for knob, turned in now.knobs.items() if knob != name}
            knobs = others if value is None else {**others, name: value}
            self.changed.emit(replace(now, knobs={knob: knobs[knob] for knob in KNOBS.names if knob in knobs}))

    def _remove(self) -> None:
        now = self._now()
        if now is not None:
            self.remove_wanted.emit(now.name)
