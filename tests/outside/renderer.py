"""A renderer from outside: one click an event, whatever the reference."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.render.renderers import RENDERERS, RendererRow
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest
from foleystudio.project.settings import Renderer
from foleystudio.timebase import to_samples

CLICKS = Renderer("clicks")
LEVEL = 0.25


@dataclass(frozen=True, eq=False)
class _Clicks:
    request: SynthesisRequest
    channels: int = 1
    model: None = None

    @property
    def n_samples(self) -> int:
        return self.request.n_samples

    def blocks(self, start: int, stop: int, _cancelled: Cancelled, _held: Held) -> Iterator[Wave]:
        wave = np.zeros((self.n_samples, 1), np.float32)
        for event in self.request.events:
            wave[to_samples(event.time_s, self.request.rate_hz)] = LEVEL
        yield wave[start:stop]

    def changed_since(self, _before: SynthesisRequest, _cancelled: Cancelled) -> list[tuple[int, int]]:
        return [(0, self.n_samples)]


def _prepare(request: SynthesisRequest, _progress: Progress, _cancelled: Cancelled) -> _Clicks:
    return _Clicks(request)


@contextmanager
def clicks() -> Iterator[None]:
    """The renderer is in the table."""
    RENDERERS.add(
        RendererRow(
            CLICKS,
            "Clicks",
            "clicks",
            "One click an event",
            "one click an event",
            "It never is like anything.",
            _prepare,
        )
    )
    try:
        yield
    finally:
        RENDERERS.remove(CLICKS)
