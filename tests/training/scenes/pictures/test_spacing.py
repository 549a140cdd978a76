from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures.spacing import as_hits, spaced


def test_events_keep_their_distance_from_the_end_of_what_came_before() -> None:
    track = EventTrack((Event(0.1, 0.5, 0.5), Event(0.65), Event(0.9), Event(0.95)), source="file")
    assert [event.time_s for event in spaced(track, 0.1)] == [0.1, 0.9]
    assert spaced(track, 0.1).source == "file"


def test_hits_are_not_kept_up() -> None:
    (hit,) = as_hits(EventTrack((Event(0.1, 0.5, 0.5, (1.0, 0.5)),)))
    assert (hit.sustain_s, hit.envelope, hit.strength) == (0.0, (), 0.5)
