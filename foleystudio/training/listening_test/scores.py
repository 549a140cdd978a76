"""From answers to scores: who listened, mean opinions with intervals, and who was preferred to whom.

Intervals hold over raters and clips alike: both are drawn anew with replacement, as both are samples of what could have
been (the product bootstrap of A. B. Owen, "The pigeonhole bootstrap", 2007).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from foleystudio.training.evaluation.intervals import CONFIDENCE, RESAMPLES, Estimate
from foleystudio.training.listening_test.answers import Answers, Key, KeyTrial
from foleystudio.training.listening_test.design import ANCHORS, Question, Role

LEAST_APART = {Question.REALISM: 0.5, Question.ALIGNMENT: 0.25, Question.TIMBRE: 1.0}
"""Points by which a rater's mean of the real ones must exceed that of the anchors. Little where it is about 200 ms,
which not everybody sees in dense clips; much where a dog is compared with a drum."""

LEAST_RIGHT = 2 / 3
"""Share of the choices with a known answer that must be right; by chance it is a half."""

FEWEST_CHECKS = 3  # choices with a known answer below which nothing is made of them
_Z = 1.959964  # standard deviations to either side that hold 95 % of a normal distribution


class _Cell(Protocol):
    """What an estimate is made of: something that one rater said of one case."""

    @property
    def rater(self) -> int: ...

    @property
    def case(self) -> str: ...


Row = TypeVar("Row", bound=_Cell)
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Rating:
    """Points that a rater gave."""

    rater: int
    question: Question
    case: str
    category: str
    what: str
    points: int


@dataclass(frozen=True)
class Choice:
    """What a rater preferred to what."""

    rater: int
    question: Question
    case: str
    category: str
    chosen: str
    other: str


@dataclass(frozen=True)
class Preference:
    """One system beside another.

    Parameters
    ----------
    question, first, second
        Who was preferred, of whom.
    share
        Of the answers that took the first, with its interval over raters and clips.
    wilson
        The interval of the same share, were all answers independent (E. B. Wilson, 1927).
    """

    question: Question
    first: str
    second: str
    share: Estimate
    wilson: tuple[float, float]


@dataclass(frozen=True)
class Scores:
    """Ratings and choices of those who listened.

    Parameters
    ----------
    key
        Of the kit.
    ratings, choices
        Without those of raters who were rejected.
    rejected
        Rater -> why.
    raters
        Whose answers count.
    seed
        Draws the intervals.
    """

    key: Key
    ratings: tuple[Rating, ...]
    choices: tuple[Choice, ...]
    rejected: Mapping[int, str]
    raters: tuple[int, ...]
    seed: int = 0

    def mean(self, question: Question, what: str, category: str | None = None) -> Estimate:
        """Mean opinion of a system (or a role), of one category or all."""
        found = [
            rating
            for rating in self.ratings
            if rating.question == question and rating.what == what and category in (None, rating.category)
        ]
        return mean_over(found, lambda rating: rating.points, self.seed)

    def preferences(self, question: Question) -> list[Preference]:
        """Every two systems that were chosen between."""
        found = []
        for first, second in combinations(self.key.systems, 2):
            rows = [
                choice
                for choice in self.choices
                if choice.question == question and {choice.chosen, choice.other} == {first, second}
            ]
            if rows:
                won = {choice: float(choice.chosen == first) for choice in rows}
                share = mean_over(rows, won.__getitem__, self.seed)
                wins = sum(choice.chosen == first for choice in rows)
                found.append(Preference(question, first, second, share, wilson(wins, len(rows))))
        return found

    @property
    def categories(self) -> list[str]:
        """In order of their names."""
        return sorted({rating.category for rating in self.ratings})


def scored(answers: Sequence[Answers], key: Key, seed: int = 0, keep_all: bool = False) -> Scores:
    """Scores of what raters answered.

    Parameters
    ----------
    keep_all
        Also those whom the anchors tell against.
    """
    rejected = {one.rater: "; ".join(why) for one in answers if not keep_all and (why := faults(one, key))}
    counted = [one for one in answers if one.rater not in rejected]
    ratings, choices = [], []
    for one in counted:
        for name, value in one.values.items():
            trial = key.trials[name]
            if isinstance(value, int):
                told = trial.items[0].what
                ratings.append(Rating(one.rater, trial.question, trial.case, trial.category, told, value))
            else:
                first, second = trial.items
                chosen, other = (first, second) if first.file == value else (second, first)
                choices.append(Choice(one.rater, trial.question, trial.case, trial.category, chosen.what, other.what))
    return Scores(key, tuple(ratings), tuple(choices), rejected, tuple(one.rater for one in counted), seed)


def faults(one: Answers, key: Key) -> list[str]:
    """What tells that a rater did not listen, a clause each; nothing where too little was answered to tell."""
    found = []
    checks = [(key.trials[name], value) for name, value in one.values.items() if key.trials[name].is_control]
    for question, apart in LEAST_APART.items():
        rated = [(trial, value) for trial, value in checks if trial.question == question and isinstance(value, int)]
        real = [value for trial, value in rated if trial.items[0].role == Role.REAL]
        anchors = [value for trial, value in rated if trial.items[0].role in ANCHORS]
        if real and anchors and np.mean(real) - np.mean(anchors) < apart:
            found.append(
                f"{question}: {np.mean(anchors):.1f} for anchors, {np.mean(real):.1f} for what is real "
                f"(at least {apart:g} apart are asked for)"
            )
    chosen = [_is_right(trial, value) for trial, value in checks if isinstance(value, str)]
    if len(chosen) >= FEWEST_CHECKS and sum(chosen) < LEAST_RIGHT * len(chosen):
        found.append(f"choices: {sum(chosen)} right of {len(chosen)} whose answer is known")
    return found


def _is_right(trial: KeyTrial, chosen: str) -> bool:
    return any(item.file == chosen and item.role == Role.REAL for item in trial.items)


def mean_over(rows: Sequence[Row], value: Callable[[Row], float], seed: int) -> Estimate:
    """Mean of what raters said of cases, with its interval over both; the same for the same seed."""
    if not rows:
        return Estimate(None)
    values = np.array([value(row) for row in rows], dtype=np.float64)
    raters, n_raters = _numbered(row.rater for row in rows)
    cases, n_cases = _numbered(row.case for row in rows)
    sums, counts = np.zeros((2, n_raters, n_cases))
    np.add.at(sums, (raters, cases), values)
    np.add.at(counts, (raters, cases), 1)
    rng = np.random.default_rng(seed)
    # How often each comes up when as many as there are are drawn with replacement; a single one always does.
    first, second = (rng.multinomial(n, [1 / n] * n, RESAMPLES) for n in (n_raters, n_cases))
    totals = (first @ counts * second).sum(axis=1)
    drawn = np.divide((first @ sums * second).sum(axis=1), totals, np.full(RESAMPLES, np.nan), where=totals > 0)
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail])
    return Estimate(float(values.mean()), float(low), float(high), len(rows))


def _numbered(names: Iterable[object]) -> tuple[Numbers, int]:
    numbers: dict[object, int] = {}
    found = np.array([numbers.setdefault(name, len(numbers)) for name in names])
    return found, len(numbers)


def wilson(wins: int, count: int) -> tuple[float, float]:
    """Interval of a share that 95 of 100 such intervals hold, were all answers independent."""
    share, spread = wins / count, _Z**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
