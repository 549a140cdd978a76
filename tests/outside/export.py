"""An export from outside: the events as subtitles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from foleystudio.engine.mix.exports import EXPORTS, ExportFormat, ExportOrder, ExportRow
from foleystudio.engine.mix.report import ExportedFile, ExportReport
from foleystudio.project.storage.saved import write_atomically


def _write(order: ExportOrder) -> ExportReport:
    lines = [f"{event.time_s:.2f} BANG" for track in order.project.tracks for event in track.events]
    write_atomically(order.out, "\n".join(lines).encode())
    return ExportReport((ExportedFile(order.out),))


@contextmanager
def subtitles() -> Iterator[None]:
    """The export is in the table."""
    texts = (ExportFormat(".sub", "Subtitles, SUB", "A bang an event."),)
    EXPORTS.add(ExportRow("subtitles", "a bang an event", lambda: texts, _write, is_heard=False))
    try:
        yield
    finally:
        EXPORTS.remove("subtitles")
