"""Proposals: all that a timing source found, with its certainty; a sensitivity says which of them become events."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from foleystudio.project.event_edits import SAME_S, vouched, within
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.ranges import MOST_EVENTS, at_most, check_counts, check_numbers

DEFAULT_SENSITIVITY = 0.5  # 0-1: proposes what is at least this certain

_LIKELY = 0.1
"""What is less certain than this is no ghost where something is surer."""

_FEW = 8
"""So many of the best stand there where none is likely."""

_VOICED, _VOICED_SOFT, _SOFT_DB = 0.3, 0.4, 20.0
"""What is heard while somebody speaks has to be so much more certain: by the first at full strength, by both together
where it is so many decibels softer, as syllables are beside hits. Chosen on made hits under synthetic speech."""


@dataclass(frozen=True)
class Candidate:
    """One event that a source would propose if it were sure.

    Parameters
    ----------
    event
        As it would be proposed.
    certainty
        0-1; a half is what the source itself takes for enough.
    speech
        0-1: how surely somebody speaks at that moment.
    """

    event: Event
    certainty: float
    speech: float = 0.0

    def __post_init__(self) -> None:
        check_numbers(1, least=0, certainty=self.certainty, speech=self.speech)

    def sure(self, ignore_voices: bool) -> float:
        """Certainty, less what a voice may account for where those are no events."""
        return max(0.0, self.certainty - self._voiced() * self.speech) if ignore_voices else self.certainty

    def _voiced(self) -> float:
        softer_db = -20.0 * math.log10(max(1e-3, self.event.strength))
        return _VOICED + _VOICED_SOFT * min(1.0, softer_db / _SOFT_DB)


@dataclass(frozen=True)
class Candidates:
    """Everything that a timing source found, the doubtful too: a value, from which any sensitivity takes its events.

    Parameters
    ----------
    found
        In order of time.
    source
        Name of the tracks made of it: ``guide``, ``picture`` ...
    """

    found: Annotated[tuple[Candidate, ...], at_most(MOST_EVENTS)]
    source: str

    def __post_init__(self) -> None:
        check_counts(MOST_EVENTS, candidates=self.found)
        object.__setattr__(self, "source", str(self.source))  # a `Timing` becomes plain text, as files have it

    def __len__(self) -> int:
        return len(self.found)

    @property
    def has_speech(self) -> bool:
        """Whether somebody was found to speak at one of them."""
        return any(each.speech > 0.5 for each in self.found)

    def events(self, sensitivity: float = DEFAULT_SENSITIVITY, ignore_voices: bool = True) -> EventTrack:
        """The events that are certain enough.

        Parameters
        ----------
        sensitivity
            0-1: 0 takes what is beyond doubt, 1 everything.
        ignore_voices
            Spoken syllables are no events.

        Returns
        -------
        A track; what is in it at one sensitivity is in it at every higher one, under the same key and with the same
        strength.
        """
        least = 1.0 - sensitivity
        # Keys say which variation is played: those of the default are 0, 1, 2, ..., whatever else was found.
        by_doubt = sorted(range(len(self.found)), key=lambda n: (self.found[n].sure(True) < DEFAULT_SENSITIVITY, n))
        keys = {number: key for key, number in enumerate(by_doubt)}
        chosen = tuple(
            replace(each.event, key=keys[number])
            for number, each in enumerate(self.found)
            if each.sure(ignore_voices) >= least
        )
        return EventTrack(chosen, source=self.source)

    def best(self, ignore_voices: bool = True) -> EventTrack:
        """The best guesses, for where nothing is certain enough: what is at least half as sure as the surest."""
        sure = max((each.sure(ignore_voices) for each in self.found), default=0.0)
        if not sure:
            return EventTrack(source=self.source)
        return self.events(1.0 - sure / 2, ignore_voices)

    def events_or_best(self, sensitivity: float, ignore_voices: bool) -> tuple[EventTrack, bool]:
        """What is certain enough, or else the best guesses (silence is what nobody asked for); whether it is those."""
        events = self.events(sensitivity, ignore_voices)
        best = EventTrack() if len(events) else self.best(ignore_voices)
        return (best, True) if len(best) else (events, False)

    @property
    def surest(self) -> float:
        """Certainty of the surest, 0-1; 0 where nothing was found."""
        return max((each.certainty for each in self.found), default=0.0)

    def before(self, stop_s: float) -> Candidates:
        """Those that begin before an instant."""
        return replace(self, found=tuple(each for each in self.found if each.event.time_s < stop_s))


def ghosts_of(events: EventTrack, found: Candidates) -> tuple[Candidate, ...]:
    """What was found but is no event: too doubtful, and neither beside an event nor struck out; in order of time.

    Where all that was found is next to nothing, the best of it: an empty lane says nothing.
    """
    taken = sorted([*(event.time_s for event in events), *_proposed(events), *events.rejected_s])
    least = min(_LIKELY, found.surest)
    if len(found) and least < _LIKELY:
        least = sorted((each.certainty for each in found.found), reverse=True)[:_FEW][-1]
    free = (each for each in found.found if each.certainty >= least)
    return tuple(each for each in free if not within(taken, each.event.time_s, SAME_S))


def adopted(events: EventTrack, ghosts: Iterable[Event]) -> EventTrack:
    """With ghosts as events that the user vouches for."""
    return events.added(*(replace(vouched(ghost), key=-1) for ghost in ghosts))


def _proposed(events: EventTrack) -> list[float]:
    return [event.proposed_s for event in events if event.proposed_s is not None]
