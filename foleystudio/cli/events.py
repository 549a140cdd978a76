"""``foleystudio events CLIP``: when things sound, as an event file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Annotated

import typer

from foleystudio.cli import terminal
from foleystudio.cli.choices import NamesOption, told_timings
from foleystudio.cli.sound_track import SoundTrack
from foleystudio.engine.timing.sources import TIMING_SOURCES, is_known, is_of_people, merged, of_people, timing_names
from foleystudio.errors import FoleyError
from foleystudio.project.settings import Timing, Voices

if TYPE_CHECKING:
    from foleystudio.cli.terminal import Progress
    from foleystudio.engine.clip import Clip
    from foleystudio.project.events import EventTrack

Sensitivity = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="How readily: 0 takes what is beyond doubt, 1 everything.", show_default="0.5"),
]
HeardVoices = Annotated[
    Voices,
    typer.Option("--voices", help="Spoken syllables in the clip's own sound: no events (ignore), or like others."),
]

WhichPerson = Annotated[
    int | None,
    typer.Option(
        "--person",
        metavar="N",
        min=1,
        help="Whose feet or moves, counted from left to right.",
        show_default="who is seen longest and largest",
    ),
]

Marks = Annotated[Path | None, typer.Option(metavar="MARKS", help="A file of marked events to find more like them.")]
Until = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="All events before are marked.", show_default="last mark"),
]
Groups = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=2, max=6, help="Write N files, each of events that sound (or else look) alike: FILE A, FILE B."
    ),
]


def source_or_file(text: str) -> tuple[Timing, Path | None]:
    """Read what ``--timing`` was given: a source, or else a file of events."""
    if is_known(text):
        return _timing(text), None
    path = Path(text)
    if not path.suffix and not os.path.exists(path):  # False too where the text is longer than any name
        raise _no_timing(text, ", or a file of events")
    return Timing.FILE, path


def _no_timing(text: str, besides: str = "") -> FoleyError:
    """Which part of it there is not, and what there is."""
    unknown = next((part for part in text.split("+") if not is_known(part)), text)
    known = ", ".join(timing_names())
    return FoleyError(
        f"there is no timing {unknown!r}",
        remedy=f"it is one of {known}, all but auto may be joined by '+'{besides}",
    )


def _timing(text: str) -> Timing:
    """A timing that is known; one of several sources as they stand in the table, however it was typed."""
    return (merged([Timing(text)]) if "+" in text else None) or Timing(text)


def events(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="The video.", show_default=False)],
    timing: Annotated[str, NamesOption(timing_names, lambda: f"Where they come from: {told_timings()}.")] = "auto",
    teach: Marks = None,
    until: Until = None,
    others: Annotated[
        list[Path] | None,
        typer.Option("--not", metavar="MARKS", help="With --teach: marked events that are none of these; repeatable."),
    ] = None,
    sound_track: SoundTrack = None,
    sensitivity: Sensitivity = None,
    voices: HeardVoices = Voices.IGNORE,
    person: WhichPerson = None,
    split: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=2,
            max=6,
            help="Write N files, of events that sound (or else look) alike: FILE A, FILE B ...",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The event file to write.", show_default="stdout")
    ] = None,
) -> None:
    """Find the events of a clip: from its picture, from its own sound, or by your example."""
    others = others or []
    _check(timing, teach, until, others)
    check_person(_timing(timing), person)
    outs = _outs(out, split, (clip, teach))
    with terminal.working() as (progress, cancelled):
        opened = cache(partial(_opened, clip, sound_track, cancelled))
        if teach is None:
            track, source = _proposed(opened, _timing(timing), (sensitivity, voices, person), progress, cancelled)
        else:
            track = _taught(opened, (teach, *others), until, sensitivity, progress, cancelled)
            source = Timing.TAUGHT
        tracks = [track] if split is None else _split(opened(), track, split, progress, cancelled)
    learnt = TIMING_SOURCES[source].origin if teach is not None else f"the {source}"
    _write_all(tracks, outs, learnt)


def _write_all(tracks: list[EventTrack], outs: list[Path], learnt: str) -> None:
    if not outs:
        _write(tracks[0], None)
        return
    for track, place in zip(tracks, outs, strict=True):
        _write(track, place)
        terminal.note(f"{place}: {len(track)} event{'s' * (len(track) != 1)} from {learnt}.")


def _outs(out: Path | None, split: int | None, read: tuple[Path, Path | None]) -> list[Path]:
    """The files that are written, which none that is read may be; none where events go to the terminal."""
    if out is None and split is not None:
        raise FoleyError("--split writes several files", remedy="say by -o EVENTS.json how they begin")
    if out is None:
        return []
    ends = [f" {letter}" for letter in ascii_uppercase[:split]] if split is not None else [""]
    outs = [out.with_name(f"{out.stem}{end}{out.suffix}") for end in ends]
    for each in outs:
        _check_out(each, *read)
    return outs


def _split(
    clip: Clip, track: EventTrack, count: int, progress: Progress, cancelled: terminal.Interruption
) -> list[EventTrack]:
    from foleystudio.engine.timing.splitting.likeness import split_by_likeness

    if len(track) < count:
        raise FoleyError(f"{len(track)} events do not make {count} groups", remedy="give --split a lower number")
    groups = split_by_likeness(clip, track, progress=progress, cancelled=cancelled).of(count)
    return [replace(track, events=tuple(track.get(key) for key in keys)) for keys in groups]


def check_person(timing: Timing, person: int | None) -> None:
    """Refuse, before any work, a person for a timing that is not about people."""
    if person is not None and not is_of_people(timing):
        raise FoleyError("--person says whose feet or moves", remedy=f"give --timing {' or '.join(of_people())} too")


def _check(timing: str, teach: Path | None, until: float | None, others: list[Path]) -> None:
    if not is_known(timing):
        raise _no_timing(timing)
    if teach is None and until is not None:
        raise FoleyError("--until says how far the marks of --teach go", remedy="give --teach MARKS.json too")
    if teach is not None and timing != Timing.AUTO:
        raise FoleyError("events come either from --timing or by --teach", remedy="leave one of the two out")
    if teach is None and others:
        raise FoleyError("--not says what the marks of --teach are unlike", remedy="give --teach MARKS.json too")


def _check_out(out: Path, clip: Path, marks: Path | None) -> None:
    """Refuse, before any work, names under which something dear would be lost or nothing can be written."""
    from foleystudio.files.atomic_files import check_place, is_same

    if any(path is not None and is_same(out, path) for path in (clip, marks)):
        raise FoleyError("it would be overwritten by its own events", file=out, remedy="choose another name")
    if out.suffix.lower() != ".json":
        raise FoleyError("it is no name for an event file", file=out, remedy="end its name in .json")
    check_place(out)


def _opened(path: Path, sound_track: int | None, cancelled: terminal.Interruption) -> Clip:
    from foleystudio.engine.clip import open_clip

    clip = open_clip(path, cancelled=cancelled).hearing(sound_track)
    for sentence in clip.notes:
        terminal.note(sentence)
    return clip


def _proposed(
    opened: Callable[[], Clip],
    timing: Timing,
    choice: tuple[float | None, Voices, int | None],
    progress: Progress,
    cancelled: terminal.Interruption,
) -> tuple[EventTrack, Timing]:
    from foleystudio.engine.timing.source import propose_candidates
    from foleystudio.project.proposals import DEFAULT_SENSITIVITY

    readily = DEFAULT_SENSITIVITY if choice[0] is None else choice[0]
    found, used = propose_candidates(opened(), timing, progress, cancelled, choice[2])
    events = found.events(readily, choice[1] == Voices.IGNORE)
    if not len(events) and len(found):
        terminal.note(
            f"No event is certain enough: the surest is {found.surest:.0%} sure. A higher --sensitivity has it."
        )
    return events, used


def _taught(
    opened: Callable[[], Clip],
    files: tuple[Path, ...],
    until_s: float | None,
    sensitivity: float | None,
    progress: Progress,
    cancelled: terminal.Interruption,
) -> EventTrack:
    """The marks of the first file and what is like them; the other files' marks are unlike."""
    from foleystudio.engine.clip_render import read_events
    from foleystudio.project.event_edits import marked_elsewhere, with_marks
    from foleystudio.project.proposals import DEFAULT_SENSITIVITY

    marks, *unlike = (with_marks(read_events(file)) for file in files)
    if not len(marks):
        raise FoleyError(
            "it marks no event to learn from", file=files[0], remedy="mark a few of the clip's events first"
        )
    learn = TIMING_SOURCES[Timing.TAUGHT].learn
    assert learn is not None
    found = learn(opened(), marks, until_s, marked_elsewhere(unlike), progress, cancelled)
    proposals = found.events(DEFAULT_SENSITIVITY if sensitivity is None else sensitivity)
    return replace(marks, source=str(Timing.TAUGHT)).added(*(replace(event, key=-1) for event in proposals))


def _write(track: EventTrack, out: Path | None) -> None:
    from foleystudio.files.atomic_files import whole_file
    from foleystudio.project.events import encode_events

    text = encode_events(track)
    if out is None:
        terminal.answer(text.decode())
        return
    with whole_file(out) as temporary:
        temporary.write_bytes(text)
