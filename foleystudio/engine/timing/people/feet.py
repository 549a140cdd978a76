"""Timing by feet: an event where a foot comes down, told left from right, and as long as one is dragged."""

from __future__ import annotations

from collections.abc import Sequence

from foleystudio.engine.picture.people.persons import Person
from foleystudio.engine.timing.people.cast import Cast
from foleystudio.engine.timing.people.contacts import FEET_JOINTS, Contact, contacts_of
from foleystudio.engine.timing.people.steady import RATE_HZ
from foleystudio.project.events import Event
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidate, Candidates

LATER_S = 0.02
"""A foot stands about so much after its speed has fallen to rest: what a frame shows happens half a frame later on
average, and the speed is smoothed. Read by eye off one film of somebody walking, seen from the side."""

_FAINTEST = 0.25  # strength of the slowest step
_SCUFF = 0.6  # strength of a dragged foot, beside a step of the same speed
_POWER = 0.7  # twice as fast sounds a little less than twice as loud


def candidates_of_feet(cast: Cast, person: int | None = None) -> Candidates:
    """All that may be a step of one of those who are in a clip.

    Parameters
    ----------
    person
        Whose, counted from 1 from left to right; of those who walk the one seen longest and largest when None.

    Raises
    ------
    FoleyError
        When there is no such person.
    """
    wanted = cast.persons if person is None else ()
    contacts = {each.number: _contacts(cast, each) for each in wanted}
    walkers = [n for n, of_one in contacts.items() if any(c.certainty >= DEFAULT_SENSITIVITY for c in of_one)]
    chosen = cast.person(person, walkers)
    if chosen is None:
        return Candidates((), "feet")
    return Candidates(_candidates(contacts.get(chosen.number) or _contacts(cast, chosen)), "feet")


def _contacts(cast: Cast, person: Person) -> list[Contact]:
    return [c for stretch in cast.stretches(person, FEET_JOINTS) for c in contacts_of(stretch)]


def _candidates(contacts: Sequence[Contact]) -> tuple[Candidate, ...]:
    certain = [contact.speed for contact in contacts if contact.certainty >= DEFAULT_SENSITIVITY]
    fastest = max(certain, default=max((contact.speed for contact in contacts), default=1.0))
    found = [Candidate(_event(contact, fastest), contact.certainty) for contact in contacts]
    return tuple(sorted(found, key=lambda candidate: candidate.event.time_s))


def _event(contact: Contact, fastest: float) -> Event:
    strength = min(1.0, max(_FAINTEST, (contact.speed / fastest) ** _POWER))
    if contact.kind != "scuff":
        label = contact.foot if contact.kind == "step" else f"{contact.foot} stop"
        return Event(contact.time_s + LATER_S, strength, label=label)
    most = max(contact.drag)
    envelope = tuple(min(1.0, speed / most) for speed in contact.drag)
    lasts_s = (len(contact.drag) - 1) / RATE_HZ
    return Event(contact.time_s, _SCUFF * strength, lasts_s, envelope, label=f"{contact.foot} scuff")
