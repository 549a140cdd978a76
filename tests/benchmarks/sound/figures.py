"""One figure of the table, what is asked of it, and the table as Markdown."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

RENDERERS = ("exemplar", "hybrid", "varietysound")
_COLUMNS = ("reference", "sampler", *RENDERERS)
_HEADS = ("row", "what", "asked", "reference", "sampler", "exemplar", "hybrid", "networks alone")
_COMPARE = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Parameters
    ----------
    row
        Name of the row that it belongs to.
    what
        What was measured, in words, with its unit.
    values
        By ``reference``, ``sampler`` and renderer; what has none is missing.
    asked
        Comparison and limit; None for what is only shown.
    asked_of_networks
        What is asked of networks alone, where that differs.
    notes
        The cases behind it, by renderer.
    digits
        After the point.
    count
        Of cases, where programs may differ in it; 0 where it is not told.
    """

    row: str
    what: str
    values: Mapping[str, float | None]
    asked: tuple[str, float] | None = None
    asked_of_networks: tuple[str, float] | None = None
    notes: Mapping[str, list[str]] = field(default_factory=dict)
    digits: int = 1
    count: int = 0

    def limit_of(self, renderer: str) -> tuple[str, float] | None:
        """What is asked of a renderer."""
        return (self.asked_of_networks or self.asked) if renderer == "varietysound" else self.asked

    def holds(self, renderer: str) -> bool | None:
        """Whether a renderer does what is asked of it; None where nothing is, or it has no figure."""
        limit, value = self.limit_of(renderer), self.values.get(renderer)
        if limit is None or value is None or renderer not in RENDERERS:
            return None
        return bool(_COMPARE[limit[0]](round(value, self.digits), limit[1]))


def median(values: Sequence[float]) -> float | None:
    """Median; None of nothing."""
    return float(np.median(values)) if values else None


def share(held: Sequence[bool]) -> float | None:
    """Percentage that is true; None of nothing."""
    return 100 * float(np.mean(held)) if held else None


def table_text(figures: Sequence[Figure], before: Sequence[Figure] = ()) -> str:
    """The table: what fails is bold, what it was before stands in brackets."""
    earlier = {(figure.row, figure.what): figure for figure in before}
    lines = ["| " + " | ".join(_HEADS) + " |", "| --- | --- | --- |" + " ---: |" * len(_COLUMNS)]
    for figure in figures:
        was = earlier.get((figure.row, figure.what))
        cells = [_cell(figure, column, was) for column in _COLUMNS]
        what = figure.what + (f" (of {figure.count})" if figure.count else "")
        lines.append(f"| {figure.row} | {what} | {_asked(figure)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def failing_text(figures: Sequence[Figure], most: int = 1000) -> str:
    """The cases behind what fails, at most so many of each."""
    lines = []
    for figure in figures:
        for renderer, notes in figure.notes.items():
            if figure.holds(renderer) is False and notes:
                lines.append(f"- {figure.row}, {figure.what}, {renderer}: " + "; ".join(notes[:most]))
    return "\n".join(lines)


def _asked(figure: Figure) -> str:
    other = figure.asked_of_networks
    if figure.asked is None:
        return "" if other is None else f"({other[0]} {other[1]:g})"
    text = f"{figure.asked[0]} {figure.asked[1]:g}"
    return text if other is None else f"{text} ({other[0]} {other[1]:g})"


def _cell(figure: Figure, column: str, was: Figure | None) -> str:
    value = figure.values.get(column)
    if value is None:
        return ""
    text = f"{value:.{figure.digits}f}"
    if figure.holds(column) is False:
        text = f"**{text}**"
    old = was.values.get(column) if was is not None and column in RENDERERS else None
    return text if old is None else f"{text} ({old:.{figure.digits}f})"


def save(figures: Sequence[Figure], path: Path) -> None:
    """Keep figures, for the column of before."""
    plain = [vars(f) | {"values": dict(f.values), "notes": dict(f.notes)} for f in figures]
    path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> list[Figure]:
    """Figures that were kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [
        Figure(
            **{
                **figure,
                "asked": _pair(figure["asked"]),
                "asked_of_networks": _pair(figure["asked_of_networks"]),
            }
        )
        for figure in kept
    ]


def _pair(limit: list[object] | None) -> tuple[str, float] | None:
    return None if limit is None else (str(limit[0]), float(str(limit[1])))
