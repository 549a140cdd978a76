from __future__ import annotations

import numpy as np

from foleystudio.engine.picture.people.tracker import MOST_PEOPLE, Followed, Tracker
from tests.engine.picture.people.actors import Actors, Picture, picture_of


def numbers(followed: list[Followed]) -> list[int]:
    return [person.track for person in followed]


def test_who_walks_keeps_their_number_and_the_whole_picture_is_searched_seldom() -> None:
    actors = Actors()
    tracker = Tracker(actors)
    tracks = [numbers(tracker.push(picture_of((40 + 3 * n, 90)), n / 30)) for n in range(45)]
    assert tracks == [[0]] * 45
    assert actors.searches <= 4


def test_who_comes_in_is_found_and_who_goes_is_lost() -> None:
    tracker = Tracker(Actors())
    both = [(60.0, 90.0), (240.0, 90.0)]
    seen = [
        numbers(tracker.push(picture_of(*(both[:1] if n < 20 else both if n < 50 else both[1:])), n / 30))
        for n in range(70)
    ]
    assert seen[19] == [0]
    assert seen[40] == [0, 1]
    assert seen[69] == [1]


def test_two_who_meet_stay_two_and_apart_keep_their_numbers() -> None:
    tracker = Tracker(Actors())
    for n in range(40):
        seen = tracker.push(picture_of((60 + n, 60), (260 - n, 120)), n / 30)
    assert numbers(seen) == [0, 1]
    assert seen[0].body.region.x < seen[1].body.region.x


def test_two_regions_that_look_at_the_same_person_become_one() -> None:
    tracker = Tracker(Actors())
    tracker.push(picture_of((60, 90), (240, 90)), 0.0)
    for n in range(1, 40):
        seen = tracker.push(picture_of((min(60 + 10 * n, 240), 90)), n / 30)
    assert len(seen) == 1


def test_after_a_cut_nobody_is_who_they_were() -> None:
    def bright(picture: Picture) -> Picture:
        return np.maximum(picture, 110).astype(np.uint8)

    tracker = Tracker(Actors())
    assert numbers(tracker.push(picture_of((100, 90)), 0.0)) == [0]
    assert numbers(tracker.push(picture_of((100, 90)), 1 / 30)) == [0]
    assert numbers(tracker.push(bright(picture_of((100, 90))), 2 / 30)) == [1]


def test_no_more_are_followed_than_can_be_kept() -> None:
    tracker = Tracker(Actors())
    crowd = picture_of(*((20 + 28 * (n % 11), 30 + 60 * (n // 11)) for n in range(22)))
    assert len(tracker.push(crowd, 0.0)) <= MOST_PEOPLE


def test_who_is_found_again_by_the_detector_is_confirmed() -> None:
    actors = Actors()
    tracker = Tracker(actors)
    asked = [tracker.push(picture_of((100, 90)), n / 30)[0].confirmed for n in range(31)]
    assert asked[0] is asked[15] is asked[30] is True
    assert asked[1] is None
