"""Table how well feet and moves are seen: made walkers whose steps are known, and films as far as they are labelled.

    python -m tests.benchmarks.feet_table [--labels DIR] [--nobody DIR] [--views FILE ...] [--long FILE MINUTES]

--labels: a folder of clips with LABELS.json, instants and L or R. --nobody: clips, of which the events are counted.
--views: one film by several cameras at once; their movement is correlated, pair by pair. --long: a clip,
repeated for so many minutes and for a fifth of it, each in a process of its own. Steps match within 80 ms; a stop
is a step, a scuff is not asked for. All at the default sensitivity, of the person whom the timing itself takes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import open_clip
from foleystudio.engine.picture.people.people import people_of
from foleystudio.engine.timing.people.cast import cast_of
from foleystudio.engine.timing.people.contacts import FEET_JOINTS, contacts_of
from foleystudio.engine.timing.people.feet import LATER_S, candidates_of_feet
from foleystudio.engine.timing.people.moves import candidates_of_moves, movement_of
from foleystudio.engine.timing.people.steady import RATE_HZ, steady_joints
from foleystudio.project.proposals import DEFAULT_SENSITIVITY
from tests.benchmarks.guide_scores import matches
from tests.benchmarks.hour_long_clip import peak_bytes, repeated
from tests.engine.timing.people.walker import ASPECT, Walk, frames_at, regular_steps

Step = tuple[float, str]

_WITHIN_S = 0.08
_ANGLES = (0, 30, 45, 60, 75, 90, 135, 180)
_WALKS = (
    Walk(regular_steps(7)), Walk(regular_steps(6, every_s=0.8), swing_s=0.55, stride=0.5),
    Walk(regular_steps(9, every_s=0.36), swing_s=0.4, stride=0.8),
)  # fmt: skip


def scored(found: Sequence[Step], wanted: Sequence[Step]) -> tuple[int, int]:
    """How many steps match, and how many of these have the right foot."""
    pairs = matches([at for at, _ in found], [at for at, _ in wanted], _WITHIN_S)
    return len(pairs), sum(found[a][1][:1] == wanted[b][1] for a, b in pairs)


def _f1(matched: int, found: int, wanted: int) -> float:
    return 2 * matched / max(1, found + wanted)


def made_table() -> str:
    """F1 and feet of made walkers, by the side that they are seen from."""
    rows = ["| seen from, degrees | steps | F1 | right foot |", "|---:|---:|---:|---:|"]
    for angle in _ANGLES:
        matched = right = many = asked = 0
        for number, walk in enumerate(_WALKS):
            for rate in (24, 30):
                turned = Walk(walk.steps, float(angle), walk.lift, walk.stride * 0.8, walk.swing_s)
                found = _of_made(turned, rate, 0.002 * (number + 1))
                hits, feet = scored(found, walk.steps)
                matched, right, many, asked = matched + hits, right + feet, many + len(found), asked + len(walk.steps)
        rows.append(f"| {angle} | {asked} | {_f1(matched, many, asked):.2f} | {right / max(1, matched):.2f} |")
    return "\n".join(rows)


def _of_made(walk: Walk, rate: float, noise: float) -> list[Step]:
    person = walk.person(frames_at(rate, walk.steps[-1][0] + 1.0), noise=noise)
    still, cuts = np.zeros((len(person.frames), 2)), np.zeros(len(person.frames), np.bool_)
    feet = [c for s in steady_joints(person, FEET_JOINTS, still, cuts, ASPECT) for c in contacts_of(s)]
    return [(c.time_s + LATER_S, c.foot) for c in feet if c.certainty >= DEFAULT_SENSITIVITY and c.kind != "scuff"]


def labelled_table(folder: Path) -> str:
    """Every labelled clip."""
    labels = json.loads((folder / "LABELS.json").read_text("utf-8"))
    rows = [
        "| clip | view | steps | found | F1 | right foot | late, ms (median) |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for name, of_clip in labels.items():
        if not isinstance(of_clip, dict):
            continue
        wanted: list[Step] = [(float(at), str(foot)) for at, foot in of_clip["steps"]]
        found = _steps(folder / name)
        matched, right = scored(found, wanted)
        pairs = matches([at for at, _ in found], [at for at, _ in wanted], _WITHIN_S)
        late = np.median([found[a][0] - wanted[b][0] for a, b in pairs]) * 1000 if pairs else float("nan")
        rows.append(
            f"| {name} | {of_clip['view']} | {len(wanted)} | {len(found)} | "
            f"{_f1(matched, len(found), len(wanted)):.2f} | {right / max(1, matched):.2f} | {late:.0f} |"
        )
    return "\n".join(rows)


def _steps(clip: Path) -> list[Step]:
    events = candidates_of_feet(cast_of(open_clip(clip))).events()
    return [(event.time_s, event.label) for event in events if not event.sustain_s]


def counted_table(clips: Sequence[Path]) -> str:
    """Events of clips that may have nobody in them."""
    rows = ["| clip | persons | steps | moves |", "|---|---:|---:|---:|"]
    for clip in clips:
        cast = cast_of(open_clip(clip))
        counts = [len(found.events()) for found in (candidates_of_feet(cast), candidates_of_moves(cast))]
        rows.append(f"| {clip.stem} | {len(cast.persons)} | {counts[0]} | {counts[1]} |")
    return "\n".join(rows)


def views_table(clips: Sequence[Path]) -> str:
    """What cameras that film the same say of it."""
    speeds: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    rows = ["| camera | steps |", "|---|---|"]
    for clip in clips:
        cast = cast_of(open_clip(clip))
        person = cast.person(None)
        assert person is not None, clip
        speeds[clip.stem] = max(movement_of(cast, person), key=lambda stretch: len(stretch[0]))
        told = ", ".join(f"{event.time_s:.2f} {event.label}" for event in candidates_of_feet(cast).events())
        rows.append(f"| {clip.stem} | {told} |")
    found = {pair: _correlation(speeds[pair[0]], speeds[pair[1]]) for pair in combinations(speeds, 2)}
    told = ", ".join(f"{a} / {b} {r:.2f}" for (a, b), r in found.items())
    return "\n".join([*rows, f"\nr of movement: mean {np.mean(list(found.values())):.2f} ({told})"])


def _correlation(
    one: tuple[NDArray[np.float64], NDArray[np.float64]], other: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> float:
    first, stop = max(one[0][0], other[0][0]), min(one[0][-1], other[0][-1])
    at = np.arange(first, stop, 1 / RATE_HZ)
    return float(np.corrcoef(np.interp(at, *one), np.interp(at, *other))[0, 1])


def long_lines(clip: Path, minutes: float) -> str:
    """Time and memory of a clip that is repeated, and of a fifth of that."""
    piece_s, lines = open_clip(clip).frames.duration, []
    for share in (0.2, 1.0):
        with tempfile.TemporaryDirectory() as name:
            long = repeated(clip, Path(name) / "long.mp4", round(share * minutes * 60 / piece_s), piece_s)
            code = "import sys; from tests.benchmarks import feet_table; feet_table.look(sys.argv[1])"
            environment = {**os.environ, "FOLEYSTUDIO_CACHE": name}
            done = subprocess.run(
                [sys.executable, "-c", code, str(long)], env=environment, stdout=subprocess.PIPE, check=True, text=True
            )
            lines.append(f"{share * minutes:g} min: {done.stdout.strip()}, peak memory {peak_bytes() / 1e6:.0f} MB")
    return "\n".join(lines)


def look(clip: str) -> None:
    """Find the people of a clip and their steps, and print what it took."""
    opened = open_clip(Path(clip))
    begun, worked = time.monotonic(), time.process_time()
    people_of(opened)
    took, work = time.monotonic() - begun, time.process_time() - worked
    cast = cast_of(opened)
    frames = len(opened.frames)
    print(
        f"{len(cast.persons)} persons found in {took:.0f} s, {opened.duration_s / took:.1f} x real time "
        f"({1000 * work / frames:.1f} ms of processor time a frame); {len(candidates_of_feet(cast).events())} steps"
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--nobody", type=Path)
    parser.add_argument("--views", type=Path, nargs="+")
    parser.add_argument("--long", nargs=2, metavar=("FILE", "MINUTES"))
    wanted = parser.parse_args(arguments)
    print(made_table())
    if wanted.labels:
        print("\n" + labelled_table(wanted.labels))
    if wanted.nobody:
        print("\n" + counted_table(sorted(wanted.nobody.glob("*.mp4"))))
    if wanted.views:
        print("\n" + views_table(wanted.views))
    if wanted.long:
        print("\n" + long_lines(Path(wanted.long[0]), float(wanted.long[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
