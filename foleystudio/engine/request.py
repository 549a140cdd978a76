"""What the engine is asked and what it answers: frozen, torch-free types shared by its three callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer, SynthesisSettings, Timing, insist
from foleystudio.project.sounds.layers import Layer
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

__all__ = [
    "Cancelled",
    "GuideLoudness",
    "Progress",
    "RenderedTake",
    "Renderer",
    "SynthesisRequest",
    "SynthesisSettings",
    "Timing",
    "WatchedFeatures",
    "WrittenTake",
    "never_cancelled",
    "no_progress",
]

_LOUD_PERCENTILE = 99.5  # of the levels: the loudest two hundredth is taken for freak


@dataclass(frozen=True, eq=False)
class GuideLoudness:
    """How loud the clip's own sound is, over time.

    Parameters
    ----------
    levels_db
        ``float32 [n]``: K-weighted level of every step, dBFS.
    step_s
        Seconds from level to level.
    """

    levels_db: NDArray[np.float32]
    step_s: float

    @cached_property
    def loud_db(self) -> float:
        """Level of its loudest moments, a few freak ones left out; there must be levels."""
        return float(np.percentile(self.levels_db, _LOUD_PERCENTILE))


@dataclass(frozen=True)
class WatchedFeatures:
    """What a renderer wants to be shown of the picture.

    Parameters
    ----------
    extractor
        Which features: see `engine.picture.features.EXTRACTORS`.
    weights
        Folder of the extractor's weights, where it needs some.
    """

    extractor: str
    weights: Path


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
    cuts
        How each of the references is cut; those beyond its end are told by themselves.
    guide
        How loud the clip's own sound is, where the settings match the take's level to it.
    layers
        What sounds together, and which of the ``keys`` each plays; empty for all references in one.
    keys
        Of the references, as layers and single events name them.
    picture
        ``float [T, D]`` at ``FEATURE_FPS``: what the pictures show, for renderers that watch them.
    part
        Stretch of every hit that is heard, in seconds after it: where it begins, and where it ends (None: with the
        hit). Renderers are asked for one layer at a time (`engine.render.layered`).
    """

    duration_s: float
    events: EventTrack
    references: tuple[Sound, ...]
    background: Sound | None = None
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    renderer: Renderer = Renderer.EXEMPLAR
    model: str | None = None
    rate_hz: int = STUDIO_RATE_HZ
    cuts: tuple[ReferenceCut, ...] = ()
    guide: GuideLoudness | None = None
    layers: tuple[Layer, ...] = ()
    keys: tuple[int, ...] = ()
    picture: NDArray[np.floating] | None = None
    part: tuple[float, float | None] = (0.0, None)

    def __post_init__(self) -> None:
        insist(self, references=tuple, renderer=Renderer)

    @property
    def n_samples(self) -> int:
        """Length of the take in samples."""
        return to_samples(self.duration_s, self.rate_hz)

    def cut_of(self, number: int) -> ReferenceCut:
        """How a reference is cut."""
        return self.cuts[number] if number < len(self.cuts) else AUTOMATIC


@dataclass(frozen=True, eq=False)
class RenderedTake:
    """A rendered sound and the request that makes it again.

    Parameters
    ----------
    sound
        ``float32 [n_samples, C]`` at the request's rate.
    request
        Its provenance: everything it was made from.
    model
        Which reading of the request's model had a say in it; None where none had.
    held
        Where the limiter held it down: see `engine.limited_stream`.
    """

    sound: Sound
    request: SynthesisRequest
    model: str | None = None
    held: Mapping[int, float] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Memory that its samples take."""
        return int(self.sound.samples.nbytes)


@dataclass(frozen=True, eq=False)
class WrittenTake:
    """A rendered sound too long for memory: in its file, and the request that makes it again.

    Parameters
    ----------
    path
        Where it lies.
    state
        Size and time of change of the file, by which it is known to be as it was written.
    request, model, held
        As of a `RenderedTake`.
    n_samples, channels
        Of the sound.
    """

    path: Path
    state: tuple[int, int]
    request: SynthesisRequest
    model: str | None
    held: Mapping[int, float]
    n_samples: int
    channels: int

    @property
    def nbytes(self) -> int:
        """Memory that it takes, which is next to nothing."""
        return 1 << 12
