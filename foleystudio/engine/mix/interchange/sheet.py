"""A project as other programs see it: tracks of items, each a stretch of a sound file at a place, to the sample."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.mixdown import RAMP
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ, rescale, to_samples

FADE_S = RAMP / STUDIO_RATE_HZ
"""How long a level takes to come and go in the mix: what an item's edges are faded by."""


@dataclass(frozen=True)
class Item:
    """A take at its place.

    Parameters
    ----------
    take
        What sounds.
    at, length
        Where its first sample within the clip lies, and how many there are, at the studio's rate.
    source
        That sample's number in the take's file, at the file's rate: what lies before it is its handle.
    is_active
        Whether it is the take that sounds.
    """

    take: Take
    at: int
    length: int
    source: int
    is_active: bool = True

    @property
    def path(self) -> Path:
        """Its file, from the root."""
        return self.take.path.absolute()


def items_of(track: Track, clip: Clip) -> list[Item]:
    """A track's takes within the clip, the one that sounds first."""
    end = to_samples(clip.duration_s, STUDIO_RATE_HZ)
    found = []
    for take in sorted(track.takes, key=lambda take: take.key != track.active):
        start = to_samples(take.start_s, STUDIO_RATE_HZ)
        at = max(0, start)
        stop = min(end, start + rescale(take.n_samples, take.rate_hz, STUDIO_RATE_HZ))
        if stop > at:
            source = rescale(at - start, STUDIO_RATE_HZ, take.rate_hz)
            found.append(Item(take, at, stop - at, source, take.key == track.active))
    return found


def sounding(track: Track, clip: Clip) -> list[Item]:
    """The item of the take that sounds; none where there is none within the clip."""
    return [item for item in items_of(track, clip) if item.is_active]


def events_told(project: Project, track: Track) -> list[tuple[float, float, str]]:
    """Time with the project's offset, length and name of a track's events: where they are heard."""
    shift = project.offset_ms / 1000
    return [
        (max(0.0, event.time_s + shift), event.sustain_s, event.label or f"{track.name} {number}")
        for number, event in enumerate(track.events, 1)
    ]
