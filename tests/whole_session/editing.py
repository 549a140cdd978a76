"""Stages of the session that are about the work: clip and tracks, hits, takes, cues, undo, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from foleystudio.gui.panels.cue_list.cues import COLUMNS
from foleystudio.project.document import Project
from foleystudio.project.tracks import Track
from tests.whole_session.inside import Now
from tests.whole_session.media import CLOTH_S, CUPS_S, STEPS_S
from tests.whole_session.window import Window

_NEAR_S = 0.03
_COLUMN = {column.name: number for number, column in enumerate(COLUMNS)}
_SOUND_OF = {"Feet": "1", "Moves": "3", "Props": "2"}
"""Which number of the bin plays a track."""


def opened(window: Window, clip: Path) -> None:
    """A clip comes in, and its events are found."""
    window.press("Ctrl+o")
    window.answer_file("Open", clip)
    window.wait("the clip", lambda now: now.is_open)
    now = window.settled()
    assert [event.time_s for event in now.project.tracks[0].events] == _all_of(*STEPS_S, *CUPS_S, *CLOTH_S)
    window.look("01 the clip")


def with_tracks(window: Window) -> None:
    """Three tracks from templates; the first takes the place of the one that came with the clip."""
    for name in ("feet", "moves", "props"):
        window.pick("Track", f"Add {name}")
        now = window.settled()
    assert [track.name for track in now.project.tracks] == ["Feet", "Moves", "Props"]
    assert len(_track(now, "Props").events) == len(STEPS_S + CUPS_S + CLOTH_S)
    if len(_track(now, "Moves").events):  # what was seen to move beside the sounds
        window.click("header", "Moves")
        window.press("Ctrl+a")
        window.press("Delete")
        window.click("header", "Props")
    window.look("02 three tracks")


def with_sounds(window: Window, sounds: list[Path]) -> None:
    """Sounds in the bin."""
    window.press("Ctrl+r")
    window.answer_file("Add references", *sounds)
    now = window.wait("the sounds", lambda now: len(now.project.references) == len(sounds))
    assert [reference.name for reference in now.project.references] == [path.stem for path in sounds]
    window.settled()


def split(window: Window) -> None:
    """What was proposed for one track goes to three, by its likeness."""
    window.click("header", "Props")
    window.press("Ctrl+Shift+g")
    window.find("button", "Give them to another track: group C")
    window.look("03 groups by likeness")
    for group, track in (("A", "Feet"), ("B", "Moves")):
        window.click("button", f"Give them to another track: group {group}")
        window.click("row", track)
        window.wait("the group to be sent", _ends_with(f"to {track}"))
    window.press("Escape")
    now = window.wait("the window to close", lambda now: "Split by likeness" not in now.titles)
    for name, times_s in (("Feet", STEPS_S), ("Moves", CLOTH_S), ("Props", CUPS_S)):
        assert [event.time_s for event in _track(now, name).events] == _all_of(*times_s), name
    window.settled()
    window.look("04 split to tracks")


def performed(window: Window) -> None:
    """Every track is performed with its sound."""
    for name, number in _SOUND_OF.items():
        window.click("header", name)
        window.press(number)
        window.press("Ctrl+Return")
        window.wait(f"the take of {name}", _has_takes(name, 1))
    window.settled()
    window.look("07 three takes")


def with_changed_hits(window: Window) -> None:
    """Single hits get a strength, a pitch and a variation of their own; their takes follow."""
    window.click("header", "Feet")
    before = window.settled()
    window.click("event", 0)
    window.wait("the hit to be selected", lambda now: len(now.selected) == 1)
    window.type_into("Strength", "35%")
    window.type_into("Pitch", "-5")
    window.click("event", 1)
    window.press("Ctrl+Shift+r")
    window.press(".")
    window.wait("the last change", _has_steps(len(before.steps) + 4))
    now = window.settled()
    old, new = (_track(each, "Feet") for each in (before, now))
    first, second = new.events.events[:2]
    assert (first.strength, first.pitch_semitones) == (0.35, -5.0)
    assert second.seed is not None
    assert second.time_s == pytest.approx(old.events.events[1].time_s + 1 / 25, abs=_NEAR_S)
    assert new.takes[0].path != old.takes[0].path, "the take followed"
    window.look("08 single hits")
    window.press("Escape")


def with_comp(window: Window) -> None:
    """Two takes of a track, of which each sounds for a while."""
    window.click("header", "Props")
    window.press("r")
    window.wait("another take", _has_takes("Props", 2))
    window.settled()
    window.click("button", "Show all 2 takes")
    window.hands.drag(window.find("take", "Props", 1, 1.7), window.find("take", "Props", 1, 2.6))
    now = window.wait("the comp", lambda now: bool(_track(now, "Props").comp))
    (span,) = _track(now, "Props").comp
    assert span.take == _track(now, "Props").takes[0].key
    assert (span.start_s, span.stop_s) == pytest.approx((1.7, 2.6), abs=_NEAR_S)
    window.settled()
    window.look("09 a comp of two takes")


def through_cues(window: Window) -> None:
    """The cue list is stepped through from the first cue; every step selects its event, and one is typed into."""
    now = window.settled()
    cues = sorted((event.time_s, track.name, event.key) for track in now.project.tracks for event in track.events)
    window.press("Ctrl+4")
    window.click("cue", 0, _COLUMN["timecode"])
    for number, (_, track, key) in enumerate(cues[:4]):
        if number:
            window.press("Down")
        window.wait(f"cue {number + 1}", _stands_on(track, key))
    window.look("10 the cue list")
    window.click("cue", 3, _COLUMN["label"])
    window.hands.type_text("rim")
    window.press("Return")
    window.wait("the label", lambda now: now.steps[-1] == "Set label of event")
    window.press("Escape")
    window.wait("the list to close", lambda now: "Cue list" not in now.titles)
    window.settled()


def undone_and_redone(window: Window) -> None:
    """Undo takes everything back, step by step, and redo makes all of it again."""
    before = window.settled()
    for left in range(len(before.steps) - 1, -1, -1):
        window.press("Ctrl+z")
        window.wait(f"{left} steps", _has_steps(left))
    empty = window.settled()
    assert empty.project.clip is None
    assert (empty.project.tracks, empty.project.references) == ((), ())
    window.look("11 all undone")
    for made in range(1, len(before.steps) + 1):
        window.press("Ctrl+Shift+z")
        window.wait(f"{made} steps", _has_steps(made))
    window.wait("the clip", lambda now: now.is_open)
    after = window.settled()
    assert after.steps == before.steps
    assert after.redo is None
    assert after.project == before.project
    window.look("12 all redone")


def saved(window: Window, file: Path) -> None:
    """The work gets a file."""
    window.press("Ctrl+s")
    window.answer_file("Save project", file)
    window.wait("the file", lambda now: not now.is_modified)
    assert file.stat().st_size


_JOURNALLED_S = 2.5
"""The journal is written once a second; takes are measured once hands rest, and that is of the work too."""


def changed_after(window: Window) -> Project:
    """Work that no file has: a hit more, and a marker."""
    window.click("header", "Moves")
    window.press("Home")
    for keys in ("Shift+Right", "e", "m"):
        window.press(keys)
    now = window.settled(_JOURNALLED_S)
    assert now.is_modified
    assert now.steps[-1].lower().endswith("marker")
    return now.project


def recovered(window: Window, lost: Project) -> None:
    """A new window offers what the killed one left behind, and has all of it."""
    window.wait("the offer", lambda now: any("(last: Set marker, " in text for text in now.notices))
    window.look("13 after the crash")
    window.click("button", "Recover")
    window.wait("the clip", lambda now: now.is_open)
    now = window.settled(_JOURNALLED_S)
    assert now.project == lost
    window.look("14 recovered")


def exported(window: Window, file: Path) -> Now:
    """The mix is written."""
    window.press("Ctrl+e")
    window.find("choice", "What to export")
    rows, chosen = window.ask("choices", "What to export")
    wanted = next(number for number, text in enumerate(rows) if text.startswith("Mix, WAV"))
    window.click("choice", "What to export")
    for _ in range(abs(wanted - chosen)):
        window.press("Down" if wanted > chosen else "Up")
    window.press("Return")
    window.look("15 the export")
    window.type_into("File to write", str(file))
    window.wait("the export", lambda now: any(text.startswith("Exported") for text in now.notices))
    now = window.settled()
    assert ", 1 marker, " in now.notices[-1]
    window.look("16 exported")
    return now


def _has_takes(name: str, count: int) -> Callable[[Now], bool]:
    return lambda now: len(_track(now, name).takes) == count


def _has_steps(count: int) -> Callable[[Now], bool]:
    return lambda now: len(now.steps) == count


def _ends_with(text: str) -> Callable[[Now], bool]:
    return lambda now: now.steps[-1].endswith(text)


def _stands_on(track: str, event: int) -> Callable[[Now], bool]:
    return lambda now: (now.track, now.selected) == (track, (event,))


def _track(now: Now, name: str) -> Track:
    return next(track for track in now.project.tracks if track.name == name)


def _all_of(*times_s: float) -> list[object]:
    return [pytest.approx(at_s, abs=_NEAR_S) for at_s in sorted(times_s)]
