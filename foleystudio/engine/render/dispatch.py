"""One request in, one take out: the door to the renderers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import changed_spans, render_blocks
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    RenderedTake,
    Renderer,
    SynthesisRequest,
    never_cancelled,
    no_progress,
)
from foleystudio.project.settings import needs_networks

if TYPE_CHECKING:
    from foleystudio.engine.varietysound.performance import Performance

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
    held
        Where the limiter held it down, as far as it is made: see `engine.limited_blocks`.
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
        When there is no usable reference, or no model for the renderer; at once, before the first block.
    Cancelled
        When the user cancelled; also from the blocks.
    """
    prepared = _prepared(request, progress, cancelled)
    held: Held = {}
    blocks = _watched(prepared, [(0, prepared.n_samples)], progress, cancelled, held)
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
    Cancelled
        When the user cancelled.
    """
    prepared = _prepared(request, progress, cancelled)
    samples = np.zeros((prepared.n_samples, prepared.channels), dtype=np.float32)
    spans, held = [(0, prepared.n_samples)], Held()
    # Backgrounds are compared here: plans do not remember what their ambience was taken from. So are models: a folder
    # may hold another than it did.
    if (
        previous is not None
        and previous.request.renderer is request.renderer
        and previous.request.background is request.background
        and previous.model == prepared.model
    ):
        spans = prepared.changed_since(previous.request, cancelled)
        if len(previous.sound) == len(samples) and previous.sound.channels == prepared.channels:
            samples[:] = previous.sound.samples
            held |= previous.held  # blocks that are made again are noted anew
    for first, wave in _watched(prepared, spans, progress, cancelled, held):
        samples[first : first + len(wave)] = wave
    progress(1.0, _STAGE)
    return RenderedTake(Sound(samples, request.rate_hz), request, prepared.model, held)


class _Prepared(Protocol):
    """A take that is ready to be made, whichever renderer makes it."""

    @property
    def n_samples(self) -> int: ...
    @property
    def channels(self) -> int: ...
    @property
    def model(self) -> str | None: ...
    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]: ...
    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]: ...


@dataclass(frozen=True, eq=False)
class _ByGrains:
    plan: Plan

    @property
    def n_samples(self) -> int:
        return self.plan.n_samples

    @property
    def channels(self) -> int:
        return self.plan.channels

    @property
    def model(self) -> None:
        return None

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        return render_blocks(self.plan, start, stop, cancelled, held)

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        if not _is_grains_alone(before):
            return [(0, self.n_samples)]
        return changed_spans(plan(before, no_progress, cancelled), self.plan)


@dataclass(frozen=True, eq=False)
class _ByNetworks:
    performance: Performance

    @property
    def n_samples(self) -> int:
        return self.performance.n_samples

    @property
    def channels(self) -> int:
        return self.performance.channels

    @property
    def model(self) -> str | None:
        return self.performance.model.name if self.performance.model is not None else None

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        from foleystudio.engine.varietysound.performance import render_performance

        return render_performance(self.performance, start, stop, cancelled, held)

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        from foleystudio.engine.varietysound.performance import changed_in_performance

        return changed_in_performance(before, self.performance, cancelled)


def _prepared(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> _Prepared:
    def told(share: float, stage: str) -> None:
        progress(share * _PLANNED, stage)

    if _is_grains_alone(request):
        return _ByGrains(plan(request, told, cancelled))
    # Only now torch, which the exemplar renderer does without; the first time takes seconds.
    told(0.0, "loading the networks")
    from foleystudio.engine.varietysound.performance import prepare_performance

    return _ByNetworks(prepare_performance(request, told, cancelled))


def _is_grains_alone(request: SynthesisRequest) -> bool:
    """Whether the exemplar renderer's grains are all that is heard: it cannot morph, though no network is asked."""
    is_morphed = request.settings.morph > 0 and len(request.references) > 1
    return request.renderer == Renderer.EXEMPLAR or not (
        is_morphed or needs_networks(request.renderer, request.settings)
    )


def _watched(
    prepared: _Prepared, spans: list[tuple[int, int]], progress: Progress, cancelled: Cancelled, held: Held
) -> Iterator[tuple[int, Wave]]:
    """The blocks of some spans, each with its first sample, while progress is told."""
    total, done = max(1, sum(stop - start for start, stop in spans)), 0
    for start, stop in spans:
        at = start
        for wave in prepared.blocks(start, stop, cancelled, held):
            yield at, wave
            at, done = at + len(wave), done + len(wave)
            progress(_PLANNED + (1 - _PLANNED) * done / total, _STAGE)
