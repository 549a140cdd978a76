"""A clip performed by a recipe, or a project as it stands, into files: the window's exports without the window."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.mix.export import export_sound, export_video
from foleystudio.engine.mix.exports import EXPORTS, ExportOrder
from foleystudio.engine.mix.measured_mix import part_of
from foleystudio.engine.mix.options import USUAL, ExportOptions
from foleystudio.engine.mix.report import ExportReport
from foleystudio.engine.recipes.of_clip import project_of
from foleystudio.engine.recipes.perform import Note, Performed, find_events, perform
from foleystudio.engine.recipes.recipe import read_recipe
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.takes.layer_stems import write_export
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import check_place, is_same
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, has_suffix_of, listed, usual_suffixes
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import load_project

_OPENED, _PERFORMED = 0.05, 0.8
"""Shares of the progress up to which the clip is opened and its tracks are performed; the rest is writing."""


@dataclass(frozen=True)
class ProjectRender:
    """What is to be written of a project.

    Parameters
    ----------
    out
        The video, or the mix alone, as its suffix says.
    stems
        A folder for one sound a track besides; None for none.
    options
        How they are written.
    sound_track
        Which of the clip's sound tracks is its own sound, counted from 0; None as the project has it.
    """

    out: Path
    stems: Path | None = None
    options: ExportOptions = USUAL
    sound_track: int | None = None


@dataclass(frozen=True)
class RenderedProject:
    """What was written.

    Parameters
    ----------
    project
        As it was performed.
    performed
        Which takes were made for it, and where events came from.
    reports
        Of the file, and of the stems where they were asked for.
    """

    project: Project
    performed: Performed
    reports: tuple[ExportReport, ...]


def render_recipe(
    clip: Path,
    recipe: Path,
    wanted: ProjectRender,
    *,
    note: Note = lambda _sentence: None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> RenderedProject:
    """Perform a clip by a recipe, and write it.

    Raises
    ------
    FoleyError
        When the recipe says what cannot be, a file is missing, or one cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    _check(wanted, (clip, recipe))
    cooked = project_of(read_recipe(recipe), recipe, clip)
    opened = _opened(clip, wanted, note, progress, cancelled)
    project = replace(cooked.project, sound_track=wanted.sound_track)
    found = find_events(
        project, opened, cooked.people, note=note, progress=part_of(progress, _OPENED, _PERFORMED), cancelled=cancelled
    )
    return _written(found, opened, wanted, progress, cancelled)


def render_project(
    file: Path,
    wanted: ProjectRender,
    *,
    note: Note = lambda _sentence: None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> RenderedProject:
    """Write what a saved project makes; takes that are missing or stale are made for it, the project stays as it is.

    Raises
    ------
    FoleyError
        When the project cannot be read, a file it needs is missing, or one cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    loaded = load_project(file)
    project = loaded.project
    if project.clip is None:
        raise FoleyError("the project has no clip", file=file, remedy="open it in the window and add one")
    _check(wanted, (file, project.clip))
    gone = [missing for missing in loaded.missing if missing.kind != "take"]
    if gone:
        raise FoleyError(
            f"its {gone[0].kind} {gone[0].path.name} is not there", file=file,
            remedy="bring it back, or open the project in the window to find it",
        )  # fmt: skip
    track = wanted.sound_track if wanted.sound_track is not None else project.sound_track
    clip = _opened(project.clip, replace(wanted, sound_track=track), note, progress, cancelled)
    return _written(Performed(project, ()), clip, wanted, progress, cancelled)


def _check(wanted: ProjectRender, read: tuple[Path, ...]) -> None:
    """Refuse at once what would only fail after minutes of work."""
    if not (has_suffix_of(wanted.out, SOUND_FORMATS) or has_suffix_of(wanted.out, VIDEO_FORMATS)):
        videos, sounds = usual_suffixes(VIDEO_FORMATS), usual_suffixes(SOUND_FORMATS)
        raise FoleyError(
            "it cannot be told what kind of file to write", file=wanted.out,
            remedy=f"end its name in {listed(videos)} for the video, in {listed(sounds)} for the sound alone",
        )  # fmt: skip
    if any(is_same(wanted.out, path) for path in read):
        raise FoleyError("it would be overwritten by its own rendering", file=wanted.out, remedy="choose another name")
    check_place(wanted.out)


def _opened(path: Path, wanted: ProjectRender, note: Note, progress: Progress, cancelled: Cancelled) -> Clip:
    clip = open_clip(path, part_of(progress, 0.0, _OPENED), cancelled).hearing(wanted.sound_track)
    for sentence in clip.notes:
        note(sentence)
    return clip


def _written(
    found: Performed, clip: Clip, wanted: ProjectRender, progress: Progress, cancelled: Cancelled
) -> RenderedProject:
    with _takes_beside(wanted.out) as folder:
        performed = perform(
            found.project, clip, folder, progress=part_of(progress, _OPENED, _PERFORMED), cancelled=cancelled
        )
        project = performed.project
        writes = export_sound if has_suffix_of(wanted.out, SOUND_FORMATS) else export_video
        half = (1 + _PERFORMED) / 2 if wanted.stems is not None else 1.0
        reports = [
            writes(
                project, clip, wanted.out, options=wanted.options,
                progress=part_of(progress, _PERFORMED, half), cancelled=cancelled,
            )
        ]  # fmt: skip
        if wanted.stems is not None:
            stems = _stem_folder(wanted.stems) / f"{wanted.out.stem}.wav"
            told = part_of(progress, half, 1.0)
            order = ExportOrder(project, clip, stems, wanted.options, None, told, cancelled)
            reports.append(write_export(EXPORTS["stems"], order))
    return RenderedProject(project, replace(performed, timings=found.timings), tuple(reports))


def _stem_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FoleyError(
            f"the folder for stems cannot be created ({error.strerror})", file=folder, remedy="choose another"
        ) from error
    return folder


@contextmanager
def _takes_beside(out: Path) -> Iterator[Path]:
    """A folder for takes on the disk that the result goes to, which has the room; it goes at the end."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=".foleystudio ", dir=out.absolute().parent)
    except OSError as error:
        raise FoleyError(
            f"there is no room for takes beside it ({error.strerror})", file=out, remedy="choose another folder"
        ) from error
    with folder as place:
        yield Path(place)
