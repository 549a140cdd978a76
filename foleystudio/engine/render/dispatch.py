"""One request in, one take out: the door to the renderers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    Renderer,
    SynthesisRequest,
    WrittenTake,
    never_cancelled,
    no_progress,
)
from foleystudio.errors import FoleyError

_STAGE = "performing the reference"
_READ_AT_ONCE = 1 << 17
"""Samples of a former take that are read together: some 3 s."""
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
    model
        Which reading of the request's model has a say in it; None where none has.
    """

    n_samples: int
    channels: int
    rate_hz: int
    blocks: Iterator[Wave]
    held: Held = field(default_factory=dict)
    model: str | None = None


@dataclass(frozen=True, eq=False)
class FormerTake:
    """A take that was made before and written, to be read where nothing changed.

    Parameters
    ----------
    take
        What it was made from.
    read
        Answers its samples ``float32 [n, C]`` from one on, so many.
    """

    take: WrittenTake
    read: Callable[[int, int], Wave]


def stream(
    request: SynthesisRequest,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    *,
    previous: FormerTake | None = None,
) -> TakeStream:
    """Make a take block by block: memory does not grow with its length.

    Parameters
    ----------
    previous
        A take of a similar request: what an edit did not touch is read from it, the rest is made.

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
    spans, kept = [(0, prepared.n_samples)], None
    size = (prepared.n_samples, prepared.channels)
    if (
        previous is not None
        and _is_alike(previous.take, request, prepared)
        and (previous.take.n_samples, previous.take.channels) == size
    ):
        spans, kept = prepared.changed_since(previous.take.request, cancelled), previous.read
        held |= previous.take.held
    made = _watched(prepared, spans, progress, cancelled, held, request.renderer)
    blocks = (wave for _, wave in made) if kept is None else _with_kept(made, kept, prepared.n_samples)
    return TakeStream(prepared.n_samples, prepared.channels, request.rate_hz, blocks, held, prepared.model)


def _with_kept(made: Iterator[tuple[int, Wave]], read: Callable[[int, int], Wave], stop: int) -> Iterator[Wave]:
    """All of a take in blocks: what is made anew, and between it what there was."""
    at = 0
    for first, wave in made:
        yield from _read(read, at, first)
        yield wave
        at = first + len(wave)
    yield from _read(read, at, stop)


def _read(read: Callable[[int, int], Wave], start: int, stop: int) -> Iterator[Wave]:
    for at in range(start, stop, _READ_AT_ONCE):
        yield read(at, min(_READ_AT_ONCE, stop - at))


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
    if previous is not None and _is_alike(previous, request, prepared):
        spans = prepared.changed_since(previous.request, cancelled)
        if len(previous.sound) == len(samples) and previous.sound.channels == prepared.channels:
            samples[:] = previous.sound.samples
            held |= previous.held  # blocks that are made again are noted anew
    for first, wave in _watched(prepared, spans, progress, cancelled, held, request.renderer):
        samples[first : first + len(wave)] = wave
    progress(1.0, _STAGE)
    return RenderedTake(Sound(samples, request.rate_hz), request, prepared.model, held)


def _is_alike(former: RenderedTake | WrittenTake, request: SynthesisRequest, prepared: PreparedTake) -> bool:
    """Whether a former take may have stretches in common with one that is asked for."""
    # Backgrounds are compared here: plans do not remember what their ambience was taken from. So are models: a folder
    # may hold another than it did.
    return (
        former.request.renderer == request.renderer
        and former.request.background is request.background
        and former.model == prepared.model
    )


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
    renderer: Renderer,
) -> Iterator[tuple[int, Wave]]:
    """The blocks of some spans, each with its first sample, while progress is told."""
    total, done = max(1, sum(stop - start for start, stop in spans)), 0
    for at, wave in made_blocks(prepared, spans, cancelled, held, renderer):
        yield at, wave
        done += len(wave)
        progress(_PLANNED + (1 - _PLANNED) * done / total, _STAGE)


def made_blocks(
    prepared: PreparedTake, spans: Sequence[tuple[int, int]], cancelled: Cancelled, held: Held, renderer: Renderer
) -> Iterator[tuple[int, Wave]]:
    """The blocks of some spans of a take, each with its first sample.

    Raises
    ------
    FoleyError
        When one of them is not finite.
    CancelledError
        When the user cancelled.
    """
    for start, stop in spans:
        at = start
        for wave in prepared.blocks(start, stop, cancelled, held):
            if not np.isfinite(wave).all():
                raise FoleyError(
                    f"the {renderer_row(renderer).title} renderer has made something that is no sound",
                    remedy="choose another model or renderer",
                )
            yield at, wave
            at += len(wave)
