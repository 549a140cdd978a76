"""What preferences tell the rooms below, which know no settings: by the environment variables that they heed."""

from __future__ import annotations

import os

from foleystudio.gui.settings import TAKES, Settings
from foleystudio.media.cache import set_cache_limit

DEVICE, THREADS, CACHE_GB = "processing/device", "processing/threads", "cache/limit_gb"
"""Names of the settings."""
USUAL_CACHE_GB = 4
_GB = 1 << 30
_given: dict[str, str | None] = {}
"""What variables were when the studio began: where the settings say nothing, they hold."""


def heed(settings: Settings) -> None:
    """Let takes, networks and cache go by the settings from now on."""
    _tell("FOLEYSTUDIO_TAKES", settings.beginning(TAKES))
    _tell("FOLEYSTUDIO_DEVICE", settings.text(DEVICE, ""))
    _tell("FOLEYSTUDIO_THREADS", settings.text(THREADS, ""))
    set_cache_limit(round(settings.number(CACHE_GB, USUAL_CACHE_GB) * _GB))


def _tell(variable: str, value: str) -> None:
    _given.setdefault(variable, os.environ.get(variable))
    value = value or _given[variable] or ""
    if value:
        os.environ[variable] = value
    else:
        os.environ.pop(variable, None)
