"""The plain sampler that every renderer has to beat: it pastes the whole recording at each event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import EventTrack
from tests.benchmarks.sound.readings import main_hit


def sampled(events: EventTrack, references: Sequence[Sound], duration_s: float, seed: int = 0) -> Sound:
    """Every event gets a whole recording, its main hit on the event, its strength as gain; several in random turn."""
    rate_hz = references[0].rate_hz
    generator = np.random.default_rng(seed)
    out = np.zeros((round(duration_s * rate_hz), max(sound.channels for sound in references)), dtype=np.float32)
    leads = [main_hit(sound.mono(), rate_hz) for sound in references]
    turn: list[int] = []
    for event in events:
        turn = turn or [int(n) for n in generator.permutation(len(references))]
        number = turn.pop()
        start = round(event.time_s * rate_hz) - leads[number]
        piece = references[number].samples[max(0, -start) :]
        start = max(0, start)
        piece = piece[: max(0, len(out) - start)]
        out[start : start + len(piece)] += np.float32(event.strength) * piece
    return Sound(out, rate_hz)
