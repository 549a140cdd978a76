"""Scores as tables: for the terminal, as JSON, as CSV, and as a page with the means drawn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from foleystudio.files.atomic_files import write_error
from foleystudio.project.storage.saved import write_atomically
from foleystudio.training.evaluation.intervals import CONFIDENCE, RESAMPLES, Estimate
from foleystudio.training.evaluation.tables import Table, as_text
from foleystudio.training.listening_test.design import SHIFT_S, Question, Role
from foleystudio.training.listening_test.scores import Scores

PAGE_NAME, TABLE_NAME, RATINGS_NAME, VALUES_NAME = "scores.html", "scores.csv", "answers.csv", "scores.json"

_SCALES = tuple(question for question in Question if not question.is_choice)
_CHOICES = tuple(question for question in Question if question.is_choice)
_TITLES = {
    Role.REAL: "Real recording (timbre: the reference)",
    Role.EARLY: f"Anchor: {1000 * SHIFT_S:.0f} ms early",
    Role.LATE: f"Anchor: {1000 * SHIFT_S:.0f} ms late",
    Role.WRONG: "Anchor: wrong sound",
}
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}"
    "th,td{padding:.3rem .7rem;text-align:right;border-bottom:1px solid #ddd}th:first-child{text-align:left}"
    "p{color:#555;max-width:56rem}svg{max-width:46rem;width:100%}svg text{font:13px system-ui,sans-serif}"
)


_Rows = tuple[tuple[str, tuple[Estimate | None, ...]], ...]


def told(scores: Scores) -> str:
    """All tables as text, and who was rejected."""
    return "\n".join([*_about(scores), "", as_text(_tables(scores))])


def as_values(scores: Scores) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "kit": scores.key.kit,
        "raters": list(scores.raters),
        "rejected": {str(rater): why for rater, why in scores.rejected.items()},
        "tables": [table.as_values() for table in _tables(scores)],
        "scores": [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(scores)],
    }


def write_scores(scores: Scores, folder: Path) -> None:
    """Write the page, the tables and the answers with their systems' names into a folder.

    Raises
    ------
    FoleyError
        When nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
    for name, text in (
        (PAGE_NAME, _page(scores)),
        (TABLE_NAME, _csv(_COLUMNS, _rows(scores))),
        (RATINGS_NAME, _csv(("rater", "question", "case", "category", "what", "points", "preferred_to"), _raw(scores))),
        (VALUES_NAME, json.dumps(as_values(scores), indent=1) + "\n"),
    ):
        write_atomically(folder / name, text.encode("utf-8"))


def _about(scores: Scores) -> list[str]:
    count = len(scores.raters)
    lines = [f"Kit {scores.key.kit}: {count} rater{'s' * (count != 1)} counted, {len(scores.rejected)} rejected."]
    lines += [f"Rejected: rater {rater} ({why})." for rater, why in scores.rejected.items()]
    lines.append(
        f"In brackets: {CONFIDENCE:.0%} intervals over raters and clips, {RESAMPLES} bootstrap draws, "
        f"seed {scores.seed}."
    )
    return lines


def _named(scores: Scores) -> list[tuple[str, str]]:
    """What was rated, and what tables call it: real ones first, systems, anchors."""
    systems = list(scores.key.systems.items())
    return [(Role.REAL, _TITLES[Role.REAL]), *systems, *((role, _TITLES[role]) for role in list(_TITLES)[1:])]


def _tables(scores: Scores) -> list[Table]:
    rows = tuple((title, tuple(_or_none(scores.mean(q, what)) for q in _SCALES)) for what, title in _named(scores))
    tables = [Table("Mean opinion", "On five points, 5 the best.", tuple(map(str, _SCALES)), _known(rows))]
    categories = scores.categories
    for question in _SCALES if len(categories) > 1 else ():
        rows = tuple(
            (title, tuple(_or_none(scores.mean(question, what, each)) for each in categories))
            for what, title in _named(scores)
        )
        tables.append(Table(f"Mean opinion by category: {question}", "", tuple(categories), _known(rows)))
    for question in _CHOICES:
        if found := scores.preferences(question):
            note = "Share that took the first of two; beside it Wilson's interval, as if all answers were independent."
            cells = tuple(
                (
                    f"{scores.key.systems[each.first]} before {scores.key.systems[each.second]}",
                    (each.share, f"[{each.wilson[0]:.3f}, {each.wilson[1]:.3f}]", str(each.share.count)),
                )
                for each in found
            )
            tables.append(Table(f"Preferred: {question}", note, ("share", "Wilson", "answers"), cells))
    return tables


def _or_none(estimate: Estimate) -> Estimate | None:
    return None if estimate.value is None else estimate


def _known(rows: _Rows) -> _Rows:
    return tuple((name, cells) for name, cells in rows if any(cell is not None for cell in cells))


_COLUMNS = ("question", "category", "what", "against", "value", "low", "high", "count")


def _rows(scores: Scores) -> list[tuple[Any, ...]]:
    """Every figure, a row each; an empty category is all of them together."""
    rows: list[tuple[Any, ...]] = []
    for question in _SCALES:
        for category in ("", *scores.categories):
            for what, _ in _named(scores):
                found = scores.mean(question, what, category or None)
                if found.value is not None:
                    rows.append(
                        (str(question), category, str(what), "", found.value, found.low, found.high, found.count)
                    )
    for question in _CHOICES:
        for each in scores.preferences(question):
            share = each.share
            rows.append((str(question), "", each.first, each.second, share.value, share.low, share.high, share.count))
    return rows


def _raw(scores: Scores) -> list[tuple[Any, ...]]:
    rated = [(r.rater, str(r.question), r.case, r.category, r.what, r.points, "") for r in scores.ratings]
    return [*rated, *((c.rater, str(c.question), c.case, c.category, c.chosen, "", c.other) for c in scores.choices)]


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def _page(scores: Scores) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in _about(scores))
    body += "".join(_drawn(scores, question) for question in _SCALES)
    body += "".join(table.as_html() for table in _tables(scores))
    head = f'<meta charset="utf-8"><title>Listening test</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>Listening test</h1>{body}</body></html>\n'


_LEFT, _WIDTH, _STEP = 280, 640, 26  # of the drawing, in its own units: names, the whole, a row


def _drawn(scores: Scores, question: Question) -> str:
    """Means on five points, a dot each with its interval."""
    rows = [(title, scores.mean(question, what)) for what, title in _named(scores)]
    rows = [(title, found) for title, found in rows if found.value is not None]
    if not rows:
        return ""
    height = _STEP * (len(rows) + 1)
    parts = [
        f'<line x1="{_x(n):.0f}" x2="{_x(n):.0f}" y1="4" y2="{height - 22}" stroke="#ddd"/>'
        f'<text x="{_x(n):.0f}" y="{height - 6}" text-anchor="middle" fill="#666">{n}</text>'
        for n in range(1, 6)
    ]
    for n, (title, found) in enumerate(rows):
        y = 16 + _STEP * n
        parts.append(
            f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end" fill="#222">{escape(title)}</text>'
            f'<line x1="{_x(found.low):.1f}" x2="{_x(found.high):.1f}" y1="{y}" y2="{y}" '
            f'stroke="#2c6150" stroke-width="2"/>'
            f'<circle cx="{_x(found.value):.1f}" cy="{y}" r="5" fill="#2c6150"/>'
        )
    label = escape(f"Mean opinion: {question}; the figures are in the table below.")
    drawing = f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    return f"<h2>{escape(str(question).capitalize())}</h2>{drawing}"


def _x(points: float | None) -> float:
    return _LEFT + (_WIDTH - _LEFT - 20) * ((points or 1) - 1) / 4
