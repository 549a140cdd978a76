"""Measure timing and rendering over a folder of clips, and write the tables.

    python -m tests.benchmarks.clip_tables --clips DIR --oneshots DIR [--out FILE] [--timing guide] [--clip NAME]

DIR of the clips holds an INDEX.csv (file, category). Every clip is timed by its guide, by its picture, and by what
4 and 8 marks teach (the clip's first onsets), performed with the reference that `clip_pairs` gives it, and measured
against its own sound. Taught timing is scored only on what comes after the last mark.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import detect_onsets
from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.measures import compare_sound_onsets, compare_track_onsets, speech_embedding
from foleystudio.engine.measures.levels import envelope_correlation
from foleystudio.engine.measures.measure import track_envelope_correlation
from foleystudio.engine.measures.onset_scores import OnsetComparison
from foleystudio.engine.measures.timbre import OnScale, mfcc_statistics, on_scale
from foleystudio.engine.picture.motion import motion_of
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.request import Renderer, SynthesisRequest, Timing
from foleystudio.engine.timing.few_shot import teach
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import Event, EventTrack
from tests.benchmarks.clip_pairs import ClipCase, clip_cases
from tests.benchmarks.table_text import tables_text, write_tables
from tests.engine.timing.proposing import propose_events
from tests.guides import guide_of

TIMINGS = ("guide", "picture", "taught-4", "taught-8")
AFTER_MARKS_S = 0.1
"""Scoring of a taught timing begins this long after the last mark, the tolerance of a match."""
METRONOME_HZ = 5.0
LEAST_REST = 3
"""Onsets that must be left after the marks for a taught timing to be scored."""


@dataclass(frozen=True)
class Row:
    """What one clip with one timing gave.

    Parameters
    ----------
    case, timing
        Which.
    from_s
        Scored from here.
    onsets_in_clip
        Onsets of the clip's own sound, all of it.
    events, events_r
        The event track itself against those onsets, and its implied level against the clip's.
    blind
        A metronome of `METRONOME_HZ` against the same onsets: what needs no eyes and no ears.
    take, take_r
        The same of the rendered sound.
    mfcc, resemblyzer
        Timbre of the rendered sound against the reference.
    render_s
        Time taken to render.
    """

    case: ClipCase
    timing: str
    from_s: float
    onsets_in_clip: int
    events: OnsetComparison
    events_r: float | None
    blind: OnsetComparison
    take: OnsetComparison
    take_r: float | None
    mfcc: OnScale
    resemblyzer: OnScale | None
    duration_s: float
    render_s: float


@cache
def _sound(path: Path) -> Sound:
    return read_sound(path)


Embed = Callable[[Sound], NDArray[np.float64]]


def _remembering(embed: Embed) -> Embed:
    """The same references are embedded for many clips: once is enough."""
    known: dict[int, tuple[Sound, NDArray[np.float64]]] = {}

    def embedded(sound: Sound) -> NDArray[np.float64]:
        if id(sound) not in known:
            known[id(sound)] = (sound, embed(sound))  # the sound is kept, so that its id stays its own
        return known[id(sound)][1]

    return embedded


_MFCC, _SPEECH = _remembering(mfcc_statistics), _remembering(speech_embedding.embed)


def measure_case(case: ClipCase, timings: tuple[str, ...], renderer: Renderer) -> list[Row]:
    """Rows of one clip; timings that cannot be scored on it are left out."""
    clip = open_clip(case.path)
    guide = guide_of(clip)
    if guide is None:
        return []
    rows = []
    for timing in timings:
        timed = _timed(clip, guide, timing)
        if timed is not None:
            rows.append(_measured(case, timing, renderer, clip, guide, *timed))
    return rows


def _timed(clip: Clip, guide: Sound, timing: str) -> tuple[EventTrack, float] | None:
    """Events, and from when on they count."""
    if not timing.startswith("taught"):
        return propose_events(clip, Timing(timing))[0], 0.0
    marks = int(timing.split("-")[1])
    onsets_s = detect_onsets(guide.mono(), guide.rate_hz)
    if len(onsets_s) < marks + LEAST_REST:
        return None
    marked = EventTrack(tuple(Event(float(t), marked=True) for t in onsets_s[:marks]), source="taught")
    return teach(motion_of(clip), marked), float(onsets_s[marks - 1]) + AFTER_MARKS_S


def _measured(
    case: ClipCase, timing: str, renderer: Renderer, clip: Clip, guide: Sound, events: EventTrack, from_s: float
) -> Row:
    references = tuple(_sound(path) for path in case.references)
    started = time.perf_counter()
    take = synthesise(SynthesisRequest(clip.duration_s, events, references, renderer=renderer)).sound
    render_s = time.perf_counter() - started
    unrelated = [_sound(path) for path in case.unrelated]
    return Row(
        case=case,
        timing=timing,
        from_s=from_s,
        onsets_in_clip=len(detect_onsets(guide.mono(), guide.rate_hz)),
        events=compare_track_onsets(guide, events, from_s),
        events_r=track_envelope_correlation(guide, events, from_s),
        blind=compare_track_onsets(guide, _metronome(clip.duration_s), from_s),
        take=compare_sound_onsets(guide, take, from_s),
        take_r=envelope_correlation(_from(guide, from_s), _from(take, from_s)),
        mfcc=on_scale(take, references, unrelated, _MFCC),
        resemblyzer=on_scale(take, references, unrelated, _SPEECH) if speech_embedding.is_installed() else None,
        duration_s=clip.duration_s,
        render_s=render_s,
    )


def _metronome(duration_s: float) -> EventTrack:
    return EventTrack(tuple(Event(beat / METRONOME_HZ, 0.5) for beat in range(int(duration_s * METRONOME_HZ))))


def _from(sound: Sound, start_s: float) -> Sound:
    return Sound(sound.samples[round(start_s * sound.rate_hz) :], sound.rate_hz)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("RESULTS.md"))
    parser.add_argument("--timing", action="append", choices=TIMINGS, help="only these; printed, not written")
    usual = default_renderer()
    parser.add_argument("--renderer", type=Renderer, default=usual, help=f"other than {usual}: printed, not written")
    parser.add_argument("--clip", action="append", help="only these; printed, not written")
    wanted = parser.parse_args(arguments)
    rows: list[Row] = []
    for case in clip_cases(wanted.clips, wanted.oneshots):
        if wanted.clip is None or case.name in wanted.clip:
            print(case.name, file=sys.stderr, flush=True)
            rows += measure_case(case, tuple(wanted.timing or TIMINGS), wanted.renderer)
    print(tables_text(rows))
    if wanted.timing is None and wanted.clip is None and wanted.renderer is usual:
        write_tables(rows, wanted.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
