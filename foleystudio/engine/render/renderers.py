"""The table of renderers: one row added here is in the inspector, at the command line and in its help, and renders.

A renderer costs its module and its row. Rows import their module only when they are used: the table is read at every
start, by a command line that is only asked for its help too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from foleystudio.engine.from_picture.installed_systems import installed_systems
from foleystudio.engine.from_picture.renderer import preparing, watching
from foleystudio.engine.models.installed import has_vocoder, installed_models
from foleystudio.engine.models.titles import title_of
from foleystudio.errors import FoleyError
from foleystudio.project.settings import Renderer, SynthesisSettings
from foleystudio.registry import Registry

if TYPE_CHECKING:
    from foleystudio.dsp.sound import Wave
    from foleystudio.engine.loudness.limited_stream import Held
    from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest, WatchedFeatures
    from foleystudio.project.takes import Provenance


class PreparedTake(Protocol):
    """A take that is ready to be made, whichever renderer makes it."""

    @property
    def n_samples(self) -> int:
        """Length of the take, as the request has it."""

    @property
    def channels(self) -> int:
        """Of the take."""

    @property
    def model(self) -> str | None:
        """Which reading of a model has a say in it; None where none has."""

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        """``float32 [n, C]`` each: the samples from ``start`` to ``stop``, the same however a take is divided.

        ``held`` is told where the limiter held them down.
        """

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:
        """Where it sounds different from what the same renderer made of a former request.

        Returns
        -------
        list of tuple
            ``[start, stop)`` in samples, in order: all else is copied. The whole take is always a right answer.
        """


Prepare = Callable[["SynthesisRequest", "Progress", "Cancelled"], PreparedTake]
"""From a request to a take that is ready to be made: whatever fails, fails here, before the first block."""


@dataclass(frozen=True)
class RendererRow:
    """One renderer.

    Parameters
    ----------
    name
        By which it is chosen at the command line and saved in projects.
    title
        What a user calls it.
    short_title
        The same within a line of facts about a take.
    tip
        What it does, for the drop-down.
    help
        What it does, for the command line, within a sentence: "the grains as they are".
    closer
        What brings its take closer to the reference's own sound, one sentence.
    prepare
        What makes its takes.
    knobs
        Names of knobs that only some renderers have (``of_some`` in `project.knobs`), as this one: ``shaping``.
    is_installed
        Whether it can be used now; asked often.
    load_networks
        Loads a model that is asked for by its name (None for the one that ships), before it is needed, and answers what
        it computes on; None for a renderer without networks, which no model can be chosen for.
    asks_networks
        Whether networks have a say with these settings.
    drafted_by
        The renderer whose sound is near enough to stand for an edited hit's until this one has made it; None for none.
    watches
        Tells which features of the picture it wants of a model (None for the installed one); None for a renderer that
        performs events.
    """

    name: Renderer
    title: str
    short_title: str
    tip: str
    help: str
    closer: str
    prepare: Prepare
    knobs: frozenset[str] = frozenset()
    is_installed: Callable[[], bool] = lambda: True
    load_networks: Callable[[str | None], str] | None = None
    asks_networks: Callable[[SynthesisSettings], bool] = lambda _settings: True
    drafted_by: Renderer | None = None
    watches: Callable[[str | None], WatchedFeatures] | None = None

    @property
    def has_models(self) -> bool:
        """Whether a model can be chosen for it."""
        return self.load_networks is not None

    def needs_networks(self, settings: SynthesisSettings) -> bool:
        """Whether networks have a say in what it makes with these settings."""
        return self.has_models and self.asks_networks(settings)


def _prepare_grains(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PreparedTake:
    from foleystudio.engine.exemplar.renderer import prepare_grains

    return prepare_grains(request, progress, cancelled)


def _prepare_hybrid(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PreparedTake:
    from foleystudio.engine.varietysound.renderer import prepare_hybrid

    return prepare_hybrid(request, progress, cancelled)


def _prepare_networks(request: SynthesisRequest, progress: Progress, cancelled: Cancelled) -> PreparedTake:
    from foleystudio.engine.varietysound.renderer import prepare_networks

    return prepare_networks(request, progress, cancelled)


def _load_shaping_networks(model: str | None) -> str:
    from foleystudio.engine.varietysound.renderer import load_shaping_networks

    return load_shaping_networks(model)


def _load_all_networks(model: str | None) -> str:
    from foleystudio.engine.varietysound.renderer import load_all_networks

    return load_all_networks(model)


def _pictured(name: str, title: str, *, tip: str, help: str, system: str = "") -> RendererRow:
    """A system that is compared in research: trained by whoever wants it, and in no menu before."""
    system = system or name
    return RendererRow(
        Renderer(name), title, title,
        tip=tip,
        help=help,
        closer="The hybrid and the exemplar renderer keep more of it.",
        prepare=preparing(system),
        is_installed=lambda: bool(installed_systems(system)),
        watches=watching(system),
    )  # fmt: skip


RENDERERS = Registry(
    "renderer",
    (
        RendererRow(
            Renderer.HYBRID, "Hybrid", "hybrid",
            tip="The reference's own hits, shaped by the trained networks",
            help="networks shape the reference's grains",
            closer="Less Shaping keeps more of it.",
            prepare=_prepare_hybrid,
            knobs=frozenset({"shaping", "morph"}),
            is_installed=lambda: bool(installed_models()),
            load_networks=_load_shaping_networks,
            asks_networks=lambda settings: settings.shaping > 0,  # grains that nobody shapes are heard as they are
            drafted_by=Renderer.EXEMPLAR,
        ),
        RendererRow(
            Renderer.EXEMPLAR, "Exemplar", "exemplar",
            tip="The reference's own hits as they are",
            help="the grains as they are",
            closer="Pitch and ambience take it further away.",
            prepare=_prepare_grains,
        ),
        RendererRow(
            Renderer.VARIETYSOUND, "VarietySound", "VarietySound",
            tip="A new sound made by the networks alone, in the reference's colour",
            help="networks alone",
            closer="The hybrid and the exemplar renderer keep more of it.",
            prepare=_prepare_networks,
            knobs=frozenset({"morph"}),
            is_installed=lambda: bool(installed_models()) and has_vocoder(),
            load_networks=_load_all_networks,
        ),
        _pictured(
            "varietysound-picture", "VarietySound as published",
            tip="The published system: the picture says when, with no events between",
            help="VarietySound as published, from the picture without events",
            system="varietysound",
        ),
        _pictured(
            "cascade", "REGNET and SpeechSplit",
            tip="The published baseline: a sound of the picture, then in the reference's timbre",
            help="REGNET and SpeechSplit, the published baseline",
        ),
        _pictured(
            "owens", "Owens et al.",
            tip="Sounds of the training set where the picture asks for them",
            help="sounds of the training set, after Owens et al.",
        ),
    ),
)  # fmt: skip
"""Every renderer, the best first: `tests/benchmarks/RESULTS.md` has the figures."""


def renderer_row(name: Renderer) -> RendererRow:
    """The row of a renderer; of one that is not in the table (a later version's, say), one that can say so.

    What was made by it can be shown and played; nothing can be made by it.
    """
    return RENDERERS.find(name) or _unknown(name)


def _unknown(name: Renderer) -> RendererRow:
    def refuse(_request: SynthesisRequest, _progress: Progress, _cancelled: Cancelled) -> PreparedTake:
        titles = ", ".join(row.title for row in RENDERERS if row.is_installed())
        raise FoleyError(f"this foleystudio has no renderer {name!r}", remedy=f"choose one of {titles}")

    return RendererRow(name, name, name, tip="", help="", closer="", prepare=refuse, is_installed=lambda: False)


def installed_renderers() -> tuple[Renderer, ...]:
    """Renderers that can be used now, the best first."""
    return tuple(row.name for row in RENDERERS if row.is_installed())


def default_renderer() -> Renderer:
    """What performs when nobody has chosen."""
    return installed_renderers()[0]


def performer_of(made: Provenance) -> str:
    """Who made a take: its renderer, with the model unless it is the shipped one."""
    row = renderer_row(made.renderer)
    return row.title + model_suffix(made)


def model_suffix(made: Provenance) -> str:
    """`` (doors)``: which model had a say in a take; empty for the one that ships, and where none can be chosen."""
    has_own = made.model is not None and renderer_row(made.renderer).has_models
    return f" ({title_of(made.model)})" if made.model is not None and has_own else ""
