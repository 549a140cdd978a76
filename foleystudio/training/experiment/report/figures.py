"""The figures of an experiment as they were written, read back for its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists
from foleystudio.files.json_text import parsed, read_bytes
from foleystudio.training.evaluation.intervals import Estimate, mean_of
from foleystudio.training.experiment.manifest import RECORDED
from foleystudio.training.experiment.rebuilding import REBUILT
from foleystudio.training.experiment.scoring import Row
from foleystudio.training.experiment.settings import SYSTEMS, Experiment

JUDGES = ("effects", "resemblyzer", "mfcc")
"""Embeddings of `scoring.Judges`, the most telling first."""


@dataclass(frozen=True)
class Rebuilt:
    """What `rebuilding.rebuild` has written."""

    cases: list[str] = field(default_factory=list)
    figures: dict[str, list[float]] = field(default_factory=dict)
    lengths: dict[str, dict[str, list[float]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """All that was measured.

    Parameters
    ----------
    rows
        Of every scored system, one a sound.
    rebuilt
        What the nets rebuild.
    seed
        Of the intervals.
    """

    rows: dict[str, list[Row]]
    rebuilt: Rebuilt
    seed: int

    def mean(self, system: str, name: str, pairings: Iterable[str], category: str | None = None) -> Estimate:
        """A figure's mean over a system's sounds of some kinds of pairs, of one category or of all."""
        return mean_of([_number(row, name) for row in self.of(system, pairings, category)], self.seed)

    def difference(self, one: str, other: str, name: str, pairings: Iterable[str]) -> Estimate:
        """How far a figure of one system lies above that of another, pair by pair."""
        pairings = tuple(pairings)
        theirs = {row["pair"]: _number(row, name) for row in self.of(other, pairings)}
        gaps = []
        for row in self.of(one, pairings):
            mine, their = _number(row, name), theirs.get(row["pair"])
            gaps.append(mine - their if mine is not None and their is not None else None)
        return mean_of(gaps, self.seed)

    def of(self, system: str, pairings: Iterable[str], category: str | None = None) -> list[Row]:
        """A system's rows of some kinds of pairs."""
        wanted = tuple(pairings)
        rows = self.rows.get(system, [])
        return [row for row in rows if row["pairing"] in wanted and category in (None, row["category"])]

    @property
    def judges(self) -> Sequence[str]:
        """Embeddings that were at hand."""
        return [name for name in JUDGES if any(name in row for rows in self.rows.values() for row in rows[:1])]

    @property
    def categories(self) -> list[str]:
        """In the order in which they were drawn."""
        return list(dict.fromkeys(str(row["category"]) for rows in self.rows.values() for row in rows))


def read_figures(experiment: Experiment) -> Figures:
    """What is there of an experiment's figures.

    Raises
    ------
    FoleyError
        When a file is damaged.
    """
    names = (RECORDED, *SYSTEMS)
    rows = {name: _read(experiment.scores(name), list[Row]) for name in names if exists(experiment.scores(name))}
    rebuilt = Rebuilt()
    if exists(experiment.scores(REBUILT)):
        rebuilt = _read(experiment.scores(REBUILT), Rebuilt)
    return Figures(rows, rebuilt, experiment.settings.seed)


def _read(path: Path, kind: Any) -> Any:
    try:
        return msgspec.convert(parsed(read_bytes(path)), kind)
    except (ValueError, msgspec.MsgspecError) as error:
        raise FoleyError("it cannot be read", file=path, remedy="remove it and run the experiment again") from error


def _number(row: Row, name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else None
