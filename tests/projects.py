"""Projects for tests."""

from __future__ import annotations

from dataclasses import replace

from foleystudio.project.document import Project
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Timing


def timed(project: Project, events: EventTrack | None = None, timing: Timing | None = None) -> Project:
    """A project whose tracks (one is made where there is none) have these events, of this timing."""
    project = project if project.tracks else project.with_track()
    tracks = (
        replace(track, events=track.events if events is None else events, timing=timing or track.timing)
        for track in project.tracks
    )
    return replace(project, tracks=tuple(tracks))
