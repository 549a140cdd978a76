"""Where resources, models, caches and takes are, from source or frozen."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from foleystudio.files.file_names import is_folder

_OWNER_ONLY = 0o700  # permissions: takes and journals are nobody else's to read


def _root() -> Path:
    bundle: str | None = getattr(sys, "_MEIPASS", None)  # set by PyInstaller in a frozen app
    if bundle:
        return Path(bundle)
    package = Path(__file__).resolve().parent
    shipped = package / "shipped"  # where a wheel has it
    return shipped if is_folder(shipped) else package.parent


def resources_dir() -> Path:
    """Shipped icons, fonts, theme and the example project."""
    return _root() / "resources"


def models_dir() -> Path:
    """Shipped weights, one folder a model."""
    return _root() / "models"


def example_dir() -> Path:
    """The shipped example: a clip, references with their credits, and the project that joins them."""
    return resources_dir() / "example"


def cache_dir() -> Path:
    """Files that can be made again (peaks, descriptors, thumbnails), created when missing.

    ``FOLEYSTUDIO_CACHE`` overrides the user's cache folder. Where it cannot be created, whoever writes there is told.
    """
    import platformdirs  # only now: a command line that is asked for its help looks into no folder

    override = os.environ.get("FOLEYSTUDIO_CACHE")
    return _private(override, platformdirs.user_cache_dir("foleystudio", appauthor=False))


def data_dir() -> Path:
    """Files that cannot be made again (takes and journals of unsaved projects), created when missing.

    ``FOLEYSTUDIO_DATA`` overrides the user's data folder. Where it cannot be created, whoever writes there is told.
    """
    import platformdirs

    override = os.environ.get("FOLEYSTUDIO_DATA")
    return _private(override, platformdirs.user_data_dir("foleystudio", appauthor=False))


def log_dir() -> Path:
    """What a report of a problem needs (the log, traces of crashes), created when missing.

    With the data folder where ``FOLEYSTUDIO_DATA`` says where that is, else in the user's log folder.
    """
    import platformdirs

    home = os.environ.get("FOLEYSTUDIO_DATA")
    usual = platformdirs.user_log_dir("foleystudio", appauthor=False)
    return _private(None, str(Path(home) / "logs") if home else usual)


def _private(override: str | None, usual: str) -> Path:
    """A folder that is there, for its owner alone; another one that the user chose stays as open as it is."""
    folder = Path(override or usual)
    with suppress(OSError):
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        if not override and os.name == "posix" and folder.stat().st_mode & 0o077:
            folder.chmod(_OWNER_ONLY)
    return folder
