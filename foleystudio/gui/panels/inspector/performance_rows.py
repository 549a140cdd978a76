"""How hits are chosen, stopped and levelled: two rows of the inspector's facts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from foleystudio.gui.widgets.buttons import dim, push_button
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.project.settings import LevelMatch, SynthesisSettings

_HITS = ((False, "By strength"), (True, "In turn"))
_HIT_TIPS = {
    False: "Of all recordings, one struck about as hard as the event; those alike take turns as the seed shuffles them",
    True: "The references take turns, whatever the strength",
}
_LEVELS = ((LevelMatch.NONE, "By strength"), (LevelMatch.WHOLE, "Match guide"), (LevelMatch.HITS, "Match each hit"))
_LEVEL_TIPS = {
    LevelMatch.NONE: "As loud as the events' strengths say",
    LevelMatch.WHOLE: "As loud as the clip's own sound, as a whole",
    LevelMatch.HITS: "Every hit as loud as what it replaces in the clip's own sound",
}


class PerformanceRows(QObject):
    """*Hits* (how they are chosen, and whether each stops the one before) and *Level*.

    Signals
    -------
    chosen
        Name of a field of `SynthesisSettings`, and its new value.
    """

    chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._hits, self._level = _box("How hits are chosen"), _box("What the level goes by")
        self._choke = push_button("choke")
        self._choke.setCheckable(True)
        self._choke.setProperty("role", "toggle")
        self._choke.setAccessibleName("Each hit stops the one before")
        self._choke.setToolTip("Each hit stops the ring of the one before, as a hand on metal or a hi-hat does")
        self._hits.picked.connect(lambda in_turn: self.chosen.emit("in_turn", in_turn))
        self._level.picked.connect(lambda level: self.chosen.emit("level_match", level))
        self._choke.clicked.connect(lambda on: self.chosen.emit("choke", bool(on)))

    def rows(self) -> tuple[QWidget, ...]:
        """The tallest widget of each row."""
        return self._hits, self._level

    def lay_out(self, grid: QGridLayout, first: int) -> None:
        """Take two rows of a grid."""
        hits = QHBoxLayout()
        hits.setSpacing(4)
        hits.addWidget(self._hits, 1)
        hits.addWidget(self._choke)
        grid.addWidget(dim("Hits"), first, 0)
        grid.addLayout(hits, first, 1)
        grid.addWidget(dim("Level"), first + 1, 0)
        grid.addWidget(self._level, first + 1, 1)

    def show_settings(self, settings: SynthesisSettings, *, enabled: bool, has_guide: bool, several: bool) -> None:
        """Show what is set.

        Parameters
        ----------
        enabled
            Whether there is a track to work on.
        has_guide
            Whether there is a sound that the level can be matched to.
        several
            Whether there is more than one reference to choose from.
        """
        self._hits.show_choices(_HITS, settings.in_turn, _HIT_TIPS.__getitem__)
        self._level.show_choices(_LEVELS, settings.level_match, _LEVEL_TIPS.__getitem__)
        self._choke.setChecked(settings.choke)
        self._hits.setEnabled(enabled and (several or settings.in_turn))  # a choice can always be taken back
        self._level.setEnabled(enabled and (has_guide or settings.matches_guide))
        self._choke.setEnabled(enabled)


def _box(name: str) -> ChoiceBox:
    box = ChoiceBox(name)
    box.setProperty("role", "value")
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box
