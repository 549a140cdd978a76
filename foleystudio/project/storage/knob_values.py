"""Knobs in a file: all of a rendering's stand side by side there, those with a field in the code and those without."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from foleystudio.project.settings import SynthesisSettings

_EXTRA = "extra"
_FIELDS = frozenset(f.name for f in fields(SynthesisSettings)) - {_EXTRA}


def spread_knobs(settings: dict[str, Any]) -> None:
    """Put the knobs without a field beside those that have one: from the code's form to the file's."""
    settings.update(settings.pop(_EXTRA))


def gather_knobs(settings: dict[str, Any]) -> None:
    """Put the knobs without a field together: from the file's form to the code's.

    What is no plain value is left out: it is no knob's.
    """
    others = {name: settings.pop(name) for name in settings.keys() - _FIELDS}
    plain = {n: value for n, value in others.items() if value is None or isinstance(value, bool | int | float | str)}
    settings[_EXTRA] = list(plain.items())
