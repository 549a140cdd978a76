"""What users call renderers and models: the same words in window, lists and status."""

from __future__ import annotations

from pathlib import PureWindowsPath

from foleystudio.project.settings import Renderer
from foleystudio.project.takes import Provenance

RENDERER_TITLES = {
    Renderer.HYBRID: "Hybrid",
    Renderer.EXEMPLAR: "Exemplar",
    Renderer.VARIETYSOUND: "VarietySound",
}
"""What a user calls the renderers."""


def title_of(model: str) -> str:
    """What a user calls a model: its folder's name, or that of the training whose net it is."""
    path = PureWindowsPath(model)  # which knows both kinds of slash: a project may come from another machine
    return path.parent.name if path.name == "net" and path.parent.name else path.name


def performer_of(made: Provenance) -> str:
    """Who made a take: its renderer, with the model unless it is the shipped one."""
    model = f" ({title_of(made.model)})" if made.model is not None and made.renderer != Renderer.EXEMPLAR else ""
    return RENDERER_TITLES[made.renderer] + model
