"""Which renderers and models are installed; known without loading any of them."""

from __future__ import annotations

import json
from pathlib import Path

from foleystudio.paths import data_dir, models_dir
from foleystudio.project.settings import Renderer

DEFAULT_MODEL = "varietysound"
"""Folder of the model that ships."""

VOCODER = "vocoder"
"""Folder of the vocoder that ships."""

_CONFIG = "config.json"
_KIND = "VarietySoundConfig"


def find_model(name: str) -> Path:
    """Folder of a model by its name, or the path of one; it need not be there."""
    homes = (models_dir(), data_dir() / "models")
    named = next((home / name for home in homes if (home / name / _CONFIG).is_file()), None)
    if named is not None:
        return named
    return Path(name) if Path(name).is_dir() else models_dir() / name


def installed_models() -> tuple[str, ...]:
    """Names of the models that can perform: those that ship first, then those in the user's data folder."""
    found: dict[str, None] = {}
    for home in (models_dir(), data_dir() / "models"):
        for config in sorted(home.glob(f"*/{_CONFIG}")):
            if _kind_of(config) == _KIND:
                found[config.parent.name] = None
    return tuple(found)


def installed_renderers() -> tuple[Renderer, ...]:
    """Renderers that can be used now, the best on real clips with real references first."""
    if not installed_models():
        return (Renderer.EXEMPLAR,)
    vocoder = (models_dir() / VOCODER / _CONFIG).is_file()
    return (Renderer.EXEMPLAR, Renderer.HYBRID, *((Renderer.VARIETYSOUND,) if vocoder else ()))


def default_renderer() -> Renderer:
    """What performs when nobody has chosen."""
    return installed_renderers()[0]


def _kind_of(config: Path) -> str:
    try:
        described = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(described.get("kind", "")) if isinstance(described, dict) else ""
