"""Which models are installed; known without loading any of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file, is_folder
from foleystudio.files.json_text import parsed, read_bytes
from foleystudio.paths import data_dir, models_dir

DEFAULT_MODEL = "varietysound"
"""Folder of the model that ships."""

VOCODER = "vocoder"
"""Folder of the vocoder that ships."""

_CONFIG = "config.json"
_LARGEST = 4 << 20  # bytes: a configuration has some thousands, and a file that is none is not read to its end
_KIND = "VarietySoundConfig"
_PERFORMERS = {(_KIND, "draft"), (_KIND, "")}
"""What the renderers of events can use: nets that refine a draft, and those of which only the kind is told."""
_RUNS_NET = "net"
"""Where a training's own folder keeps its model."""


def find_model(name: str) -> Path:
    """Folder of a model by its name, or the path of one; it need not be there."""
    named = next((home / name for home in _homes() if is_file(home / name / _CONFIG)), None)
    if named is not None:
        return named
    return Path(name) if is_folder(Path(name)) else models_dir() / name


def installed_models() -> tuple[str, ...]:
    """Names of the models that can perform: those that ship first, then those in the user's data folder."""
    found: dict[str, None] = {}
    for home in _homes():
        for config in sorted(home.glob(f"*/{_CONFIG}")):
            if _told_by(config) in _PERFORMERS:
                found[config.parent.name] = None
    return tuple(found)


def has_model(name: str | None) -> bool:
    """Whether a model is there to be loaded; None asks for the one that ships."""
    return _kind_of(find_model(name or DEFAULT_MODEL) / _CONFIG) == _KIND


def model_or_shipped(name: str | None) -> str | None:
    """The model that performs when this one is asked for: itself, or the one that ships (None) when it is gone."""
    return name if name is not None and has_model(name) else None


def model_in(folder: Path) -> str | None:
    """What a model in a folder is asked for by: its name where models are at home, else its path.

    Parameters
    ----------
    folder
        The model's own folder, or that of the training that made it.

    Returns
    -------
    str or None
        None for the model that ships.

    Raises
    ------
    FoleyError
        When there is no model of sounds in it.
    """
    found = next((f for f in (folder, folder / _RUNS_NET) if _kind_of(f / _CONFIG) == _KIND), None)
    if found is None:
        raise FoleyError(
            "there is no sound model in this folder",
            file=folder,
            remedy="choose a folder that holds its config.json, such as the net folder of a training",
        )
    found = found.resolve()
    if found == (models_dir() / DEFAULT_MODEL).resolve():
        return None
    is_named = found.parent in {home.resolve() for home in _homes()} and find_model(found.name).resolve() == found
    return found.name if is_named else str(found)


def folder_of_net(folder: Path) -> Path:
    """Where a net lies: in a model's own folder, or within that of the training that made it.

    Raises
    ------
    FoleyError
        When there is no such folder, or a training that has not yet kept a net.
    """
    if not is_folder(folder):
        raise FoleyError("there is no such model", file=folder, remedy="give a model's folder or a training run's")
    inner = folder / _RUNS_NET
    if is_file(folder / _CONFIG):
        return folder
    if not is_folder(inner) and is_file(folder / "checkpoint.pt"):
        raise FoleyError("the run has not been measured yet", file=folder, remedy="train until its first measure")
    return inner if is_folder(inner) else folder


def has_net(folder: Path, kind: str, template: str = "") -> bool:
    """Whether a model's folder, or a training's, holds a net of a kind: the name of its configuration.

    Parameters
    ----------
    template
        What its decoder refines; empty for nets that have no such decoder.
    """
    return any(_told_by(place / _CONFIG) == (kind, template) for place in (folder, folder / _RUNS_NET))


def folders_of_models() -> Iterator[Path]:
    """All folders in which models may lie: those that ship first, then those in the user's data folder."""
    for home in _homes():
        yield from sorted(folder for folder in home.glob("*") if is_folder(folder))


def has_vocoder() -> bool:
    """Whether the vocoder is there to be loaded."""
    return is_file(models_dir() / VOCODER / _CONFIG)


def _homes() -> tuple[Path, Path]:
    return models_dir(), data_dir() / "models"


def _kind_of(config: Path) -> str:
    return _told_by(config)[0]


def _told_by(config: Path) -> tuple[str, str]:
    """Which kind of net a configuration is of, and what template its decoder refines."""
    try:
        status = config.stat()
    except (OSError, ValueError):  # ValueError: a NUL in its name
        return "", ""
    return _told_when_read(config, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _told_when_read(config: Path, _mtime_ns: int, _size: int) -> tuple[str, str]:
    """Read once while the file stays as it is: the window asks at every edit."""
    try:
        described = parsed(read_bytes(config, _LARGEST))
    except (FoleyError, ValueError):
        return "", ""
    decoder = _within(_within(described, "config"), "decoder")
    return str(_within(described, "kind") or ""), str(_within(decoder, "template") or "")


def _within(described: object, name: str) -> object:
    return described.get(name) if isinstance(described, dict) else None
