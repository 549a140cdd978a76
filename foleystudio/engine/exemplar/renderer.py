"""The exemplar renderer's door: from a request to a take that is ready to be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.plan import Plan, plan
from foleystudio.engine.exemplar.render import changed_spans, render_blocks
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest, no_progress


@dataclass(frozen=True, eq=False)
class PlannedTake:
    """Grains, each with its place: a `foleystudio.engine.render.renderers.PreparedTake`.

    Parameters
    ----------
    plan
        The grains.
    """

    plan: Plan

    @property
    def n_samples(self) -> int:
        """Length of the take."""
        return self.plan.n_samples

    @property
    def channels(self) -> int:
        """Of the take."""
        return self.plan.channels

    @property
    def model(self) -> None:
        """No networks are asked."""
        return None

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        """``float32 [n, C]`` each: the samples from ``start`` to ``stop``."""
        return render_blocks(self.plan, start, stop, cancelled, held)

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        """Where it sounds different from a former request's take: ``[start, stop)`` in samples."""
        return changed_spans(plan(before, no_progress, cancelled), self.plan)


def prepare_grains(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PlannedTake:
    """Cut the references into grains and give each its place.

    Raises
    ------
    FoleyError
        When there is no usable reference.
    CancelledError
        When the user cancelled.
    """
    return PlannedTake(plan(request, progress, cancelled))
