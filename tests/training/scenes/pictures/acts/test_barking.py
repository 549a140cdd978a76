import numpy as np
import pytest

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures.acts.barking import Barker, Muzzle
from tests.training.scenes.pictures.watching import act_on, movement, movement_at_events

BARKERS = [Muzzle, Barker]


@pytest.mark.parametrize("maker", BARKERS)
def test_what_barks_moves_when_it_sounds(maker: type[Muzzle] | type[Barker]) -> None:
    at, before = movement_at_events(maker)
    assert at > 2 * before


@pytest.mark.parametrize("maker", BARKERS)
def test_without_events_it_only_idles(maker: type[Muzzle] | type[Barker]) -> None:
    for seed in range(3):
        idle = maker(EventTrack(), 3.0, np.random.default_rng(seed))
        assert movement(idle, 0.5, 1.0) < movement(act_on(maker, [0.7], seed=seed), 0.5, 1.0)


def test_a_bark_throws_the_body_out_of_rest_and_is_soon_over() -> None:
    before, thrown, after = np.mean(
        [
            [movement(act, *between) for between in ((0.5, 0.62), (0.68, 0.85), (2.2, 2.32))]
            for act in (act_on(Barker, [0.7], 1.0, seed=seed) for seed in range(8))
        ],
        axis=0,
    )
    assert thrown > 2 * before
    assert thrown > 2 * after
