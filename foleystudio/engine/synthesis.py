"""One request in, one take out: the door to both renderers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import changed_spans, render_blocks
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    RenderedTake,
    Renderer,
    SynthesisRequest,
    never_cancelled,
    no_progress,
)
from foleystudio.errors import FoleyError

_STAGE = "performing the reference"
_PLANNED = 0.1


@dataclass(frozen=True, eq=False)
class TakeStream:
    """A take in blocks, for what is written to disk or played while it is made.

    Parameters
    ----------
    n_samples, channels, rate_hz
        Of the take.
    blocks
        ``float32 [n, C]`` each, made when asked for.
    """

    n_samples: int
    channels: int
    rate_hz: int
    blocks: Iterator[Wave]


def stream(
    request: SynthesisRequest, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> TakeStream:
    """Make a take block by block: memory does not grow with its length.

    Raises
    ------
    FoleyError
        When there is no usable reference, or no model for the renderer; at once, before the first block.
    Cancelled
        When the user cancelled; also from the blocks.
    """
    planned = _plan(request, progress, cancelled)
    blocks = _watched(planned, [(0, planned.n_samples)], progress, cancelled)
    return TakeStream(planned.n_samples, planned.channels, planned.rate_hz, (wave for _, wave in blocks))


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
    Cancelled
        When the user cancelled.
    """
    planned = _plan(request, progress, cancelled)
    samples = np.zeros((planned.n_samples, planned.channels), dtype=np.float32)
    spans = [(0, planned.n_samples)]
    # Backgrounds are compared here: plans do not remember what their ambience was taken from.
    if (
        previous is not None
        and previous.request.renderer is request.renderer
        and previous.request.background is request.background
    ):
        spans = changed_spans(_plan(previous.request, no_progress, cancelled), planned)
        if len(previous.sound) == len(samples) and previous.sound.channels == planned.channels:
            samples[:] = previous.sound.samples
    for first, wave in _watched(planned, spans, progress, cancelled):
        samples[first : first + len(wave)] = wave
    progress(1.0, _STAGE)
    return RenderedTake(Sound(samples, request.rate_hz), request)


def _plan(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> Plan:
    if request.renderer is not Renderer.EXEMPLAR:
        wanted = f"the model {request.model}" if request.model else "a model"
        raise FoleyError(
            f"the {request.renderer} renderer needs {wanted}, and none is installed",
            remedy=f"use the {Renderer.EXEMPLAR} renderer, which needs none",
        )
    return plan(request, lambda share, stage: progress(share * _PLANNED, stage), cancelled)


def _watched(
    planned: Plan, spans: list[tuple[int, int]], progress: Progress, cancelled: Cancelled
) -> Iterator[tuple[int, Wave]]:
    """The blocks of some spans, each with its first sample, while progress is told."""
    total, done = max(1, sum(stop - start for start, stop in spans)), 0
    for start, stop in spans:
        at = start
        for wave in render_blocks(planned, start, stop, cancelled):
            yield at, wave
            at, done = at + len(wave), done + len(wave)
            progress(_PLANNED + (1 - _PLANNED) * done / total, _STAGE)
