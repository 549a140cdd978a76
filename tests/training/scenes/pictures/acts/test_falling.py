import numpy as np
import pytest

from foleystudio.training.scenes.pictures.acts.falling import Bouncer, Breaker, Dripper
from tests.training.scenes.pictures.watching import act_on, movement_at_events, seen


def test_balls_are_down_at_their_bounces_and_up_between() -> None:
    for seed in range(5):
        act = act_on(Bouncer, [0.5, 0.9, 1.3, 2.6], seed=seed)
        assert isinstance(act, Bouncer)
        for event in act.events:
            assert act._height(event.time_s)[0] == pytest.approx(0, abs=1e-6)
        for time_s in (0.3, 0.7, 1.1, 2.0, 2.4):
            assert act._height(time_s)[0] > 0.01


def test_balls_move_without_jumps() -> None:
    for seed in range(5):
        act = act_on(Bouncer, [0.5, 0.9, 1.3, 2.6], seed=seed)
        assert isinstance(act, Bouncer)
        heights = np.array([act._height(float(t))[0] for t in np.arange(0, 3, 0.005)])
        assert np.abs(np.diff(heights)).max() < 0.03


def test_what_falls_further_hits_harder() -> None:
    (first, *others) = act_on(Bouncer, [1.0, 1.2, 1.4], strength=1.0).events
    assert first.strength == 1.0
    assert max(event.strength for event in others) < 0.6


@pytest.mark.parametrize("maker", [Breaker, Dripper])
def test_breaking_and_splashing_are_seen_at_their_event(maker: type[Breaker] | type[Dripper]) -> None:
    at, before = movement_at_events(maker)
    assert at > 2 * before


def test_a_whole_thing_stands_there_before_it_breaks() -> None:
    act = act_on(Breaker, [2.0], seed=3)
    assert np.array_equal(seen(act, 1.5), seen(act, 1.55))
    assert not np.array_equal(seen(act, 2.1), seen(act, 2.15))
