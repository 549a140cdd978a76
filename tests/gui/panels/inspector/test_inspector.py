from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.panels.inspector.inspector import Figure, Inspector, InspectorView
from foleystudio.gui.panels.takes_list import TakeRow
from foleystudio.project.settings import Renderer, SynthesisSettings


@pytest.fixture
def inspector(qtbot: QtBot, qapp: QApplication) -> Inspector:
    theme.apply(qapp, theme.Scheme.DARK)
    made = Inspector(QAction("Make again"), QAction("4 variations"))
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


VIEW = InspectorView(
    "Take 2 on Foley 1",
    ((3, "anvil"), (5, "oak")),
    (5,),
    SynthesisSettings(seed=7, strength=0.82, ambience=0.1, offset_ms=12, pitch_semitones=-1.5, gain_db=3),
    takes=(TakeRow(9, 2, "oak", "in use"), TakeRow(8, 1, "anvil", "A/B")),
)


def test_it_shows_what_a_take_is_made_from_and_tells_nobody(inspector: Inspector) -> None:
    told: list[object] = []
    inspector.knob_turned.connect(lambda *values: told.append(values))
    inspector.references_chosen.connect(told.append)
    inspector.show_view(VIEW)
    assert inspector._reference.currentText() == inspector._reference.toolTip() == "oak"
    assert inspector._seed.text() == "7"
    shown = {name: inspector.knob(name).value() for name in ("strength", "ambience", "offset_ms", "pitch_semitones")}
    assert shown == pytest.approx({"strength": 0.82, "ambience": 0.1, "offset_ms": 12, "pitch_semitones": -1.5})
    assert [row.state for row in inspector.takes.rows()] == ["in use", "A/B"]
    assert told == []


def test_several_references_are_shown_joined(inspector: Inspector) -> None:
    inspector.show_view(InspectorView("x", ((3, "anvil"), (5, "oak")), (3, 5)))
    assert inspector._reference.currentText() == "anvil + oak"
    inspector.show_view(InspectorView("x", ((3, "anvil"),), ()))
    assert inspector._reference.currentText() == "none yet"


def test_turning_a_knob_says_which_and_its_end(inspector: Inspector, qtbot: QtBot) -> None:
    inspector.show_view(VIEW)
    turned, released = list[tuple[str, float]](), list[bool]()
    inspector.knob_turned.connect(lambda name, value: turned.append((name, value)))
    inspector.knob_released.connect(lambda: released.append(True))
    inspector.knob("gain_db")._set_by_user(-6)
    assert turned == [("gain_db", pytest.approx(-6))]
    assert released == [True]
    inspector._seed.setText("12")
    inspector._seed.editingFinished.emit()
    assert turned[-1] == ("seed", 12.0)


def test_the_model_box_says_what_was_chosen_and_asks_for_others(inspector: Inspector) -> None:
    chosen, asked = list[object](), list[bool]()
    inspector.model_chosen.connect(chosen.append)
    inspector.other_model_wanted.connect(lambda: asked.append(True))
    models = ((None, "Shipped"), ("/runs/a/net", "a"))
    inspector.show_view(InspectorView("x", renderer=Renderer.HYBRID, models=models, model="/runs/a/net"))
    assert (inspector._model.currentText(), inspector._model.toolTip()) == ("a", "/runs/a/net")
    for row in (0, 1):
        inspector._model.activated.emit(row)
    assert chosen == [None, "/runs/a/net"]
    inspector._model.setCurrentIndex(2)
    inspector._model.activated.emit(2)
    assert (asked, inspector._model.currentText()) == ([True], "a")
    inspector.show_view(InspectorView("x", renderer=Renderer.EXEMPLAR))
    assert inspector._model.isHidden()


def test_the_ambience_may_be_the_clip_s_where_it_has_any(inspector: Inspector) -> None:
    chosen: list[tuple[str, object]] = []
    button = inspector.controls.toggles["guide_ambience"]
    inspector.option_chosen.connect(lambda *what: chosen.append(what))
    inspector.show_view(replace(VIEW, has_guide=True))
    assert (button.isChecked(), button.isEnabled(), chosen) == (False, True, [])
    button.click()
    assert chosen == [("guide_ambience", True)]
    inspector.show_view(VIEW)
    assert (button.isChecked(), button.isEnabled()) == (False, False)
    assert "no sound of its own" in button.toolTip()
    inspector.show_view(replace(VIEW, settings=replace(VIEW.settings, guide_ambience=True)))
    assert (button.isChecked(), button.isEnabled()) == (True, True), "it can be taken back"


def test_a_low_panel_shows_all_knobs_without_scrolling(inspector: Inspector, qtbot: QtBot) -> None:
    inspector.show_view(replace(VIEW, renderer=Renderer.HYBRID, has_guide=True))
    inspector.resize(296, 289)  # what a screen of 1280x720 leaves it
    qtbot.wait(10)
    gain = inspector.knob("gain_db")
    assert gain.mapTo(inspector, gain.rect().bottomLeft()).y() < inspector.height()
    assert gain._slider.width() >= 60
    assert gain.mapTo(inspector, gain.rect().topRight()).x() < inspector.width()
    ambience = inspector.knob("ambience")
    assert ambience.height() == gain.height()
    assert ambience._slider.x() == gain._slider.x(), "the sliders begin at one place"
    low = gain.height()
    inspector.resize(296, 800)
    qtbot.waitUntil(lambda: gain.height() > low)


def test_without_a_track_nothing_can_be_turned(inspector: Inspector) -> None:
    inspector.show_view(InspectorView("No take yet", enabled=False))
    assert not inspector.knob("strength").isEnabled()
    assert not inspector._seed.isEnabled()
    assert not inspector._dice.isEnabled()


def test_figures_come_and_go(inspector: Inspector) -> None:
    pressed: list[str] = []
    inspector.figure_pressed.connect(pressed.append)
    inspector.show_figures([Figure("2 hits left out", False, "go there", "go"), Figure("unlike", False)])
    assert [pill.text() for pill in inspector._figures] == ["2 hits left out", "unlike"]
    inspector._figures[0].click()
    assert pressed == ["go"]
    focus = [pill.focusPolicy() for pill in inspector._figures]
    assert focus == [Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.NoFocus], "what is only to be read is no stop for keys"
    inspector.show_figures(())
    assert all(pill.isHidden() for pill in inspector._figures)
