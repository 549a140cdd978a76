"""The transfer test: an unseen object performed on given events, against its true performance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.intervals import Estimate, Floats, mean_of, statistic_of
from foleystudio.training.evaluation.mel_measures import MelScores, mel_scores
from foleystudio.training.evaluation.subject import Inputs, Subject
from foleystudio.training.evaluation.tables import Table
from foleystudio.training.tasks.transfer import on_background

COLUMNS = (
    "log-mel L1",
    "L1 to the floor",
    "MCD (dB)",
    "MFCC cosine",
    "level error (dB)",
    "level r",
    "attack L1",
    "attack sharpness",
)

_NOTE = (
    "Against the true performance of an unseen object on the events. template: the reference's loudest hit at every "
    "event; draft: the exemplar renderer's performance; second: another performance by the object itself, the "
    "ceiling. L1 takes what lies less than 20 dB above the mel's floor for silence, as training does. MCD: "
    "coefficients 1-13, no c0, no warping. Levels are the events' own, r over all events. Attacks are four columns; "
    "sharpness is the steepest rise there over the target's (1 is as sharp)."
)


@dataclass(eq=False)
class TransferTrial:
    """Scores of the net and its rivals, case by case.

    Parameters
    ----------
    scores
        By rival: ``net``, ``template``, ``draft``, ``second``, ``silence``; a rival that a case does not have is
        left out there.
    """

    scores: dict[str, list[MelScores]] = field(default_factory=dict)

    def add(self, case: Case, subject: Subject, inputs: Inputs, answer: Tensor) -> None:
        """Measure one case."""
        target = subject.mel_of_wave(case.scene.target, inputs.gain)
        for name, mel in rivals(case, subject, inputs, answer).items():
            scores = mel_scores(target, mel, inputs.rows["raster"][0], subject.mel)
            self.scores.setdefault(name, []).append(scores)

    def table(self, seed: int) -> Table:
        """All rivals, with intervals."""
        rows = tuple((name, _row(scores, seed)) for name, scores in self.scores.items())
        return Table("Transfer to unseen objects", _NOTE, COLUMNS, rows)

    def summary(self, seed: int) -> dict[str, Estimate]:
        """How far the net's L1 is below its floors', and how much of the way to the ceiling it has come."""
        found = {"transfer L1": mean_of([score.l1 for score in self.scores["net"]], seed)}
        for floor in ("template", "draft"):
            if floor in self.scores:
                rows = self._l1("net", floor)
                found[f"below the {floor}"] = statistic_of(rows, _saved, seed)
                if "second" in self.scores:
                    found[f"of the way, {floor} to second"] = statistic_of(self._l1("net", floor, "second"), _way, seed)
        return found

    def _l1(self, *names: str) -> Floats:
        return np.array([[scores[i].l1 for scores in map(self.scores.__getitem__, names)]
                         for i in range(len(self.scores["net"]))])  # fmt: skip


def rivals(case: Case, subject: Subject, inputs: Inputs, answer: Tensor) -> dict[str, Tensor]:
    """Mels [F, M] to be compared with the target, the net's first."""
    found = {"net": answer}
    if "template" in subject.parts:
        found["template"] = subject.placed(inputs)[0]
        found["draft"] = on_background(inputs.rows["draft"], inputs.rows)[0]
    if case.has_second:
        found["second"] = subject.mel_of_wave(case.scene.second, inputs.gain)
    found["silence"] = torch.full_like(answer, subject.mel.silence)
    return found


def level_correlation(scores: Sequence[MelScores], seed: int) -> Estimate:
    """Pearson r of the events' levels over all cases, its interval by drawing cases anew."""

    def pearson(numbers: Floats) -> float:
        levels = np.concatenate([scores[int(i)].levels_db for i in numbers])
        spread = levels.std(axis=0) if len(levels) else np.zeros(2)
        return float(np.corrcoef(levels.T)[0, 1]) if (spread > 1e-9).all() else float("nan")

    if not np.isfinite(pearson(np.arange(len(scores), dtype=np.float64))):
        return Estimate(None)
    return statistic_of(np.arange(len(scores), dtype=np.float64), pearson, seed)


def _row(scores: Sequence[MelScores], seed: int) -> tuple[Estimate, ...]:
    return (
        mean_of([s.l1 for s in scores], seed),
        mean_of([s.l1_whole for s in scores], seed),
        mean_of([s.mcd_db for s in scores], seed),
        mean_of([s.mfcc for s in scores], seed),
        mean_of([s.level_error_db for s in scores], seed),
        level_correlation(scores, seed),
        mean_of([s.attack_l1 for s in scores], seed),
        mean_of([s.sharpness for s in scores], seed),
    )


def _saved(rows: Floats) -> float:
    net, floor = rows.mean(axis=0)
    return float(1 - net / floor) if floor > 0 else float("nan")


def _way(rows: Floats) -> float:
    net, floor, second = rows.mean(axis=0)
    return float((floor - net) / (floor - second)) if floor > second else float("nan")
