"""Compare reads the hit that really played an event, and stays quiet while its window is closed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from foleystudio.gui.panels.compare.view import REFERENCE, TAKE
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits
from tests.gui.hands import press


def test_a_take_and_the_hit_it_was_made_from_have_one_shape(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.studio.inspector._turn("humanise", 0.0)
    driver.settle()
    compare = driver.studio.compare
    compare.refresh()
    assert compare._shown is None, "nothing is read while the window is closed"
    compare.show()
    window = compare._shown
    assert window is not None
    driver.wait(lambda: len(window._view.hits) == 3)
    take, reference = window._view.hits[TAKE], window._view.hits[REFERENCE]
    hit = (take.times_s > -0.01) & (take.times_s < 0.2)
    assert float(np.corrcoef(take.wave[hit], reference.wave[hit])[0, 1]) > 0.98
    at = np.interp([0.05, 0.15], take.decay_s, take.decay_db - reference.decay_db)
    assert at[0] == pytest.approx(at[1], abs=0.5), "it dies as it was recorded"
    window.close()


def test_a_soft_hit_before_a_loud_one_is_matched_by_its_own_loudness(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("two.mov", frames=50, audio=0.15 * hits((0.4,)) + hits((0.9,))))
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.settle()
    press(Qt.Key.Key_C)
    window = driver.studio.compare._shown
    assert window is not None
    driver.wait(lambda: len(window._view.hits) == 3)
    take, reference = window._view.hits[TAKE], window._view.hits[REFERENCE]
    attack = (take.decay_s > -0.05) & (take.decay_s < 0.1)
    tops = [hit.decay_db[attack].max() - hit.loudness_db for hit in (take, reference)]
    assert tops[0] == pytest.approx(tops[1], abs=1.5), "both are drawn at equal loudness"
    window.close()
