"""A pass: hits played live go into a track's events, beside what is there or in its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from foleystudio.project.event_edits import SAME_S, vouched
from foleystudio.project.events import Event, EventTrack

LEAST_HELD_S = 0.25
"""A key that is held for less strikes; for longer, its hit is kept up as long."""


def played(track: EventTrack, hit: Event) -> EventTrack:
    """With a hit that was played; a proposal that it stands for goes, and what was struck out there is forgiven.

    The hit gets a key, which no other event of the track has had.
    """
    near = [e.key for e in track if not e.marked and abs(e.time_s - hit.time_s) <= SAME_S]
    rejected = tuple(at for at in track.rejected_s if abs(at - hit.time_s) > SAME_S)
    return replace(track.without(near), rejected_s=rejected).added(replace(hit, key=-1, marked=True))


def held(track: EventTrack, key: int, for_s: float, latest_s: float) -> EventTrack:
    """With a played hit kept up for as long as its key was held, at most to an instant; unchanged for a strike."""
    hit = next((event for event in track if event.key == key), None)
    if hit is None or for_s < LEAST_HELD_S:
        return track
    return track.replaced(vouched(hit, sustain_s=max(0.0, min(for_s, latest_s - hit.time_s))))


def swept(track: EventTrack, start_s: float, stop_s: float, but: Collection[int]) -> EventTrack:
    """Without the events of a range, but for those of some keys: a pass that replaces has gone over it."""
    return track.without(e.key for e in track if start_s <= e.time_s < stop_s and e.key not in but)
