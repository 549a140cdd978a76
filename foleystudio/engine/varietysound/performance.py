"""From a request to a performance by the networks, readable in blocks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.column_frames import ColumnFrames
from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import changed_spans as changed_in_draft
from foleystudio.engine.exemplar.render import merged_spans
from foleystudio.engine.loudness.limited_stream import BLOCK, MARGIN, Held, limited_stream
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    Renderer,
    SynthesisRequest,
    never_cancelled,
    no_progress,
)
from foleystudio.engine.varietysound.generation.plan_reader import PlanReader, Readable, SummedReaders
from foleystudio.engine.varietysound.generation.refinement import SEEN_BEYOND, Floats, Mixed, Refinement
from foleystudio.engine.varietysound.generation.vocoding import VocodedStream, load_vocoder
from foleystudio.engine.varietysound.generation.windows import STEP, WINDOW, first_column, windows_of
from foleystudio.engine.varietysound.model import SoundModel, load_model
from foleystudio.engine.varietysound.shaping.fitted import Body, FittedBody, Handover, fit_reach
from foleystudio.engine.varietysound.shaping.spectral import SpectralShaper
from foleystudio.engine.varietysound.shaping.widened import StereoWidener
from foleystudio.engine.varietysound.strands import Strand, strands_of
from foleystudio.project.events import EventTrack
from foleystudio.timebase import to_samples

_AMBIENCE_HEARD_S = 1.5  # of it, from which the nets are told what background there is

_GRAINS = Handover(is_alike=True, raised_db=3.0)
_VOCODED = Handover(is_alike=False, raised_db=6.0)


@dataclass(frozen=True, eq=False)
class Performance:
    """Everything a rendering by the networks needs.

    Parameters
    ----------
    request
        What was asked for.
    model
        Which model; None where nothing is asked of the networks.
    strands
        What sounds together.
    ambience
        Plan of the ambience alone.
    channels
        Of the take.
    """

    request: SynthesisRequest
    model: SoundModel | None
    strands: tuple[Strand, ...]
    ambience: Plan
    channels: int

    @property
    def n_samples(self) -> int:
        """Length of the take."""
        return self.request.n_samples

    @property
    def is_vocoded(self) -> bool:
        """Whether the networks alone are heard."""
        return _is_vocoded(self.request)


def prepare_performance(
    request: SynthesisRequest, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> Performance:
    """Load the model, if it is to have a say, analyse the references and plan their drafts.

    Raises
    ------
    FoleyError
        When there is no usable reference or model, or a setting is out of range.
    CancelledError
        When the user cancelled.
    """
    strands = strands_of(request, progress, cancelled)
    silent = replace(request, events=EventTrack(), settings=replace(request.settings, gain_db=0.0))
    ambience = plan(silent, no_progress, cancelled)
    asked = _is_vocoded(request) or request.settings.shaping > 0
    # Of the references, whatever they perform: an edit of the events brings no other model in.
    heard = _is_vocoded(request) or any(strand.is_shaped for strand in strands)
    model = load_model(request.model) if asked and heard else None
    channels = max([ambience.channels, *(planned.channels for strand in strands for planned in strand.plans)])
    return Performance(request, model, strands, ambience, channels)


def _is_vocoded(request: SynthesisRequest) -> bool:
    """Which of the two renderers of this room is asked for: the networks alone, or what they make of grains."""
    return request.renderer == Renderer.VARIETYSOUND


def render_performance(
    performance: Performance,
    start: int = 0,
    stop: int | None = None,
    cancelled: Cancelled = never_cancelled,
    held: Held | None = None,
) -> Iterator[Wave]:
    """The samples of a performance, as `limited_stream` yields them."""
    return limited_stream(_Mix(performance).block, performance.n_samples, start, stop, cancelled, held)


def changed_in_performance(
    former: SynthesisRequest, after: Performance, cancelled: Cancelled = never_cancelled
) -> list[tuple[int, int]]:
    """Where a performance sounds different from a former one: ``[start, stop)`` in samples, in order.

    They are whole windows of the net.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    whole = [(0, after.n_samples)] if after.n_samples else []
    if former.settings != after.request.settings or former.renderer != after.request.renderer:
        return whole
    before = prepare_performance(former, no_progress, cancelled)
    if before.model is not after.model:
        return whole
    if len(before.strands) != len(after.strands) or changed_in_draft(before.ambience, after.ambience):
        return whole
    frames = ColumnFrames(after.model.mel, after.request.rate_hz) if after.model is not None else None
    spans: list[tuple[int, int]] = []
    for old, new in zip(before.strands, after.strands, strict=True):
        if len(old.plans) != len(new.plans):
            return whole
        is_told = frames is not None and (after.is_vocoded or new.is_shaped)
        spans += _changed_in_strand(old, new, after, frames if is_told else None)
    return merged_spans(span for span in spans if span[0] < span[1])


def _changed_in_strand(
    old: Strand, new: Strand, after: Performance, frames: ColumnFrames | None
) -> list[tuple[int, int]]:
    """Where a strand sounds different; by whole windows where the net has a say in it."""
    # Windows that reach beyond the end hear what lies there too.
    heard = after.n_samples + (frames.centre(SEEN_BEYOND) if frames is not None else 0)
    spans: list[tuple[int, int]] = []
    for a, b in zip(old.plans, new.plans, strict=True):
        spans += changed_in_draft(replace(a, n_samples=heard), replace(b, n_samples=heard))
    if frames is None:
        return spans
    spans += _changed_in_raster(old.events, new.events, after.request.rate_hz, heard)
    return [_widened(span, frames, after.n_samples) for span in spans]


def _changed_in_raster(old: EventTrack, new: EventTrack, rate_hz: int, stop: int) -> list[tuple[int, int]]:
    """Where the net is told something else, whatever the grains make of it: ``[start, stop)`` in samples."""
    told = [{(e.time_s, e.strength, e.gain_db, e.end_s, e.envelope) for e in events} for events in (old, new)]
    spans = (
        (to_samples(start_s, rate_hz), to_samples(end_s, rate_hz)) for start_s, _, _, end_s, _ in told[0] ^ told[1]
    )
    return [(start, min(stop, end + 1)) for start, end in spans if start < stop]


def _widened(span: tuple[int, int], frames: ColumnFrames, n_samples: int) -> tuple[int, int]:
    """All that the windows say which hear something of a span."""
    per_column = frames.centre(STEP) / STEP
    columns = math.floor((span[0] - frames.size) / per_column), math.ceil((span[1] + frames.size) / per_column) + 1
    numbers = list(windows_of(max(0, columns[0]), max(1, columns[1])))
    start = frames.span(first_column(numbers[0]), 1)[0]
    stop = frames.span(0, first_column(numbers[-1]) + WINDOW)[1]
    edge = MARGIN + frames.size + fit_reach(frames.rate_hz)
    return max(0, start - edge), min(n_samples, stop + edge)


class _Mix:
    """Adds strands and ambience up, block by block; nothing is limited yet."""

    def __init__(self, performance: Performance) -> None:
        request, model = performance.request, performance.model
        self._channels = performance.channels
        self._gain = np.float32(db_to_amplitude(request.settings.gain_db))
        self._ambience = PlanReader(performance.ambience)
        heard = [strand for strand in performance.strands if strand.is_heard]
        # The vocoder is told of the ambience; grains have none to tell, it is laid beneath them.
        is_told = performance.is_vocoded and bool(heard)
        self._beneath = bool(performance.ambience.ambience) and not is_told
        self._parts: list[tuple[Body, float]] = []
        if model is not None and is_told:
            ambience = self._ambience if performance.ambience.ambience else None
            self._parts.append((_vocoded(request, model, heard, ambience), 1.0))
        elif model is not None:
            for strand in heard:
                self._parts += _shaped(request, model, strand) if strand.is_shaped else _unshaped(strand)
        else:
            self._parts = [part for strand in heard for part in _unshaped(strand)]

    def block(self, number: int) -> Wave:
        """Block ``number``, ``float32 [BLOCK, C]``; silence below 0."""
        out = np.zeros((BLOCK, self._channels), dtype=np.float32)
        if number < 0:
            return out
        start, stop = number * BLOCK, (number + 1) * BLOCK
        for part, share in self._parts:
            out += np.float32(share) * part.read(start, stop)
        if self._beneath:
            out += self._ambience.read(start, stop)
        return out * self._gain


def _drafts_of(strand: Strand) -> tuple[list[PlanReader], tuple[float, ...]]:
    """A strand's drafts, and the amplitude of each in their sum."""
    drafts = [PlanReader(planned) for planned in strand.plans]
    # Two drafts of one performance are as unlike as two takes: their powers add up, not their amplitudes.
    return drafts, (1.0,) if len(drafts) == 1 else (math.sqrt(1 - strand.share), math.sqrt(strand.share))


def _unshaped(strand: Strand) -> list[tuple[Body, float]]:
    drafts, shares = _drafts_of(strand)
    return list(zip(drafts, shares, strict=True))


def _shaped(request: SynthesisRequest, model: SoundModel, strand: Strand) -> list[tuple[Body, float]]:
    """A strand's grains, led to what the net wants."""
    drafts, shares = _drafts_of(strand)
    refinement = Refinement(model, drafts, strand, request, keeps_spectra=True)
    bodies: list[Body] = []
    for place, draft in enumerate(drafts):
        shaped = SpectralShaper(refinement, place, request.settings.shaping, model.mel, request.rate_hz)
        bodies.append(FittedBody(draft, shaped, _GRAINS, request.rate_hz))
    return list(zip(bodies, shares, strict=True))


def _vocoded(
    request: SynthesisRequest, model: SoundModel, strands: Sequence[Strand], ambience: PlanReader | None
) -> Body:
    """Strands by the networks alone, with an ambience behind them where there is one."""
    background = None if ambience is None else _background(ambience, model.mel, request.rate_hz)
    told = [] if ambience is None else [(ambience, 1.0)]
    refinements = []
    for number, strand in enumerate(strands):
        drafts, shares = _drafts_of(strand)
        told += zip(drafts, shares, strict=True)
        # One of them brings the ambience along, or it would be heard as many times.
        refinements.append(Refinement(model, drafts, strand, request, background if number == 0 else None))
    performed: Readable = SummedReaders([draft for draft, _ in told], [share for _, share in told])
    wanted = Mixed(refinements, model.mel)
    body: Body = VocodedStream(wanted, load_vocoder(), model.mel, request.rate_hz, request.n_samples + MARGIN)
    if performed.channels > 1:
        body = StereoWidener(performed, body, model.mel, request.rate_hz)
    return FittedBody(performed, body, _VOCODED, request.rate_hz)


def _background(ambience: PlanReader, mel: MelConfig, rate_hz: int) -> Floats:
    frames = ColumnFrames(mel, rate_hz)
    columns = mel.grid.column_at(_AMBIENCE_HEARD_S)
    return frames.log_mel(frames.analyse(ambience.read(*frames.span(0, columns)), 0, columns))[:, 4:-4]
