"""The networks' doors, of the hybrid and the varietysound renderer; torch is imported once networks have a say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.renderer import PlannedTake, prepare_grains
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.models.installed import model_or_shipped
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest

if TYPE_CHECKING:
    from foleystudio.engine.varietysound.performance import Performance


@dataclass(frozen=True, eq=False)
class PerformedTake:
    """What networks make of grains: a `foleystudio.engine.render.renderers.PreparedTake`.

    Parameters
    ----------
    performance
        The grains, and what the networks are told.
    """

    performance: Performance

    @property
    def n_samples(self) -> int:
        """Length of the take."""
        return self.performance.n_samples

    @property
    def channels(self) -> int:
        """Of the take."""
        return self.performance.channels

    @property
    def model(self) -> str | None:
        """Which reading of a model has a say in it; None where none has."""
        return self.performance.model.name if self.performance.model is not None else None

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        """``float32 [n, C]`` each: the samples from ``start`` to ``stop``."""
        from foleystudio.engine.varietysound.performance import render_performance

        return render_performance(self.performance, start, stop, cancelled, held)

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        """Where it sounds different from a former request's take: ``[start, stop)`` in samples."""
        from foleystudio.engine.varietysound.performance import changed_in_performance

        return changed_in_performance(before, self.performance, cancelled)


class _UnshapedTake(PlannedTake):
    """A take of the hybrid in which networks have no say."""

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        return super().changed_since(before, cancelled) if _is_grains_alone(before) else [(0, self.n_samples)]


def prepare_hybrid(
    request: SynthesisRequest, progress: Progress, cancelled: Cancelled
) -> PerformedTake | _UnshapedTake:
    """Prepare grains for the networks to shape, or to be heard as they are where nothing is asked of networks.

    Raises
    ------
    FoleyError
        When there is no usable reference or model.
    CancelledError
        When the user cancelled.
    """
    if _is_grains_alone(request):
        return _UnshapedTake(prepare_grains(request, progress, cancelled).plan)
    return prepare_networks(request, progress, cancelled)


def prepare_networks(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PerformedTake:
    """Load the networks, and prepare what they are to make a sound of.

    Raises
    ------
    FoleyError
        When there is no usable reference or model.
    CancelledError
        When the user cancelled.
    """
    # Only now torch, which the exemplar renderer does without; the first time takes seconds.
    progress(0.0, "loading the networks")
    from foleystudio.engine.varietysound.performance import prepare_performance

    return PerformedTake(prepare_performance(request, progress, cancelled))


def load_shaping_networks(model: str | None) -> str:
    """Load what the hybrid asks, before it is asked; answers what it computes on.

    Raises
    ------
    FoleyError
        When it is damaged.
    """
    import foleystudio.engine.varietysound.performance  # noqa: F401 - the first take imports it
    from foleystudio.engine.varietysound.model import load_model

    return load_model(model_or_shipped(model)).computing.text


def load_all_networks(model: str | None) -> str:
    """Load a model and the vocoder, before they are asked; answers what they compute on.

    Raises
    ------
    FoleyError
        When one is damaged.
    """
    from foleystudio.engine.varietysound.generation.vocoding import load_vocoder

    load_vocoder()
    return load_shaping_networks(model)


def _is_grains_alone(request: SynthesisRequest) -> bool:
    """Whether grains are all that is heard: they cannot morph, though no network is asked for that."""
    is_morphed = request.settings.morph > 0 and len(request.references) > 1
    return not is_morphed and request.settings.shaping == 0
