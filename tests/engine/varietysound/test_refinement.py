from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.request import SynthesisRequest
from foleystudio.engine.varietysound.draft import Draft
from foleystudio.engine.varietysound.model import read_model
from foleystudio.engine.varietysound.refinement import Refined, Refinement
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, knock

KNOCK = as_sound(knock())
KEPT_UP = EventTrack((Event(0.5, 0.9, 1.5, (1.0, 0.2)),))


@pytest.fixture
def refined(random_models: Path) -> dict[str, Refined]:
    model = read_model(random_models / "varietysound")
    drafts = [Draft(plan(SynthesisRequest(3.0, KEPT_UP, (KNOCK,))))]
    told = {"all": KEPT_UP, "onsets": KEPT_UP.struck()}
    return {name: Refinement(model, drafts, [KNOCK], 0.0, events, RATE_HZ).window(0) for name, events in told.items()}


def test_the_net_is_told_how_long_events_are_kept_up(refined: dict[str, Refined]) -> None:
    np.testing.assert_array_equal(refined["all"].drafts[0], refined["onsets"].drafts[0])
    assert np.abs(refined["all"].mel - refined["onsets"].mel).max() > 1e-4


def test_nothing_is_quieter_than_silence(refined: dict[str, Refined], random_models: Path) -> None:
    assert refined["all"].mel.min() >= read_model(random_models / "varietysound").mel.silence
