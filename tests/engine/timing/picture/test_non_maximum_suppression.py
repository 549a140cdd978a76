import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.timing.picture.non_maximum_suppression import non_maximum_suppression


def curve(**at: float) -> NDArray[np.float32]:
    values = np.zeros(100, np.float32)
    for place, value in at.items():
        values[int(place[1:])] = value
    return values


def test_maxima_are_candidates() -> None:
    assert non_maximum_suppression(curve(c10=0.5, c40=0.9, c99=0.3)).tolist() == [10, 40, 99]


def test_of_close_ones_the_surer_stands() -> None:
    assert non_maximum_suppression(curve(c10=0.5, c13=0.9, c17=0.6, c30=0.2)).tolist() == [13, 30]


def test_what_is_hardly_there_is_none() -> None:
    assert non_maximum_suppression(curve(c10=0.01)).tolist() == []
    assert non_maximum_suppression(curve(c10=0.4), least=0.5).tolist() == []


def test_a_plateau_is_one_candidate() -> None:
    assert len(non_maximum_suppression(curve(c10=0.5, c11=0.5, c12=0.5))) == 1


def test_nothing_has_none() -> None:
    assert non_maximum_suppression(np.zeros(0, np.float32)).tolist() == []
