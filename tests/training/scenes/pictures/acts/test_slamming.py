import pytest

from foleystudio.training.scenes.pictures.acts.slamming import Door, Feet, Lid
from tests.training.scenes.pictures.watching import act_on, movement, movement_at_events

MAKERS = [Door, Feet, Lid]


@pytest.mark.parametrize("maker", MAKERS)
def test_slams_and_steps_are_seen_to_arrive(maker: type[Door] | type[Feet] | type[Lid]) -> None:
    at, before = movement_at_events(maker)
    assert at > 1.5 * before


@pytest.mark.parametrize("maker", [Door, Lid])
def test_slams_stop_dead(maker: type[Door] | type[Lid]) -> None:
    down = after = 0.0
    for seed in range(6):
        act = act_on(maker, [1.5], seed=seed)
        down += movement(act, 1.4, 1.5)
        after += movement(act, 2.8, 2.9)
    assert down > 3 * after
