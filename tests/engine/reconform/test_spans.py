from __future__ import annotations

import pytest

from foleystudio.engine.reconform.spans import Moves, Span


def test_instants_move_and_seams_are_found() -> None:
    moves = Moves([Span(0, 5, 2), Span(4, 0, 3)], 8, 9)
    assert moves.at(1) == 6
    assert moves.at(4) == 0
    assert moves.at(2) is None
    assert moves.near(3) == 7
    assert moves.near(7.5) == 3
    assert moves.cut_out == [(2, 4), (7, 8)]
    assert moves.added == [(3, 5), (7, 9)]


def test_what_is_there_twice_goes_to_its_first_place() -> None:
    moves = Moves([Span(0, 0, 4), Span(1, 10, 2), Span(3, 12, 3)], 10, 15)
    assert [moves.at(t) for t in (1, 2, 3.5, 5)] == [1, 2, 3.5, 14]
    assert sum(span.length_s for span in moves.placed) == pytest.approx(6)
    assert moves.added == [(4, 10)]


def test_the_very_end_is_no_cut() -> None:
    moves = Moves([Span(0, 1, 4)], 4, 5)
    assert moves.at(4.0) == 5
    assert Moves([Span(0, 1, 3)], 4, 5).at(3.0) is None
