"""Fitting event tracks to what a body or a thing can do."""

from __future__ import annotations

from dataclasses import replace

from foleystudio.project.events import Event, EventTrack


def spaced(events: EventTrack, least_s: float) -> EventTrack:
    """Without the events that follow sooner upon what came before, its sustain included."""
    kept: list[Event] = []
    for event in events:
        if not kept or event.time_s - kept[-1].end_s >= least_s:
            kept.append(event)
    return EventTrack(tuple(kept), source=events.source)


def as_hits(events: EventTrack) -> EventTrack:
    """The same onsets with nothing kept up."""
    return EventTrack(tuple(replace(e, sustain_s=0.0, envelope=()) for e in events), source=events.source)
