"""Clips performed by the studio's own renderers and by a plain sampler, to be judged against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foleystudio.engine.clip_render import RenderJob, read_events, render_clip
from foleystudio.engine.render.renderers import RENDERERS
from foleystudio.engine.request import SynthesisSettings, Timing
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import write_error
from foleystudio.files.json_text import json_of
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.progress import Note
from foleystudio.project.events import encode_events
from foleystudio.project.settings import Renderer
from foleystudio.project.storage.saved import write_atomically
from foleystudio.timebase import STUDIO_RATE_HZ
from foleystudio.training.listening_test.plain_sampler import sampled
from foleystudio.training.listening_test.sources import (
    MANIFEST_KIND,
    MANIFEST_NAME,
    VERSION,
    Source,
    category_of,
    read_source,
)

SAMPLER = "sampler"
"""Name of the plain sampler among the performers."""

LONGEST_REFERENCE_S = 60.0  # of a reference that the sampler pastes whole


@dataclass(frozen=True)
class Performance:
    """What is to be performed.

    Parameters
    ----------
    clips, references
        Each clip with one reference, in turn, or with every one.
    performers
        Names of renderers, or `SAMPLER`.
    every
        Whether each clip is performed with every reference.
    timing
        Where the events come from; all performers get the same.
    seed
        Of the performances.
    """

    clips: Sequence[Path]
    references: Sequence[Path]
    performers: Sequence[str]
    every: bool = False
    timing: Timing = Timing.AUTO
    seed: int = 0

    @property
    def pairs(self) -> list[tuple[Path, Path]]:
        """Which clip with which reference."""
        if self.every:
            return [(clip, reference) for clip in self.clips for reference in self.references]
        return [(clip, self.references[n % len(self.references)]) for n, clip in enumerate(self.clips)]


def usual_performers() -> tuple[str, ...]:
    """The renderers that are installed and need no model named, and the plain sampler."""
    shipped = {Renderer.HYBRID, Renderer.EXEMPLAR, Renderer.VARIETYSOUND}
    return (*(str(row.name) for row in RENDERERS if row.name in shipped and row.is_installed()), SAMPLER)


def perform(wanted: Performance, out: Path, tell: Callable[[str], None], note: Note) -> Source:
    """Perform clips into a folder with a manifest; answers what `read_source` reads of it.

    Parameters
    ----------
    out
        The folder; made when missing.
    tell
        Told what is being done.
    note
        Told what a user may want to know.

    Raises
    ------
    FoleyError
        When a name is unknown, a file cannot be read, or nothing be written.
    """
    for name in wanted.performers:
        if name != SAMPLER and name not in RENDERERS:
            choices = ", ".join((*RENDERERS.names, SAMPLER))
            raise FoleyError(f"there is no performer {name!r}", remedy=f"choose among {choices}")
    if not wanted.references:
        raise FoleyError("there is no reference sound", remedy="name the sounds to perform with by --reference")
    cases = []
    for number, (clip, reference) in enumerate(wanted.pairs):
        tell(f"performing {number + 1} of {len(wanted.pairs)}: {clip.name} with {reference.name}")
        cases.append(_case(wanted, number, clip, reference, out, note))
    titles = {name: "Plain sampler" if name == SAMPLER else RENDERERS[name].title for name in wanted.performers}
    manifest = {"kind": MANIFEST_KIND, "version": VERSION, "systems": titles, "cases": cases}
    write_atomically(out / MANIFEST_NAME, json_of(manifest))
    return read_source(out)


def _case(wanted: Performance, number: int, clip: Path, reference: Path, out: Path, note: Note) -> dict[str, object]:
    stem = f"{number + 1:03d}"
    events = out / f"{stem}.events.json"
    settings = SynthesisSettings(seed=wanted.seed)
    # The sampler's events are those of a renderer that is always there.
    renderers = [Renderer(name) for name in wanted.performers if name != SAMPLER]
    sounds = {}
    job = RenderJob(clip, (reference,), out / f"{stem}.flac", wanted.timing, settings=settings)
    for renderer in renderers or [Renderer.EXEMPLAR]:
        made = render_clip(replace(job, renderer=renderer, out=_place(out, renderer, stem)), note=note)
        if job.events is None:
            write_atomically(events, encode_events(made.events))
            job = replace(job, events=events)
        sounds[str(renderer)] = f"{renderer}/{stem}.flac"
    if SAMPLER in wanted.performers:
        sound = read_sound(reference, STUDIO_RATE_HZ, max_duration_s=LONGEST_REFERENCE_S, stereo=True, note=note)
        write_sound(
            _place(out, SAMPLER, stem), sampled(read_events(events), [sound], made.duration_s, wanted.seed), "FLOAT"
        )
        sounds[SAMPLER] = f"{SAMPLER}/{stem}.wav"
    kept = {name: place for name, place in sounds.items() if name in wanted.performers}
    return {
        "name": f"{clip.stem} by {reference.stem} ({number + 1})", "category": category_of(clip.stem),
        "clip": str(clip.absolute()), "reference": str(reference.absolute()),
        "reference_category": category_of(reference.stem), "sounds": kept,
    }  # fmt: skip


def _place(out: Path, performer: str, stem: str) -> Path:
    """Where a performer's sound goes; the sampler's are floats, as its hits pile up past full scale."""
    folder = out / performer
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
    return folder / f"{stem}{'.wav' if performer == SAMPLER else '.flac'}"
