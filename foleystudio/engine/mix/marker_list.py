"""Events and markers as a list that other programs read."""

from __future__ import annotations

import csv
import io

from foleystudio.engine.clip import Clip
from foleystudio.project.document import Project
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

_HEAD = ("number", "kind", "name", "time_s", "timecode", "frame", "sample_48k", "duration_s", "strength")


def marker_list(project: Project, clip: Clip) -> str:
    """CSV of a project's events and markers in time order.

    Events are called by their track where there are several. Timecode counts from the clip's own start timecode;
    seconds, frames and samples count from the clip's beginning.
    """
    several = len(project.tracks) > 1
    rows = [
        (e.time_s, "event", f"{track.name} {i}" if several else f"Event {i}", e.sustain_s, f"{e.strength:.3f}")
        for track in project.tracks
        for i, e in enumerate(track.events, 1)
    ]
    rows += [(m.time_s, "marker", m.name, 0.0, "") for m in project.markers]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for number, (time_s, kind, name, duration_s, strength) in enumerate(sorted(rows), 1):
        frame, sample = clip.frames.frame_at(time_s), to_samples(time_s, STUDIO_RATE_HZ)
        label, lasts = clip.timecode.label(frame), f"{duration_s:.6f}"
        writer.writerow((number, kind, name, f"{time_s:.6f}", label, frame, sample, lasts, strength))
    return text.getvalue()
