"""Table how many of real clips' loud hits are found, as events and as performed, each beside chance.

    python -m tests.benchmarks.loud_table --clips DIR --oneshots DIR [--timing guide ...] [--each]

*Loud hits* are onsets of a fine reading of the clip's own sound (librosa's, delta 0.07) whose peak within 50 ms is
within 20 dB of the clip's (`guide_table`). Events within 20 dB of the strongest are held against them within 50 ms, and
so are the loud hits, read in the same way, of the take that performs them with the reference of `clip_pairs`.

*Null* is the mean of the same found instants shifted round the clip by 24 even steps: what as many find by chance. The
reading has an onset 20 ms after the attack, which is added to events; of takes it has the same.

Two columns more say what the reading itself leaves out of a take: *bursts* are noises that die in 20 ms, at the same
events with the same strengths, which nothing masks; *heard* are the loud hits that the hearing net finds in the take.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_LATENCY_S, ONSET_RATE_HZ
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.request import SynthesisRequest, Timing
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.project.events import EventTrack
from tests.benchmarks.clip_pairs import ClipCase, clip_cases
from tests.benchmarks.clip_tables import _sound
from tests.benchmarks.guide_scores import matches
from tests.benchmarks.guide_table import guide_wave, loud_hits
from tests.benchmarks.performed_table import by_bursts
from tests.engine.timing.proposing import propose_events

Times = NDArray[np.float64]

WITHIN_S = 0.05
_SHIFTS = 24
_LOUD = 0.1  # of the strongest: 20 dB


@dataclass(frozen=True)
class Found:
    """Instants that were found, against those that were asked for, and what they find by chance."""

    matched: float
    found: int
    wanted: int
    null: float

    @classmethod
    def of(cls, found: Times, wanted: Times, duration_s: float) -> Found:
        """Count them, in place and shifted round the clip."""
        steps = duration_s * np.arange(_SHIFTS + 1) / (_SHIFTS + 1)
        hit, *chance = (float(len(matches((found + s) % duration_s, wanted.tolist(), WITHIN_S))) for s in steps)
        return cls(hit, len(found), len(wanted), float(np.mean(chance)))

    def scores(self) -> NDArray[np.float64]:
        """Recall, its null, F1, its null."""
        wanted, both = max(1, self.wanted), max(1, self.wanted + self.found)
        return np.array([self.matched / wanted, self.null / wanted, 2 * self.matched / both, 2 * self.null / both])


def measured(case: ClipCase, timing: Timing) -> tuple[Found, ...] | None:
    """Of one clip: events, take, bursts in its place, and what the net hears in the take; None without sound."""
    clip, wave = open_clip(case.path), guide_wave(case.path)
    if wave is None:
        return None
    wanted = loud_hits(wave)
    events = propose_events(clip, timing)[0]
    found = (_loud(events), *_performed(case, clip, events))
    return tuple(Found.of(times, wanted, clip.duration_s) for times in found)


def _loud(events: EventTrack) -> Times:
    """Instants of the loud ones, as late as the reading tells them."""
    loudest = max((event.strength for event in events), default=1.0)
    return np.array([e.time_s + ONSET_LATENCY_S for e in events if e.strength >= _LOUD * loudest and not e.fades_in])


def _performed(case: ClipCase, clip: Clip, events: EventTrack) -> tuple[Times, Times, Times]:
    """Loud hits of the take, of bursts in its place, and of the take as the net hears it."""
    if not len(events):
        return (np.zeros(0),) * 3
    references = tuple(_sound(path) for path in case.references)
    take = synthesise(SynthesisRequest(clip.duration_s, events, references, renderer=default_renderer())).sound
    heard = candidates_of_sound(take).events(ignore_voices=False)
    low = resample(take.mono(), take.rate_hz, ONSET_RATE_HZ)
    return loud_hits(low), loud_hits(by_bursts(events, clip.duration_s).take), _loud(heard)


def rows(timing: Timing, counted: list[tuple[str, tuple[Found, ...]]], each: bool) -> Iterator[str]:
    """Lines of one timing: clips one by one where asked for, their mean, and all hits together."""
    if each:
        for name, found in counted:
            yield _line(f"{timing}, {name}", found[0].wanted, *(f.scores() for f in found))
    hits = sum(found[0].wanted for _, found in counted)
    parts = range(len(counted[0][1]))
    yield _line(f"{timing}, mean of clips", hits, *(np.mean([f[n].scores() for _, f in counted], 0) for n in parts))
    together = [
        Found(*(sum(getattr(f[n], field) for _, f in counted) for field in ("matched", "found", "wanted", "null")))
        for n in parts
    ]
    yield _line(f"{timing}, all hits", hits, *(f.scores() for f in together))


def _line(name: str, hits: int, *scores: NDArray[np.float64]) -> str:
    events, take, *others = scores
    values = (*events, *take, *(score[k] for score in others for k in (0, 2)))  # of those no null
    return f"| {name} | {hits} | " + " | ".join(f"{value:.2f}" for value in values) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--timing", action="append", type=Timing, help="guide and picture when left out")
    parser.add_argument("--each", action="store_true", help="clip by clip too")
    asked = parser.parse_args(arguments)
    columns = ["recall", "null", "F1", "null", "performed: recall", "null", "F1", "null"]
    columns += ["bursts: recall", "F1", "heard: recall", "F1"]
    print("| timing | loud hits | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * (1 + len(columns)))
    for timing in asked.timing or (Timing.GUIDE, Timing.PICTURE):
        every = ((case.name, measured(case, timing)) for case in clip_cases(asked.clips, asked.oneshots))
        counted = [(name, found) for name, found in every if found is not None]
        print("\n".join(rows(timing, counted, asked.each)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
