from __future__ import annotations

import numpy as np

from foleystudio.engine.timing.picture.shared_contacts import joined_contacts

RATE = 100.0
EIGHTH = 0.125


def joined(peaks: dict[int, float], frame_s: float) -> dict[int, float]:
    columns, sure = joined_contacts(
        np.array(list(peaks), np.int64), np.array(list(peaks.values()), np.float32), frame_s, RATE
    )
    assert columns.dtype == np.int64
    return {int(column): round(float(each), 3) for column, each in zip(columns, sure, strict=True)}


def test_a_contact_that_two_frames_share_is_one_between_them_as_sure_as_both() -> None:
    assert joined({100: 0.3, 112: 0.1, 300: 0.4}, EIGHTH) == {103: 0.4, 300: 0.4}


def test_the_surest_takes_the_surer_of_its_neighbours_and_the_other_is_none() -> None:
    assert joined({88: 0.1, 100: 0.5, 112: 0.2}, EIGHTH) == {103: 0.7}


def test_what_lies_two_frames_apart_stays_two() -> None:
    peaks = {100: 0.3, 125: 0.3}
    assert joined(peaks, EIGHTH) == peaks


def test_frames_that_are_short_share_nothing() -> None:
    peaks = {100: 0.3, 107: 0.3}
    assert joined(peaks, 1 / 15) == peaks
    assert joined({}, EIGHTH) == {}
