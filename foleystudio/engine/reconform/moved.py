"""A project on another cut of its film: events, takes and markers go with their pictures, and nothing is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.reconform.by_edl import edited_spans, read_edl
from foleystudio.engine.reconform.by_picture import matched_spans, prints_of
from foleystudio.engine.reconform.cut_takes import cut_take
from foleystudio.engine.reconform.spans import Moves, Span
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.project.document import Marker, Project
from foleystudio.project.events import Event
from foleystudio.project.sounds.comp import Comp, CompSpan, heard_of, put
from foleystudio.project.tracks import Track

ASIDE = "(cut)"
"""How names of what was cut out end."""

_LEAST_NEW_S = 0.05  # new picture that is shorter gets no marker
NewPath = Callable[[str], Path]
"""Answers a fresh path for a take of a name."""


@dataclass(frozen=True)
class Happened:
    """One line of the list of what happened.

    Parameters
    ----------
    what
        ``kept``, ``cut out`` or ``new``.
    old, new
        Timecode in and out in either cut; empty where it is not there.
    events, markers
        How many lay on it.
    """

    what: str
    old: tuple[str, str] = ("", "")
    new: tuple[str, str] = ("", "")
    events: int = 0
    markers: int = 0


@dataclass(frozen=True)
class Reconformed:
    """A project on its new cut, and what happened."""

    project: Project
    happened: tuple[Happened, ...]
    moved: int
    aside: int

    @property
    def told(self) -> str:
        """In a sentence, without a full stop."""
        counts = {what: sum(row.what == what for row in self.happened) for what in ("kept", "cut out", "new")}
        stretches = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        aside = f", {self.aside} of pictures that were cut out kept aside" if self.aside else ""
        return f"{self.moved} events went with their pictures{aside}; stretches: {stretches}"


def find_moves(
    old: Clip,
    new: Clip,
    edl: Path | None = None,
    old_edl: Path | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Moves:
    """Where the old cut's pictures are in the new one: by lists where they are given, else by looking at both.

    Raises
    ------
    FoleyError
        When a clip or a list cannot be read, or the two have no picture in common.
    CancelledError
        When the user cancelled.
    """
    if edl is not None:
        before = read_edl(old_edl, old.timecode) if old_edl is not None else None
        spans = edited_spans(old, new, read_edl(edl, new.timecode), before)
    else:
        seen = prints_of(old, lambda share, what: progress(share * 0.45, what), cancelled)
        other = prints_of(new, lambda share, what: progress(0.45 + share * 0.45, what), cancelled)
        spans = matched_spans(old, new, seen, other)
    if not spans:
        what = "it has no picture of the old cut" if edl is None else "its edits are none of the old cut"
        raise FoleyError(what, file=edl or new.path, remedy="choose a cut of the same film")
    return Moves(spans, old.duration_s, new.duration_s)


def reconform(
    project: Project, old: Clip, new: Clip, moves: Moves, new_path: NewPath, cancelled: Cancelled = never_cancelled
) -> Reconformed:
    """Move all of a project to its new cut.

    Events and markers lie on the pictures that they lay on. Those of pictures that were cut out go to silent tracks of
    their own, with the times that they had; such markers stand at the seam. The take that sounds is cut and laid anew,
    beside the old ones. A marker says where pictures are new.

    Raises
    ------
    FoleyError
        When a take cannot be read or written.
    CancelledError
        When the user cancelled.
    """
    made = replace(project, clip=new.path, tracks=(), markers=(), proposals=(), in_s=None, out_s=None)
    moved = aside = 0
    for track in project.tracks:
        events = [(event, moves.at(event.time_s)) for event in track.events]
        gone = tuple(event for event, at in events if at is None)
        there = tuple(replace(event, time_s=at) for event, at in events if at is not None)
        moved, aside = moved + len(there), aside + len(gone)
        made = _with(made, _moved_track(track, there, moves))
        made = _with_laid(made, track, moves, new_path, cancelled)
        if gone:
            made = _with_aside(made, track, gone)
    in_s, out_s = _range(project, moves)
    made = replace(made, markers=_markers(project, moves, made), in_s=in_s, out_s=out_s)
    return Reconformed(made, _happened(project, old, new, moves), moved, aside)


def _with(project: Project, track: Track) -> Project:
    return replace(project, tracks=(*project.tracks, track))


def _moved_track(track: Track, events: tuple[Event, ...], moves: Moves) -> Track:
    rejected = tuple(at for time_s in track.events.rejected_s if (at := moves.at(time_s)) is not None)
    moved = replace(track.events, events=events, rejected_s=rejected)
    return replace(track, events=moved, learnt=None, comp=())


def _with_laid(project: Project, track: Track, moves: Moves, new_path: NewPath, cancelled: Cancelled) -> Project:
    """With every take that sounds on a track cut and laid anew, and its comp on the pictures that it lay on."""
    if track.active is None:
        return project
    laid: dict[int, int] = {}
    others = dict.fromkeys(heard.take for heard in heard_of(track.comp, track.active) if heard.take != track.active)
    for key in (*others, track.active):  # the last one is in use
        take = track.take(key)
        project = project.with_take(track.key, cut_take(take, moves, new_path(take.name), cancelled))
        laid[key] = project.track(track.key).takes[-1].key
    comp: Comp = ()
    for span in track.comp:
        for kept in moves.spans:
            start_s, stop_s = max(span.start_s, kept.old_s), min(span.stop_s, kept.old_end_s)
            if stop_s > start_s:
                comp = put(comp, _on_pictures(span.cut(start_s, stop_s), kept, laid))
    return project.with_changed_track(replace(project.track(track.key), comp=comp))


def _on_pictures(span: CompSpan, kept: Span, laid: Mapping[int, int]) -> CompSpan:
    """A stretch of a comp where its pictures are now."""
    by_s = kept.new_s - kept.old_s
    take = None if span.take is None else laid[span.take]
    return replace(span, start_s=max(0.0, span.start_s + by_s), stop_s=span.stop_s + by_s, take=take)


def _with_aside(project: Project, track: Track, events: tuple[Event, ...]) -> Project:
    """A silent track of what was cut out, at the times that it had."""
    project = project.with_track(f"{track.name} {ASIDE}", renderer=track.renderer)
    made = project.tracks[-1]
    kept = replace(track.events, events=events, rejected_s=())
    aside = replace(made, mute=True, events=kept, layers=track.layers, settings=track.settings, model=track.model)
    return project.with_changed_track(aside)


def _markers(project: Project, moves: Moves, made: Project) -> tuple[Marker, ...]:
    markers, key = [], made.next_key
    for marker in project.markers:
        at = moves.at(marker.time_s)
        name = marker.name if at is not None else f"{marker.name} {ASIDE}".strip()
        markers.append(replace(marker, time_s=at if at is not None else moves.near(marker.time_s), name=name))
    for number, (start, stop) in enumerate(moves.added, 1):
        if stop - start >= _LEAST_NEW_S:
            markers.append(Marker(start, f"New picture {number}", key))
            key += 1
    return tuple(markers)


def _range(project: Project, moves: Moves) -> tuple[float | None, float | None]:
    begins = moves.near(project.in_s) if project.in_s is not None else None
    ends = moves.near(project.out_s) if project.out_s is not None else None
    if begins is not None and ends is not None and ends <= begins:
        return None, None
    return begins, ends


def _happened(project: Project, old: Clip, new: Clip, moves: Moves) -> tuple[Happened, ...]:
    times = [event.time_s for track in project.tracks for event in track.events]
    marks = [marker.time_s for marker in project.markers]

    def within(instants: list[float], start: float, stop: float) -> int:
        return sum(start <= instant < stop for instant in instants)

    def row(what: str, before: tuple[str, str], after: tuple[str, str], *here: float) -> Happened:
        return Happened(what, before, after, within(times, *here), within(marks, *here))

    rows = []
    for span in moves.placed:
        here = span.old_s, span.old_end_s
        rows.append((span.new_s, row("kept", _labels(old, *here), _labels(new, span.new_s, span.new_end_s), *here)))
    rows += [(moves.near(gap[0]), row("cut out", _labels(old, *gap), ("", ""), *gap)) for gap in moves.cut_out]
    rows += [(gap[0], Happened("new", ("", ""), _labels(new, *gap))) for gap in moves.added]
    return tuple(happened for _, happened in sorted(rows, key=lambda entry: entry[0]))


def _labels(clip: Clip, start: float, stop: float) -> tuple[str, str]:
    middle = 0.5 / float(clip.timecode.rate_fps)
    frames = clip.frames
    last = frames.frame_at(max(0.0, stop - middle)) + 1
    return clip.timecode.label(frames.frame_at(start + middle)), clip.timecode.label(last)


def happened_list(happened: tuple[Happened, ...]) -> str:
    """CSV of what happened."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("what", "old_in", "old_out", "new_in", "new_out", "events", "markers"))
    for row in happened:
        writer.writerow((row.what, *row.old, *row.new, row.events, row.markers))
    return text.getvalue()
