"""A clip's people with what is needed to hear them: found, followed, and the ground that they move over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.motion import MotionDescriptors, motion_of
from foleystudio.engine.picture.people.people import people_of
from foleystudio.engine.picture.people.persons import Person, persons_of, principal
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.people.background import ground_velocity
from foleystudio.engine.timing.people.steady import SteadyJoints, steady_joints
from foleystudio.errors import FoleyError
from foleystudio.progress import stop_if
from foleystudio.project.proposals import Candidates


@dataclass(frozen=True, eq=False)
class Cast:
    """Who is in a clip, and how its pictures move.

    Parameters
    ----------
    persons
        From left to right.
    motion
        The clip's.
    aspect
        Width of the picture in its heights.
    """

    persons: tuple[Person, ...]
    motion: MotionDescriptors
    aspect: float

    def person(self, number: int | None, walkers: Collection[int] = ()) -> Person | None:
        """The person of a number; the principal one when none is named, of some if there are any; None for nobody.

        Raises
        ------
        FoleyError
            When there is none of that number.
        """
        if number is None:
            some = tuple(person for person in self.persons if person.number in walkers) or self.persons
            number = principal(some)
            if not number:
                return None
        if not 1 <= number <= len(self.persons):
            count = len(self.persons)
            there = "nobody was found in it" if not count else f"{count} {'was' if count == 1 else 'were'} found in it"
            raise FoleyError(
                f"there is no person {number}: {there}", remedy="persons are counted from 1, from left to right"
            )
        return self.persons[number - 1]

    def stretches(self, person: Person, names: Sequence[str]) -> list[SteadyJoints]:
        """Some joints of a person, as if the camera stood still."""
        ground = ground_velocity(person, self.persons, self.motion, self.aspect)
        return steady_joints(person, names, ground, self.motion.cut, self.aspect)

    @property
    def anyone(self) -> NDArray[np.bool_]:
        """``bool [T]``: in which of the clip's frames somebody is."""
        there = np.zeros(len(self.motion), np.bool_)
        for person in self.persons:
            there[person.frames] = True
        return there


def cast_of(clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Cast:
    """Look for a clip's people, or read who was found before.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded, or the pose model is not there or damaged.
    CancelledError
        When the user cancelled.
    """
    people = people_of(clip, lambda share, stage: progress(0.8 * share, stage), cancelled)
    motion = motion_of(clip, lambda share, stage: progress(0.8 + 0.2 * share, stage), cancelled)
    return Cast(persons_of(people), motion, people.aspect)


def heard_of(
    of_cast: Callable[[Cast, int | None], Candidates],
    clip: Clip,
    person: int | None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Candidates:
    """All that one person in a clip may be heard by; people are looked for on the way if they have not been before.

    Parameters
    ----------
    of_cast
        What finds it of who is in a clip: `candidates_of_feet`, `candidates_of_moves`.
    person
        Whose, counted from 1 from left to right; None leaves it to ``of_cast``.

    Raises
    ------
    FoleyError
        When nothing of the clip can be decoded, there is no such person, or the pose model is not there or damaged.
    CancelledError
        When the user cancelled.
    """
    cast = cast_of(clip, progress, cancelled)
    stop_if(cancelled)
    return of_cast(cast, person).before(clip.duration_s)
