"""Jumps of the clock told from damaged time stamps, on lists of packets as files give them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from foleystudio.media.clock.joints import is_absurd, parts_of, plays_s, with_delays_right
from foleystudio.media.clock.packet_list import UNSTATED, PacketList, StreamPackets

_UNIT = Fraction(1, 1000)
_PICTURE, _SOUND = 0, 1


def stream(times: list[int], order: int, length: int, places: list[int] | None = None) -> StreamPackets:
    """Packets with these times; of two streams every other packet of the file is one's own."""
    count = len(times)
    stamps = np.array(times, np.int64)
    at = np.array(places if places is not None else range(order, 2 * count, 2), np.int64)
    yes = np.ones(count, np.bool_)
    lengths = np.full(count, length, np.int64)
    return StreamPackets(_UNIT, np.arange(order, 2 * count, 2), stamps, stamps, lengths, at, yes, yes)


def both(picture: list[int], sound: list[int] | None = None) -> PacketList:
    sounds = stream(sound if sound is not None else picture, 1, 40)
    return PacketList({_PICTURE: stream(picture, 0, 40), _SOUND: sounds}, _PICTURE)


def run(start: int, count: int) -> list[int]:
    return list(range(start, start + 40 * count, 40))


@pytest.mark.parametrize("start", [0, 3000, 7_200_000])
@pytest.mark.parametrize("count", [3, 200])
def test_where_all_streams_jump_another_part_begins(start: int, count: int) -> None:
    listed = both(run(1000, 100) + run(start, count))
    parts, strays = parts_of(listed, 10.0, by_places=True)
    for index in (_PICTURE, _SOUND):
        assert parts[index].tolist() == [0] * 100 + [1] * count
        assert not strays[index].any()


def test_many_short_parts() -> None:
    parts, _ = parts_of(both(run(1000, 20) * 5), 10.0, by_places=True)
    assert parts[_PICTURE].tolist() == parts[_SOUND].tolist() == [n for n in range(5) for _ in range(20)]


@pytest.mark.parametrize("jump_ms", [-3000, 50_000, 80_000_000])
@pytest.mark.parametrize("count", [1, 17])
def test_a_few_damaged_stamps_of_one_stream_are_no_part(jump_ms: int, count: int) -> None:
    sound = run(5000, 300)
    sound[120 : 120 + count] = [time + jump_ms for time in sound[120 : 120 + count]]
    parts, strays = parts_of(both(run(5000, 300), sound), 10.0, by_places=True)
    assert not parts[_SOUND].any()
    assert not parts[_PICTURE].any()
    assert np.flatnonzero(strays[_SOUND]).tolist() == list(range(120, 120 + count))
    assert not strays[_PICTURE].any()


def test_one_stream_that_jumps_for_good_is_no_other_recording() -> None:
    parts, strays = parts_of(both(run(0, 1000), run(0, 500) + run(900_000, 500)), 10.0, by_places=True)
    assert not parts[_PICTURE].any()
    assert not parts[_SOUND].any()
    assert strays[_SOUND].sum() == 500


def test_gaps_and_sparse_streams_stay_as_they_are() -> None:
    still = run(0, 50) + run(60_000, 50)
    sound = [round(n * 62_000 / 100) for n in range(100)]
    orders = np.argsort(np.argsort(np.array([*still, *sound]), kind="stable"), kind="stable")
    listed = PacketList(
        {
            _PICTURE: replace(stream(still, 0, 40), order=orders[:100], places=orders[:100]),
            _SOUND: replace(stream(sound, 1, 40), order=orders[100:], places=orders[100:]),
        },
        _PICTURE,
    )
    parts, strays = parts_of(listed, 10.0, by_places=True)
    assert not parts[_PICTURE].any()
    assert not any(found.any() for found in strays.values())


def test_places_that_tell_nothing_are_left_out_of_account() -> None:
    times = run(1000, 50) + run(0, 50)
    unknown = PacketList(
        {
            0: replace(stream(times, 0, 40), places=np.full(100, UNSTATED)),
            1: stream(times, 1, 40, [*range(100, 0, -1)]),
        },
        0,
    )
    parts, _ = parts_of(unknown, 10.0, by_places=True)
    assert parts[0].tolist() == parts[1].tolist() == [0] * 50 + [1] * 50


def test_a_picture_is_shown_soon_after_it_is_decoded() -> None:
    plain = stream(run(0, 50), 0, 40)
    late = replace(plain, pts=np.where(np.arange(50) == 20, plain.dts + 90_000, plain.dts + 80))
    np.testing.assert_array_equal(with_delays_right(late).pts, plain.dts + 80)
    assert with_delays_right(plain) is plain
    shifted = replace(plain, pts=plain.dts + 20_000)
    assert with_delays_right(shifted) is shifted
    untold = replace(plain, pts=np.full(50, UNSTATED))
    assert with_delays_right(untold) is untold


def test_holes_are_absurd_against_what_plays() -> None:
    assert plays_s(np.arange(0, 6, 0.04)) == pytest.approx(6.96, abs=0.01)
    assert plays_s(np.array([0.0, 86_400.0, np.nan])) == 6.0
    assert is_absurd(86_400, 6)
    assert not is_absurd(60, 2)  # a still picture for a minute
    assert not is_absurd(1800, 7200)  # a long pause in a long recording
    assert not is_absurd(250, 1)
