"""Candidate events with their certainty; a sensitivity, chosen afterwards, says which of them become events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foleystudio.project.events import Event, EventTrack

DEFAULT_SENSITIVITY = 0.5  # 0-1: proposes what is at least this certain

_VOICED = 0.3
"""What is heard while somebody speaks has to be so much more certain; chosen on made recordings with speech."""


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

    def sure(self, ignore_voices: bool) -> float:
        """Certainty, less what a voice may account for where those are no events."""
        return max(0.0, self.certainty - _VOICED * self.speech) if ignore_voices else self.certainty


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

    found: tuple[Candidate, ...]
    source: str

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

    def before(self, stop_s: float) -> Candidates:
        """Those that begin before an instant."""
        return replace(self, found=tuple(each for each in self.found if each.event.time_s < stop_s))


def certain(track: EventTrack) -> Candidates:
    """A track of a source that does not say how certain it is: every event passes at the default, none at 0."""
    return Candidates(tuple(Candidate(event, DEFAULT_SENSITIVITY) for event in track), track.source)


def calibrated(probabilities: Sequence[float], threshold: float) -> list[float]:
    """Certainties of a net's probabilities, of which ``threshold`` is enough to propose an event.

    What is surer than 97 in 100 (counted from the threshold) is beyond doubt and has a certainty of 1.
    """
    p = np.clip(np.asarray(probabilities, np.float64), 1e-6, 1 - 1e-6)
    odds = np.log(p / (1 - p)) - np.log(threshold / (1 - threshold))
    shares = 1 / (1 + np.exp(-odds))
    return [float(c) for c in np.clip((shares - 0.03) / 0.94, 0.0, 1.0)]
