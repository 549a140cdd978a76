from __future__ import annotations

import pytest

from foleystudio.gui.panels.reference_editor.slice_item import moved
from foleystudio.gui.panels.reference_editor.values import SHORTEST_S, ShownSlice

ONE = ShownSlice(1.0, 1.1, 1.5)


@pytest.mark.parametrize(
    ("handle", "to_s", "wanted"),
    [
        ("start", 0.8, (0.8, 1.1, 1.5)),
        ("start", 1.3, (1.1, 1.1, 1.5)),
        ("start", -2.0, (0.0, 1.1, 1.5)),
        ("attack", 0.5, (1.0, 1.0, 1.5)),
        ("attack", 1.8, (1.0, 1.5 - SHORTEST_S, 1.5)),
        ("stop", 9.0, (1.0, 1.1, 2.0)),
        ("stop", 0.9, (1.0, 1.1, 1.1 + SHORTEST_S)),
    ],
)
def test_start_hit_and_end_keep_their_order_and_the_file_s(
    handle: str, to_s: float, wanted: tuple[float, float, float]
) -> None:
    found = moved(ONE, handle, to_s, 2.0)
    assert (found.start_s, found.attack_s, found.stop_s) == pytest.approx(wanted)
