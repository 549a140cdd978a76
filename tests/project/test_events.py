from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.errors import FoleyError
from foleystudio.project.events import Event, EventTrack, decode_events, encode_events

levels = st.floats(0, 1)
seconds = st.floats(0, 1e5)


@st.composite
def events(draw: st.DrawFn) -> Event:
    sustain_s = draw(st.one_of(st.just(0.0), st.floats(0.001, 100)))
    envelope = tuple(draw(st.lists(levels, max_size=5))) if sustain_s else ()
    label = draw(st.sampled_from(["", "L", "heel", "ü"]))
    return Event(draw(seconds), draw(levels), sustain_s, envelope, draw(st.booleans()), label=label)


tracks = st.builds(
    EventTrack,
    st.lists(events(), max_size=12).map(tuple),
    st.sampled_from(["guide", "picture", "taught", "file", "edited"]),
    st.lists(seconds, max_size=4).map(tuple),
)


@given(tracks)
def test_tracks_are_in_time_order_with_keys_of_their_own(track: EventTrack) -> None:
    times = [event.time_s for event in track]
    assert times == sorted(times)
    assert len({event.key for event in track}) == len(track)
    assert all(event.key >= 0 for event in track)
    assert list(track.rejected_s) == sorted(track.rejected_s)


@given(tracks)
def test_files_bring_back_what_was_saved(track: EventTrack) -> None:
    again = decode_events(encode_events(track))
    assert len(again) == len(track)
    assert again.source == track.source
    # Saving rounds to the microsecond, which may swap events closer than that.
    for saved, event in zip(sorted(again, key=_look), sorted(track, key=_look), strict=True):
        assert saved.time_s == pytest.approx(event.time_s, abs=1e-6)
        assert saved.sustain_s == pytest.approx(event.sustain_s, abs=1e-6)
        assert saved.strength == pytest.approx(event.strength, abs=1e-4)
        assert (saved.envelope, saved.marked, saved.label) == (event.envelope, event.marked, event.label)
    assert encode_events(again) == encode_events(decode_events(encode_events(again)))


def _look(event: Event) -> tuple[Any, ...]:
    return (
        round(event.time_s, 6), round(event.strength, 4), round(event.sustain_s, 6), event.envelope, event.marked,
        event.label,
    )  # fmt: skip


@given(tracks, events())
def test_added_events_come_last_among_keys(track: EventTrack, event: Event) -> None:
    grown = track.added(event)
    (new,) = {e.key for e in grown} - {e.key for e in track}
    assert new > max((e.key for e in track), default=-1)
    assert grown.without([new]).events == track.events


@given(st.lists(events(), min_size=1, max_size=6))
def test_a_key_is_never_given_twice(made: list[Event]) -> None:
    track = EventTrack(tuple(made))
    last = max(e.key for e in track)
    again = track.without([last]).added(Event(0.5))
    assert last not in {e.key for e in again}


def test_replacing_keeps_the_key_and_the_order() -> None:
    track = EventTrack((Event(1.0), Event(2.0), Event(3.0)))
    moved = track.replaced(Event(5.0, key=track.events[0].key))
    assert [event.time_s for event in moved] == [2.0, 3.0, 5.0]
    assert moved.get(track.events[0].key).time_s == 5.0
    with pytest.raises(KeyError):
        moved.get(99)


def test_shifting_stops_at_zero() -> None:
    track = EventTrack((Event(0.1), Event(2.0)))
    assert [event.time_s for event in track.shifted(-0.5)] == [0.0, 1.5]
    assert [event.key for event in track.shifted(-0.5)] == [event.key for event in track]


def test_an_event_ends_when_it_is_no_longer_kept_up() -> None:
    assert Event(1.0, sustain_s=0.5).end_s == 1.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_s": -0.1}, {"time_s": math.nan}, {"time_s": math.inf}, {"time_s": 0, "strength": 1.1},
        {"time_s": 0, "strength": -0.1}, {"time_s": 0, "sustain_s": -1}, {"time_s": 0, "envelope": (2.0,)},
        {"time_s": 0, "sustain_s": 1, "envelope": (math.nan,)},
    ],
)  # fmt: skip
def test_impossible_events(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"finite|below 0|between"):
        Event(**wrong)


def test_two_events_of_one_key() -> None:
    with pytest.raises(ValueError, match="share a key"):
        EventTrack((Event(1.0, key=3), Event(2.0, key=3)))


def test_the_least_that_a_file_may_hold() -> None:
    track = decode_events(b'{"version": 1, "events": [{"time_s": 1.234}], "later": {"addition": 1}}')
    assert [(e.time_s, e.strength, e.sustain_s) for e in track] == [(1.234, 0.8, 0.0)]
    assert track.source == "file"


def test_what_events_have_of_their_own_is_written_as_version_2() -> None:
    own = Event(1.0, label="L", gain_db=-6.0, pitch_semitones=2.5, seed=7, note="too late?")
    text = encode_events(EventTrack((own, Event(2.0))))
    assert json.loads(text)["version"] == 2
    first, second = decode_events(text)
    assert (first.label, first.gain_db, first.pitch_semitones, first.seed, first.note) == (
        "L",
        -6.0,
        2.5,
        7,
        "too late?",
    )
    assert (second.gain_db, second.seed) == (0.0, None)
    words = encode_events(EventTrack((Event(1.0, label="L", note="x", approved=True), Event(2.0))))
    assert json.loads(words)["version"] == 1
    assert [event.approved for event in decode_events(words)] == [True, False]


@pytest.mark.parametrize("own", ['"gain_db": 7000', '"pitch_semitones": 1e9', '"seed": -1', '"seed": 1.5', '"note": 3'])
def test_what_events_have_of_their_own_has_ranges(own: str) -> None:
    with pytest.raises(FoleyError, match="not an event file"):
        decode_events(f'{{"version": 2, "events": [{{"time_s": 1, {own}}}]}}'.encode())


def test_files_always_name_the_three_fields() -> None:
    saved = json.loads(encode_events(EventTrack((Event(1.0),))))
    assert saved["version"] == 1
    assert saved["events"] == [{"time_s": 1.0, "strength": 0.8, "sustain_s": 0.0}]


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"null",
        b"\xff\xfe\x00", b'{"version": 1}', b'{"events": []}',
        b'{"version": 3, "events": []}', b'{"version": 0, "events": []}',
        b'{"version": 1, "events": [{"strength": 0.5}]}', b'{"version": 1, "events": [{"time_s": "soon"}]}',
        b'{"version": 1, "events": [{"time_s": -1}]}', b'{"version": 1, "events": [{"time_s": NaN}]}',
        b'{"version": 1, "events": [{"time_s": 1e999}]}', b'{"version": 1, "events": [{"time_s": 1, "strength": 7}]}',
        b'{"version": 1, "events": [1, 2]}', b'{"version": "1", "events": []}', b"time_s,strength\n1,0.5\n",
    ],
)  # fmt: skip
def test_malformed_files_are_named(text: bytes) -> None:
    with pytest.raises(FoleyError) as caught:
        decode_events(text, file=Path("marks.json"))
    assert str(caught.value).startswith("marks.json: ")
    assert "\n" not in str(caught.value)


def test_later_versions_are_told_from_nonsense() -> None:
    with pytest.raises(FoleyError, match="version 7"):
        decode_events(b'{"version": 7, "events": []}')


def test_struck_events_are_where_they_were_and_end_at_once() -> None:
    track = EventTrack((Event(0.5, 0.4, 1.5, (1.0, 0.2)), Event(2.0, 0.9)))
    assert [(e.time_s, e.strength, e.sustain_s, e.envelope) for e in track.struck()] == [
        (0.5, 0.4, 0.0, ()),
        (2.0, 0.9, 0.0, ()),
    ]


@pytest.mark.parametrize(
    ("sustain_s", "envelope", "fades"),
    [(0.0, (), False), (1.0, (), False), (1.0, (0.0, 1.0), True), (1.0, (0.05, 0.5), True), (1.0, (0.4, 1.0), False)],
)
def test_an_event_whose_level_begins_from_next_to_nothing_fades_in(
    sustain_s: float, envelope: tuple[float, ...], fades: bool
) -> None:
    assert Event(1.0, 0.5, sustain_s, envelope).fades_in == fades
