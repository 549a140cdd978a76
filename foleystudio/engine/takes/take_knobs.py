"""A track's knobs as a take was made: taken over with the take, but for what the user has turned since."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track

_CHOSEN = ("layers", "renderer", "model")


def with_knobs_of_take(track: Track) -> Track:
    """A track with its knobs as its take in use was made; unchanged when that is a sound from outside."""
    take = track.active_take
    if take is None or take.provenance is None:
        return track
    made = take.provenance
    return replace(
        track,
        layers=made.layers,
        settings=replace(made.settings, offset_ms=0.0),
        renderer=made.renderer,
        model=made.model,
    )


def as_made(found: Track, now: Track, made: Take) -> Track:
    """A track with its knobs as a take was made, but for those turned since the order found it."""
    provenance = made.provenance
    assert provenance is not None
    track = replace(
        now,
        layers=provenance.layers,
        settings=replace(provenance.settings, offset_ms=0.0),
        renderer=provenance.renderer,
        model=provenance.model,
    )
    # Where another take came into use meanwhile, the knobs are that take's: nobody turned them.
    return with_turned(found, now, track) if now.active == found.active else track


def with_turned(before: Track, after: Track, track: Track) -> Track:
    """A track with the knobs that differ between two values of it as they are in the later one."""
    chosen: dict[str, Any] = {n: getattr(after, n) for n in _CHOSEN if getattr(before, n) != getattr(after, n)}
    settings = track.settings.with_values(after.settings.differing(before.settings))
    return replace(track, **chosen, settings=settings)
