"""Performing a project's tracks without a window: events found, takes made, into a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.models.installed import model_or_shipped
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.takes.render_take import TakeOrder, is_whole, make_take
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.engine.takes.staleness import desired_provenance, is_same, provenance_of
from foleystudio.engine.takes.take_names import sounds_of
from foleystudio.engine.timing.source import propose_candidates
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import Candidates
from foleystudio.project.settings import Timing
from foleystudio.project.takes import safe_name
from foleystudio.project.tracks import Track

Note = Callable[[str], None]

_TIMED = 0.4
"""Share of the progress that finding the events is told as; the rest is the takes'."""


@dataclass(frozen=True)
class Performed:
    """A project whose tracks have their takes.

    Parameters
    ----------
    project
        With a take in use on every track that has a sound.
    made
        Names of the tracks whose takes were made for this.
    timings
        Track's name -> which source its events came from.
    """

    project: Project
    made: tuple[str, ...]
    timings: dict[str, Timing] = field(default_factory=dict)


def find_events(
    project: Project,
    clip: Clip,
    people: Mapping[int, int],
    *,
    note: Note = lambda _sentence: None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Performed:
    """Give every track the events that its timing finds in a clip; a track of a file keeps its own.

    Each source is asked once. Where nothing is certain enough, the best guesses are taken, and that is noted.

    Raises
    ------
    FoleyError
        When the clip lacks what a source needs.
    CancelledError
        When the user cancelled.
    """
    found: dict[tuple[Timing, int | None], tuple[Candidates, Timing]] = {}
    timings: dict[str, Timing] = {}
    tracks: list[Track] = []
    for number, track in enumerate(project.tracks):
        if track.timing == Timing.FILE:
            tracks.append(track)
            timings[track.name] = Timing.FILE
            continue
        asked = (track.timing, people.get(track.key))
        if asked not in found:

            def told(share: float, stage: str, number: int = number) -> None:
                progress((number + share) / len(project.tracks) * _TIMED, stage)

            found[asked] = propose_candidates(clip, track.timing, told, cancelled, asked[1])
        candidates, timings[track.name] = found[asked]
        tracks.append(replace(track, events=_taken(track, candidates, note)))
    return Performed(replace(project, tracks=tuple(tracks)), (), timings)


def _taken(track: Track, found: Candidates, note: Note) -> EventTrack:
    events, is_guessed = found.events_or_best(track.sensitivity, track.ignore_voices)
    if is_guessed:
        note(
            f"{track.name}: no event is certain enough, so the {len(events)} best guesses are performed, "
            f"{found.surest:.0%} sure at most. Look at them."
        )
    elif not len(events):
        note(f"{track.name}: the {track.timing} timing has no events, so it is silent.")
    return events


def perform(
    project: Project,
    clip: Clip,
    folder: Path,
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Performed:
    """Make the takes that a project's tracks should have now: those that are missing, damaged or stale.

    Parameters
    ----------
    folder
        Where the new takes go; those that are as they should be stay where they are.

    Raises
    ------
    FoleyError
        When a sound cannot be used, or a take cannot be written.
    CancelledError
        When the user cancelled; takes that were made lie in the folder.
    """
    sounds, made = ReferenceSounds(), []
    waiting = [track for track in project.tracks if _is_wanted(project, track)]
    for number, track in enumerate(waiting):

        def told(share: float, stage: str, number: int = number) -> None:
            progress(_TIMED + (1 - _TIMED) * (number + share) / len(waiting), stage)

        project = _with_take(
            project, track, clip, folder / f"{number} {safe_name(track.name)}.wav", sounds, told, cancelled
        )
        made.append(track.name)
    return Performed(project, tuple(made))


def _is_wanted(project: Project, track: Track) -> bool:
    """Whether a track is to be performed: it has sounds, and no take that is as it should be."""
    take = track.active_take
    if take is not None and take.provenance is None:
        return False  # a sound from outside
    if not any(layer.references for layer in track.layers):
        return False
    if take is None or take.provenance is None:
        return True
    return not (is_same(take.provenance, desired_provenance(project, track)) and is_whole(take))


def _with_take(
    project: Project,
    track: Track,
    clip: Clip,
    path: Path,
    sounds: ReferenceSounds,
    progress: Progress,
    cancelled: Cancelled,
) -> Project:
    asked = replace(track, model=model_or_shipped(track.model))
    made = provenance_of(project, asked, project.settings_for(track.key))
    try:
        files = tuple(project.reference(key).path for key in made.references)
    except KeyError as error:
        raise FoleyError(
            f"a sound of {track.name} is no longer in the project", remedy="open it in the window and choose another"
        ) from error
    order = TakeOrder(made, files, clip, path, sounds_of(project, made.references))
    return project.with_take(track.key, make_take(order, sounds, progress, cancelled).take)
