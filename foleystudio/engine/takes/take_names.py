"""What is said of takes, the same words everywhere: on the timeline, in lists, tooltips and the status bar."""

from __future__ import annotations

from foleystudio.engine.loudness.limited_stream import HEARD_DB
from foleystudio.engine.render.renderers import model_suffix, performer_of, renderer_row
from foleystudio.project.document import Project
from foleystudio.project.knobs import KNOBS
from foleystudio.project.settings import SynthesisSettings
from foleystudio.project.takes import Provenance, Take
from foleystudio.project.tracks import Track


def sounds_of(project: Project, references: tuple[int, ...]) -> str:
    """Names of references, as takes of them are called; those that left the bin are told as such."""
    names = {reference.key: reference.name for reference in project.references}
    return " + ".join(names.get(key, "a removed sound") for key in references)


def number_of(track: Track, take_key: int) -> int:
    """A take's number on its track, counted from 1."""
    return [take.key for take in track.takes].index(take_key) + 1


def facts_of(project: Project, take: Take) -> str:
    """What tells a take from its siblings, beside its name: who performs, the seed, knobs that were turned.

    A name of the user's own does not say the sounds, so they follow then.
    """
    made = take.provenance
    if made is None:
        return "from outside"
    sounds = [sounds_of(project, made.references)] if take.is_named else []
    performer = renderer_row(made.renderer).short_title + model_suffix(made)
    return " · ".join([performer, f"seed {made.settings.seed}", *sounds, *_turned(made)])


def _turned(made: Provenance) -> list[str]:
    own, turned = renderer_row(made.renderer).knobs, made.settings.differing(SynthesisSettings(made.settings.seed))
    known = [knob.said(turned[knob.name]) for knob in KNOBS if knob.name in turned and knob.concerns(own)]
    return known + [f"{name} {value} (unknown)" for name, value in turned.items() if name not in KNOBS]


def title_of_take(project: Project, track: Track, take: Take) -> str:
    """``take 2 (anvil · hybrid · seed 1)``: for a sentence in the status bar."""
    return f"take {number_of(track, take.key)} ({take.name} · {facts_of(project, take)})"


def describe_take(project: Project, take: Take) -> str:
    """One line on a take: its sounds, who performs them, seed and level."""
    made = take.provenance
    if made is None:
        return "a sound from outside"
    sounds = sounds_of(project, made.references)
    loudness = f", {take.loudness_lufs:.1f} LUFS".replace("-", "−") if take.loudness_lufs is not None else ""
    limited = f", up to {take.limited_db:.1f} dB taken off by the limiter" if is_limited(take) else ""
    return f"{sounds}, by {performer_of(made)}, seed {made.settings.seed}, {len(made.events)} events{loudness}{limited}"


def is_limited(take: Take) -> bool:
    """Whether the limiter does more to a take than anybody could miss."""
    return take.limited_db >= HEARD_DB
