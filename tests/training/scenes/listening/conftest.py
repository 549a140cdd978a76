from __future__ import annotations

import numpy as np
import pytest

from foleystudio.training.scenes.listening.hit_bank import HitBank, draw_bank


@pytest.fixture(scope="session")
def bank() -> HitBank:
    return draw_bank(np.random.default_rng(0), things=8, kept=4)
