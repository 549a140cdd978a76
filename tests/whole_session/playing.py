"""Stages of the session that are about time: clicks that are tapped along with, and a pass that is played live."""

from __future__ import annotations

import time

import pytest

from foleystudio.gui.playback.tap_along import CLICKS, PERIOD_S
from foleystudio.project.events import Event
from tests.whole_session.ears import Ears
from tests.whole_session.inside import Now
from tests.whole_session.media import CUPS_S
from tests.whole_session.window import Window

LATE_S = 0.04
"""How much later than what they hear these hands tap, every time."""
WITHIN_S = 0.015

_LISTENED = 4  # clicks
_TRIES = 4  # a busy machine may stand still for longer than a card can wait; once in as many tries it does not
_FROM_S, _PRE_ROLL_S = 3.0, 1.0
_TAPS = ((4.3, "x", 0.4), (4.9, "c", 0.6), (5.4, "v", 0.8), (6.0, "b", 1.0), (6.5, "z", 0.2), (7.1, "b", 1.0))
"""When what is played is meant to be, by which key, and how hard that strikes."""


def calibrated(window: Window, ears: Ears) -> Now:
    """The latency of live hits is found by tapping along with clicks, and kept."""
    window.pick("Play", "Recording", "Latency…")
    start = ears.sample
    window.click("button", "Start the clicks")
    ears.wait_for_onsets(start, _LISTENED)
    for number in range(_LISTENED, CLICKS):
        heard = ears.onsets(start)  # a card that stood still goes on later, and hands go along
        _wait_until(ears.when(heard[-1]) + (number + 1 - len(heard)) * PERIOD_S + LATE_S)
        window.press("j")
    window.find("button", "Start the clicks")  # which can be pressed again
    window.look("05 taps along with clicks")
    window.click("button", "OK")
    now = window.wait("the dialog to close", lambda now: "Latency of live hits" not in now.titles)
    print(f"latency found: {1000 * now.latency_s:.0f} ms")
    assert now.latency_s == pytest.approx(LATE_S, abs=0.1), "what was tapped, and how long sound is under way"
    assert now.latency_s != 0
    return now


def recorded(window: Window, ears: Ears) -> None:
    """A pass is played by keys; every hit stands where it was played, and one step has all of them."""
    window.click("header", "Feet")
    for _ in range(_TRIES):
        before = window.settled()
        meant_s = _played(window, ears)
        after = window.wait("the end of the pass", lambda now: not now.is_armed)
        if (after.underflows, after.gaps) == (before.underflows, before.gaps):
            break
        window.press("Ctrl+z")  # the card stood still meanwhile: what was heard is not what was to be heard
    known = {event.key for event in _feet(before)}
    events = [event for event in _feet(after) if event.key not in known]
    assert [event.strength for event in events] == [strength for _, _, strength in _TAPS]
    off_s = [event.time_s - meant for event, meant in zip(events, meant_s, strict=True)]
    print("taps off by", ", ".join(f"{1000 * each:+.1f}" for each in off_s), "ms")
    assert max(map(abs, off_s)) <= WITHIN_S
    assert after.steps == (*before.steps, "Perform live")


def _played(window: Window, ears: Ears) -> list[float]:
    """A pass; answers where in the clip its taps were meant to be: what was heard when they were pressed."""
    window.press("Home")
    for _ in range(round(_FROM_S)):
        window.press("Shift+Right")
    start = ears.sample
    window.press("Ctrl+Shift+P")
    heard = ears.wait_for_onsets(start, 1)[0]
    first_s = next(at_s for at_s in CUPS_S if at_s > _FROM_S - _PRE_ROLL_S)
    zero_s = ears.when(heard) - first_s  # monotonic second at which the clip's start was, or would have been, heard
    window.press("1")
    meant_s = []
    for at_s, key, _ in _TAPS:
        _wait_until(zero_s + at_s + LATE_S)
        meant_s.append(window.press(key) - LATE_S - zero_s)
    window.look("06 a live pass")
    window.press("Space")
    return meant_s


def _feet(now: Now) -> tuple[Event, ...]:
    return next(track.events.events for track in now.project.tracks if track.name == "Feet")


def _wait_until(at_s: float) -> None:
    time.sleep(max(0.0, at_s - time.monotonic()))
