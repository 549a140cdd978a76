"""Where an earlier program keeps what it is measured through."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

MOVED = {
    "foleystudio.dsp.spectra.filterbank": "foleystudio.dsp.filterbank",
    "foleystudio.dsp.spectra.stft": "foleystudio.dsp.stft",
    "foleystudio.dsp.waves.resample": "foleystudio.dsp.resample",
    "foleystudio.engine.render.dispatch": "foleystudio.engine.synthesis",
    "foleystudio.media.sound.reader": "foleystudio.media.audio",
}
"""Modules by today's name, and what they were called before."""


OURS = ("foleystudio.training.listening_test.plain_sampler",)
"""Modules that renderers are measured by: a program that has none of them gets this one's."""


def know_by_todays_names(moved: Mapping[str, str] = MOVED) -> None:
    """Let an earlier program's modules be imported by today's names, where they had others."""
    for today, before in moved.items():
        if not _is_there(today) and _is_there(before):
            sys.modules[today] = importlib.import_module(before)
    for name in OURS:
        if not _is_there(name):
            _load(name)


def _load(name: str) -> None:
    spec = spec_from_file_location(name, Path(__file__).parents[3].joinpath(*name.split(".")).with_suffix(".py"))
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # not even its package
        return False
