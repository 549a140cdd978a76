"""The reference editor by real keys and mouse on the real window: opened, slices dragged, unticked, heard, saved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from foleystudio.dsp.sound import Sound
from foleystudio.gui.panels.reference_editor.editor import ReferenceEditor
from foleystudio.gui.widgets.chip_parts import pen_place
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind
from tests.gui.conftest import RATE_HZ, Driver, hits
from tests.gui.hands import answer_menu, focus, pick_by_keys, pick_by_mouse, press, turn_wheel

KNOCKS_S = (0.3, 0.9, 1.5, 2.1)
PITCHES_HZ = (400.0, 700.0, 1200.0, 2000.0)


def knocks(driver: Driver) -> Path:
    """Write a reference of four knocks, each of its own pitch."""
    path = driver.folder / "knocks.wav"
    wave = sum(hits((at,), 2.8, pitch) for at, pitch in zip(KNOCKS_S, PITCHES_HZ, strict=True))
    write_sound(path, Sound(np.asarray(wave, np.float32), RATE_HZ, "knocks"))
    return path


def cut_of(driver: Driver) -> ReferenceCut:
    return driver.studio.session.project.references[0].cut


def take_sound(driver: Driver) -> np.ndarray:
    """The take in use, once it has followed."""
    driver.settle()
    (take,) = driver.studio.session.project.takes
    return read_sound(take.path).samples[:, 0].copy()


def pitches(wave: np.ndarray) -> set[float]:
    """Which of the knocks' pitches are heard in a take."""
    spectrum = np.abs(np.fft.rfft(wave))
    at = np.fft.rfftfreq(len(wave), 1 / RATE_HZ)
    loud = {hz: float(spectrum[np.abs(at - hz) < hz * 0.03].max()) for hz in PITCHES_HZ}
    return {hz for hz, level in loud.items() if level > 0.2 * max(loud.values())}


def opened(driver: Driver) -> ReferenceEditor:
    """The editor once its slices are there."""
    presenter = driver.studio.reference_editor
    driver.wait(lambda: presenter.editor is not None and presenter.editor.isVisible())
    driver.wait(lambda: presenter._heard is not None)
    editor = presenter.editor
    assert editor is not None
    return editor


def place(editor: ReferenceEditor, seconds: float, share: float) -> QPoint:
    """Where on the plots' viewport an instant of the waveform is; ``share`` 0 is the waveform's foot."""
    view = editor.plots.wave.vb
    low, high = view.viewRange()[1]
    scene = view.mapViewToScene(QPointF(seconds, low + share * (high - low)))
    return QPoint(editor.plots.mapFromScene(scene))


def shown_texts(editor: ReferenceEditor) -> str:
    return " ".join(label.text() for label in editor.findChildren(QLabel) if label.isVisible())


def drag(editor: ReferenceEditor, start: QPoint, stop: QPoint) -> None:
    target, left = editor.plots.viewport(), Qt.MouseButton.LeftButton
    QTest.mouseMove(target, start)
    QTest.mousePress(target, left, pos=start)
    for n in range(1, 9):
        QTest.qWait(15)  # the plot takes no more than a hundred movements a second
        QTest.mouseMove(target, start + (stop - start) * n / 8)
    QTest.mouseRelease(target, left, pos=stop)
    QApplication.processEvents()


@pytest.fixture
def editor(driver: Driver, clip: Path) -> ReferenceEditor:
    """The editor on four knocks that a take is performed with, opened by its key."""
    driver.open(clip)
    driver.drop_sound(knocks(driver))
    driver.settle()
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    return opened(driver)


def test_it_opens_by_menu_by_key_and_by_its_chip_s_pen_and_closes_by_escape(driver: Driver) -> None:
    driver.studio.references.add([knocks(driver)])
    driver.wait(lambda: bool(driver.studio.session.project.references))
    bar = driver.studio.window.menuBar()
    (title,) = (action for action in bar.actions() if action.text() == "&Reference")
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(title).center())
    press(Qt.Key.Key_E)
    editor = opened(driver)
    assert editor.windowTitle() == "Edit knocks.wav"
    assert not editor.isModal()
    press(Qt.Key.Key_Escape)
    assert not editor.isVisible()
    driver.studio.window.activateWindow()
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert opened(driver) is editor
    press(Qt.Key.Key_Escape)
    bin_ = driver.studio.window.bin
    pen = pen_place(bin_.visualRect(bin_.model().index(0, 0))).center()
    QTest.mouseClick(bin_.viewport(), Qt.MouseButton.LeftButton, pos=pen)
    assert opened(driver) is editor
    driver.studio.references.remove(driver.studio.session.project.references[0].key)
    assert not editor.isVisible(), "its reference is gone"


@pytest.mark.parametrize("by_keys", [False, True])
def test_it_opens_from_a_chip_s_menu_on_the_chip_that_was_asked_about(driver: Driver, *, by_keys: bool) -> None:
    driver.studio.references.add([driver.sound("first.wav"), knocks(driver)])
    driver.wait(lambda: len(driver.studio.session.project.references) == 2)
    window, bin_ = driver.studio.window, driver.studio.window.bin
    rows = [bin_.visualRect(bin_.model().index(row, 0)) for row in range(2)]
    handle, none = window.windowHandle(), Qt.KeyboardModifier.NoModifier
    answer_menu("Edit…", by_keys=by_keys)
    if by_keys:
        focus(bin_)
        press(Qt.Key.Key_Down)
        place = bin_.rect().center()  # what the platform makes of the menu key
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, bin_.mapToGlobal(place))
        QApplication.sendEvent(bin_, event)
    else:
        at = bin_.viewport().mapTo(window, rows[1].center())
        QTest.mouseClick(handle, Qt.MouseButton.RightButton, none, at)
    editor = opened(driver)
    assert editor.windowTitle() == "Edit knocks.wav"
    press(Qt.Key.Key_1)
    assert editor.selected == 0, "its keys work at once"


def test_a_texture_shows_only_what_there_is_to_set(driver: Driver, editor: ReferenceEditor) -> None:
    parts = (editor.list, editor.fields, editor.add, editor.delete)
    place_of_in = editor.in_field.mapTo(editor, QPoint())
    assert all(part.isVisible() for part in parts)
    assert "adds a slice" in shown_texts(editor)
    pick_by_keys(editor.kind, "Texture")
    driver.wait(lambda: not any(part.isVisible() for part in parts))
    QApplication.processEvents()
    assert editor.hear.isVisible()
    assert "adds a slice" not in shown_texts(editor)
    assert editor.in_field.mapTo(editor, QPoint()) == place_of_in, "what stays does not jump"
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: all(part.isVisible() for part in parts))


def test_a_minute_is_read_and_zoomed_at_once(driver: Driver) -> None:
    path = driver.folder / "minute.wav"
    noise = np.random.default_rng(0).standard_normal((60 * RATE_HZ, 1)).astype(np.float32)
    write_sound(path, Sound(0.1 * noise, RATE_HZ, "minute"))
    driver.studio.references.add([path])
    driver.wait(lambda: bool(driver.studio.session.project.references))
    driver.studio.reference_editor.open()
    editor = opened(driver)
    assert editor.kind.currentText() == "Automatic: texture"
    assert editor.plots._curve.getData()[0].size < 10_000, "not every sample is drawn"
    press(Qt.Key.Key_Equal)
    assert editor.plots._curve.getData()[0].size < 10_000


def test_an_edge_is_dragged_the_take_follows_and_undo_restores_it(driver: Driver, editor: ReferenceEditor) -> None:
    before = take_sound(driver)
    stops = [item.shown.stop_s for item in editor.plots.slices]
    assert len(stops) == 4
    for number in range(4):
        at = editor.plots.slices[number].shown.stop_s
        drag(editor, place(editor, at, 0.6), place(editor, KNOCKS_S[number] + 0.05, 0.6))
    cut = cut_of(driver)
    assert cut.slices is not None
    assert all(abs(one.stop_s - at - 0.05) < 0.02 for one, at in zip(cut.slices, KNOCKS_S, strict=True))
    shorter = take_sound(driver)
    assert not np.array_equal(shorter, before)
    for _ in range(4):  # each drag is one step; the editor's own window takes the key
        press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cut_of(driver) == AUTOMATIC
    assert np.array_equal(take_sound(driver), before)
    driver.wait(lambda: [item.shown.stop_s for item in editor.plots.slices] == stops)


def test_the_hit_is_dragged_at_its_foot_and_in_and_out_at_the_top(driver: Driver, editor: ReferenceEditor) -> None:
    hit = editor.plots.slices[1].shown.attack_s
    drag(editor, place(editor, hit, 0.05), place(editor, hit + 0.05, 0.05))
    slices = cut_of(driver).slices
    assert slices is not None
    assert slices[1].attack_s == pytest.approx(hit + 0.05, abs=0.01)
    drag(editor, place(editor, 0.0, 0.98), place(editor, 0.6, 0.98))
    assert cut_of(driver).in_s == pytest.approx(0.6, abs=0.02)
    drag(editor, place(editor, editor.plots.points.out_s, 0.98), place(editor, 1.8, 0.98))
    assert cut_of(driver).out_s == pytest.approx(1.8, abs=0.02)
    assert [item.shown.note for item in editor.plots.slices] == ["outside in and out", "", "", "outside in and out"]


def test_an_unticked_slice_is_not_heard_and_one_stays_ticked(driver: Driver, editor: ReferenceEditor) -> None:
    heard = pitches(take_sound(driver))
    focus(editor.list)
    for number, hz in enumerate(PITCHES_HZ):
        press(Qt.Key.Key_Home)
        for _ in range(number):
            press(Qt.Key.Key_Down)
        if hz in heard:
            press(Qt.Key.Key_Space)
        if heard <= set(PITCHES_HZ[: number + 1]):
            break
    slices = cut_of(driver).slices
    assert slices is not None
    unticked = {hz for one, hz in zip(slices, PITCHES_HZ, strict=True) if not one.enabled}
    assert unticked == heard
    assert not pitches(take_sound(driver)) & heard
    for number in range(4):
        item = editor.list.topLevelItem(number)
        assert item is not None
        if item.checkState(0) == Qt.CheckState.Checked:
            editor.list.setCurrentItem(item)
            press(Qt.Key.Key_T)
    slices = cut_of(driver).slices
    assert slices is not None
    assert sum(one.enabled for one in slices) == 1
    assert "stays ticked" in editor._told.text()


def test_slices_are_added_and_removed_by_mouse_and_by_keys(driver: Driver, editor: ReferenceEditor) -> None:
    QTest.mouseClick(editor.plots.viewport(), Qt.MouseButton.LeftButton, pos=place(editor, 0.95, 0.5))
    driver.wait(lambda: editor.selected == 1)
    press(Qt.Key.Key_Delete)
    assert cut_of(driver).slices is not None
    assert [round(item.shown.attack_s, 1) for item in editor.plots.slices] == [0.3, 1.5, 2.1]
    target = place(editor, 0.91, 0.5)
    driver.bot.wait(QApplication.doubleClickInterval() + 50)
    QTest.mouseClick(editor.plots.viewport(), Qt.MouseButton.LeftButton, pos=target)
    QTest.mouseDClick(editor.plots.viewport(), Qt.MouseButton.LeftButton, pos=target)
    driver.wait(lambda: len(editor.plots.slices) == 4)
    assert editor.plots.slices[1].shown.attack_s == pytest.approx(0.9, abs=0.003), "it takes the attack beside it"
    assert editor.selected == 1
    editor.plots.set_cursor(2.6)
    focus(editor.plots)
    press(Qt.Key.Key_Insert)
    assert len(editor.plots.slices) == 5


def test_the_kind_is_chosen_and_the_take_sounds_otherwise(driver: Driver, editor: ReferenceEditor) -> None:
    before = take_sound(driver)
    assert editor.kind.currentText() == "Automatic: repetitions"
    pick_by_mouse(driver.bot, editor.kind, "Gesture")
    assert cut_of(driver).kind is ReferenceKind.GESTURE
    gesture = take_sound(driver)
    assert not np.array_equal(gesture, before)
    driver.wait(lambda: len(editor.plots.slices) == 1)
    pick_by_keys(editor.kind, "Texture")
    assert cut_of(driver).kind is ReferenceKind.TEXTURE
    assert not np.array_equal(take_sound(driver), gesture)
    assert editor.plots.slices == []
    focus(editor.automatic)
    press(Qt.Key.Key_Return)
    assert cut_of(driver) == AUTOMATIC
    assert np.array_equal(take_sound(driver), before)


def test_slices_are_heard_by_keys_and_by_click(
    driver: Driver, editor: ReferenceEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sounds: list[Sound | None] = []
    monkeypatch.setattr(driver.studio.reference_editor._audition, "_play", sounds.append)
    focus(editor.plots)

    def heard() -> set[float]:
        driver.wait(lambda: bool(sounds))
        sound = sounds.pop()
        assert sound is not None
        return pitches(sound.samples[:, 0])

    press(Qt.Key.Key_3)
    assert heard() == {PITCHES_HZ[2]}
    assert editor.selected == 2
    press(Qt.Key.Key_Space)
    assert heard() == {PITCHES_HZ[2]}
    press(Qt.Key.Key_0)
    assert heard() == set(PITCHES_HZ)
    item = editor.list.topLevelItem(1)
    assert item is not None
    row = editor.list.visualItemRect(item)
    QTest.mouseClick(editor.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row.right() - 60, row.center().y()))
    assert heard() == {PITCHES_HZ[1]}


def test_times_are_typed_saved_and_there_again(driver: Driver, editor: ReferenceEditor) -> None:
    press(Qt.Key.Key_2)
    field = editor.fields.fields["stop"]
    focus(field)
    field.selectAll()
    QTest.keyClicks(field, "1.234")
    press(Qt.Key.Key_Return)
    assert editor.isVisible(), "Return enters the value"
    cut = cut_of(driver)
    assert cut.slices is not None
    assert cut.slices[1].stop_s == pytest.approx(1.234)
    driver.settle()
    file = driver.folder / "p.foley"
    driver.save(file)
    driver.studio.session.document.load(driver.studio.session.project.with_cut(1, AUTOMATIC))
    assert not editor.isVisible()
    driver.studio.open(file)
    driver.wait(lambda: driver.studio.session.document.file == file and cut_of(driver) == cut)


def test_wheel_and_keys_zoom_and_the_height_stays(driver: Driver, editor: ReferenceEditor) -> None:
    (whole, _), height = editor.plots.wave.vb.viewRange(), editor.plots.wave.vb.viewRange()[1]
    turn_wheel(editor.plots.viewport(), 240)
    start, stop = editor.plots.wave.vb.viewRange()[0]
    assert stop - start < whole[1] - whole[0]
    assert editor.plots.spectrum.vb.viewRange()[0] == pytest.approx([start, stop])
    press(Qt.Key.Key_F)
    assert editor.plots.wave.vb.viewRange()[0] == pytest.approx(whole)
    press(Qt.Key.Key_Equal)
    closer = editor.plots.wave.vb.viewRange()[0]
    assert closer[1] - closer[0] < whole[1] - whole[0]
    assert editor.plots.wave.vb.viewRange()[1] == pytest.approx(height)


def test_a_slice_s_number_can_be_read_on_a_loud_wave(driver: Driver) -> None:
    path = driver.folder / "loud.wav"
    noise = np.random.default_rng(0).uniform(-0.9, 0.9, (2 * RATE_HZ, 1)).astype(np.float32)
    write_sound(path, Sound(noise, RATE_HZ, "loud"))
    driver.studio.references.add([path])
    driver.wait(lambda: bool(driver.studio.session.project.references))
    driver.studio.reference_editor.open()
    editor = opened(driver)
    pick_by_keys(editor.kind, "Gesture")
    driver.wait(lambda: len(editor.plots.slices) == 1)
    label = editor.plots.slices[0]._label
    rect = editor.plots.mapFromScene(label.mapToScene(label.boundingRect())).boundingRect()
    shown = editor.plots.viewport().grab(rect).toImage()
    lights = [shown.pixelColor(x, y).lightness() for x in range(shown.width()) for y in range(shown.height())]
    assert sum(light < 90 for light in lights) > 0.6 * len(lights), "the wave behind it is covered"
    assert max(lights) > 120, "and the number is there"


def test_a_file_that_is_gone_is_told_in_a_sentence(driver: Driver) -> None:
    path = knocks(driver)
    driver.studio.references.add([path])
    driver.wait(lambda: bool(driver.studio.session.project.references))
    path.unlink()
    driver.studio.reference_editor.open()
    editor = driver.studio.reference_editor.editor
    assert editor is not None
    driver.wait(lambda: "not there" in editor._told.text())
    assert not editor.add.isEnabled()
    plots = editor.plots
    assert not plots.points.isVisible(), "without a sound there is neither in nor out"
    assert [plots.spectrum.getAxis(side)._tickLevels for side in ("left", "bottom")] == [[], []], "nor a scale"
    for key in (Qt.Key.Key_Insert, Qt.Key.Key_1, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_I):
        press(key)
    assert cut_of(driver) == AUTOMATIC


def test_the_window_opens_without_the_plots_library() -> None:
    program = "import sys, foleystudio.gui.app, foleystudio.gui.studio; print('pyqtgraph' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "False"
