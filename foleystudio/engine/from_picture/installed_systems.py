"""Which of the systems are installed; known without loading any of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from foleystudio.engine.models.installed import find_model, folders_of_models, has_net
from foleystudio.errors import FoleyError


def _is_cascade(folder: Path) -> bool:
    return has_net(folder / "regnet", "RegnetConfig") and has_net(folder / "speechsplit", "SpeechSplitConfig")


def _is_owens(folder: Path) -> bool:
    return has_net(folder, "OwensConfig")


def _is_published(folder: Path) -> bool:
    return has_net(folder, "VarietySoundConfig", template="none")


_KNOWN_BY: dict[str, Callable[[Path], bool]] = {
    "cascade": _is_cascade,
    "owens": _is_owens,
    "varietysound": _is_published,
}


def installed_systems(name: str) -> tuple[str, ...]:
    """Names of the installed models that are such a system."""
    return tuple(folder.name for folder in folders_of_models() if _KNOWN_BY[name](folder))


def system_folder(name: str, model: str | None) -> Path:
    """Folder of a system's model: the one that is asked for, or the first that is installed.

    Raises
    ------
    FoleyError
        When none is installed.
    """
    if model is not None:
        return find_model(model)
    installed = installed_systems(name)
    if not installed:
        raise FoleyError(
            f"no model of the {name} system is installed", remedy="train one, and name its folder by --model"
        )
    return find_model(installed[0])
