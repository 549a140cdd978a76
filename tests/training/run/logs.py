"""Reads a run's log."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from foleystudio.training.run.run_log import LOG_NAME


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Rows, oldest first; a line that a kill cut in two is left out."""
    rows: list[dict[str, Any]] = []
    for line in (folder / LOG_NAME).read_text(encoding="utf-8").splitlines():
        with suppress(ValueError):
            rows.append(json.loads(line))
    return rows
