"""``foleystudio render CLIP --reference SOUND -o OUT``: a clip in, a re-performed clip out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foleystudio.cli import terminal
from foleystudio.cli.choices import NamesOption, ToldOption, told_files, told_timings
from foleystudio.cli.delivery.options import PerLayer
from foleystudio.cli.delivery.render_tracks import render_tracks as _render_tracks
from foleystudio.cli.events import HeardVoices, Sensitivity, WhichPerson, check_person, source_or_file
from foleystudio.cli.sound_track import SoundTrack
from foleystudio.engine.render.renderers import RENDERERS, default_renderer, renderer_row
from foleystudio.engine.timing.sources import timing_names
from foleystudio.errors import FoleyError
from foleystudio.media.formats import listed
from foleystudio.project.settings import Renderer, SynthesisSettings, Voices

PROJECT_SUFFIX = ".foley"

if TYPE_CHECKING:
    from foleystudio.engine.clip_render import RenderedClip, RenderJob
    from foleystudio.project.events import Event

Clip = Annotated[
    Path, typer.Argument(metavar="CLIP", help="The video, or a saved project (.foley).", show_default=False)
]
References = Annotated[
    list[Path] | None,
    typer.Option(
        "--reference",
        "-r",
        metavar="SOUND",
        help="A sound to perform it with; repeat it for several.",
        show_default=False,
    ),
]
Out = Annotated[
    Path,
    ToldOption(told_files, "--out", "-o", value=lambda: "FILE", show_default=False),
]
Source = Annotated[
    str,
    NamesOption(
        lambda: (*timing_names(), "FILE"),
        lambda: f"Where the events come from: {told_timings()}, or a file of events.",
    ),
]


def _told_renderers() -> str:
    told = listed(tuple(f"{row.name} ({row.help})" for row in RENDERERS))
    return f"Who performs them, the first that is installed when left out: {told}."


Performer = Annotated[
    str | None,
    NamesOption(lambda: RENDERERS.names, _told_renderers, is_closed=True),
]
Model = Annotated[
    str | None, typer.Option(help="Which model the networks use: a name or a folder; the shipped one when left out.")
]
KeepGuide = Annotated[
    bool, typer.Option("--keep-guide", help="Keep the clip's own sound as a second track of the video.")
]
RecipeFile = Annotated[
    Path | None,
    typer.Option("--recipe", metavar="RECIPE", help="Tracks to perform it by, a TOML file, in place of --reference."),
]
Stems = Annotated[
    Path | None,
    typer.Option("--stems", metavar="FOLDER", help="Of a recipe or a project: one sound a track too, in this folder."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object last.")]


def render(
    clip: Clip,
    out: Out,
    reference: References = None,
    recipe: RecipeFile = None,
    stems: Stems = None,
    per_layer: PerLayer = False,
    timing: Source = "auto",
    renderer: Performer = None,
    model: Model = None,
    keep_guide: KeepGuide = False,
    sound_track: SoundTrack = None,
    sensitivity: Sensitivity = None,
    voices: HeardVoices = Voices.IGNORE,
    person: WhichPerson = None,
    *,
    settings: SynthesisSettings,
    as_json: Json = False,
) -> None:
    """Re-perform a clip with reference sounds, by a recipe, or as a project has it."""
    if recipe is not None or clip.suffix.lower() == PROJECT_SUFFIX:
        given = {
            "--reference": reference, "--timing": timing != "auto", "--renderer": renderer, "--model": model,
            "--sensitivity": sensitivity is not None, "--voices": voices != Voices.IGNORE, "--person": person,
            "the knobs": settings != SynthesisSettings(),
        }  # fmt: skip
        _render_tracks(clip, recipe, out, stems, (keep_guide, sound_track, per_layer), given, as_json)
        return
    if stems is not None or per_layer:
        raise FoleyError("--stems is for several tracks", remedy="give a --recipe or a project, or leave it out")
    if not reference:
        raise FoleyError("there is no reference sound", remedy="name one by --reference, or give a --recipe")
    source, events = source_or_file(timing)
    check_person(source, person)
    # Only now the engine, which takes a moment to load: what was mistyped is said at once.
    from foleystudio.engine.clip_render import RenderJob

    performer = Renderer(renderer) if renderer is not None else default_renderer()
    performed = (source, events, settings, performer, model, keep_guide, sound_track)
    heard = (0.5 if sensitivity is None else sensitivity, voices, person)
    _render(RenderJob(clip, tuple(reference), out, *performed, *heard), as_json)


def _render(job: RenderJob, as_json: bool) -> None:
    from foleystudio.engine.clip_render import render_clip

    seed, renderer = job.settings.seed, job.renderer
    notes = _on_morphing(len(job.references), renderer) if job.settings.morph > 0 else []
    with terminal.working() as (progress, cancelled):
        rendering = render_clip(job, note=notes.append, progress=progress, cancelled=cancelled)
    for sentence in (*notes, _summary(rendering, seed, renderer)):
        terminal.note(sentence)
    if as_json:
        terminal.answer_json(_description(rendering, seed, renderer))


def _on_morphing(references: int, renderer: Renderer) -> list[str]:
    """What becomes of a wish to morph that cannot be fulfilled as it was meant."""
    if "morph" not in renderer_row(renderer).knobs:
        return [f"--morph is for the network renderers; the {renderer} renderer plays the references in turn."]
    if references == 1:
        return ["--morph is between two references; there is one, which is performed as it is."]
    if references > 2:
        return ["--morph is between two references; those after the second are not heard."]
    return []


def _summary(made: RenderedClip, seed: int, renderer: Renderer) -> str:
    number = len(made.events)
    took = made.timings_s["total"]
    return (
        f"{made.out}: {number} event{'s' * (number != 1)} from the {made.timing}, "
        f"{made.duration_s:.2f} s of sound by the {renderer} renderer, seed {seed}, made in {took:.1f} s."
    )


def _description(made: RenderedClip, seed: int, renderer: Renderer) -> dict[str, Any]:
    return {
        "out": str(made.out),
        "duration_s": made.duration_s,
        "sample_rate_hz": made.sample_rate_hz,
        "channels": made.channels,
        "timing": str(made.timing),
        "renderer": str(renderer),
        "events": [_event(event) for event in made.events],
        "seed": seed,
        "timings_s": {stage: round(seconds, 4) for stage, seconds in made.timings_s.items()},
    }


def _event(event: Event) -> dict[str, float]:
    return {
        "time_s": round(event.time_s, 6),
        "strength": round(event.strength, 4),
        "sustain_s": round(event.sustain_s, 6),
    }
