from __future__ import annotations

from dataclasses import replace

import numpy as np

from foleystudio.engine.exemplar.renderer import prepare_grains
from foleystudio.engine.request import (
    Renderer,
    SynthesisRequest,
    SynthesisSettings,
    never_cancelled,
    no_progress,
)
from foleystudio.engine.varietysound.renderer import prepare_hybrid
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, knock

UNSHAPED = SynthesisSettings(shaping=0.0)
ASKED = SynthesisRequest(
    2.0, EventTrack((Event(0.5, 1.0), Event(1.5, 1.0))), (as_sound(knock()),), None, UNSHAPED, Renderer.HYBRID
)


def test_what_nobody_shapes_is_the_grains() -> None:
    takes = [prepare(ASKED, no_progress, never_cancelled) for prepare in (prepare_hybrid, prepare_grains)]
    one, other = (np.concatenate(list(take.blocks(0, 96_000, never_cancelled, {}))) for take in takes)
    np.testing.assert_array_equal(one, other)
    assert takes[0].model is None


def test_it_is_made_whole_after_one_that_was_shaped() -> None:
    take = prepare_hybrid(ASKED, no_progress, never_cancelled)
    assert take.changed_since(ASKED, never_cancelled) == []
    shaped = replace(ASKED, settings=SynthesisSettings(shaping=0.5))
    assert take.changed_since(shaped, never_cancelled) == [(0, 96_000)]
