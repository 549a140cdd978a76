from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.request import SynthesisRequest
from foleystudio.engine.varietysound.generation.plan_reader import PlanReader
from foleystudio.engine.varietysound.generation.refinement import Mixed, Refined, Refinement, _codes, timbre_code
from foleystudio.engine.varietysound.model import read_model
from foleystudio.engine.varietysound.strands import Strand
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, knock

KNOCK = as_sound(knock())
KEPT_UP = EventTrack((Event(0.5, 0.9, 1.5, (1.0, 0.2)),))


@pytest.fixture
def refined(random_models: Path) -> dict[str, Refined]:
    model = read_model(random_models / "varietysound")
    request = SynthesisRequest(3.0, KEPT_UP, (KNOCK,))
    planned = plan(request)
    told = {"all": KEPT_UP, "onsets": KEPT_UP.struck()}
    strands = {name: Strand((planned,), planned.exemplars, 0.0, events) for name, events in told.items()}
    return {
        name: Refinement(model, [PlanReader(planned)], strand, request).window(0) for name, strand in strands.items()
    }


def test_the_net_is_told_how_long_events_are_kept_up(refined: dict[str, Refined]) -> None:
    np.testing.assert_array_equal(refined["all"].drafts[0], refined["onsets"].drafts[0])
    assert np.abs(refined["all"].mel - refined["onsets"].mel).max() > 1e-4


def test_nothing_is_quieter_than_silence(refined: dict[str, Refined], random_models: Path) -> None:
    assert refined["all"].mel.min() >= read_model(random_models / "varietysound").mel.silence - 1e-6


def test_of_the_pitches_that_were_tried_few_codes_are_kept(random_models: Path) -> None:
    model, exemplar = read_model(random_models / "varietysound"), prepare(KNOCK, RATE_HZ)
    codes = [timbre_code(model, exemplar, float(semitones)) for semitones in range(6)]
    assert timbre_code(model, exemplar, 5.0) is codes[-1]
    assert np.abs((codes[5] - codes[0]).numpy()).max() > 1e-6
    assert len(_codes[exemplar]) == 4


def test_where_nothing_is_performed_no_net_is_asked(random_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, request = read_model(random_models / "varietysound"), SynthesisRequest(60.0, KEPT_UP, (KNOCK,))
    planned = plan(request)
    refinement = Refinement(model, [PlanReader(planned)], Strand((planned,), planned.exemplars, 0.0, KEPT_UP), request)
    monkeypatch.setattr(model.net, "decode", lambda *_: pytest.fail("the net was asked"))
    assert (refinement.window(9).mel == np.float32(model.mel.silence)).all()


def test_refinements_heard_at_once_add_up_in_power_each_at_its_own_level() -> None:
    def part(level: float, value: float) -> Any:
        mel = np.full((128, 3), value, dtype=np.float32)
        return SimpleNamespace(level=level, window=lambda _: SimpleNamespace(mel=mel))

    alike = Mixed([part(0.5, -2.0), part(0.5, -2.0)], STUDIO)
    np.testing.assert_allclose(alike.mel(0), -2.0 + 0.5 * np.log(2), atol=1e-4)
    softer = Mixed([part(1.0, -2.0), part(0.25, -2.0)], STUDIO)
    assert softer.level == pytest.approx(0.5)
    heard = np.exp(2 * softer.mel(0)) * softer.level**2
    np.testing.assert_allclose(heard, np.exp(-4.0) * (1.0 + 0.25**2), rtol=1e-4)
    np.testing.assert_allclose(Mixed([part(1.0, STUDIO.silence)] * 4, STUDIO).mel(0), STUDIO.silence, atol=1e-4)
