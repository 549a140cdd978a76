"""Layers sounding together: each is made by the renderer as a take of its own, and their sum is limited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.limited_stream import BLOCK, MARGIN, Held, limited_stream
from foleystudio.engine.render.renderers import PreparedTake, renderer_row
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest
from foleystudio.project.events import Event
from foleystudio.project.sounds.layers import Layer, spans_of


def parts_of(request: SynthesisRequest) -> tuple[SynthesisRequest, ...]:
    """What renderers are asked for: one request for every layer, and one for each reference that single hits have.

    All have the same seed, so that layers of one reference play the same of its hits: its attack and its tail belong
    together. The first one brings the ambience.
    """
    if not request.layers:
        return (request,)
    own = {event.reference for event in request.events if event.reference in request.keys}
    shared = [event for event in request.events if event.reference not in own]
    heard = zip(request.layers, spans_of(request.layers), strict=True)
    parts = [_of_layer(request, layer, part, shared) for layer, part in heard if layer.references]
    for key in sorted(key for key in own if key is not None):
        hits = [event for event in request.events if event.reference == key]
        parts.append(_of_layer(request, Layer((key,)), (0.0, None), hits))
    if not parts:
        return (replace(request, layers=(), keys=(), references=()),)
    quiet = (replace(part, settings=replace(part.settings, ambience=0.0)) for part in parts[1:])
    return (parts[0], *quiet)


def _of_layer(
    request: SynthesisRequest, layer: Layer, part: tuple[float, float | None], events: Iterable[Event]
) -> SynthesisRequest:
    places, settings = [request.keys.index(key) for key in layer.references], request.settings
    played = () if layer.mute else tuple(event for event in events if layer.plays(event.strength))
    return replace(
        request,
        layers=(),
        keys=(),
        references=tuple(request.references[place] for place in places),
        cuts=tuple(request.cut_of(place) for place in places),
        events=replace(request.events, events=played),
        settings=replace(
            settings,
            gain_db=settings.gain_db + layer.gain_db,
            pitch_semitones=settings.pitch_semitones + layer.pitch_semitones,
            offset_ms=settings.offset_ms + layer.offset_ms,
        ),
        part=part,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class LayeredTake:
    """Takes that sound together: a `PreparedTake`.

    Parameters
    ----------
    takes
        One for each of the `parts_of` a request.
    n_samples
        Length of the take.
    """

    takes: tuple[PreparedTake, ...]
    n_samples: int

    @property
    def channels(self) -> int:
        """Of the take."""
        return max(take.channels for take in self.takes)

    @property
    def model(self) -> str | None:
        """Which reading of a model has a say in it; None where none has."""
        return next((take.model for take in self.takes if take.model is not None), None)

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        """``float32 [n, C]`` each: the samples from ``start`` to ``stop``."""
        if len(self.takes) == 1:
            yield from self.takes[0].blocks(start, stop, cancelled, held)
            return
        within: list[Held] = [{} for _ in self.takes]
        of_sum: Held = {}
        mixed = _Sum(self.takes, self.n_samples, self.channels, cancelled, within)
        for number, wave in enumerate(
            limited_stream(mixed.block, self.n_samples, start, stop, cancelled, of_sum), max(0, start) // BLOCK
        ):
            gain = of_sum.get(number, 1.0) * min(one.get(number, 1.0) for one in within)
            held.pop(number, None)
            if gain < 1:
                held[number] = gain
            yield wave

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        """Where any layer sounds different from a former request's take: ``[start, stop)`` in samples."""
        from foleystudio.engine.exemplar.render import merged_spans  # with all that grains need: only for an edit

        former = parts_of(before)
        if len(former) != len(self.takes):
            return [(0, self.n_samples)] if self.n_samples else []
        spans: list[tuple[int, int]] = []
        for take, part in zip(self.takes, former, strict=True):
            spans += take.changed_since(part, cancelled)
        # The sum is limited once more: as far as a limiter looks, it hears what changed.
        return merged_spans((max(0, a - MARGIN), min(self.n_samples, b + MARGIN)) for a, b in spans)


class _Sum:
    """The sum of takes, block after block; nothing of it is limited yet."""

    def __init__(
        self,
        takes: Sequence[PreparedTake],
        n_samples: int,
        channels: int,
        cancelled: Cancelled,
        held: Sequence[Held],
    ) -> None:
        self._takes, self._n_samples, self._channels = takes, n_samples, channels
        self._cancelled, self._held = cancelled, held
        self._readers: list[_Reader] | None = None

    def block(self, number: int) -> Wave:
        """Block ``number``, which follows on the one before; silence below 0 and after the end."""
        out = np.zeros((BLOCK, self._channels), dtype=np.float32)
        if number < 0:
            return out
        if self._readers is None:
            streams = zip(self._takes, self._held, strict=True)
            start = number * BLOCK
            self._readers = [
                _Reader(take.blocks(start, self._n_samples, self._cancelled, held)) for take, held in streams
            ]
        for reader in self._readers:
            piece = reader.read(BLOCK)
            if piece is not None:
                out[: len(piece)] += piece
        return out


class _Reader:
    """Pieces of any length, read in pieces of a given one."""

    def __init__(self, pieces: Iterator[Wave]) -> None:
        self._pieces = pieces
        self._left: Wave | None = None

    def read(self, count: int) -> Wave | None:
        """So many samples more, fewer at the end, and then None."""
        there = [] if self._left is None else [self._left]
        while sum(map(len, there)) < count and (piece := next(self._pieces, None)) is not None:
            there.append(piece)
        if not there:
            return None
        joined = np.concatenate(there) if len(there) > 1 else there[0]
        self._left = joined[count:] if len(joined) > count else None
        return joined[:count]


def prepare_layers(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PreparedTake:
    """Prepare a take of all its layers.

    Raises
    ------
    FoleyError
        When there is no usable reference, or no model for the renderer.
    CancelledError
        When the user cancelled.
    """
    parts, row = parts_of(request), renderer_row(request.renderer)
    takes = []
    for number, part in enumerate(parts):

        def told(share: float, stage: str, number: int = number) -> None:
            progress((number + share) / len(parts), stage)

        takes.append(row.prepare(part, told, cancelled))
    return LayeredTake(tuple(takes), request.n_samples) if request.layers else takes[0]
