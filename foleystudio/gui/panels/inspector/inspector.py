"""The inspector: what the take in use is made from, its knobs, how well it matches, and its siblings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIntValidator, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from foleystudio.engine.render.renderers import renderer_row
from foleystudio.gui.look import icons, theme
from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.panels.inspector.body import COLUMN_PX, WIDE_PX, Arrangement, InspectorBody
from foleystudio.gui.panels.inspector.knobs import KnobControls
from foleystudio.gui.panels.takes_list import TakeRow, TakesList
from foleystudio.gui.widgets.buttons import Pill, dim, heading, icon_button, push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.gui.widgets.slider import ValueSlider
from foleystudio.project.knobs import KNOBS, MAX_SEED, Need
from foleystudio.project.settings import Renderer, SynthesisSettings

_SEED_PX = 48  # width: a few digits, in one line with the button
_LAYERS = object()
"""Chosen in the box of references: several that sound together."""
_OTHER_MODEL = object()
"""Chosen in the box of models: one that is not among them."""


@dataclass(frozen=True)
class Figure:
    """A match figure.

    Parameters
    ----------
    text
        What it says.
    good
        Whether that is as it should be.
    tip
        What it means.
    act
        What pressing it asks for; empty when it is only to be read.
    """

    text: str
    good: bool
    tip: str = ""
    act: str = ""


@dataclass(frozen=True)
class InspectorView:
    """What the inspector shows.

    Parameters
    ----------
    title
        "Take 3 on Foley 1".
    references
        ``(key, name)`` of all in the bin.
    used
        Keys of those that the take's first layer is made from.
    settings
        The knobs, ``offset_ms`` among them.
    renderer
        What makes the sound.
    renderers
        Those that can be chosen now, with what they are called.
    models
        Sound models that the networks can use, with what they are called; None is the one that ships.
    model
        The one they do use.
    takes
        The track's takes, newest first.
    enabled
        Whether there is a track to work on.
    has_guide
        Whether the clip has a sound of its own, to take the ambience from.
    limited_db
        How much the limiter takes off the take's loudest hits; 0 for nothing worth a word.
    n_layers
        How many layers sound together.
    own_follow
        What *Follow* is where nobody has turned it: as the references' kind has it.
    """

    title: str
    references: tuple[tuple[int, str], ...] = ()
    used: tuple[int, ...] = ()
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    renderer: Renderer = Renderer.EXEMPLAR
    renderers: tuple[tuple[Renderer, str], ...] = ((Renderer.EXEMPLAR, "Exemplar"),)
    models: tuple[tuple[str | None, str], ...] = ((None, "Shipped"),)
    model: str | None = None
    takes: tuple[TakeRow, ...] = ()
    enabled: bool = True
    has_guide: bool = False
    limited_db: float = 0.0
    own_follow: float = 0.0
    n_layers: int = 1


class Inspector(QScrollArea):
    """The right-hand panel.

    Signals
    -------
    knob_turned
        Name of a knob that is a number, and its new value, while dragging too.
    knob_released
        The drag is over: the next change is an edit of its own.
    option_chosen
        Name of a knob that is no number, or of a number that is left to itself (None); its new value.
    references_chosen
        Keys (a tuple) that the take is to be made from.
    layers_wanted
        Several sounds together are to be chosen.
    renderer_chosen
        A `Renderer`.
    model_chosen
        One of the view's models.
    other_model_wanted
        A model that is not among them.
    figure_pressed
        What a match figure asks for.
    widened
        Whether it has two columns from now on: it wants another width.

    Attributes
    ----------
    may_widen
        Asked whether there is the width for two columns.
    """

    knob_turned = Signal(str, float)
    knob_released = Signal()
    option_chosen = Signal(str, object)
    references_chosen = Signal(object)
    layers_wanted = Signal()
    renderer_chosen = Signal(object)
    model_chosen = Signal(object)
    other_model_wanted = Signal()
    widened = Signal(bool)
    figure_pressed = Signal(str)

    def __init__(self, make_again: QAction, four_variations: QAction) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Inspector")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title = heading("")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # long names are cut off
        self._reference, self._renderer = _quiet_box("Reference"), _quiet_box("Renderer")
        self._model, self._model_label = _quiet_box("Sound model"), dim("Model")
        self._seed = QLineEdit("0")
        self._figures, self._acts = [Pill(), Pill()], ["", ""]
        self.takes = TakesList()
        self._limited = PlainLabel()
        self._limited.setProperty("role", "near")
        self.controls = KnobControls({"gain_db": self._limited})
        self._view = InspectorView("")
        self.may_widen: Callable[[], bool] = lambda: True
        self._lay_out(make_again, four_variations)
        self._connect()

    def _lay_out(self, make_again: QAction, four_variations: QAction) -> None:
        takes = QWidget()
        column = QVBoxLayout(takes)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(heading("Takes"), 1)
        for text, action in (("Make again", make_again), ("4 variations", four_variations)):
            button = push_button(text, action)
            button.setProperty("role", "low")
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.takes, 1)
        rows = (self._reference, self._renderer, self._model, *self.controls.rows())
        self._body = InspectorBody(
            self._lay_out_head(),
            self._lay_out_facts(),
            rows,
            tuple(self.controls.sliders.values()),
            self._figures,
            takes,
        )
        self.setWidget(self._body)
        self.setMinimumWidth(COLUMN_PX)

    def _lay_out_head(self) -> QWidget:
        """Which take it is, and its seed."""
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._title, 1)
        row.addWidget(dim(KNOBS["seed"].label))
        row.addSpacing(4)
        self._seed.setProperty("role", "value")
        self._seed.setValidator(QIntValidator(0, MAX_SEED, self._seed))
        self._seed.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._seed.setAccessibleName(KNOBS["seed"].label)
        self._seed.setToolTip(KNOBS["seed"].tip)
        self._dice = dice = QAction(icons.icon("dice", "dim"), "Another seed", self)
        dice.setToolTip("Another seed")
        dice.triggered.connect(
            lambda: self.knob_turned.emit("seed", float((int(self._seed.text() or 0) + 1) % (MAX_SEED + 1)))
        )
        button = icon_button(dice, "dice")
        button.setProperty("role", "tiny")
        button.setIconSize(QSize(15, 15))
        button.setFixedHeight(self._seed.sizeHint().height())
        self._seed.setFixedWidth(_SEED_PX)
        row.addWidget(self._seed)
        row.addWidget(button)
        return head

    def _lay_out_facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, (text, box) in enumerate((("Reference", self._reference), ("Renderer", self._renderer))):
            grid.addWidget(dim(text), row, 0)
            grid.addWidget(box, row, 1)
        grid.addWidget(self._model_label, 2, 0)
        grid.addWidget(self._model, 2, 1)
        self.controls.lay_out(grid, 3)
        return grid

    def _connect(self) -> None:
        self.controls.turned.connect(self.knob_turned)
        self.controls.released.connect(self.knob_released)
        self.controls.chosen.connect(self.option_chosen)
        self._seed.editingFinished.connect(self._seed_typed)
        for number, pill in enumerate(self._figures):
            pill.clicked.connect(lambda _checked=False, number=number: self.figure_pressed.emit(self._acts[number]))
        self._reference.picked.connect(self._pick_references)
        self._renderer.picked.connect(self.renderer_chosen)
        self._model.picked.connect(self._pick_model)

    def _seed_typed(self) -> None:
        self.knob_turned.emit("seed", float(self._seed.text() or 0))
        self._seed.clearFocus()

    def _pick_references(self, keys: object) -> None:
        if keys is _LAYERS:  # nothing is chosen yet
            self._show_references(self._view)
            self.layers_wanted.emit()
        else:
            self.references_chosen.emit(keys)

    def _pick_model(self, model: object) -> None:
        if model is _OTHER_MODEL:  # nothing is chosen yet: a folder is asked for first
            self._show_models(self._view)
            self.other_model_wanted.emit()
        else:
            self.model_chosen.emit(model)

    def show_view(self, view: InspectorView) -> None:
        """Show all of this."""
        self._view = view
        self._title.setText(view.title)
        self._show_references(view)
        self._renderer.show_choices(view.renderers, view.renderer, lambda name: renderer_row(name).tip)
        self._show_models(view)
        if not self._seed.hasFocus():
            self._seed.setText(str(view.settings.seed))
        self._show_knobs(view)
        self.takes.set_rows(view.takes)
        for widget in (self._reference, self._renderer, self._model, self._seed):
            widget.setEnabled(view.enabled)
        self._dice.setEnabled(view.enabled)
        self._show_limiter(view.limited_db)

    def _show_references(self, view: InspectorView) -> None:
        choices: list[tuple[object, str]] = [((key,), name) for key, name in view.references]
        names = dict(view.references)
        if len(view.used) != 1 or view.used[0] not in names or view.n_layers > 1:
            label = " + ".join(names[key] for key in view.used if key in names) or "none yet"
            more = view.n_layers - 1
            choices = [choice for choice in choices if choice[0] != view.used]
            choices.insert(0, (view.used, f"{label}, {more} more layer{'s' * (more > 1)}" if more else label))
        if view.enabled:
            choices.append((_LAYERS, "Layers…"))
        self._reference.show_choices(choices, view.used)

    def _show_knobs(self, view: InspectorView) -> None:
        there = {Need.NOTHING: True, Need.GUIDE: view.has_guide, Need.REFERENCES: len(view.used) > 1}
        met = {need for need, is_met in there.items() if is_met}
        own = renderer_row(view.renderer).knobs
        self.controls.show_settings(view.settings, own, met, enabled=view.enabled, own_follow=view.own_follow)

    def _show_limiter(self, limited_db: float) -> None:
        self._limited.setVisible(limited_db > 0)
        self._limited.setText(f"limiter −{limited_db:.1f}")
        about = f"The limiter takes up to {limited_db:.1f} dB off the loudest hits: less gain leaves them as they are"
        self._limited.setToolTip(about)
        self._limited.setAccessibleName(about)

    def _show_models(self, view: InspectorView) -> None:
        self._model.show_choices((*view.models, (_OTHER_MODEL, "Other folder…")), view.model)
        if view.model is not None:
            self._model.setToolTip(view.model)  # a folder's path says more than its name
        for widget in (self._model_label, self._model):
            widget.setVisible(renderer_row(view.renderer).has_models)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show up to two match figures; none hides them."""
        colours = theme.tokens()
        for number, pill in enumerate(self._figures):
            figure = figures[number] if number < len(figures) else Figure("", True)
            colour = colours.good if figure.good else colours.warning
            pill.show_figure(figure.text, colour, figure.tip, acts=bool(figure.act))
            self._acts[number] = figure.act

    def knob(self, name: str) -> ValueSlider:
        """One of the sliders, by the name of its knob."""
        return self.controls.sliders[name]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange what is in it so that all of it shows, if it can."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        was_wide = self.is_wide
        self._body.arrange(self._body.fitting(self.height(), may_widen=self.may_widen()))
        if self.is_wide != was_wide:
            self.widened.emit(self.is_wide)
            self.setMinimumWidth(WIDE_PX if self.is_wide else COLUMN_PX)

    @property
    def is_wide(self) -> bool:
        """Whether it has two columns."""
        return self._body.arrangement is Arrangement.BESIDE

    def sizeHint(self) -> QSize:
        """As in the layout."""
        return QSize(296, 420)


def _quiet_box(name: str) -> ChoiceBox:
    box = ChoiceBox(name)
    box.setProperty("role", "value")
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box
