"""The table of timing sources: one row added here is a button, a command, a name at the command line, and proposes.

A source costs its module and its row. Rows import their module only when they are used: the table is read at every
start, by a command line that is only asked for its help too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foleystudio.project.settings import Timing
from foleystudio.registry import Registry

if TYPE_CHECKING:
    from foleystudio.engine.clip import Clip
    from foleystudio.engine.request import Cancelled, Progress
    from foleystudio.project.events import EventTrack
    from foleystudio.project.proposals import Candidates

Propose = Callable[["Clip", "Progress", "Cancelled"], "Candidates"]
"""All that may be a clip's events, in seconds from its start; `FoleyError` when the clip lacks what is needed."""

ProposeOf = Callable[["Clip", int, "Progress", "Cancelled"], "Candidates"]
"""All that may be an event of one person in a clip, counted from 1 from left to right."""

Learn = Callable[["Clip", "EventTrack", "float | None", "EventTrack", "Progress", "Cancelled"], "Candidates"]
"""All that may be like a clip's events marked in a track, and unlike those marked in another (of all other tracks).

All before the instant, in seconds, are marked; what is found lies behind it.
"""


@dataclass(frozen=True)
class TimingRow:
    """One timing source; it either finds events by itself or learns from marked ones.

    Parameters
    ----------
    name
        By which it is chosen at the command line and saved in projects.
    title
        What a user calls what it proposes: "Guide timing".
    button
        Its button on the bar.
    menu
        Its command in the menu (``&`` marks the menu letter).
    origin
        Where its events come from, within a sentence: "the clip's own sound".
    under_way
        What is shown while it looks for events.
    nothing
        That it found none, without a full stop.
    propose
        What finds events in a clip by itself; None for a source that learns.
    learn
        What finds events that are like marked ones; None for a source that needs no marks.
    propose_of
        What finds the events of one person; None for a source that is not about people. It is offered in the place of
        none other.
    needs_guide
        Whether the clip must have a sound of its own.
    keys
        Default keys of its command.
    step
        What undo calls it; its title when empty.
    short_button
        Its button where there is little room; as `button` when empty.
    """

    name: Timing
    title: str
    button: str
    menu: str
    origin: str
    under_way: str
    nothing: str
    propose: Propose | None = None
    learn: Learn | None = None
    propose_of: ProposeOf | None = None
    needs_guide: bool = False
    keys: tuple[str, ...] = ()
    step: str = ""
    short_button: str = ""

    def __post_init__(self) -> None:
        if (self.propose is None) == (self.learn is None):
            raise ValueError(f"the timing {self.name!r} must either propose or learn")
        if self.propose_of is not None and self.propose is None:
            raise ValueError(f"the timing {self.name!r} must propose for nobody named, too")


def _by_picture(clip: Clip, progress: Progress, cancelled: Cancelled) -> Candidates:
    from foleystudio.engine.timing.picture.picture_fusion import picture_candidates

    return picture_candidates(clip, progress, cancelled)


def _by_guide(clip: Clip, progress: Progress, cancelled: Cancelled) -> Candidates:
    from foleystudio.engine.timing.guide.guide import guide_candidates

    return guide_candidates(clip, progress, cancelled)


def _by_marks(
    clip: Clip,
    marks: EventTrack,
    until_s: float | None,
    others: EventTrack,
    progress: Progress,
    cancelled: Cancelled,
) -> Candidates:
    from foleystudio.engine.timing.by_marks import more_like

    return more_like(clip, marks, until_s, others, progress, cancelled)


def _by_feet(clip: Clip, progress: Progress, cancelled: Cancelled) -> Candidates:
    return _by_feet_of(clip, None, progress, cancelled)


def _by_feet_of(clip: Clip, person: int | None, progress: Progress, cancelled: Cancelled) -> Candidates:
    from foleystudio.engine.timing.people.cast import heard_of
    from foleystudio.engine.timing.people.feet import candidates_of_feet

    return heard_of(candidates_of_feet, clip, person, progress, cancelled)


def _by_moves(clip: Clip, progress: Progress, cancelled: Cancelled) -> Candidates:
    return _by_moves_of(clip, None, progress, cancelled)


def _by_moves_of(clip: Clip, person: int | None, progress: Progress, cancelled: Cancelled) -> Candidates:
    from foleystudio.engine.timing.people.cast import heard_of
    from foleystudio.engine.timing.people.moves import candidates_of_moves

    return heard_of(candidates_of_moves, clip, person, progress, cancelled)


TIMING_SOURCES = Registry(
    "timing",
    (
        TimingRow(
            Timing.PICTURE, "Picture timing", "Picture", "From the &picture", "what moves in the picture",
            under_way="Timing from the picture",
            nothing="Nothing in the picture looks like a hit",
            propose=_by_picture,
            keys=("Alt+1",),
        ),
        TimingRow(
            Timing.GUIDE, "Guide timing", "Guide", "From the &guide sound", "the clip's own sound",
            under_way="Timing from the guide",
            nothing="Nothing stands out in the clip's own sound",
            propose=_by_guide,
            needs_guide=True,
            keys=("Alt+2",),
        ),
        TimingRow(
            Timing.TAUGHT, "Timing by your marks", "Mark a few, find more", "&Mark a few, find more", "your marks",
            under_way="Finding more like these",
            nothing="Nothing else in the clip sounds or moves like what you marked",
            learn=_by_marks,
            keys=("Ctrl+F", "Alt+3"),
            step="Find more like these",
            short_button="Find more",
        ),
        TimingRow(
            Timing.FEET, "Feet timing", "Feet", "From &feet in the picture", "the feet of whoever walks",
            under_way="Timing from the feet",
            nothing="Nobody is seen walking in the picture",
            propose=_by_feet,
            propose_of=_by_feet_of,
            keys=("Alt+4",),
        ),
        TimingRow(
            Timing.MOVES, "Moves timing", "Moves", "From m&oves of body and cloth", "the movement of body and cloth",
            under_way="Timing from the moves",
            nothing="Nobody moves in the picture",
            propose=_by_moves,
            propose_of=_by_moves_of,
            keys=("Alt+5",),
        ),
    ),
)  # fmt: skip
"""Every timing source, in the order of the bar."""


def row_of(timing: Timing) -> TimingRow | None:
    """The source of a timing, of one that several make together all of them as one.

    None where there is no such source, or it cannot be one with others since it needs marks.
    """
    if len(timing.parts) == 1:
        return TIMING_SOURCES.find(timing)
    rows = [row for row in map(TIMING_SOURCES.find, timing.parts) if row is not None and row.propose is not None]
    return _as_one(timing, rows) if len({row.name for row in rows}) == len(timing.parts) else None


def joinable() -> tuple[TimingRow, ...]:
    """The sources that can be one with others: those that need no marks."""
    return tuple(row for row in TIMING_SOURCES if row.propose is not None)


def merged(timings: Iterable[Timing]) -> Timing | None:
    """Several timings as one, whose parts stand in the order of the table; None where none of them can be joined."""
    parts = {part for timing in timings for part in timing.parts}
    names = [row.name for row in joinable() if row.name in parts]
    return Timing("+".join(names)) if names else None


def is_known(text: str) -> bool:
    """Whether a text is a timing that can be asked for of a clip alone: a name, or several joined by ``+``."""
    if text in timing_names():
        return True
    try:
        timing = Timing(text)
    except ValueError:
        return False
    return len(timing.parts) > 1 and row_of(timing) is not None


def _as_one(timing: Timing, rows: Sequence[TimingRow]) -> TimingRow:
    def propose(clip: Clip, progress: Progress, cancelled: Cancelled) -> Candidates:
        return _of_all(rows, clip, None, progress, cancelled)

    def propose_of(clip: Clip, person: int, progress: Progress, cancelled: Cancelled) -> Candidates:
        return _of_all(rows, clip, person, progress, cancelled)

    names = " and ".join(row.name for row in rows)
    return TimingRow(
        timing,
        f"{names.capitalize()} timing",
        " + ".join(row.button for row in rows),
        f"From {names}",
        " and ".join(row.origin for row in rows),
        under_way=f"Timing from {names}",
        nothing=", and ".join((rows[0].nothing, *(row.nothing[:1].lower() + row.nothing[1:] for row in rows[1:]))),
        propose=propose,
        propose_of=propose_of if any(row.propose_of is not None for row in rows) else None,
        needs_guide=any(row.needs_guide for row in rows),
    )


def _of_all(
    rows: Sequence[TimingRow], clip: Clip, person: int | None, progress: Progress, cancelled: Cancelled
) -> Candidates:
    """What all sources find, a person's where they are about people."""
    from foleystudio.engine.timing.candidates import united

    found: list[Candidates] = []
    for done, row in enumerate(rows):

        def told(share: float, stage: str, done: int = done) -> None:
            progress((done + share) / len(rows), stage)

        if person is not None and row.propose_of is not None:
            found.append(row.propose_of(clip, person, told, cancelled))
        elif row.propose is not None:
            found.append(row.propose(clip, told, cancelled))
    return united(found, "+".join(row.name for row in rows))


def timing_names() -> tuple[str, ...]:
    """What can be asked for of a clip alone: ``auto``, and the sources that need no marks."""
    return (Timing.AUTO, *(row.name for row in joinable()))


def needs_guide(timing: Timing) -> bool:
    """Whether events of a timing are those of the clip's own sound."""
    row = row_of(timing)
    return row is not None and row.needs_guide


def of_people() -> tuple[Timing, ...]:
    """The timings that are about one person."""
    return tuple(row.name for row in TIMING_SOURCES if row.propose_of is not None)


def is_of_people(timing: Timing) -> bool:
    """Whether a timing is about one person, in part at least."""
    row = row_of(timing)
    return row is not None and row.propose_of is not None


def other_source(asked: Timing, *, has_guide: bool) -> Timing | None:
    """Another source to try where one that needs no marks was no use; None where there is none, or it needs marks.

    The clip's own sound comes first, where it has one: it tells of hits that nobody can see.
    """
    row = row_of(asked)
    if row is None or row.propose is None:
        return None
    usual = [row for row in TIMING_SOURCES if row.propose is not None and row.propose_of is None]
    possible = [row for row in usual if row.name not in asked.parts and (has_guide or not row.needs_guide)]
    return next((row.name for row in sorted(possible, key=lambda row: not row.needs_guide)), None)
