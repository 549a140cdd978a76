from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.timing.offset import LARGEST_MS
from tests.gui.conftest import Driver


def test_an_estimate_of_the_offset_is_an_edit(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.settle()
    driver.studio.offset._offset_known(62.4)
    assert session.project.offset_ms == 62
    assert session.document.undo_name == "Estimate offset"
    driver.studio.offset._offset_known(None)
    assert session.project.offset_ms == 62
    assert any("too little" in text for text in driver.said)
    driver.studio.offset._offset_known(-LARGEST_MS)
    assert session.project.offset_ms == driver.studio.window.inspector.knob("offset_ms").value() == -LARGEST_MS
