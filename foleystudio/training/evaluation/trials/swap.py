"""The swap test: another reference must move the timbre alone, other events the timing alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import OnsetComparison, compare_sound_onsets
from foleystudio.errors import FoleyError
from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.intervals import mean_of
from foleystudio.training.evaluation.mel_measures import mfcc_cosine
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.tables import Table
from foleystudio.training.evaluation.voice import Voice

_NOTE = (
    "Each answer beside the same with the next case's reference, and with its events. Onset F1 is between the two "
    "answers' sounds, null is that of shifted onsets, lift their difference: high where events are shared, near 0 "
    "where they are not. follows: share of answers that are nearer to their own reference than to the other one."
)


_COSINES = ("between, references", "between, events", "references", "swapped: to its own", "swapped: to the first")


@dataclass(eq=False)
class SwapTrial:
    """What moved when one side was swapped.

    Parameters
    ----------
    onsets
        Between the two answers, by what was swapped.
    cosines
        MFCC cosines, by name.
    sounds
        Of the first pair, by caption.
    """

    onsets: dict[str, list[OnsetComparison]] = field(default_factory=lambda: {"reference": [], "events": []})
    cosines: dict[str, list[float]] = field(default_factory=dict)
    sounds: dict[str, Sound] = field(default_factory=dict)

    def add(self, case: Case, other: Case, subject: Subject, voice: Voice) -> None:
        """Swap with another case; a pair of which a reference cannot be heard is left out."""
        scene, stranger = case.scene, other.scene
        try:
            own = subject.of_case(case)
            referred = subject.inputs(stranger.sibling, scene.events, scene.background)
            moved = subject.inputs(scene.sibling, stranger.events, scene.background)
        except FoleyError:
            return
        answers = [subject.answer(inputs) for inputs in (own, referred, moved)]
        sounds = [voice.sound(answer, own.gain) for answer in answers]
        self.onsets["reference"].append(compare_sound_onsets(sounds[0], sounds[1]))
        self.onsets["events"].append(compare_sound_onsets(sounds[0], sounds[2]))
        if not self.sounds:
            captions = ("own reference, own events", "another reference", "other events")
            self.sounds = dict(zip(captions, sounds, strict=True))
        self._note_cosines(subject, answers, own.rows["reference"][0], referred.rows["reference"][0])

    def table(self, seed: int) -> Table:
        """Timing and timbre under either swap."""
        timing = {
            what: [
                mean_of([part.f1 for part in parts], seed)
                for parts in ([c.scores for c in found], [c.null for c in found], [c.lift for c in found])
            ]
            for what, found in self.onsets.items()
        }
        timbre = {name: mean_of(self.cosines.get(name, []), seed) for name in _COSINES}
        follows = [
            float(own > other)
            for own, other in zip(
                self.cosines.get("swapped: to its own", []), self.cosines.get("swapped: to the first", []), strict=True
            )
        ]
        rows = (
            ("another reference", (*timing["reference"], timbre["between, references"], mean_of(follows, seed))),
            ("other events", (*timing["events"], timbre["between, events"], None)),
            ("the two references themselves", (None, None, None, timbre["references"], None)),
        )
        return Table("Swaps", _NOTE, ("onset F1", "null", "lift", "MFCC between", "follows"), rows)

    def _note_cosines(self, subject: Subject, answers: list[Tensor], first: Tensor, second: Tensor) -> None:
        pairs = (
            (answers[0], answers[1]),
            (answers[0], answers[2]),
            (first, second),
            (answers[1], second),
            (answers[1], first),
        )
        for name, (one, other) in zip(_COSINES, pairs, strict=True):
            self.cosines.setdefault(name, []).append(mfcc_cosine(one, other, subject.mel))
