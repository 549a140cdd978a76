"""Table what performing keeps of events that are known to the sample, and what the readers that judge it can hear.

    python -m tests.benchmarks.performed_table --oneshots DIR [--made N] [--each]

Made patterns (sparse, dense, rolls, flams, ghost notes) are performed with single one-shots (the first file of each
folder of struck things) and with made recordings (grooves, rolls and steps with a noise floor), by the exemplar
renderer and by a plain sampler, which pastes the whole recording. *Bursts* are noises that die in 20 ms at the same
instants with the same strengths: nothing masks them, so what is not found of them the reader cannot find.

Of each hit is asked whether it *sounds*: whether two of 24 bands have the better part (two thirds) of their power from
it in its first 23 ms, beside everything else that sounds then. No reader can excuse that. Then what two readers find:
the hearing net (within 30 ms) and the fine onset reading of the loud hits (librosa's, delta 0.07, within 50 ms, 20 ms
of latency taken off). *Precise* is the share of what the net finds that is an event.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_LATENCY_S, ONSET_RATE_HZ, PeakPicking, detect_onsets
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.voices.mixing import Performer
from foleystudio.engine.request import SynthesisRequest
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.training.listening_test.plain_sampler import sampled
from foleystudio.training.scenes.listening.heard_scene import draw_heard_scene
from foleystudio.training.scenes.listening.hit_bank import ATTACK, band_powers, draw_bank
from foleystudio.training.scenes.listening.patterns import PATTERNS
from tests.benchmarks.guide_scores import matches

SECONDS = 4.0
PLAYED = ("sparse", "dense", "roll", "flams", "ghosts")
_RECORDED = ("dense", "ghost notes", "several things", "rolls", "rooms", "noise floor")  # kinds of made references
_REFERENCE_COLUMNS = 1600  # of 5 ms: 8 s
_NOT_STRUCK = ("loop-music", "other", "water")
_SHARE = 2 / 3  # of two bands' power that makes a hit sound
_BURST_S = 0.02
_EARLIEST_S = 0.1


@dataclass(frozen=True, eq=False)
class Performed:
    """A take at the onset rate, and each event's own part of it, ``float32 [N]``; events that got none are missing."""

    take: Wave
    parts: dict[int, Wave]


def by_exemplar(events: EventTrack, reference: Sound) -> Performed:
    """The grains of the exemplar renderer, before its limiter."""
    planned = plan(SynthesisRequest(SECONDS, events, (reference,)))
    performer = Performer(planned.exemplars, planned.rate_hz)
    parts = {}
    for voice in planned.voices:
        first, piece = performer.play(voice, 0, planned.n_samples)
        parts[voice.event_key] = _laid(piece.mean(axis=1), first, planned.rate_hz)
    return Performed(_sum(parts), parts)


def by_sampler(events: EventTrack, reference: Sound) -> Performed:
    """Whole recordings, each event's by itself."""
    parts = {}
    for event in events:
        alone = sampled(EventTrack((event,)), (reference,), SECONDS)
        parts[event.key] = _laid(alone.mono(), 0, alone.rate_hz)
    return Performed(_sum(parts), parts)


def by_bursts(events: EventTrack, duration_s: float = SECONDS) -> Performed:
    """Short noises: what a reader finds where nothing masks anything."""
    rng, count = np.random.default_rng(3), round(8 * _BURST_S * ONSET_RATE_HZ)
    fall = np.exp(-np.arange(count) / (_BURST_S * ONSET_RATE_HZ))
    parts = {}
    for event in events:
        burst = rng.standard_normal(count) * fall
        at = round(event.time_s * ONSET_RATE_HZ)
        parts[event.key] = _laid(event.strength * burst / np.abs(burst).max(), at, ONSET_RATE_HZ, duration_s)
    return Performed(_sum(parts, duration_s), parts)


WAYS: dict[str, Callable[[EventTrack, Sound], Performed]] = {
    "exemplar": by_exemplar, "plain sampler": by_sampler, "bursts": lambda events, _: by_bursts(events),
}  # fmt: skip


def _laid(piece: NDArray[np.floating], first: int, rate_hz: int, duration_s: float = SECONDS) -> Wave:
    """A piece in its place in a take at the onset rate."""
    whole = np.zeros(round(duration_s * rate_hz), np.float32)
    kept = piece[: max(0, len(whole) - first)]
    whole[first : first + len(kept)] = kept
    return resample(whole, rate_hz, ONSET_RATE_HZ)


def _sum(parts: dict[int, Wave], duration_s: float = SECONDS) -> Wave:
    silence = np.zeros(round(duration_s * ONSET_RATE_HZ), np.float32)
    return np.asarray(sum(parts.values(), silence), np.float32)


def sounds(performed: Performed, event: Event) -> bool:
    """Whether an event's own part has the better part of two bands where it begins."""
    part, start = performed.parts.get(event.key), round(event.time_s * ONSET_RATE_HZ)
    if part is None:
        return False
    own = band_powers(part[start : start + ATTACK])
    beside = np.maximum(band_powers(performed.take[start : start + ATTACK]), 1e-12)
    shares = np.sort((own / beside)[own > 1e-3 * own.max(initial=0.0)])
    return len(shares) > 1 and bool(shares[-2] >= _SHARE)


def counted(performed: Performed, events: EventTrack) -> NDArray[np.int64]:
    """Events; those that sound; of the net's found and right ones; right ones of the fine reading."""
    times = [event.time_s for event in events]
    heard = candidates_of_sound(Sound(performed.take[:, None], ONSET_RATE_HZ)).events(ignore_voices=False)
    found = [event.time_s for event in heard if not event.fades_in]
    fine = detect_onsets(performed.take, ONSET_RATE_HZ, PeakPicking()) - ONSET_LATENCY_S
    return np.array([
        len(times), sum(sounds(performed, event) for event in events), len(found),
        len(matches(found, times, 0.03)), len(matches(fine.tolist(), times, 0.05)),
    ])  # fmt: skip


def references(oneshots: Path, made: int) -> Iterator[tuple[str, str, Sound]]:
    """What it is, its name, and the sound."""
    for folder in sorted(path for path in oneshots.iterdir() if path.is_dir() and path.name not in _NOT_STRUCK):
        yield "one-shots", folder.name, read_sound(min(folder.glob("*.flac")))
    rng = np.random.default_rng((59, 0))
    bank = draw_bank(rng)
    for kind in _RECORDED:
        for number in range(made):
            scene = draw_heard_scene(kind, bank, rng, _REFERENCE_COLUMNS)
            yield "made recordings", f"{kind} {number + 1}", Sound(scene.wave[:, None], ONSET_RATE_HZ)


def drawn(pattern: str, rng: np.random.Generator) -> EventTrack:
    """A made pattern as events."""
    strokes = sorted(PATTERNS[pattern](SECONDS - 2 * _EARLIEST_S, rng), key=lambda stroke: stroke.time_s)
    return EventTrack(tuple(Event(s.time_s + _EARLIEST_S, s.strength, key=n) for n, s in enumerate(strokes)))


def _line(name: str, counts: NDArray[np.int64]) -> str:
    events, sounding, found, right, fine = (int(count) for count in counts)
    share = max(1, events)
    cells = (sounding / share, right / share, right / max(1, found), fine / share)
    return f"| {name} | {events} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |"


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--made", type=int, default=4, help="made references of each kind")
    parser.add_argument("--each", action="store_true", help="reference by reference too")
    wanted = parser.parse_args(arguments)
    totals: dict[str, NDArray[np.int64]] = {}
    print("| what is performed | events | sounds | net: recall | precise | fine reading: recall |")
    print("|---|" + "---:|" * 5)
    for number, (what, name, reference) in enumerate(references(wanted.oneshots, wanted.made)):
        for pattern in PLAYED:
            events = drawn(pattern, np.random.default_rng((61, number, PLAYED.index(pattern))))
            for way, perform in WAYS.items():
                counts = counted(perform(events, reference), events)
                rows = [f"{what}, {way}", f"{what}, {pattern}, {way}", *[f"{what}, {name}, {way}"] * wanted.each]
                for row in rows:
                    totals[row] = totals.get(row, np.zeros(5, np.int64)) + counts
    print("\n".join(_line(name, counts) for name, counts in sorted(totals.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
