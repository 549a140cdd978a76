import itertools

import numpy as np
import pytest

from foleystudio.training.scenes.processes import PROCESSES, draw_events


@pytest.mark.parametrize("process", PROCESSES)
def test_events_lie_inside_and_apart(process: str) -> None:
    counts = []
    for seed in range(40):
        track = draw_events(4.0, process, np.random.default_rng(seed))
        times = [e.time_s for e in track]
        assert all(0 <= t < 4.0 for t in times)
        assert all(b - a >= 0.05 - 1e-9 for a, b in itertools.pairwise(times))
        assert all(0.1 <= e.strength <= 1 for e in track)
        counts.append(len(times))
    assert np.mean(counts) > 0.8


def test_only_sustained_processes_sustain() -> None:
    assert any(e.sustain_s > 0 for e in draw_events(4.0, "sustained", np.random.default_rng(0)))
    assert not any(e.sustain_s for e in draw_events(4.0, "roll", np.random.default_rng(0)))


def test_rhythm_is_regular_and_sparse_is_not() -> None:
    def unevenness(process: str) -> float:
        values = []
        for seed in range(60):
            gaps = np.diff([e.time_s for e in draw_events(8.0, process, np.random.default_rng(seed))])
            if len(gaps) > 3:
                values.append(np.std(gaps) / np.mean(gaps))
        return float(np.mean(values))

    assert unevenness("rhythmic") < 0.75 * unevenness("sparse")
