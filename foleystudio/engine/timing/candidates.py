"""What timing sources make candidates of: tracks without certainties, and a net's probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidate, Candidates


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
