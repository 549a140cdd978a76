"""The reference-length test: half of the reference, the whole, and twice the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from foleystudio.errors import FoleyError
from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.intervals import mean_of
from foleystudio.training.evaluation.mel_measures import MelScores, mel_scores
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.tables import Table
from foleystudio.training.scenes.objects.sound_object import Mono

LENGTHS = ("0.5x", "1x", "2x")

_NOTE = (
    "The same target from half of the reference (that with its loudest hit), from all of it, and from all of it twice; "
    "apart is the greatest mean less the smallest, over the smallest."
)


@dataclass(eq=False)
class LengthTrial:
    """Scores by length of the reference, one a case.

    Parameters
    ----------
    scores
        By length.
    """

    scores: dict[str, list[MelScores]] = field(default_factory=lambda: {length: [] for length in LENGTHS})

    def add(self, case: Case, subject: Subject) -> None:
        """Answer one case from references of each length; a case of which a half is silent is left out."""
        scene, found = case.scene, []
        try:
            for reference in cut(scene.sibling):
                inputs = subject.inputs(reference, scene.events, scene.background)
                target = subject.mel_of_wave(scene.target, inputs.gain)
                found.append(mel_scores(target, subject.answer(inputs), inputs.rows["raster"][0], subject.mel))
        except FoleyError:
            return
        for length, score in zip(LENGTHS, found, strict=True):
            self.scores[length].append(score)

    def table(self, seed: int) -> Table:
        """Lengths beside each other."""
        measured = {
            length: (
                mean_of([s.l1 for s in scores], seed),
                mean_of([s.mcd_db for s in scores], seed),
                mean_of([s.mfcc for s in scores], seed),
            )
            for length, scores in self.scores.items()
        }
        by_measure = zip(*measured.values(), strict=True)
        apart = tuple(_apart([estimate.value for estimate in estimates]) for estimates in by_measure)
        rows = (*measured.items(), ("apart", apart))
        return Table("Length of the reference", _NOTE, ("log-mel L1", "MCD (dB)", "MFCC cosine"), rows)


def cut(reference: Mono) -> tuple[Mono, Mono, Mono]:
    """Half of a reference, the whole, and the whole twice."""
    middle = len(reference) // 2
    first = np.abs(reference[:middle]).max(initial=0) >= np.abs(reference[middle:]).max(initial=0)
    half = reference[:middle] if first else reference[middle:]
    return half, reference, np.concatenate([reference, reference])


def _apart(values: Sequence[float | None]) -> float | None:
    known = np.array([value for value in values if value is not None])
    if not len(known) or not known.min():
        return None
    return float((known.max() - known.min()) / np.abs(known.min()))
