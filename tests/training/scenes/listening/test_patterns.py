from __future__ import annotations

import numpy as np
import pytest

from foleystudio.training.scenes.listening.patterns import PATTERNS, flams, ghosts, roll


@pytest.mark.parametrize("name", PATTERNS)
def test_strokes_lie_within_and_have_strengths(name: str) -> None:
    for seed in range(5):
        strokes = PATTERNS[name](5.0, np.random.default_rng(seed))
        assert all(0 <= s.time_s < 5.01 and 0 < s.strength <= 1 for s in strokes)
        assert bool(strokes) == (name != "nothing") or name == "sparse"


def test_rolls_reach_thirty_a_second() -> None:
    drawn = ([s.time_s for s in roll(5.0, np.random.default_rng(seed))] for seed in range(40))
    gaps = [float(np.median(np.diff(sorted(times)))) for times in drawn]
    assert min(gaps) < 0.04
    assert 0.03 < np.median(gaps) < 0.1


def test_flams_are_pairs() -> None:
    gaps = np.diff(sorted(s.time_s for s in flams(5.0, np.random.default_rng(0))))
    assert 0.2 < (gaps < 0.06).mean() < 0.6


def test_ghost_notes_are_soft() -> None:
    strengths = np.array([s.strength for s in ghosts(10.0, np.random.default_rng(0))])
    assert strengths.max() > 0.7
    assert (strengths < 0.35).mean() > 0.2
