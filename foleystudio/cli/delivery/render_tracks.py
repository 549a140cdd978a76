"""``foleystudio render CLIP --recipe RECIPE`` and ``foleystudio render PROJECT``: several tracks, mixed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foleystudio.cli import terminal
from foleystudio.errors import FoleyError

if TYPE_CHECKING:
    from foleystudio.engine.recipes.render import RenderedProject


def render_tracks(
    clip: Path,
    recipe: Path | None,
    out: Path,
    stems: Path | None,
    how: tuple[bool, int | None, bool],
    given: Mapping[str, object],
    as_json: bool,
) -> None:
    """Write a clip as a recipe or a project has it.

    Parameters
    ----------
    how
        Whether the clip's own sound is kept beside the new one; which of its sound tracks that is; whether stems are
        written one a layer.
    given
        What the recipe or the project says itself: option -> whether it was given too.
    """
    keep_guide, sound_track, per_layer = how
    _check(clip, recipe, given)
    if per_layer and stems is None:
        raise FoleyError("--per-layer is for stems", remedy="say by --stems where they go, or leave it out")
    from foleystudio.engine.mix.options import ExportOptions
    from foleystudio.engine.recipes.render import ProjectRender, render_project, render_recipe
    from foleystudio.media.formats import OwnSound

    options = ExportOptions(own=OwnSound.BEFORE if keep_guide else OwnSound.REPLACE, per_layer=per_layer)
    wanted, notes = ProjectRender(out, stems, options, sound_track), list[str]()
    with terminal.working() as (progress, cancelled):
        if recipe is not None:
            made = render_recipe(clip, recipe, wanted, note=notes.append, progress=progress, cancelled=cancelled)
        else:
            made = render_project(clip, wanted, note=notes.append, progress=progress, cancelled=cancelled)
    for report in made.reports:
        notes += [f"{file.path}{f', {file.told}' if file.told else ''}." for file in report.files]
        notes += report.notes
    if any(report.clips for report in made.reports):
        notes.append(
            "A lower gain_db of the recipe's tracks or layers keeps it below full scale." if recipe is not None
            else f"foleystudio export {clip} keeps it below full scale by --loudness."
        )  # fmt: skip
    for sentence in notes:
        terminal.note(sentence)
    if as_json:
        terminal.answer_json(_description(made))


def _check(clip: Path, recipe: Path | None, given: Mapping[str, object]) -> None:
    twice = [option for option, is_given in given.items() if is_given]
    if twice:
        who = "a recipe" if recipe is not None else "a project"
        raise FoleyError(f"{who} says itself how it is performed, and {twice[0]} too", remedy=f"leave out {twice[0]}")
    if recipe is not None and clip.suffix.lower() == ".foley":
        raise FoleyError(f"{clip.name} is a project, and a recipe is for a clip", remedy="give the clip")


def _description(made: RenderedProject) -> dict[str, Any]:
    return {
        "files": [str(file.path) for report in made.reports for file in report.files],
        "tracks": [
            {
                "name": track.name,
                "timing": str(made.performed.timings.get(track.name, track.timing)),
                "renderer": str(track.renderer),
                "events": [round(event.time_s, 6) for event in track.events],
                "made": track.name in made.performed.made,
            }
            for track in made.project.tracks
        ],
    }
