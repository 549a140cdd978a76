from __future__ import annotations

from dataclasses import replace

import numpy as np

from foleystudio.engine.exemplar.renderer import prepare_grains
from foleystudio.engine.request import SynthesisRequest, never_cancelled, no_progress
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, knock

ASKED = SynthesisRequest(3.0, EventTrack((Event(0.5, 1.0), Event(2.0, 1.0))), (as_sound(knock()),))


def test_any_stretch_is_that_of_the_whole() -> None:
    take = prepare_grains(ASKED, no_progress, never_cancelled)
    assert (take.n_samples, take.channels, take.model) == (144_000, 1, None)
    whole = np.concatenate(list(take.blocks(0, 144_000, never_cancelled, {})))
    part = np.concatenate(list(take.blocks(90_000, 100_000, never_cancelled, {})))
    np.testing.assert_array_equal(part, whole[90_000:100_000])
    assert np.abs(part).max() > 0.01


def test_only_what_an_edit_touches_is_changed() -> None:
    take = prepare_grains(ASKED, no_progress, never_cancelled)
    before = replace(ASKED, events=EventTrack((Event(0.5, 1.0), Event(2.2, 1.0))))
    assert take.changed_since(ASKED, never_cancelled) == []
    ((start, stop), *_) = take.changed_since(before, never_cancelled)
    assert 24_000 < start < 96_000 < stop <= 144_000
