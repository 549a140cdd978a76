"""``foleystudio render CLIP --reference SOUND -o OUT``: a clip in, a re-performed clip out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foleystudio.cli import terminal
from foleystudio.cli.choices import RowOption
from foleystudio.cli.events import source_or_file
from foleystudio.cli.sound_track import SoundTrack
from foleystudio.engine.render.renderers import RENDERERS, default_renderer, renderer_row
from foleystudio.errors import FoleyError
from foleystudio.project.settings import LevelMatch, Renderer, SynthesisSettings

if TYPE_CHECKING:
    from foleystudio.engine.clip_render import Rendering, RenderJob
    from foleystudio.project.events import Event

Clip = Annotated[Path, typer.Argument(metavar="CLIP", help="The video.", show_default=False)]
References = Annotated[
    list[Path],
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
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help="The video to write (.mp4, .mov, .mkv), or its sound (.wav, .flac).",
        show_default=False,
    ),
]
Source = Annotated[str, typer.Option(help="Where the events come from: auto, picture, guide, or a file of events.")]
Performer = Annotated[
    str | None,
    RowOption(RENDERERS, "Who performs them, the first that is installed when left out", lambda row: row.help),
]
Model = Annotated[
    str | None, typer.Option(help="Which model the networks use: a name or a folder; the shipped one when left out.")
]
Seed = Annotated[int, typer.Option(help="Which variation; the same seed gives the same samples.")]
Ambience = Annotated[float, typer.Option(min=0, max=1, help="How much background is mixed in.")]
GuideAmbience = Annotated[bool, typer.Option("--guide-ambience", help="Take the background from the clip's own sound.")]
KeepGuide = Annotated[
    bool, typer.Option("--keep-guide", help="Keep the clip's own sound as a second track of the video.")
]
Strength = Annotated[float, typer.Option(min=0, max=1, help="How far strengths differ in level.")]
Humanise = Annotated[
    float,
    typer.Option("--humanise", "--variation", min=0, max=1, help="How much repeats of one hit differ, as by hand."),
]
Follow = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help="How far the sound's level follows that of the events' source: 0 lets hits ring by themselves, 1 follows. "
        "Left out: 0 for hits, 1 for textures.",
        show_default=False,
    ),
]
Choke = Annotated[
    bool, typer.Option("--choke", help="Each hit stops the ring of the one before (hi-hats, damped metal).")
]
InTurn = Annotated[
    bool, typer.Option("--in-turn", help="Several references take turns, instead of being chosen by strength.")
]
Match = Annotated[
    LevelMatch,
    typer.Option("--match-guide", help="Bring the sound to the loudness of the clip's own: as a whole, or hit by hit."),
]
Pitch = Annotated[float, typer.Option(help="Pitch shift in semitones.")]
Gain = Annotated[float, typer.Option(help="Level in decibels.")]
Shaping = Annotated[float, typer.Option(min=0, max=1, help="How far the networks shape the reference's grains.")]
Morph = Annotated[
    float, typer.Option(min=0, max=1, help="Place between two references; 0 plays them in turn (network renderers).")
]
Offset = Annotated[float, typer.Option(help="Moves every event, in milliseconds.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object last.")]


def render(
    clip: Clip,
    reference: References,
    out: Out,
    timing: Source = "auto",
    renderer: Performer = None,
    model: Model = None,
    seed: Seed = 0,
    ambience: Ambience = 0.0,
    guide_ambience: GuideAmbience = False,
    keep_guide: KeepGuide = False,
    sound_track: SoundTrack = None,
    strength: Strength = 1.0,
    humanise: Humanise = 0.5,
    follow: Follow = None,
    choke: Choke = False,
    in_turn: InTurn = False,
    match_guide: Match = LevelMatch.NONE,
    pitch: Pitch = 0.0,
    gain: Gain = 0.0,
    offset_ms: Offset = 0.0,
    shaping: Shaping = 0.5,
    morph: Morph = 0.0,
    as_json: Json = False,
) -> None:
    """Re-perform a clip with reference sounds."""
    try:
        settings = SynthesisSettings(
            seed, ambience, strength, pitch, humanise, gain, offset_ms, shaping, morph, guide_ambience,
            follow=follow, choke=choke, in_turn=in_turn, level_match=match_guide,
        )  # fmt: skip
    except ValueError as error:
        raise FoleyError(str(error)) from error
    source, events = source_or_file(timing)
    # Only now the engine, which takes a moment to load: what was mistyped is said at once.
    from foleystudio.engine.clip_render import RenderJob

    performer = Renderer(renderer) if renderer is not None else default_renderer()
    job = RenderJob(clip, tuple(reference), out, source, events, settings, performer, model, keep_guide, sound_track)
    _render(job, as_json)


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


def _summary(made: Rendering, seed: int, renderer: Renderer) -> str:
    number = len(made.events)
    took = made.timings_s["total"]
    return (
        f"{made.out}: {number} event{'s' * (number != 1)} from the {made.timing}, "
        f"{made.duration_s:.2f} s of sound by the {renderer} renderer, seed {seed}, made in {took:.1f} s."
    )


def _description(made: Rendering, seed: int, renderer: Renderer) -> dict[str, Any]:
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
