"""A training's figures as they come: one JSON line each, and TensorBoard for who wants it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import is_file
from foleystudio.files.json_text import parsed

if TYPE_CHECKING:
    from torch.utils.tensorboard.writer import SummaryWriter

LOG_NAME = "log.jsonl"


class RunLog:
    """Appends rows to a run's ``log.jsonl`` and reports them.

    Parameters
    ----------
    folder
        Of the run.
    tensorboard
        Also write TensorBoard's event files there.

    Raises
    ------
    FoleyError
        When TensorBoard is asked for and not installed, or the log leads elsewhere.
    """

    def __init__(self, folder: Path, tensorboard: bool = False) -> None:
        self._file = folder / LOG_NAME
        if os.path.lexists(self._file) and (self._file.is_symlink() or not is_file(self._file)):
            raise FoleyError("it is no ordinary file", file=self._file, remedy="remove it")
        self._board = _board(folder) if tensorboard else None

    def write(self, row: Mapping[str, Any], report: Callable[[str], None]) -> None:
        """Keep a row: its ``step`` and figures, by name or in groups."""
        line = json.dumps(row, default=float)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        report(line)
        if self._board is not None:
            for name, value in _flat(row):
                self._board.add_scalar(name, value, row.get("step", 0))
            self._board.flush()

    def forget_after(self, step: int) -> None:
        """Drop the rows behind a step: a killed run logs on after its last checkpoint, and a resumed one again."""
        if not is_file(self._file):
            return
        lines = self._file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        kept = [line for line in lines if _step_of(line) <= step]
        if len(kept) < len(lines):
            with whole_file(self._file, through_links=False) as temporary:
                temporary.write_text("".join(line + "\n" for line in kept), encoding="utf-8", errors="surrogateescape")


def read_log(folder: Path) -> list[dict[str, Any]]:
    """A run's rows, oldest first; a line that a kill cut in two is left out, and a run without a log has none."""
    file, rows = folder / LOG_NAME, []
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if is_file(file) else []
    for line in lines:
        with suppress(ValueError):
            rows.append(_row_of(line))
    return rows


def _row_of(line: str) -> dict[str, Any]:
    row = parsed(line.encode(errors="replace"))
    if not isinstance(row, dict):
        raise ValueError("a row of a log is an object")
    return row


def _step_of(line: str) -> float:
    try:
        return float(_row_of(line).get("step", 0))
    except (TypeError, ValueError):
        return float("inf")


def _flat(row: Mapping[str, Any], under: str = "") -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for name, value in row.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{under}{name}/")
        elif isinstance(value, int | float) and name != "step":
            found.append((under + name, float(value)))
    return found


def _board(folder: Path) -> SummaryWriter:
    try:
        from torch.utils.tensorboard.writer import SummaryWriter
    except ImportError as error:
        raise FoleyError("TensorBoard is not installed", remedy="pip install tensorboard, or leave it out") from error
    return SummaryWriter(str(folder))
