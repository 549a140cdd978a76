import math
from pathlib import Path
from typing import Any

import pytest

from foleystudio.engine import request
from foleystudio.engine.clip_render import RenderJob
from foleystudio.project import settings
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer, SynthesisSettings, Timing
from foleystudio.project.sounds.layers import Layer, one_layer
from foleystudio.project.takes import Provenance
from foleystudio.project.tracks import Track


@pytest.mark.parametrize("name", ["ambience", "strength", "humanise"])
@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_shares_lie_between_0_and_1(name: str, value: float) -> None:
    wrong: dict[str, Any] = {name: value}
    with pytest.raises(ValueError, match=name):
        SynthesisSettings(**wrong)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_knob_takes_a_number_that_is_none(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        SynthesisSettings(gain_db=value)


def test_the_engine_speaks_of_the_same_types() -> None:
    assert request.SynthesisSettings is settings.SynthesisSettings
    assert request.Renderer is settings.Renderer
    assert request.Timing is settings.Timing


def test_text_and_lists_from_outside_become_what_the_fields_say() -> None:
    loose: Any = {"renderer": "hybrid", "timing": "guide", "layers": [Layer((3, 4))]}
    made = Provenance(**loose)
    assert made == Provenance(one_layer((3, 4)), timing=Timing.GUIDE, renderer=Renderer.HYBRID)
    track: Any = {"renderer": "varietysound", "layers": [Layer((1,))]}
    asked: Any = {"renderer": "varietysound", "references": []}
    job: Any = {"references": [Path("a.wav")], "timing": "picture", "renderer": "hybrid"}
    taught: Any = {"timing": "taught"}
    kinds = [
        (made.renderer, made.timing, made.layers),
        (Track("t", **track).renderer, Track("t", **taught).timing, Track("t", **track).layers),
        (
            request.SynthesisRequest(1.0, EventTrack(), **asked).renderer,
            RenderJob(Path("a"), out=Path("b"), **job).timing,
            RenderJob(Path("a"), out=Path("b"), **job).references,
        ),
    ]
    assert all(tuple(map(type, three)) == (Renderer, Timing, tuple) for three in kinds)
    with pytest.raises(ValueError, match="no such"):
        Provenance(**{**loose, "renderer": "no such"})


def test_a_seed_is_a_whole_number_whatever_brought_it() -> None:
    loose: Any = {"seed": 3.0, "guide_ambience": 1}
    made = SynthesisSettings(**loose)
    assert (type(made.seed), made.seed, made.guide_ambience) == (int, 3, True)
    with pytest.raises(ValueError, match="whole"):
        SynthesisSettings(**{**loose, "seed": 3.5})
