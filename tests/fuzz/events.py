"""Event files: read, written, and rendered with."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip_render import read_events
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.request import SynthesisRequest
from foleystudio.project.events import decode_events, encode_events
from tests.fuzz.kinds import Doing, Kind, Place
from tests.fuzz.project import whole
from tests.fuzz.trees import spoilt

_EXAMPLE = "events.json"
_RATE_HZ = 48_000
_RENDERED = 0.03
"""Share of the cases that are rendered with, too."""


def _knock() -> Sound:
    wave = np.sin(np.arange(9_600) / 20) * np.exp(-np.arange(9_600) / 1_500) * (np.arange(9_600) > 100)
    return Sound((0.7 * wave).astype(np.float32)[:, None], _RATE_HZ, "knock")


def prepare(examples: Path) -> None:
    """An event file; it is rendered with once."""
    (examples / _EXAMPLE).write_bytes(encode_events(whole().tracks[0].events))
    _use(examples / _EXAMPLE, rendered=True)


def draw(draw: Random, place: Place) -> Doing:
    """The file with some of its values spoilt."""
    file = place.given / _EXAMPLE
    file.write_bytes(spoilt(json.loads((place.examples / _EXAMPLE).read_bytes()), draw))
    return partial(_use, file, rendered=draw.random() < _RENDERED)


def _use(file: Path, *, rendered: bool) -> None:
    track = read_events(file)
    assert len(decode_events(encode_events(track))) == len(track)
    if rendered:
        for block in render_blocks(plan(SynthesisRequest(2.0, track, (_knock(),)))):
            assert np.isfinite(block).all(), "what was rendered is no sound"


KIND = Kind("events", prepare, draw)
