"""Where somebody speaks in a guide: syllables are no events, unless the user says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.references.speech import CHUNK, RATE_HZ, speech_probability
from foleystudio.project.proposals import Candidates

Floats = NDArray[np.float32]

_STEP_S = CHUNK / RATE_HZ
_PIECE_S = 24.0  # what the speech net is asked about in one go
_LEAD_S = 2.0  # ... of which so much is only to get used to a voice; both whole numbers of steps at the onset rate
_AROUND_S = 0.12  # an onset belongs to a voice that is heard so soon
_SPEAKS = 0.5  # probability above which somebody speaks


@dataclass(frozen=True, eq=False)
class Speech:
    """Probability that somebody speaks, every 32 ms: ``float32 [n]``."""

    probability: Floats

    def at(self, time_s: float) -> float:
        """0-1: how surely a voice is heard about an instant."""
        first = max(0, int((time_s - 0.5 * _AROUND_S) / _STEP_S))
        near = self.probability[first : int((time_s + _AROUND_S) / _STEP_S) + 1]
        return float(near.mean()) if len(near) else 0.0

    @property
    def is_found(self) -> bool:
        """Whether anybody speaks at all: for half a second, added up."""
        return float((self.probability > _SPEAKS).sum()) * _STEP_S >= 0.5


class SpeechListener:
    """Listens along while a sound at ``ONSET_RATE_HZ`` is read in blocks; holds half a minute of it at most."""

    def __init__(self) -> None:
        self._held, self._parts = np.zeros(0, np.float32), list[Floats]()
        self._piece, self._lead = (round(s / _STEP_S) for s in (_PIECE_S, _LEAD_S))
        self._begun = True

    def along(self, blocks: Iterable[Wave]) -> Iterator[Wave]:
        """The same blocks."""
        for block in blocks:
            self._held = np.concatenate([self._held, block])
            while len(self._held) >= _samples(self._piece):
                self._ask(self._piece)
            yield block

    def speech(self) -> Speech:
        """What was heard, once all blocks have been read."""
        lead = 0 if self._begun else self._lead
        rest = int(np.ceil(len(self._held) / ONSET_RATE_HZ / _STEP_S))
        if rest > lead:
            self._ask(rest)
        return Speech(np.concatenate(self._parts) if self._parts else np.zeros(0, np.float32))

    def _ask(self, steps: int) -> None:
        lead = 0 if self._begun else self._lead
        answer = speech_probability(self._held[: _samples(steps), None], ONSET_RATE_HZ)
        answer = np.pad(answer, (0, max(0, steps - len(answer))))[:steps]
        self._parts.append(answer[lead:])
        self._held, self._begun = self._held[_samples(max(0, steps - self._lead)) :], False


def _samples(steps: int) -> int:
    return round(steps * _STEP_S * ONSET_RATE_HZ)


def with_speech(found: Candidates, speech: Speech) -> Candidates:
    """Candidates that know how surely each lies in a voice; as they were where nobody speaks."""
    if not speech.is_found:
        return found
    return replace(found, found=tuple(replace(each, speech=speech.at(each.event.time_s)) for each in found.found))
