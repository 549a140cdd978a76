"""The renderers' public door, and the sounds that go through it; nothing of the renderers' inside is known here."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import RenderedTake, Renderer, SynthesisRequest, SynthesisSettings, Timing
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import STUDIO_RATE_HZ
from tests.engine.timing.proposing import propose_events
from tests.guides import guide_of

RATE_HZ = STUDIO_RATE_HZ
ALL_RENDERERS = (Renderer.EXEMPLAR, Renderer.HYBRID, Renderer.VARIETYSOUND)
_KNOWN = {f.name for f in fields(SynthesisSettings)}


def settings_of(**knobs: Any) -> SynthesisSettings:
    """Settings by today's names; an older program is asked by its own, and not for what it does not have."""
    if "humanise" not in _KNOWN and "humanise" in knobs:
        knobs["variation"] = knobs.pop("humanise")
    return SynthesisSettings(**{name: value for name, value in knobs.items() if name in _KNOWN})


def request_of(
    renderer: Renderer, references: tuple[Sound, ...], events: EventTrack, duration_s: float, **knobs: Any
) -> SynthesisRequest:
    """One sound to make."""
    return SynthesisRequest(duration_s, events, references, settings=settings_of(**knobs), renderer=renderer)


def as_texture(request: SynthesisRequest) -> SynthesisRequest:
    """The same with its references told to be textures; an older program tells by itself."""
    if not hasattr(request, "cuts"):
        return request
    from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind

    return replace(request, cuts=tuple(ReferenceCut(ReferenceKind.TEXTURE) for _ in request.references))


def take_of(
    renderer: Renderer, references: tuple[Sound, ...], events: EventTrack, duration_s: float, **knobs: Any
) -> Sound:
    """Its sound."""
    return made(request_of(renderer, references, events, duration_s, **knobs)).sound


def made(request: SynthesisRequest, previous: RenderedTake | None = None) -> RenderedTake:
    """The take of a request."""
    return synthesise(request, previous=previous)


def hits_at(times_s: list[float], strength: float | list[float] = 1.0, sustain_s: float = 0.0) -> EventTrack:
    """Events at some times."""
    strengths = strength if isinstance(strength, list) else [strength] * len(times_s)
    return EventTrack(tuple(Event(t, s, sustain_s) for t, s in zip(times_s, strengths, strict=True)))


@lru_cache(maxsize=64)
def read(path: Path) -> Sound:
    """A file at the studio's rate, as a rendering reads it."""
    return read_sound(path, RATE_HZ)


@dataclass(frozen=True, eq=False)
class Timed:
    """A clip with what its own sound tells."""

    clip: Clip
    guide: Sound
    events: EventTrack

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.clip.duration_s

    @property
    def hits(self) -> EventTrack:
        """What somebody would strike: not what was running before the clip (which an older program did not tell)."""
        return EventTrack(tuple(event for event in self.events if not getattr(event, "was_running", False)))


@dataclass(frozen=True, eq=False)
class Bench:
    """What is measured, where from, and how thoroughly.

    Parameters
    ----------
    clips, oneshots
        Folders.
    renderers
        Which.
    quick
        Fewer cases: a first look.
    before
        Another checkout of the program, for what is timed beside it.
    timbre_net
        Weights of `engine.measures.effects_embedding`, where there are any.
    kept
        Lists of one-shots that take a while to find.
    """

    clips: Path
    oneshots: Path
    renderers: tuple[Renderer, ...] = ALL_RENDERERS
    quick: bool = False
    before: Path | None = None
    timbre_net: Path | None = None
    _timed: dict[str, Timed] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)

    def shot(self, name: str) -> Sound:
        """A one-shot by its place in the folder, without its suffix."""
        return read(self.oneshots / f"{name}.flac")

    def timed(self, name: str) -> Timed:
        """A clip by its name."""
        if name not in self._timed:
            clip = open_clip(self.clips / f"{name}.mp4")
            guide = guide_of(clip)
            if guide is None:
                raise ValueError(f"{name} has no sound of its own")
            self._timed[name] = Timed(clip, guide, propose_events(clip, Timing.GUIDE)[0])
        return self._timed[name]
