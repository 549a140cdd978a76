"""All tests of one net, run case by case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.intervals import Estimate
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.tables import Table
from foleystudio.training.evaluation.trials.ablation import AblationTrial
from foleystudio.training.evaluation.trials.length import LengthTrial
from foleystudio.training.evaluation.trials.onset import OnsetTrial
from foleystudio.training.evaluation.trials.swap import SwapTrial
from foleystudio.training.evaluation.trials.transfer import TransferTrial, rivals
from foleystudio.training.evaluation.voice import Voice
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono

HEARD_CASES = 4
"""Cases whose sounds and mels are kept for the report."""


@dataclass(frozen=True, eq=False)
class HeardCase:
    """What the report shows of one case: mels [F, M] and sounds by caption."""

    name: str
    mels: dict[str, Tensor]
    sounds: dict[str, Sound]


@dataclass(eq=False)
class Evaluation:
    """One net's tests.

    Parameters
    ----------
    subject, voice
        The net, and what makes its mels audible.
    seed
        Of noise and of the intervals.
    """

    subject: Subject
    voice: Voice
    seed: int
    transfer: TransferTrial = field(default_factory=TransferTrial)
    ablation: AblationTrial = field(default_factory=AblationTrial)
    lengths: LengthTrial = field(default_factory=LengthTrial)
    swaps: SwapTrial = field(default_factory=SwapTrial)
    onsets: OnsetTrial = field(default_factory=OnsetTrial)
    heard: list[HeardCase] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def run(self, cases: Sequence[Case], progress: Callable[[int, int], None]) -> None:
        """Run all tests on all cases.

        Raises
        ------
        FoleyError
            When not one case has a reference that can be heard.
        """
        for number, case in enumerate(cases):
            try:
                self._run_case(case, cases[(number + 1) % len(cases)])
            except FoleyError as error:
                self.left_out.append(f"{case.name}: {error}")
            progress(number + 1, len(cases))
        if not self.transfer.scores:
            raise FoleyError(f"no case could be used ({self.left_out[0]})")

    def tables(self) -> list[Table]:
        """Every test's table."""
        trials = (self.transfer, self.ablation, self.lengths, self.swaps, self.onsets)
        return [trial.table(self.seed) for trial in trials]

    def summary(self) -> dict[str, Estimate]:
        """The figures that decide, by name."""
        return self.transfer.summary(self.seed)

    def _run_case(self, case: Case, other: Case) -> None:
        subject, scene = self.subject, case.scene
        inputs = subject.of_case(case)
        answer = subject.answer(inputs)
        self.transfer.add(case, subject, inputs, answer)
        self.ablation.add(case, subject, self.seed)
        self.lengths.add(case, subject)
        if other is not case:
            self.swaps.add(case, other, subject, self.voice)
        mels = {name: mel for name, mel in rivals(case, subject, inputs, answer).items() if name != "silence"}
        sounds = {name: self.voice.sound(mel, inputs.gain) for name, mel in mels.items() if name != "second"}
        if case.has_second:
            sounds["second"] = _sound(scene.second)
        target = _sound(scene.target)
        self.onsets.add(target, sounds)
        if len(self.heard) < HEARD_CASES:
            target_mel = subject.mel_of_wave(scene.target, inputs.gain)
            given = {"reference": _sound(scene.sibling), "target": target}
            vocoded = {"target through " + self.voice.description: self.voice.sound(target_mel, inputs.gain)}
            self.heard.append(HeardCase(case.name, {"target": target_mel, **mels}, {**given, **vocoded, **sounds}))


def _sound(wave: Mono) -> Sound:
    return Sound(np.ascontiguousarray(wave[:, None]), SCENE_RATE_HZ)
