"""Table what the picture alone tells of timing: the trained net beside the classical detector.

    python -m tests.benchmarks.timing_tables --clips DIR [--model FOLDER] [--each]

Two readings of each: the events that are proposed at the default sensitivity (F1, precision, envelope r), and all
candidates with how sure each is (AP). Every figure beside its shift null. Onsets of the clips' sound are reported
some 20 ms after the attack, so what is proposed is moved by as much before the two are compared. The proposals of the
net stand on what is seen; the sound of these clips comes later, so they are compared 80 ms later too: 60 known of web
clips, 20 of exposure. Which clips are strike-like was said by looking at them, before anything was scored.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from foleystudio.dsp.onsets import ONSET_LATENCY_S, detect_onsets
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.measures.levels import correlation, envelope_db
from foleystudio.engine.measures.measure import track_envelope_correlation
from foleystudio.engine.measures.onset_scores import OnsetComparison, compare_onsets
from foleystudio.engine.picture.motion import motion_of
from foleystudio.engine.timing.picture.motion_novelty import events_of_motion, scores_of
from foleystudio.engine.timing.picture.non_maximum_suppression import non_maximum_suppression
from foleystudio.engine.timing.picture.onset_net import MODEL, TimingModel, read_timing_model
from foleystudio.engine.timing.picture.picture_fusion import candidates_of_activation, onset_activation
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.paths import models_dir
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import FEATURE_FPS
from tests.guides import guide_of

STRIKE_LIKE = frozenset(
    (
        "bongo-1",
        "conga-1",
        "drum-1",
        "drum-2",
        "drum-3",
        "drum-4",
        "gun-1",
        "gun-2",
        "hammer-1",
        "ice-steps-1",
        "tennis-1",
    )
)


@dataclass(frozen=True)
class Row:
    """One clip by one detector."""

    clip: str
    detector: str
    proposed: OnsetComparison
    every: OnsetComparison
    r: float | None
    level_r: float | None

    def cells(self) -> list[float | None]:
        """F1, its null and lift, precision; AP of all candidates, null, lift; AP of the proposed; r, r of the level."""
        one, all_ = self.proposed, self.every
        return [
            one.scores.f1, one.null.f1, one.lift.f1, one.scores.precision,
            all_.scores.ap_strict, all_.null.ap_strict, all_.lift.ap_strict,
            one.scores.ap_strict, one.null.ap_strict, self.r, self.level_r, float(one.scores.generated),
        ]  # fmt: skip


_LATE_S = 0.08  # of these clips' sound behind what is seen
_COLUMNS_PER_S = float(FEATURE_FPS * COLUMNS_PER_FRAME)
HEADINGS = ["F1", "null", "lift", "precision", "AP", "null", "lift", "AP prop.", "null", "r", "level r", "proposed"]


def _classical(clip: Clip) -> tuple[EventTrack, EventTrack, np.ndarray | None]:
    motion = motion_of(clip)
    score = scores_of(motion)
    seconds = motion.frames.seconds
    every = EventTrack(
        tuple(Event(max(0.0, float(seconds[f])), float(score[f] / (score[f] + 2))) for f in np.flatnonzero(score))
    )
    return events_of_motion(motion), every, None


def _learnt(model: TimingModel, late_s: float) -> Callable[[Clip], tuple[EventTrack, EventTrack, np.ndarray | None]]:
    def detect(clip: Clip) -> tuple[EventTrack, EventTrack, np.ndarray | None]:
        seen = onset_activation(motion_of(clip), model)
        columns = non_maximum_suppression(seen.activation)
        every = [
            Event(float(c / _COLUMNS_PER_S) + late_s, float(seen.activation[c] / (seen.activation[c] + 1)))
            for c in columns
        ]
        proposed = candidates_of_activation(seen, model.threshold).events()
        later = EventTrack(tuple(replace(event, time_s=event.time_s + late_s) for event in proposed))
        level = np.concatenate([np.zeros(round(late_s * _COLUMNS_PER_S), np.float32), seen.level])
        return later, EventTrack(tuple(every)), level

    return detect


def measure(
    path: Path, detector: str, detect: Callable[[Clip], tuple[EventTrack, EventTrack, np.ndarray | None]]
) -> Row:
    """One clip by one detector."""
    clip = open_clip(path)
    guide = guide_of(clip)
    assert guide is not None
    onsets = detect_onsets(guide.mono(), guide.rate_hz)
    proposed, every, level = detect(clip)

    def compared(track: EventTrack) -> OnsetComparison:
        inside = [e for e in track if e.time_s < guide.duration_s]
        # The target's onsets are reported late; what is proposed would be, too, were it heard.
        times, sure = np.array([e.time_s for e in inside]) + ONSET_LATENCY_S, np.array([e.strength for e in inside])
        return compare_onsets(onsets, times, sure, guide.duration_s)

    level_r = None
    if level is not None:
        curve = envelope_db(guide)
        at = np.arange(len(curve)) * 1024 / 22_050
        heard = np.interp(at, np.arange(len(level)) / _COLUMNS_PER_S, level)
        level_r = correlation(curve, (20 * np.log10(heard + 0.01)).astype(np.float32))
    return Row(
        path.stem, detector, compared(proposed), compared(every), track_envelope_correlation(guide, proposed), level_r
    )


def table(rows: list[Row]) -> str:
    """Means over all, strike-like and other clips, a line for each detector."""
    lines = ["| clips | detector | " + " | ".join(HEADINGS) + " |", "| --- | --- |" + " ---: |" * len(HEADINGS)]
    groups = {"all": lambda c: True, "strike-like": STRIKE_LIKE.__contains__, "others": lambda c: c not in STRIKE_LIKE}
    for group, belongs in groups.items():
        for detector in dict.fromkeys(row.detector for row in rows):
            chosen = [row.cells() for row in rows if row.detector == detector and belongs(row.clip)]
            if chosen:
                lines.append(
                    _line(
                        [f"{group} ({len(chosen)})", detector], [_mean(column) for column in zip(*chosen, strict=True)]
                    )
                )
    return "\n".join(lines)


def _mean(column: tuple[float | None, ...]) -> float | None:
    known = [value for value in column if value is not None]
    return float(np.mean(known)) if known else None


def _line(names: list[str], cells: list[float | None]) -> str:
    return "| " + " | ".join(names + ["" if c is None else f"{c:.2f}" for c in cells]) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=models_dir() / MODEL)
    parser.add_argument("--each", action="store_true", help="also a line for every clip")
    wanted = parser.parse_args(arguments)
    model = read_timing_model(wanted.model)
    detectors = {"classical": _classical, "as it ships": _learnt(model, 0.0), "80 ms later": _learnt(model, _LATE_S)}
    clips = sorted(wanted.clips.glob("*.mp4"))
    rows = [measure(path, name, detect) for path in clips for name, detect in detectors.items()]
    print(table(rows))
    if wanted.each:
        print("\n".join(_line([row.clip, row.detector], row.cells()) for row in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
