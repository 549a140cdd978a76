import pytest

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures.acts.rubbing import Roller, Rubber, Tearer
from tests.training.scenes.pictures.watching import act_on, movement


@pytest.mark.parametrize("maker", [Roller, Rubber, Tearer])
def test_what_is_kept_up_moves_while_it_sounds(maker: type[Roller] | type[Rubber] | type[Tearer]) -> None:
    during = silent = 0.0
    for seed in range(5):
        act = act_on(maker, [1.0], sustain_s=0.8, seed=seed)
        during += movement(act, 1.2, 1.5)
        silent += movement(act, 2.5, 2.8)
    assert during > 1.5 * silent


def test_what_rolls_stands_still_in_silence() -> None:
    act = act_on(Roller, [1.0], sustain_s=0.5)
    assert movement(act, 0.2, 0.5) == 0
    assert movement(act, 2.0, 2.3) == 0
    assert movement(act, 1.1, 1.4) > 0


def test_a_new_sheet_is_taken_in_silence() -> None:
    act = act_on(Tearer, [0.2, 1.2, 2.2], strength=1.0, sustain_s=0.6)
    assert isinstance(act.events, EventTrack)
    assert movement(act, 0.9, 1.19) > 5 * movement(act, 0.0, 0.15)
