from __future__ import annotations

from foleystudio.engine.timing.candidates import united
from foleystudio.engine.timing.people.feet import candidates_of_feet
from foleystudio.engine.timing.people.moves import candidates_of_moves
from foleystudio.engine.timing.people.whose import instants_of, whose
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate, Candidates
from tests.engine.timing.people.test_feet import cast
from tests.engine.timing.people.walker import Walk, regular_steps


def test_who_is_meant_is_told_by_when_events_are() -> None:
    made = cast(Walk(regular_steps(3), angle=70), Walk(regular_steps(6, first_s=0.7, every_s=0.5), angle=70))
    instants = instants_of(made)
    seen = Candidates((Candidate(Event(0.05), 0.9), Candidate(Event(9.0), 0.9)), "picture")
    for number in (1, 2):
        feet = candidates_of_feet(made, number)
        assert whose(feet, instants) == number
        assert whose(united((seen, feet), "picture+feet"), instants) == number
        assert whose(candidates_of_moves(made, number), instants) == number
    assert whose(seen, instants) is None
    assert whose(Candidates((), "feet"), instants) is None
    assert whose(seen, {}) is None
