"""A knob from outside, and the renderer that has it: at every sample, the value that it stands at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.render.renderers import RENDERERS, RendererRow
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest
from foleystudio.project.knobs import KNOBS, Choice, ChoiceKnob, NumberKnob, SwitchKnob
from foleystudio.project.settings import Renderer

GRIT = NumberKnob(name="grit", label="Grit", tip="How much sand is in it", of_some=True)
BOOTS = SwitchKnob(name="boots", label="Boots", text="boots", tip="With boots on")
GROUND = ChoiceKnob(
    name="ground",
    label="Ground",
    tip="What it is walked on",
    choices=(Choice("stone", "Stone"), Choice("snow", "Snow", "It creaks")),
)
STEADY = Renderer("steady")


@dataclass(frozen=True, eq=False)
class _Steady:
    request: SynthesisRequest
    channels: int = 1
    model: None = None

    @property
    def n_samples(self) -> int:
        return self.request.n_samples

    def blocks(self, start: int, stop: int, _cancelled: Cancelled, _held: Held) -> Iterator[Wave]:
        yield np.full((stop - start, 1), self.request.settings.value("grit"), np.float32)

    def changed_since(self, _before: SynthesisRequest, _cancelled: Cancelled) -> list[tuple[int, int]]:
        return [(0, self.n_samples)]


def _prepare(request: SynthesisRequest, _progress: Progress, _cancelled: Cancelled) -> _Steady:
    return _Steady(request)


@contextmanager
def grit() -> Iterator[None]:
    """The knob is in the table, and a switch and a choice, and the renderer that hears it."""
    for knob in (GRIT, BOOTS, GROUND):
        KNOBS.add(knob)
    own = frozenset({"grit"})
    RENDERERS.add(RendererRow(STEADY, "Steady", "steady", "As loud as grit", "as loud as grit", "", _prepare, own))
    yield
    RENDERERS.remove(STEADY)
    for knob in (GRIT, BOOTS, GROUND):
        KNOBS.remove(knob.name)
