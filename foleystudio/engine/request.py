"""What the engine is asked and what it answers: frozen, torch-free types shared by its three callers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import EventTrack
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

Progress = Callable[[float, str], None]
"""Called with the share done (0-1) and what is being done ("finding motion"), from the caller's own thread."""

Cancelled = Callable[[], bool]
"""Asked between pieces of work; on True the engine cleans up and raises ``errors.Cancelled``."""


def no_progress(_share: float, _stage: str) -> None:
    """A progress callback that nobody watches."""


def never_cancelled() -> bool:
    """A cancel callback that nobody presses."""
    return False


class Renderer(StrEnum):
    """Which of the two renderers makes the sound."""

    EXEMPLAR = "exemplar"
    VARIETYSOUND = "varietysound"


class Timing(StrEnum):
    """Where the events come from."""

    AUTO = "auto"
    PICTURE = "picture"
    GUIDE = "guide"
    TAUGHT = "taught"
    FILE = "file"


@dataclass(frozen=True)
class SynthesisSettings:
    """The knobs of a rendering; two renderings with equal requests are equal to the sample.

    Parameters
    ----------
    seed
        Which variation.
    ambience
        0-1: how much of the background's ambience is mixed in; 0 for none.
    strength
        0-1: how far event strengths differ in level; 0 makes all hits equally loud.
    pitch_semitones
        Pitch shift of the whole take.
    variation
        0-1: how much repeats of one hit differ in pitch, level and length.
    gain_db
        Level of the whole take.
    offset_ms
        Clip-wide picture-to-sound offset, added to every event.
    """

    seed: int = 0
    ambience: float = 0.0
    strength: float = 1.0
    pitch_semitones: float = 0.0
    variation: float = 0.5
    gain_db: float = 0.0
    offset_ms: float = 0.0

    def __post_init__(self) -> None:
        for name in ("ambience", "strength", "variation"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie between 0 and 1")


@dataclass(frozen=True, eq=False)
class SynthesisRequest:
    """One sound to make.

    Parameters
    ----------
    duration_s
        Length of the clip; the take has exactly ``n_samples`` samples.
    events
        When things sound.
    references
        How they sound; several are used in turn.
    background
        Where ambience is taken from; None takes it from the references.
    settings
        The knobs.
    renderer
        Which renderer.
    model
        Folder name of the model under ``models/``, for the varietysound renderer.
    rate_hz
        Rate of the take.
    """

    duration_s: float
    events: EventTrack
    references: tuple[Sound, ...]
    background: Sound | None = None
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    renderer: Renderer = Renderer.EXEMPLAR
    model: str | None = None
    rate_hz: int = STUDIO_RATE_HZ

    @property
    def n_samples(self) -> int:
        """Length of the take in samples."""
        return to_samples(self.duration_s, self.rate_hz)


@dataclass(frozen=True, eq=False)
class RenderedTake:
    """A rendered sound and the request that makes it again.

    Parameters
    ----------
    sound
        ``float32 [n_samples, C]`` at the request's rate.
    request
        Its provenance: everything it was made from.
    """

    sound: Sound
    request: SynthesisRequest
