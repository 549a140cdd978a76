from __future__ import annotations

import gc
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.made_hits import MadeHits
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.exemplar.voices import mixing
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import SynthesisRequest
from foleystudio.project.events import Event, EventTrack
from tests.dsp.sounds import hits

RATE_HZ = 48_000


def _reference() -> Sound:
    return Sound(hits([0.05], 0.6, RATE_HZ)[:, None], RATE_HZ)


def _made(n_samples: int) -> tuple[Wave, int]:
    return np.zeros((n_samples, 1), dtype=np.float32), 0


def test_an_edit_makes_no_hit_again_that_was_played_before() -> None:
    events = EventTrack(tuple(Event(0.5 + n, 0.9) for n in range(4)))
    request = SynthesisRequest(5.0, events, (_reference(),), rate_hz=RATE_HZ)
    with patch.object(mixing, "coloured", wraps=mixing.coloured) as colouring:
        take = synthesise(request)
        made = colouring.call_count
        assert made
        moved = replace(request, events=events.replaced(replace(events.events[1], time_s=1.8)))
        edited = synthesise(moved, previous=take)
        assert colouring.call_count == made
    fresh = replace(moved, references=(Sound(moved.references[0].samples.copy(), RATE_HZ),))
    assert np.array_equal(edited.sound.samples, synthesise(fresh).sound.samples)


def test_hits_are_kept_while_they_fit_and_their_reference_is_in_use() -> None:
    kept, first = MadeHits(most_bytes=4 * 250), _reference()
    exemplar = prepare(first, RATE_HZ)
    for key in range(3):
        kept.get(exemplar, key, lambda: _made(100))
    assert len(kept) == 2
    kept.get(exemplar, 2, lambda: pytest.fail("it was kept"))
    made, _ = kept.get(exemplar, 0, lambda: _made(100))
    with pytest.raises(ValueError, match="read-only"):
        made[0] = 1.0
    del exemplar, first
    gc.collect()
    second = prepare(other := _reference(), RATE_HZ)
    kept.get(second, 0, lambda: _made(100))
    assert len(kept) == 1
    assert len(other)
