from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foleystudio.gui.choice import GUIDE, Choice, choose_references_of
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Timing


def _choice() -> Choice:
    """Two tracks with an event each, and three references."""
    project = Project()
    for name in ("a", "b", "c"):
        project = project.with_reference(Path(f"/{name}.wav"))
    project = project.with_track().with_track()
    for number, track in enumerate(project.tracks):
        timed = replace(
            track, events=EventTrack((Event(float(number)),)), timing=(Timing.GUIDE, Timing.PICTURE)[number]
        )
        project = project.with_changed_track(timed)
    return Choice(Document(project))


def test_the_chosen_tracks_events_are_shown() -> None:
    choice = _choice()
    first, second = choice.project.tracks
    assert (choice.events, choice.timing) == (first.events, Timing.GUIDE)
    choice.choose_track(second.key)
    assert (choice.track, choice.events_track) == (second, second)
    assert choice.timing == Timing.PICTURE


def test_while_the_guide_is_chosen_the_last_tracks_events_stay() -> None:
    choice = _choice()
    second = choice.project.tracks[1]
    choice.choose_track(second.key)
    choice.choose_track(GUIDE)
    assert choice.guide_is_chosen
    assert choice.track is None
    assert choice.events == second.events


def test_without_a_track_there_are_no_events() -> None:
    choice = Choice(Document())
    assert (choice.events_track, len(choice.events), choice.timing) == (None, 0, Timing.AUTO)


def test_what_is_gone_is_let_go() -> None:
    choice = _choice()
    first, second = choice.project.tracks
    told: list[int] = []
    choice.track_chosen.connect(told.append)
    choice.choose_track(second.key)
    choice.choose_reference(2)
    choice.document.edit("Delete", choice.project.without_track(second.key).without_reference(2))
    choice.let_go_of_what_is_gone()
    assert (choice.events_track, choice.reference) == (first, 0)
    assert told == [second.key, first.key]


def test_what_a_take_is_made_of_is_chosen_as_far_as_it_is_there() -> None:
    choice = _choice()
    choose_references_of(choice, (9, 1, 2))
    assert (choice.reference, choice.references) == (1, (1, 2))
    choose_references_of(choice, (2,))
    assert choice.reference == 2
