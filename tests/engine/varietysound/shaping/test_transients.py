import numpy as np

from foleystudio.engine.varietysound.shaping.transients import REACH_CELLS, body_shares

QUIET = np.full(200, 1e-12)


def _shares(powers: np.ndarray, attacks: tuple[int, ...] = ()) -> np.ndarray:
    return body_shares(powers, powers, attacks)


def test_what_goes_on_is_all_body() -> None:
    noise = np.random.default_rng(0).normal(1.0, 0.15, 200) ** 2
    assert (_shares(np.full(200, 0.01))[REACH_CELLS:-REACH_CELLS] == 1).all()
    assert (_shares(0.01 * noise)[REACH_CELLS:-REACH_CELLS] == 1).all()


def test_an_attack_is_the_draft_s_own_from_before_it_until_after_its_top() -> None:
    powers = QUIET.copy()
    powers[100:] = 0.1 * np.concatenate([np.linspace(0.1, 1.0, 6), 0.9 ** np.arange(94)])
    shares = _shares(powers)
    assert (shares[99:107] == 0).all(), "from a cell before the attack until two after the top"
    assert shares[96] == 1
    assert shares[115] == 1
    assert (np.abs(np.diff(shares)) <= 0.51).all(), "nothing is switched"


def test_drops_in_rain_stand_out_by_their_slope() -> None:
    steady, steepest = np.full(200, 0.01), np.full(200, 0.001)
    steepest[100] = 0.01
    assert (body_shares(steady, steepest)[99:103] == 0).all()


def test_what_is_known_to_be_struck_is_an_attack_however_soft() -> None:
    assert (_shares(np.full(200, 0.01), (100,))[99:102] == 0).all()


def test_nothing_beyond_reach_has_a_say() -> None:
    powers = np.random.default_rng(1).exponential(size=400) ** 2
    whole = _shares(powers)
    for first in (40, 120, 230):
        piece = _shares(powers[first - REACH_CELLS : first + 60 + REACH_CELLS])
        np.testing.assert_array_equal(piece[REACH_CELLS : REACH_CELLS + 61], whole[first : first + 61])
