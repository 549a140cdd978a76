"""The cue list's model."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from foleystudio.gui.panels.cue_list.cues import COLUMNS, Cue, State
from foleystudio.gui.panels.cue_list.model import RANK, CueModel

CUES = (
    Cue(0, 3, 1.5, "00:00:01:12", "Feet", "boot", 0.8, State.KEPT, "L", ""),
    Cue(1, 3, 0.5, "00:00:00:12", "Props", "cup", 1.0, State.PROPOSED, "", "<b>too late?</b>"),
)


def test_it_is_a_proper_model(qtmodeltester: ModelTester) -> None:
    model = CueModel()
    model.show_cues(CUES)
    qtmodeltester.check(model)


def test_cells_show_read_out_and_sort_what_cues_are() -> None:
    model, told = CueModel(), list[tuple[int, str, str]]()
    model.show_cues(CUES)
    names = [column.name for column in COLUMNS]
    strength = model.index(0, names.index("strength"))
    assert strength.data() == "80%"
    assert strength.data(RANK) == 0.8
    assert model.index(1, names.index("state")).data(RANK) < model.index(0, names.index("state")).data(RANK)
    assert model.index(0, names.index("label")).data(Qt.ItemDataRole.AccessibleTextRole) == "Label L"
    assert model.index(1, names.index("label")).data(Qt.ItemDataRole.AccessibleTextRole) == "Label empty"
    model.typed.connect(lambda *what: told.append(what))
    assert model.setData(strength, "50")
    assert not model.setData(strength, "80%")  # which it is
    assert told == [(0, "strength", "50")]
    assert strength.data() == "80%"
    editable = [bool(model.index(0, n).flags() & Qt.ItemFlag.ItemIsEditable) for n in range(len(names))]
    assert editable == [column.is_typed for column in COLUMNS]


def test_other_values_of_the_same_events_change_cells_alone() -> None:
    model, told = CueModel(), list[tuple[str, int, int]]()
    model.show_cues(CUES)
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("new", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("gone", first, last)))
    model.dataChanged.connect(lambda first, last: told.append(("changed", first.row(), last.row())))
    changed = replace(CUES[1], label="R")
    for cues in ((CUES[0], changed), (CUES[0], changed), (CUES[0], replace(CUES[0], event=9), changed), (changed,)):
        model.show_cues(cues)
        assert model.cues == cues
    assert told == [("changed", 1, 1), ("new", 1, 1), ("gone", 0, 1)]
    model.show_cues(())
    assert model.rowCount() == 0
