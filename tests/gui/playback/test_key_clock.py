"""Stamps of a window system on the monotonic clock."""

from __future__ import annotations

import pytest

from foleystudio.gui.playback.key_clock import KeyClock


def test_an_event_that_was_looked_at_late_is_told_when_it_happened() -> None:
    clock = KeyClock()
    for stamp_ms, late_s in ((1000, 0.02), (1100, 0.001), (1200, 0.5), (1300, 0.03)):
        clock.see(stamp_ms, 50.0 + stamp_ms / 1000 + late_s)
    assert clock.at_s(1400, 51.9) == pytest.approx(51.401)
    assert clock.at_s(1400, 51.2) == 51.2  # nothing is pressed in the future


def test_without_a_stamp_it_is_now() -> None:
    clock = KeyClock()
    assert clock.at_s(0, 3.0) == 3.0
    assert clock.at_s(500, 3.0) == 3.0  # nothing is known of that clock yet
    clock.see(0, 3.0)
    assert clock.at_s(500, 3.0) == 3.0


def test_a_counter_that_went_round_begins_anew() -> None:
    clock = KeyClock()
    clock.see(2**32 - 100, 10.0)
    clock.see(50, 10.15)
    assert clock.at_s(60, 11.0) == pytest.approx(10.16)
