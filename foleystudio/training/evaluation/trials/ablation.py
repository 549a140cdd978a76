"""The encoder ablation: what is lost when one kind of information is replaced by nothing or by noise."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.intervals import Estimate, mean_of
from foleystudio.training.evaluation.mel_measures import mel_scores
from foleystudio.training.evaluation.subject import Inputs, NetPart, Removal, Subject
from foleystudio.training.evaluation.tables import Table

REMOVALS: tuple[Removal, ...] = ("zeros", "noise")
WHOLE = "whole"

_OWN = "Self-reconstruction, as published: timing, timbre and background all come from the clip that is rebuilt."
_SIBLING = (
    "Timing from the clip's events, timbre from another performance of the object. The template tells the timing too: "
    "what the paper calls without temporal is without both."
)


@dataclass(eq=False)
class AblationTrial:
    """MCD with each part removed.

    Parameters
    ----------
    mcd_db
        By what was removed (``whole`` for nothing) and how, one a case.
    pictures
        Of the first case: mels [F, M] by caption.
    """

    mcd_db: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    pictures: dict[str, Tensor] = field(default_factory=dict)
    note: str = ""

    def add(self, case: Case, subject: Subject, seed: int) -> None:
        """Take each part away in turn."""
        own = "template" not in subject.parts
        self.note = _OWN if own else _SIBLING
        inputs = ablated_inputs(case, subject)
        target, raster = subject.mel_of_wave(case.scene.target, inputs.gain), inputs.rows["raster"][0]
        removals: list[tuple[str, tuple[NetPart, ...]]] = [(WHOLE, ()), *((part, (part,)) for part in subject.parts)]
        if not own:
            removals.append(("all timing (temporal and template)", ("temporal", "template")))
        first = not self.pictures
        if first:
            self.pictures["target"] = target
        for name, removed in removals:
            for how in REMOVALS if removed else REMOVALS[:1]:
                answer = subject.answer(inputs, removed, how, seed)
                self.mcd_db.setdefault((name, how), []).append(mel_scores(target, answer, raster, subject.mel).mcd_db)
                if first:
                    self.pictures[_caption(name, how)] = answer

    def table(self, seed: int) -> Table:
        """MCD by part, zeros beside noise."""
        whole = mean_of(self.mcd_db[WHOLE, REMOVALS[0]], seed)
        names = [name for name, how in self.mcd_db if how == REMOVALS[0] and name != WHOLE]
        rows: list[tuple[str, tuple[Estimate | None, ...]]] = [(WHOLE, (whole, None))]
        rows += [
            (f"without {name}", tuple(mean_of(self.mcd_db[name, how], seed) for how in REMOVALS)) for name in names
        ]
        return Table("Without each encoder: MCD (dB)", self.note, REMOVALS, tuple(rows))


def ablated_inputs(case: Case, subject: Subject) -> Inputs:
    """What is rebuilt: for nets without a template the clip itself, else the object's other performance."""
    scene = case.scene
    if "template" in subject.parts:
        return subject.of_case(case)
    return subject.inputs(scene.target, scene.events, scene.target)


def _caption(name: str, how: str) -> str:
    return "rebuilt" if name == WHOLE else f"without {name} ({how})"
