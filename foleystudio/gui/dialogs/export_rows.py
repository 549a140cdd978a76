"""Rows of the export dialog that say how it is written: loudness, the clip's own sound, samples, names of stems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from foleystudio.engine.mix.exports import ExportKind
from foleystudio.engine.mix.names.naming import UCS, USUAL_STEMS
from foleystudio.engine.mix.names.ucs import TEMPLATE
from foleystudio.engine.mix.options import SOUND_RATES_HZ, ExportOptions
from foleystudio.engine.mix.targets import TARGETS, LoudnessTarget
from foleystudio.errors import FoleyError
from foleystudio.gui.widgets.buttons import dim
from foleystudio.gui.widgets.choice_box import DropDown
from foleystudio.media.formats import VIDEO_SOUNDS, OwnSound, Subtype, sound_format, video_format
from foleystudio.media.sound.levels.loudness import Loudness, described, extremes_told

OWN_TEXTS = {
    OwnSound.REPLACE: "Replace it, keep the clip's further sounds",
    OwnSound.BEFORE: "Add a track before it, keep all of the clip's sounds",
    OwnSound.AFTER: "Add a track after it, keep all of the clip's sounds",
    OwnSound.ALONE: "Write the new sound alone",
}
"""What can become of a clip's own sound, as the user reads it."""

_BITS: dict[Subtype, str] = {"PCM_24": "24-bit", "PCM_16": "16-bit with dither", "FLOAT": "32-bit float"}
_LAYERED = "Of tracks with several layers, a stem for each"
_UNLAYERED = "No track that is heard has a take of several layers yet: Track > Layers… adds one"
_AS_IT_IS, _OWN_LEVEL = "As it is", "Own…"

Stems = Callable[[Path, ExportOptions], list[Path]]
"""Where the stems would go, before they are written."""


class ExportRows(QObject):
    """The rows; they stand in the dialog's own form, so that all its rows are in line.

    Parameters
    ----------
    has_guide, has_range, has_layers
        Whether the clip has a sound of its own; whether in or out are set; whether a track has several layers.
    stems
        Where stems would go.

    Signals
    -------
    changed
        Something was chosen.
    """

    changed = Signal()

    def __init__(self, *, has_guide: bool, has_range: bool, has_layers: bool, stems: Stems) -> None:
        super().__init__()
        self._has_guide, self._has_range, self._stems = has_guide, has_range, stems
        self.per_layer = QCheckBox("One a layer")
        self.per_layer.setEnabled(has_layers)
        self.per_layer.setToolTip(_LAYERED if has_layers else _UNLAYERED)
        self._mix: Loudness | None = None
        self._between: Loudness | None = None
        self._kind: ExportKind | None = None
        self.level, self.own_level = DropDown("Loudness"), QDoubleSpinBox()
        self.guide, self.range = DropDown("The clip's own sound"), QCheckBox("Only between in and out")
        self.stored, self.names = DropDown("How the sound is stored"), QComboBox()
        self.loudness, self.preview = dim(), dim()
        self.creator, self.source = QLineEdit(), QLineEdit()
        self._stored: list[tuple[str | None, int, Subtype]] = []
        self._picked: tuple[str | None, int, Subtype] | None = None
        for label in (self.loudness, self.preview):  # which are as wide as the dialog, not the dialog as they
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fill()

    def _fill(self) -> None:
        self.level.addItems([_AS_IT_IS, *(row.told for row in TARGETS), _OWN_LEVEL])
        self.own_level.setRange(-69.0, 0.0)
        self.own_level.setDecimals(1)
        self.own_level.setValue(-20.0)
        self.own_level.setSuffix(" LUFS")
        self.own_level.setAccessibleName("Loudness of your own")
        self.guide.addItems(list(OWN_TEXTS.values()))
        self.names.setEditable(True)
        self.names.addItems([USUAL_STEMS, TEMPLATE, "{film}_{n}_{track}"])
        self.names.setAccessibleName("Names of the stems")
        for field, name, about in (
            (self.creator, "Creator", "CreatorID of the names: who made the sounds; empty for your user name"),
            (self.source, "Source", "SourceID of the names: the film or library; empty for the clip's name"),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(name)
            field.setToolTip(about)
        self.stored.currentIndexChanged.connect(self._pick)
        for signal in (
            self.level.currentIndexChanged, self.own_level.valueChanged, self.guide.currentIndexChanged,
            self.stored.currentIndexChanged, self.names.editTextChanged,
            self.creator.textChanged, self.source.textChanged,
            self.per_layer.toggled, self.range.toggled,
        ):  # fmt: skip
            signal.connect(lambda *_: self.changed.emit())

    def lay_out(self, form: QFormLayout) -> None:
        """Add them to a form."""
        self._form = form
        self._level_row = _beside(self.level, self.own_level)
        self._makers_row = _beside(self.creator, self.source)
        form.addRow(dim("Loudness"), self._level_row)
        form.addRow("", self.loudness)
        form.addRow(dim("Sound"), self.stored)
        # The last two never show together, so that no row moves when another kind is chosen.
        form.addRow(dim("Own sound"), self.guide)
        form.addRow(dim("Range"), self.range)
        self._names_row = _beside(self.names, self.per_layer)
        form.addRow(dim("Names"), self._names_row)
        form.addRow("", self._makers_row)
        form.addRow("", self.preview)
        self.loudness.setMinimumHeight(self.loudness.fontMetrics().lineSpacing() + 2)

    def tallest(self) -> None:
        """Show as many rows as ever are shown together."""
        shown = {
            self._level_row,
            self.loudness,
            self.stored,
            self.range,
            self._names_row,
            self._makers_row,
            self.preview,
        }
        for widget in (*shown, self.guide):
            self._form.setRowVisible(widget, widget in shown)
        self.own_level.setVisible(True)

    def show_for(self, kind: ExportKind, out: Path) -> None:
        """What makes sense for a kind of export to a place."""
        export, self._kind = kind.export, kind
        self._list_stored(out)
        for widget, is_shown in (
            (self._level_row, export.is_heard),
            (self.loudness, export.is_heard),
            (self.stored, export.is_heard),
            (self.guide, export.has_guide and self._has_guide),
            (self.range, export.has_range and self._has_range),
            (self._names_row, export.is_several),
            (self.preview, export.is_several),
        ):
            self._form.setRowVisible(widget, is_shown)
        self.show_level()
        self.show_names(out)

    def _pick(self, row: int) -> None:
        self._picked = self._stored[row] if 0 <= row < len(self._stored) else None

    def _list_stored(self, out: Path) -> None:
        """The ways in which the file's sound can be stored: the usual one, or one picked before where it is there."""
        before = self._picked
        self._stored, texts = self._ways(out)
        self.stored.blockSignals(True)
        self.stored.clear()
        self.stored.addItems(texts)
        self.stored.setCurrentIndex(self._stored.index(before) if before in self._stored else 0 if texts else -1)
        self.stored.blockSignals(False)

    def _ways(self, out: Path) -> tuple[list[tuple[str | None, int, Subtype]], list[str]]:
        kind, usual = self._kind, ExportOptions()
        if kind is None or not kind.export.is_heard:
            return [], []
        if kind.export.has_guide:
            sounds = [VIDEO_SOUNDS[name] for name in video_format(out).sounds]
            return [(row.name, usual.rate_hz, usual.subtype) for row in sounds], [row.title for row in sounds]
        there = sound_format(out).codecs
        ways = [(rate, bits) for bits in _BITS if bits in there for rate in SOUND_RATES_HZ]
        texts = [f"{rate / 1000:g} kHz, {_BITS[bits]}" for rate, bits in ways]
        return [(None, rate, bits) for rate, bits in ways], texts

    def target(self) -> LoudnessTarget | None:
        """What the mix is to be brought to; None as it is."""
        chosen = self.level.currentIndex()
        if self._kind is None or not self._kind.export.is_heard or chosen == 0:
            return None
        rows = list(TARGETS)
        return rows[chosen - 1] if chosen <= len(rows) else LoudnessTarget("own", "Own", self.own_level.value())

    def options(self) -> ExportOptions:
        """All that is chosen."""
        kind = self._kind
        has_guide = kind is not None and kind.export.has_guide and self._has_guide
        own = list(OWN_TEXTS)[self.guide.currentIndex()] if has_guide else OwnSound.REPLACE
        usual = (None, ExportOptions().rate_hz, ExportOptions().subtype)
        stored_as, rate_hz, subtype = self._stored[self.stored.currentIndex()] if self._stored else usual
        creator, source = (self._typed(field) for field in (self.creator, self.source))
        per_layer = self.per_layer.isChecked() and kind is not None and kind.export.is_several
        naming = self._naming()
        return ExportOptions(own, stored_as, self.target(), rate_hz, subtype, naming, creator, source, per_layer)

    def _naming(self) -> str:
        is_several = self._kind is not None and self._kind.export.is_several
        typed = self.names.currentText().strip()
        return typed if is_several and typed not in {USUAL_STEMS, ""} else ""

    def _typed(self, field: QLineEdit) -> str:
        """What a field says that the names need: what is not to be seen is not written."""
        is_needed = f"{{{'creator' if field is self.creator else 'source'}}}" in self._template()
        return field.text().strip() if is_needed else ""

    def _template(self) -> str:
        return TEMPLATE if self._naming().lower() == UCS else self._naming()

    @property
    def only_range(self) -> bool:
        """Whether only what lies between in and out is wanted."""
        return self.range.isChecked() and self._has_range

    def choose(self, own: OwnSound, target: str | None, naming: str) -> None:
        """Fill the rows in."""
        self.guide.setCurrentIndex(list(OWN_TEXTS).index(own))
        self.level.setCurrentIndex(TARGETS.names.index(target) + 1 if target is not None else 0)
        self.name_by(naming)

    def name_by(self, naming: str, creator: str = "", source: str = "") -> None:
        """Fill in how stems are named."""
        self.names.setEditText({"": USUAL_STEMS, UCS: TEMPLATE}.get(naming, naming))
        self.creator.setText(creator)
        self.source.setText(source)

    def enable(self, is_usable: bool) -> None:
        """Whether anything can be chosen now."""
        rows = (self._names_row, self._makers_row)
        for widget in (self.level, self.own_level, self.guide, self.range, self.stored, *rows):
            widget.setEnabled(is_usable)

    def show_loudness(self, mix: Loudness | None, between: Loudness | None = None) -> None:
        """How loud the mix is now, and between in and out; None while that is not known."""
        self._mix, self._between = mix, between
        self.show_level()

    def show_level(self) -> None:
        """What will be written: in colour where it would clip, with the choice that prevents it just above."""
        export, target = self._kind.export if self._kind else None, self.target()
        is_part = self.only_range and export is not None and export.has_range
        mix, of = (self._between, "The mix between in and out") if is_part else (self._mix, "The mix")
        text, over = (f"{of} is being measured…" if mix is None else f"{of}: {described(mix, 'silent')}"), False
        if mix is not None and target is not None:
            text = f"{text}; brought to {described(mix.louder(mix.gain_to(target.lufs, target.ceiling_dbtp)))}"
        elif mix is not None and mix.over_db and export is not None and export.may_clip:
            text, over = f"{of} passes full scale by {mix.over_db:.1f} dB and will clip: choose a loudness.", True
        _say(self.loudness, text, over)
        extremes = extremes_told(mix).replace(" -", " −") if mix is not None else ""
        self.loudness.setToolTip("\n".join(filter(None, (extremes, target.note if target is not None else ""))))
        self.own_level.setVisible(self.level.currentText() == _OWN_LEVEL)
        self.loudness.setVisible(export is not None and export.is_heard)

    def show_names(self, out: Path) -> None:
        """What the stems will be called, or why the template names none; with what it needs to be told."""
        for field, name in ((self.creator, "{creator}"), (self.source, "{source}")):
            field.setVisible(name in self._template())
        self._form.setRowVisible(self._makers_row, any(name in self._template() for name in ("{creator}", "{source}")))
        if self._kind is None or not self._kind.export.is_several:
            return
        try:
            paths = self._stems(out, self.options())
        except FoleyError as error:
            _say(self.preview, str(error), True)
            return
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        _say(self.preview, f"{paths[0].name}{more}" if paths else "No track has a take to write.", False)
        self.preview.setToolTip("\n".join(path.name for path in paths))

    def stem_places(self, out: Path) -> list[Path]:
        """Where the stems will go; none where their template names none."""
        try:
            return self._stems(out, self.options())
        except FoleyError:
            return []


def _beside(first: QWidget, second: QWidget) -> QWidget:
    """Two widgets in one row of the form, the first taking what room there is."""
    row, widget = QHBoxLayout(), QWidget()
    row.setSpacing(8)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(first, 1)
    row.addWidget(second)
    widget.setLayout(row)
    return widget


def _say(label: QLabel, text: str, is_bad: bool) -> None:
    label.setText(text)
    label.setProperty("role", "bad" if is_bad else "dim")
    label.style().polish(label)
