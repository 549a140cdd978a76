"""From a request to a performance by the networks, readable in blocks."""

from __future__ import annotations

import math
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from foleystudio.dsp.column_frames import ColumnFrames
from foleystudio.dsp.envelope import db_to_amplitude
from foleystudio.dsp.mel_config import MelConfig
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import changed_spans as changed_in_draft
from foleystudio.engine.exemplar.render import merged_spans
from foleystudio.engine.limited_blocks import BLOCK, MARGIN, limited_blocks
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    Renderer,
    SynthesisRequest,
    never_cancelled,
    no_progress,
)
from foleystudio.engine.varietysound.draft import Draft
from foleystudio.engine.varietysound.model import SoundModel, load_model
from foleystudio.engine.varietysound.refinement import SEEN_BEYOND, Floats, Refinement
from foleystudio.engine.varietysound.shaping import Shaped, Unshaped
from foleystudio.engine.varietysound.vocoding import Vocoded, load_vocoder
from foleystudio.engine.varietysound.windows import STEP, WINDOW, first_column, windows_of
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import needs_networks
from foleystudio.timebase import to_samples

_AMBIENCE_HEARD_S = 1.5

_KEPT_PITCHES = 2  # a knob is turned through many; a copy is as long as its reference

_pitched: weakref.WeakKeyDictionary[Sound, OrderedDict[float, Sound]] = weakref.WeakKeyDictionary()
_pitched_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Layer:
    """What one reference, or two morphed, perform.

    Parameters
    ----------
    plans
        Of the drafts: one, or two.
    references
        What each was made of.
    share
        Of the second.
    events
        Moved by the clip's offset.
    """

    plans: tuple[Plan, ...]
    references: tuple[Sound, ...]
    share: float
    events: EventTrack


@dataclass(frozen=True, eq=False)
class Performance:
    """Everything a rendering by the networks needs.

    Parameters
    ----------
    request
        What was asked for.
    model
        Which model; None where nothing is asked of the networks.
    layers
        What sounds together.
    ambience
        Plan of the ambience alone.
    channels
        Of the take.
    """

    request: SynthesisRequest
    model: SoundModel | None
    layers: tuple[Layer, ...]
    ambience: Plan
    channels: int

    @property
    def n_samples(self) -> int:
        """Length of the take."""
        return self.request.n_samples


def prepare_performance(
    request: SynthesisRequest, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> Performance:
    """Load the model, if it is to have a say, analyse the references and plan their drafts.

    Raises
    ------
    FoleyError
        When there is no usable reference or model, or a setting is out of range.
    Cancelled
        When the user cancelled.
    """
    plan(replace(request, events=EventTrack()), progress, cancelled)  # says what is wrong with the request
    settings = request.settings
    model = load_model(request.model) if needs_networks(request.renderer, settings) else None
    asked = replace(
        request,
        references=tuple(_at_pitch(sound, settings.pitch_semitones) for sound in request.references),
        settings=replace(settings, pitch_semitones=0.0, gain_db=0.0, ambience=0.0),
    )
    layers = _morphed(asked) if settings.morph > 0 and len(asked.references) > 1 else _in_turn(asked)
    silent = replace(request, events=EventTrack(), settings=replace(settings, gain_db=0.0))
    ambience = plan(silent, no_progress, cancelled)
    channels = 1 if request.renderer == Renderer.VARIETYSOUND else ambience.channels
    return Performance(request, model, layers, ambience, channels)


def _morphed(request: SynthesisRequest) -> tuple[Layer, ...]:
    pair = request.references[:2]
    plans = tuple(plan(replace(request, references=(reference,))) for reference in pair)
    return (Layer(plans, pair, request.settings.morph, _moved(request, request.events)),)


def _in_turn(request: SynthesisRequest) -> tuple[Layer, ...]:
    layers, count = [], len(request.references)
    for number, reference in enumerate(request.references):
        # By key, as the exemplar renderer shares events out, so that both give an event the same reference.
        own = tuple(event for event in request.events if event.key % count == number)
        if own:
            events = replace(request.events, events=own)
            planned = plan(replace(request, references=(reference,), events=events))
            layers.append(Layer((planned,), (reference,), 0.0, _moved(request, events)))
    return tuple(layers)


def _moved(request: SynthesisRequest, events: EventTrack) -> EventTrack:
    offset_s = request.settings.offset_ms / 1000
    moved = tuple(replace(event, time_s=max(0.0, event.time_s + offset_s)) for event in events)
    return replace(events, events=moved)


def _at_pitch(sound: Sound, semitones: float) -> Sound:
    """A sound played faster or slower; the same object for the same sound and pitch, if it was asked for lately."""
    if semitones == 0:
        return sound
    with _pitched_lock:
        lately = _pitched.setdefault(sound, OrderedDict())
        if semitones not in lately:
            slower_hz = round(sound.rate_hz * 2 ** (-semitones / 12))
            lately[semitones] = replace(sound, samples=resample(sound.samples, sound.rate_hz, slower_hz))
            if len(lately) > _KEPT_PITCHES:
                lately.popitem(last=False)
        lately.move_to_end(semitones)
        return lately[semitones]


def render_performance(
    performance: Performance, start: int = 0, stop: int | None = None, cancelled: Cancelled = never_cancelled
) -> Iterator[Wave]:
    """The samples of a performance, as `limited_blocks` yields them."""
    return limited_blocks(_Mix(performance).block, performance.n_samples, start, stop, cancelled)


def changed_in_performance(
    former: SynthesisRequest, after: Performance, cancelled: Cancelled = never_cancelled
) -> list[tuple[int, int]]:
    """Where a performance sounds different from a former one: ``[start, stop)`` in samples, in order.

    They are whole windows of the net.

    Raises
    ------
    Cancelled
        When the user cancelled.
    """
    whole = [(0, after.n_samples)] if after.n_samples else []
    if former.settings != after.request.settings or former.renderer is not after.request.renderer:
        return whole
    before = prepare_performance(former, no_progress, cancelled)
    if before.model is not after.model:
        return whole
    if len(before.layers) != len(after.layers) or changed_in_draft(before.ambience, after.ambience):
        return whole
    frames = ColumnFrames(after.model.mel, after.request.rate_hz) if after.model is not None else None
    # Windows that reach beyond the end hear what lies there too.
    heard = after.n_samples + (frames.centre(SEEN_BEYOND) if frames is not None else 0)
    spans: list[tuple[int, int]] = []
    for old, new in zip(before.layers, after.layers, strict=True):
        if len(old.plans) != len(new.plans):
            return whole
        for a, b in zip(old.plans, new.plans, strict=True):
            spans += changed_in_draft(replace(a, n_samples=heard), replace(b, n_samples=heard))
        if frames is not None:
            spans += _changed_in_raster(old.events, new.events, after.request.rate_hz, heard)
    if frames is not None:
        spans = [_widened(span, frames, after.n_samples) for span in spans]
    return merged_spans(span for span in spans if span[0] < span[1])


def _changed_in_raster(old: EventTrack, new: EventTrack, rate_hz: int, stop: int) -> list[tuple[int, int]]:
    """Where the net is told something else, whatever the grains make of it: ``[start, stop)`` in samples."""
    told = [{(e.time_s, e.strength, e.end_s, e.envelope) for e in events} for events in (old, new)]
    spans = ((to_samples(start_s, rate_hz), to_samples(end_s, rate_hz)) for start_s, _, end_s, _ in told[0] ^ told[1])
    return [(start, min(stop, end + 1)) for start, end in spans if start < stop]


def _widened(span: tuple[int, int], frames: ColumnFrames, n_samples: int) -> tuple[int, int]:
    """All that the windows say which hear something of a span."""
    per_column = frames.centre(STEP) / STEP
    columns = math.floor((span[0] - frames.size) / per_column), math.ceil((span[1] + frames.size) / per_column) + 1
    numbers = list(windows_of(max(0, columns[0]), max(1, columns[1])))
    start = frames.span(first_column(numbers[0]), 1)[0]
    stop = frames.span(0, first_column(numbers[-1]) + WINDOW)[1]
    edge = MARGIN + frames.size
    return max(0, start - edge), min(n_samples, stop + edge)


class _Mix:
    """Adds layers and ambience up, block by block; nothing is limited yet."""

    def __init__(self, performance: Performance) -> None:
        request = performance.request
        self._channels = performance.channels
        self._gain = np.float32(db_to_amplitude(request.settings.gain_db))
        self._ambience = Draft(performance.ambience)
        vocoded = request.renderer == Renderer.VARIETYSOUND
        self._parts: list[Shaped | Unshaped | Vocoded] = []
        if performance.model is None:
            self._parts = [Unshaped(*_drafts_of(layer)) for layer in performance.layers]
        else:
            told = vocoded and request.settings.ambience > 0
            background = self._background(performance.model.mel, request.rate_hz) if told else None
            for layer in performance.layers:
                self._parts.append(_sounding(request, performance.model, layer, background))
        # The vocoder is told of the ambience; grains have none to tell, it is laid beneath them.
        self._beneath = bool(performance.ambience.ambience) and not (vocoded and performance.layers)

    def block(self, number: int) -> Wave:
        """Block ``number``, ``float32 [BLOCK, C]``; silence below 0."""
        out = np.zeros((BLOCK, self._channels), dtype=np.float32)
        if number < 0:
            return out
        start, stop = number * BLOCK, (number + 1) * BLOCK
        for part in self._parts:
            out += part.read(start, stop)
        if self._beneath:
            ambience = self._ambience.read(start, stop)
            out += ambience if self._channels > 1 else ambience.mean(axis=1, keepdims=True)
        return out * self._gain

    def _background(self, mel: MelConfig, rate_hz: int) -> Floats:
        frames = ColumnFrames(mel, rate_hz)
        columns = mel.grid.column_at(_AMBIENCE_HEARD_S)
        return frames.log_mel(frames.analyse(self._ambience.read(*frames.span(0, columns)), 0, columns))[:, 4:-4]


def _drafts_of(layer: Layer) -> tuple[list[Draft], tuple[float, ...]]:
    """A layer's drafts, and the amplitude of each in their sum."""
    drafts = [Draft(planned) for planned in layer.plans]
    # Two drafts of one performance are as unlike as two takes: their powers add up, not their amplitudes.
    return drafts, (1.0,) if len(drafts) == 1 else (math.sqrt(1 - layer.share), math.sqrt(layer.share))


def _sounding(
    request: SynthesisRequest, model: SoundModel, layer: Layer, background: Floats | None
) -> Shaped | Vocoded:
    drafts, shares = _drafts_of(layer)
    refinement = Refinement(model, drafts, layer.references, layer.share, layer.events, request.rate_hz, background)
    if request.renderer == Renderer.VARIETYSOUND:
        return Vocoded(refinement, load_vocoder(), model.mel, request.rate_hz, request.n_samples + MARGIN)
    return Shaped(drafts, shares, refinement, request.settings.shaping, model.mel, request.rate_hz)
