"""The tables of `clip_tables` as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from foleystudio.engine.measures.timbre import OnScale
    from tests.benchmarks.clip_tables import Row

_BEGIN, _END = "<!-- clip tables: begin -->", "<!-- clip tables: end -->"

TITLES = {
    "guide": "Guide timing",
    "picture": "Picture timing",
    "taught-4": "Taught timing, 4 marks (scored after the last mark)",
    "taught-8": "Taught timing, 8 marks (scored after the last mark)",
}
_ONSET_HEADS = ("onsets", "F1", "null", "lift", "AP", "null", "AP compat", "med. dt (ms)", "r")
_ENOUGH_ONSETS = 7

Figure = Callable[["Row"], float | None]

_EVENT_FIGURES: tuple[Figure, ...] = (
    lambda row: row.events.scores.f1,
    lambda row: row.events.null.f1,
    lambda row: row.events.lift.f1,
    lambda row: row.events.scores.ap_strict,
    lambda row: row.events.null.ap_strict,
    lambda row: row.events.scores.ap_compat,
    lambda row: _ms(row.events.scores.median_dt_s),
    lambda row: row.events_r,
)
_TAKE_FIGURES: tuple[Figure, ...] = (
    lambda row: row.take.scores.f1,
    lambda row: row.take.null.f1,
    lambda row: row.take.lift.f1,
    lambda row: row.take.scores.ap_strict,
    lambda row: row.take.null.ap_strict,
    lambda row: row.take.scores.ap_compat,
    lambda row: _ms(row.take.scores.median_dt_s),
    lambda row: row.take_r,
)
_BLIND_FIGURES: tuple[Figure, ...] = (
    lambda row: row.blind.scores.f1,
    lambda row: row.blind.null.f1,
    lambda row: row.blind.lift.f1,
    lambda row: row.blind.scores.ap_strict,
    lambda row: row.blind.null.ap_strict,
)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def write_tables(rows: Sequence[Row], path: Path) -> None:
    """Put the tables into a file, between marks; the rest of the file stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"# Measured\n\n{_BEGIN}\n{_END}\n"
    if _BEGIN not in text:
        text += f"\n{_BEGIN}\n{_END}\n"
    before, rest = text.split(_BEGIN, 1)
    after = rest.split(_END, 1)[1]
    path.write_text(f"{before}{_BEGIN}\n{tables_text(rows)}\n{_END}{after}", encoding="utf-8")


def tables_text(rows: Sequence[Row]) -> str:
    """All tables: a summary, then timing and rendering clip by clip."""
    parts = [_summary(rows)]
    for timing, title in TITLES.items():
        chosen = [row for row in rows if row.timing == timing]
        if chosen:
            parts += [f"### {title}", _events_table(chosen), _takes_table(chosen)]
    return "\n\n".join(parts)


def _summary(rows: Sequence[Row]) -> str:
    renders = [row.duration_s / row.render_s for row in rows if row.render_s > 0]
    parts = ["### Summary", _timing_summary(rows), _takes_summary(rows)]
    if renders:
        parts.append(f"Rendering ran at {np.median(renders):.0f} times real time (median of {len(renders)} renders).")
    return "\n\n".join(parts)


def _timing_summary(rows: Sequence[Row]) -> str:
    lines = []
    for name, chosen in _groups(rows):
        for label, of in (("mean", np.mean), ("median", np.median)):
            figures = [_over(of, chosen, figure) for figure in (*_EVENT_FIGURES[:5], _EVENT_FIGURES[7])]
            lines.append((f"{name}, {label}", str(len(chosen)), *figures))
        blind = [_over(np.mean, chosen, figure) for figure in _BLIND_FIGURES]
        lines.append((f"{name}: a metronome on the same stretches, mean", str(len(chosen)), *blind, ""))
    heads = ("timing", "clips", "F1", "null", "lift", "AP", "AP null", "r")
    return (
        "Timing: events against the onsets of the clip's own sound. The metronome beats blindly, 5 times a second.\n\n"
        + _table(heads, lines)
    )


def _takes_summary(rows: Sequence[Row]) -> str:
    lines = []
    for name, chosen in _groups(rows):
        for label, of in (("mean", np.mean), ("median", np.median)):
            onsets = [_over(of, chosen, figure) for figure in (*_TAKE_FIGURES[:5], _TAKE_FIGURES[7])]
            lines.append((f"{name}, {label}", str(len(chosen)), *onsets, *_scales(of, chosen)))
    scale = ("floor", "ceiling", "share")
    heads = ("timing", "clips", "F1", "null", "lift", "AP", "AP null", "r", "MFCC", *scale, "Resemblyzer", *scale)
    return (
        "Rendering: the sound against the clip's own, its timbre against the reference; "
        "share = (score - floor) / (ceiling - floor).\n\n" + _table(heads, lines)
    )


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows of each timing, all and, where that is fewer, those of clips with enough onsets."""
    groups = []
    for timing in TITLES:
        chosen = [row for row in rows if row.timing == timing]
        many = [row for row in chosen if row.onsets_in_clip >= _ENOUGH_ONSETS]
        groups += [(timing, chosen)] if chosen else []
        groups += [(f"{timing}, {_ENOUGH_ONSETS}+ onsets", many)] if many and len(many) < len(chosen) else []
    return groups


def _scales(of: Callable[[list[float]], float], rows: Sequence[Row]) -> list[str]:
    """Score, floor, ceiling and share, over the clips that have all three."""
    cells: list[str] = []
    for name in ("mfcc", "resemblyzer"):
        scales: list[OnScale | None] = [getattr(row, name) for row in rows]
        known = [(s.score, s.floor, s.ceiling) for s in scales if s and s.floor is not None and s.ceiling is not None]
        if not known:
            cells += [""] * 4
            continue
        score, floor, ceiling = (float(of(list(column))) for column in zip(*known, strict=True))
        cells += [_number(score), _number(floor), _number(ceiling), _number((score - floor) / (ceiling - floor))]
    return cells


def _events_table(rows: Sequence[Row]) -> str:
    lines = [(row.case.name, str(row.events.scores.targets), *_cells(row, _EVENT_FIGURES)) for row in rows]
    lines += [_foot(label, of, rows, _EVENT_FIGURES) for label, of in (("mean", np.mean), ("median", np.median))]
    return "Events against the onsets of the clip's sound:\n\n" + _table(("clip", *_ONSET_HEADS), lines)


def _takes_table(rows: Sequence[Row]) -> str:
    heads = ("clip", "reference", *_ONSET_HEADS, "MFCC", "floor", "ceiling", "Resemblyzer", "floor", "ceiling")
    lines = []
    for row in rows:
        scales = [_scale_cells(row.mfcc), _scale_cells(row.resemblyzer)]
        cells = _cells(row, _TAKE_FIGURES)
        lines.append(
            (row.case.name, row.case.reference_name, str(row.take.scores.targets), *cells, *scales[0], *scales[1])
        )
    for label, of in (("mean", np.mean), ("median", np.median)):
        name, empty, *figures = _foot(label, of, rows, _TAKE_FIGURES)
        cells = _scales(of, rows)
        lines.append((name, "", empty, *figures, *cells[:3], *cells[4:7]))
    return "The rendered sound against the clip's own, and its timbre against the reference:\n\n" + _table(heads, lines)


def _cells(row: Row, figures: Sequence[Figure]) -> list[str]:
    return [_number(figure(row)) for figure in figures]


def _foot(
    label: str, of: Callable[[list[float]], float], rows: Sequence[Row], figures: Sequence[Figure]
) -> tuple[str, ...]:
    return (f"**{label}**", "", *(_over(of, rows, figure) for figure in figures))


def _over(of: Callable[[list[float]], float], rows: Sequence[Row], figure: Figure) -> str:
    known = [value for row in rows for value in [figure(row)] if value is not None]
    return _number(float(of(known))) if known else ""


def _scale_cells(scale: OnScale | None) -> list[str]:
    return [""] * 3 if scale is None else [_number(scale.score), _number(scale.floor), _number(scale.ceiling)]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 2 else f"{value:.2f}"


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [heads, ["---"] + ["---:"] * (len(heads) - 1), *lines]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)
