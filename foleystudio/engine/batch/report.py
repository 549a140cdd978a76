"""What came of a batch, as a page and as a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

from foleystudio.engine.batch.task import DONE, FAILED, SKIPPED, Outcome
from foleystudio.project.storage.saved import write_atomically

NAME = "report"
_STYLE = (
    "body{font:11pt/1.35 sans-serif;margin:2em;color:#111}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #999;padding:.25em .5em;text-align:left;vertical-align:top}th{background:#eee}"
    "tr.failed td{background:#fdd}"
)


def told(outcomes: Sequence[Outcome]) -> str:
    """``195 done, 5 failed``."""
    counts = {status: sum(each.status == status for each in outcomes) for status in (DONE, SKIPPED, FAILED)}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count) or "nothing to do"


def write_report(outcomes: Sequence[Outcome], folder: Path) -> tuple[Path, Path]:
    """Write ``report.html`` and ``report.csv``; answers where.

    Raises
    ------
    FoleyError
        When they cannot be written.
    """
    page, listed = folder / f"{NAME}.html", folder / f"{NAME}.csv"
    write_atomically(page, _page(outcomes).encode("utf-8"))
    write_atomically(listed, _list(outcomes).encode("utf-8"))
    return page, listed


def _cells(outcome: Outcome) -> tuple[str, ...]:
    levels = ("" if level is None else f"{level:.1f}" for level in (outcome.lufs, outcome.dbtp))
    return (
        outcome.clip, outcome.status, outcome.out, str(outcome.events), *levels, f"{outcome.seconds:.1f}",
        " ".join(outcome.notes),
    )  # fmt: skip


_HEAD = ("clip", "status", "out", "events", "lufs", "dbtp", "seconds", "notes")


def _list(outcomes: Sequence[Outcome]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    writer.writerows(map(_cells, outcomes))
    return text.getvalue()


def _page(outcomes: Sequence[Outcome]) -> str:
    head = "".join(f"<th>{name}</th>" for name in _HEAD)
    rows = "\n".join(
        f'<tr class="{escape(outcome.status)}">{"".join(f"<td>{escape(cell)}</td>" for cell in _cells(outcome))}</tr>'
        for outcome in sorted(outcomes, key=lambda each: each.status != FAILED)
    )
    meta = f'<meta charset="utf-8"><title>Batch</title><style>{_STYLE}</style>'
    body = f"<h1>{escape(told(outcomes))}</h1>\n<table>\n<tr>{head}</tr>\n{rows}\n</table>"
    return f"<!doctype html>\n<html><head>{meta}</head>\n<body>{body}</body></html>\n"
