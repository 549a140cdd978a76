"""Who hears what, in which order: questions, anchors and each rater's own order, all drawn by one seed.

Hidden among the systems' sounds are real recordings, which a rater who listens puts above the anchors: the same
recordings shifted against the picture by 200 ms, and sounds of another category. Names of trials and of files tell
nothing: they are drawn too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import numpy as np

from foleystudio.training.listening_test.sources import Case, Scale, Source

SHIFT_S = 0.2
"""By which an anchor is early or late: more than viewers accept (ITU-R BT.1359: 90 ms early, 185 ms late)."""

MOST_ANCHORS = 4  # a question: more would tire without telling more of a rater
_ID_LETTERS = 8  # hexadecimal digits of names that tell nothing


class Question(StrEnum):
    """What is asked of a trial: three scales of five points, and two choices of one out of two."""

    REALISM = "realism"
    ALIGNMENT = "alignment"
    TIMBRE = "timbre"
    BELONGS = "belongs"
    RESEMBLES = "resembles"

    @property
    def is_choice(self) -> bool:
        """Whether one of two is chosen."""
        return self in (Question.BELONGS, Question.RESEMBLES)

    @property
    def has_picture(self) -> bool:
        """Whether sounds are heard with their picture; else by themselves, after the reference."""
        return self not in (Question.TIMBRE, Question.RESEMBLES)


class Role(StrEnum):
    """What a stimulus is where it is no system's sound."""

    REAL = "real"
    """The real recording, with its picture; of timbre the reference itself."""
    EARLY = "early"
    LATE = "late"
    """The real recording, shifted by `SHIFT_S`."""
    WRONG = "wrong"
    """A real recording, or a reference, of another category."""
    REFERENCE = "reference"
    """What is heard before the sounds that are compared with it."""


ANCHORS = frozenset({Role.EARLY, Role.LATE, Role.WRONG})


@dataclass(frozen=True)
class Stimulus:
    """Something to be heard.

    Parameters
    ----------
    case
        Of which case the picture, or the reference, is.
    what
        A `Role`, or a system's name behind a colon, as no role is called.
    has_picture
        Whether it is heard with its picture.
    other
        Of a wrong sound: the case that it is taken from.
    """

    case: str
    what: str
    has_picture: bool
    other: str = ""

    @property
    def system(self) -> str:
        """Whose sound it is; empty for real ones and anchors."""
        return self.what[1:] if self.what.startswith(":") else ""


@dataclass(frozen=True)
class Trial:
    """One question about one stimulus, or about two.

    Parameters
    ----------
    question
        What is asked.
    category
        Of its case.
    items
        One stimulus, or the two to choose from.
    reference
        What is heard before them.
    is_control
        Whether it tells if a rater listens: every rater gets it.
    """

    question: Question
    category: str
    items: tuple[Stimulus, ...]
    reference: Stimulus | None = None
    is_control: bool = False

    @property
    def case(self) -> str:
        """Whose picture, or whose reference, it is about."""
        return self.items[0].case


@dataclass(frozen=True)
class Design:
    """A whole test.

    Parameters
    ----------
    trials
        By names that tell nothing.
    files
        Stimulus -> the name of its file, which tells nothing either, without its ending.
    orders
        A rater a row: trials' names in order, and whether the second of two is heard first.
    """

    trials: Mapping[str, Trial]
    files: Mapping[Stimulus, str]
    orders: tuple[tuple[tuple[str, bool], ...], ...]
    left_out: tuple[str, ...] = field(default=())


def drawn_design(source: Source, with_sound: Iterable[str], seed: int, raters: int, most: int) -> Design:
    """Draw a test.

    Parameters
    ----------
    source
        Systems and cases.
    with_sound
        Names of the cases that have a real recording.
    seed
        The same seed draws the same test of the same source.
    raters
        For how many raters.
    most
        Trials that one rater gets at most, controls included; all together hear everything, in turns.
    """
    rng = np.random.default_rng(seed)
    drawn, left_out = _all_trials(source, frozenset(with_sound), rng)
    stimuli = sorted({s for t in drawn for s in (*t.items, t.reference) if s is not None}, key=repr)
    names = _drawn_names(len(drawn) + len(stimuli), rng)
    trials = dict(zip(names, drawn, strict=False))
    files = dict(zip(stimuli, names[len(drawn) :], strict=True))
    orders = tuple(_order(trials, seed, number, raters, most) for number in range(raters))
    return Design(trials, files, orders, tuple(left_out))


def _drawn_names(count: int, rng: np.random.Generator) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[rng.bytes(_ID_LETTERS // 2).hex()] = None
    return list(names)


def _all_trials(source: Source, real: frozenset[str], rng: np.random.Generator) -> tuple[list[Trial], list[str]]:
    trials: list[Trial] = []
    left_out = []
    for question in Question:
        scale = _scale_of(question)
        cases = [case for case in source.cases if scale in case.scales]
        if not question.has_picture:
            cases = [case for case in cases if case.reference is not None]
        controls = _controls(question, cases, source.cases, real, rng)
        judged = [trial for case in cases for trial in _system_trials(question, case, source.systems)]
        if judged and not any(trial.is_control for trial in controls):
            left_out.append(f"{question}: no anchors, for want of recordings of two categories.")
        trials += [*judged, *(controls if judged else [])]
    return trials, left_out


def _scale_of(question: Question) -> Scale:
    """What a case must be there for: who sounds more alike is asked where timbre is judged."""
    choices = {Question.BELONGS: Scale.ALIGNMENT, Question.RESEMBLES: Scale.TIMBRE}
    return choices.get(question) or Scale(question)


def _system_trials(question: Question, case: Case, systems: Iterable[str]) -> list[Trial]:
    sounds = [Stimulus(case.name, f":{name}", question.has_picture) for name in systems if name in case.sounds]
    groups = combinations(sounds, 2) if question.is_choice else ((sound,) for sound in sounds)
    return [_trial(question, case, items) for items in groups]


def _trial(question: Question, case: Case, items: tuple[Stimulus, ...], is_control: bool = False) -> Trial:
    reference = None if question.has_picture else Stimulus(case.name, Role.REFERENCE, False)
    return Trial(question, case.category, items, reference, is_control)


def _controls(
    question: Question, cases: Sequence[Case], donors: Sequence[Case], real: frozenset[str], rng: np.random.Generator
) -> list[Trial]:
    """Real recordings and anchors: a few of both for every rater, and all other real recordings as the ceiling."""
    usable = [case for case in cases if not question.has_picture or case.name in real]
    trials: list[Trial] = []
    anchored = 0
    for case in (usable[n] for n in rng.permutation(len(usable))):
        good = Stimulus(case.name, Role.REAL, question.has_picture)
        bad = _anchor(question, case, donors, real, rng, anchored) if anchored < MOST_ANCHORS else None
        if bad is not None:
            anchored += 1
            pairs = ((good, bad),) if question.is_choice else ((good,), (bad,))
            trials += [_trial(question, case, items, True) for items in pairs]
        elif question in (Question.REALISM, Question.ALIGNMENT):
            trials.append(_trial(question, case, (good,)))
    return trials


def _anchor(
    question: Question,
    case: Case,
    donors: Sequence[Case],
    real: frozenset[str],
    rng: np.random.Generator,
    number: int,
) -> Stimulus | None:
    if question == Question.ALIGNMENT:
        return Stimulus(case.name, (Role.EARLY, Role.LATE)[number % 2], True)
    if question.has_picture:
        others = [other for other in donors if other.category != case.category and other.name in real]
    else:
        known = [other for other in donors if other.reference is not None]
        others = [other for other in known if other.timbre_category != case.timbre_category]
    if not others:
        return Stimulus(case.name, (Role.EARLY, Role.LATE)[number % 2], True) if question == Question.BELONGS else None
    return Stimulus(case.name, Role.WRONG, question.has_picture, others[int(rng.integers(len(others)))].name)


def _order(trials: Mapping[str, Trial], seed: int, number: int, raters: int, most: int) -> tuple[tuple[str, bool], ...]:
    """One rater's trials: block by block, the blocks in turn, within each a drawn order."""
    questions = [question for question in Question if any(t.question == question for t in trials.values())]
    turn = number % len(questions)
    order: list[tuple[str, bool]] = []
    for question in (*questions[turn:], *questions[:turn]):
        rng = np.random.default_rng([seed, number, list(Question).index(question)])
        names = _share(trials, question, seed, number, raters, most)
        spread = _spread([names[n] for n in rng.permutation(len(names))], trials)
        order += [(name, bool(trials[name].question.is_choice and rng.integers(2))) for name in spread]
    return tuple(order)


def _share(
    trials: Mapping[str, Trial], question: Question, seed: int, number: int, raters: int, most: int
) -> list[str]:
    """Which trials of a question a rater gets: all controls, and of the others as many as there is room for."""
    controls = [name for name, trial in trials.items() if trial.question == question and trial.is_control]
    others = [name for name, trial in trials.items() if trial.question == question and not trial.is_control]
    every = sum(not trial.is_control for trial in trials.values())
    room = max(0, most - (len(trials) - every))
    count = min(len(others), max(1, room * len(others) // max(1, every)))
    # One shuffled round for all: raters take the next ones in turn, so that each trial is heard about equally often.
    turned = np.random.default_rng([seed, raters]).permutation(len(others))
    return controls + [others[turned[(number * count + n) % len(others)]] for n in range(count)]


def _spread(names: list[str], trials: Mapping[str, Trial]) -> list[str]:
    """The same order, but never a case twice in a row where that can be helped."""
    left, spread = list(names), list[str]()
    while left:
        last = trials[spread[-1]].case if spread else None
        at = next((n for n, name in enumerate(left) if trials[name].case != last), 0)
        spread.append(left.pop(at))
    return spread
