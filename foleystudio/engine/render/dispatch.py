"""One request in, one take out: the door to the renderers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.render.layered import prepare_layers
from foleystudio.engine.render.renderers import PreparedTake, renderer_row
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    RenderedTake,
    SynthesisRequest,
    never_cancelled,
    no_progress,
)
from foleystudio.errors import FoleyError

_STAGE = "performing the reference"
_PLANNED = 0.1  # share of the progress that planning takes


@dataclass(frozen=True, eq=False)
class TakeStream:
    """A take in blocks, for what is written to disk or played while it is made.

    Parameters
    ----------
    n_samples, channels, rate_hz
        Of the take.
    blocks
        ``float32 [n, C]`` each, made when asked for.
    held
        Where the limiter held it down, as far as it is made: see `engine.limited_stream`.
    """

    n_samples: int
    channels: int
    rate_hz: int
    blocks: Iterator[Wave]
    held: Held = field(default_factory=dict)


def stream(
    request: SynthesisRequest, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> TakeStream:
    """Make a take block by block: memory does not grow with its length.

    Raises
    ------
    FoleyError
        When there is no usable reference, or no model for the renderer; at once, before the first block. When what
        the renderer makes is not finite; from the blocks.
    CancelledError
        When the user cancelled; also from the blocks.
    """
    prepared = _prepared(request, progress, cancelled)
    held: Held = {}
    blocks = _watched(prepared, [(0, prepared.n_samples)], progress, cancelled, held, _title(request))
    return TakeStream(prepared.n_samples, prepared.channels, request.rate_hz, (wave for _, wave in blocks), held)


def synthesise(
    request: SynthesisRequest,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    *,
    previous: RenderedTake | None = None,
) -> RenderedTake:
    """Make a take.

    Parameters
    ----------
    previous
        A take of a similar request: what an edit did not touch is copied from it, the rest is made. The answer is
        the same to the sample as without it.

    Raises
    ------
    FoleyError
        When there is no usable reference, or no model for the renderer.
    CancelledError
        When the user cancelled.
    """
    prepared = _prepared(request, progress, cancelled)
    samples = np.zeros((prepared.n_samples, prepared.channels), dtype=np.float32)
    spans, held = [(0, prepared.n_samples)], Held()
    # Backgrounds are compared here: plans do not remember what their ambience was taken from. So are models: a folder
    # may hold another than it did.
    if (
        previous is not None
        and previous.request.renderer == request.renderer
        and previous.request.background is request.background
        and previous.model == prepared.model
    ):
        spans = prepared.changed_since(previous.request, cancelled)
        if len(previous.sound) == len(samples) and previous.sound.channels == prepared.channels:
            samples[:] = previous.sound.samples
            held |= previous.held  # blocks that are made again are noted anew
    for first, wave in _watched(prepared, spans, progress, cancelled, held, _title(request)):
        samples[first : first + len(wave)] = wave
    progress(1.0, _STAGE)
    return RenderedTake(Sound(samples, request.rate_hz), request, prepared.model, held)


def _title(request: SynthesisRequest) -> str:
    return renderer_row(request.renderer).title


def _prepared(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PreparedTake:
    def told(share: float, stage: str) -> None:
        progress(share * _PLANNED, stage)

    return prepare_layers(request, told, cancelled)


def _watched(
    prepared: PreparedTake,
    spans: list[tuple[int, int]],
    progress: Progress,
    cancelled: Cancelled,
    held: Held,
    prepared_by: str,
) -> Iterator[tuple[int, Wave]]:
    """The blocks of some spans, each with its first sample, while progress is told; none that is not finite."""
    total, done = max(1, sum(stop - start for start, stop in spans)), 0
    for start, stop in spans:
        at = start
        for wave in prepared.blocks(start, stop, cancelled, held):
            if not np.isfinite(wave).all():
                raise FoleyError(
                    f"the {prepared_by} renderer has made something that is no sound",
                    remedy="choose another model or renderer",
                )
            yield at, wave
            at, done = at + len(wave), done + len(wave)
            progress(_PLANNED + (1 - _PLANNED) * done / total, _STAGE)
