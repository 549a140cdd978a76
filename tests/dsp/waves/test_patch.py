from __future__ import annotations

import numpy as np

from foleystudio.dsp.waves.patch import Patch


def test_a_patch_is_heard_in_place_of_what_it_lies_on_and_joined_without_a_click() -> None:
    own, piece = np.full((10_000, 1), 0.5, np.float32), np.full((4_000, 1), -0.5, np.float32)
    heard = Patch([(3_000, piece)], 10_000).over(own, 0)
    assert np.array_equal(heard[:3_000], own[:3_000])
    assert np.array_equal(heard[3_300:6_700], piece[:3_400])
    assert np.array_equal(heard[7_000:], own[7_000:])
    assert np.abs(np.diff(heard[:, 0])).max() < 0.01
    assert np.array_equal(own, np.full((10_000, 1), 0.5, np.float32)), "the sound itself stays"


def test_any_stretch_is_that_of_the_whole() -> None:
    draw = np.random.default_rng(0)
    own = draw.standard_normal((9_000, 1)).astype(np.float32)
    pieces = [(0, draw.standard_normal((900, 1)).astype(np.float32)), (8_500, np.ones((500, 1), np.float32))]
    patch = Patch(pieces, 9_000)
    whole = patch.over(own, 0)
    parts = [patch.over(own[at : at + 700], at) for at in range(0, 9_000, 700)]
    assert np.array_equal(np.concatenate(parts), whole)
    assert np.array_equal(whole[:600], pieces[0][1][:600]), "nothing comes before the beginning"
    assert np.array_equal(whole[-200:], np.ones((200, 1))), "nor after the end"


def test_a_patch_of_two_sides_makes_two_of_one() -> None:
    own, piece = np.ones((1_000, 1), np.float32), np.zeros((600, 2), np.float32)
    piece[:, 1] = 2
    heard = Patch([(200, piece)], 1_000).over(own, 0)
    assert heard.shape == (1_000, 2)
    assert heard[500].tolist() == [0, 2]
    assert heard[0].tolist() == [1, 1]
    assert Patch([(200, piece)], 1_000).over(own[:100], 0) is not None
    assert np.shares_memory(Patch([(200, piece)], 1_000).over(own[:100], 0), own)
