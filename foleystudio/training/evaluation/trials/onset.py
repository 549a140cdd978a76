"""Onsets of the answers' sounds against the target's, beside chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import OnsetComparison, compare_sound_onsets
from foleystudio.engine.measures.levels import envelope_correlation
from foleystudio.training.evaluation.intervals import Estimate, mean_of
from foleystudio.training.evaluation.tables import Table

COLUMNS = ("accuracy", "F1", "null", "lift", "AP strict", "AP null", "envelope r")

_NOTE = (
    "Onsets of the target's sound and of the answer's; null: the same onsets shifted round the scene 24 times, mean. "
    "A target without onsets has no scores."
)


@dataclass(eq=False)
class OnsetTrial:
    """Onset comparisons by rival, one a case, with the correlation of the level curves."""

    found: dict[str, list[tuple[OnsetComparison, float | None]]] = field(default_factory=dict)

    def add(self, target: Sound, rivals: Mapping[str, Sound]) -> None:
        """Compare one case's rivals with its target."""
        for name, sound in rivals.items():
            compared = compare_sound_onsets(target, sound), envelope_correlation(target, sound)
            self.found.setdefault(name, []).append(compared)

    def table(self, seed: int) -> Table:
        """All rivals, with intervals."""
        return Table("Onsets", _NOTE, COLUMNS, tuple((name, _row(pairs, seed)) for name, pairs in self.found.items()))


def _row(pairs: list[tuple[OnsetComparison, float | None]], seed: int) -> tuple[Estimate, ...]:
    return (
        mean_of([onsets.scores.accuracy for onsets, _ in pairs], seed),
        mean_of([onsets.scores.f1 for onsets, _ in pairs], seed),
        mean_of([onsets.null.f1 for onsets, _ in pairs], seed),
        mean_of([onsets.lift.f1 for onsets, _ in pairs], seed),
        mean_of([onsets.scores.ap_strict for onsets, _ in pairs], seed),
        mean_of([onsets.null.ap_strict for onsets, _ in pairs], seed),
        mean_of([r for _, r in pairs], seed),
    )
