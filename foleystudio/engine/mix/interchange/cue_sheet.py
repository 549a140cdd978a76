"""Cue sheets: what sounds when, track by track, as a list for programs and as a page to print and tick off."""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path
from typing import NamedTuple

from foleystudio.engine.clip import Clip
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically

_HEAD = ("cue", "track", "in", "out", "frame", "time_s", "what", "strength", "note")
_STYLE = (
    "body{font:11pt/1.35 sans-serif;margin:2em;color:#111}table{border-collapse:collapse;width:100%;margin:0 0 2em}"
    "th,td{border:1px solid #999;padding:.25em .5em;text-align:left;vertical-align:top}th{background:#eee}"
    "td.time{font-family:monospace;white-space:nowrap}td.box{width:1.4em}tr{page-break-inside:avoid}"
    "h2{page-break-after:avoid}@media print{body{margin:0}}"
)


class Cue(NamedTuple):
    """One line of a sheet."""

    number: int
    track: str
    begins: str
    ends: str
    frame: int
    time_s: float
    what: str
    strength: str
    note: str


def write_cues(project: Project, clip: Clip, out: Path) -> None:
    """Write the sheet: a page for ``.html``, a list for ``.csv``.

    Raises
    ------
    FoleyError
        When the file cannot be written.
    """
    text = cue_page(project, clip) if out.suffix.lower() == ".html" else cue_list(project, clip)
    write_atomically(out, text.encode("utf-8"))


def cues_of(project: Project, clip: Clip) -> list[Cue]:
    """All cues, markers first, then track by track, in time order."""
    rows = [("Markers", m.time_s, 0.0, m.name, "", "") for m in project.markers]
    for track in project.tracks:
        rows += [
            (track.name, e.time_s, e.sustain_s, e.label or track.name, f"{e.strength:.2f}", e.note)
            for e in track.events
        ]
    cues = []
    for number, (name, time_s, lasts_s, what, strength, note) in enumerate(rows, 1):
        first, last = clip.frames.frame_at(time_s), clip.frames.frame_at(time_s + lasts_s)
        code = clip.timecode
        cues.append(Cue(number, name, code.label(first), code.label(last), first, time_s, what, strength, note))
    return cues


def cue_list(project: Project, clip: Clip) -> str:
    """CSV of all cues."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for cue in cues_of(project, clip):
        writer.writerow((*cue[:5], f"{cue.time_s:.6f}", *cue[6:]))
    return text.getvalue()


def cue_page(project: Project, clip: Clip) -> str:
    """An HTML page of all cues, a table a track, each with a box to tick; it needs nothing from elsewhere."""
    cues = cues_of(project, clip)
    tables = [
        f"<h2>{escape(name)}</h2>\n<table>\n<tr><th></th><th>Cue</th><th>In</th><th>Out</th><th>What</th>"
        f"<th>Strength</th><th>Note</th></tr>\n{''.join(map(_row, (c for c in cues if c.track == name)))}</table>\n"
        for name in dict.fromkeys(cue.track for cue in cues)
    ]
    title = escape(clip.name)
    head = f'<meta charset="utf-8"><title>{title}: cue sheet</title><style>{_STYLE}</style>'
    about = f"<p>{len(cues)} cues, {float(clip.timecode.rate_fps):g} frames a second</p>"
    return (
        f"<!doctype html>\n<html><head>{head}</head>\n<body><h1>{title}</h1>{about}\n{''.join(tables)}</body></html>\n"
    )


def _row(cue: Cue) -> str:
    ends = cue.ends if cue.ends != cue.begins else ""
    cells = (cue.begins, ends)
    return (
        f'<tr><td class="box"></td><td>{cue.number}</td>'
        + "".join(f'<td class="time">{escape(cell)}</td>' for cell in cells)
        + "".join(f"<td>{escape(cell)}</td>" for cell in (cue.what, cue.strength, cue.note))
        + "</tr>\n"
    )
