import math
from typing import Any

import pytest

from foleystudio.engine import request
from foleystudio.project import settings
from foleystudio.project.settings import SynthesisSettings


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
