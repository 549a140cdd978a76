"""Table how well guides are heard: made recordings whose events are known, and real ones as far as they can be read.

    python -m tests.benchmarks.guide_table [--scenes N] [--oneshots DIR] [--model FOLDER] [--clips DIR] [--kinds]

Readers: *flux*, the reader without a net (`engine.timing.guide`); *net*, the hearing net at the default sensitivity;
*superflux* (Boeck and Widmer, DAFx 2013) and the plain onset reading, both as librosa has them. The made recordings
are of things that no training heard (with --oneshots: of the recordings that are held out too). A hit that nobody
could hear (under something louder, at once with another) is neither asked for nor wrong. Librosa's two report an
attack some 20 ms late, which is taken off; they tell nothing of what is kept up.

Of real clips the *loud hits* are asked for: onsets of a fine reading (librosa's, delta 0.07) whose peak within 50 ms is
within 20 dB of the clip's. That reading is no truth: it overlooks strokes of dense rolls and takes noises and syllables
for hits. Events that are found are held against them, those that are as loud themselves, within 50 ms.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_LATENCY_S, ONSET_RATE_HZ, PeakPicking, detect_onsets
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.guide.flux import events_of_flux
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.engine.timing.guide.hearing_net import MODEL, HearingModel, read_hearing_model
from foleystudio.engine.timing.guide.reading import mono_of
from foleystudio.paths import models_dir
from foleystudio.project.events import Event
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.listening.heard_scene import KINDS, HeardScene, draw_heard_scene
from foleystudio.training.scenes.listening.hit_bank import draw_bank
from tests.benchmarks.guide_scores import Tally, added, matches, score
from tests.guides import guide_of

Reader = Callable[[Wave], Sequence[Event]]
"""Events of a sound at ``ONSET_RATE_HZ``."""

KEEPERS = ("flux", "net")
"""Readers that tell what is kept up."""

_LOUD_DB = -20.0
_BANKS = 6  # things change so often over the made recordings


def by_flux(wave: Wave) -> Sequence[Event]:
    """The reader without a net."""
    return events_of_flux(Sound(wave[:, None], ONSET_RATE_HZ)).events


def by_net(model: HearingModel, sensitivity: float, wave: Wave) -> Sequence[Event]:
    """The hearing net, as the studio asks it."""
    return candidates_of_sound(Sound(wave[:, None], ONSET_RATE_HZ), model).events(sensitivity).events


def by_superflux(wave: Wave) -> Sequence[Event]:
    """Librosa's superflux with the settings of its authors, and the levels after each onset."""
    import librosa

    hop, lag = 110, 2
    bands = librosa.feature.melspectrogram(
        y=wave, sr=ONSET_RATE_HZ, n_fft=1024, hop_length=hop, n_mels=138, fmin=27.5, fmax=10_500.0
    )
    strength = librosa.onset.onset_strength(
        S=librosa.power_to_db(bands, ref=np.max), sr=ONSET_RATE_HZ, hop_length=hop, lag=lag, max_size=3
    )
    times = librosa.onset.onset_detect(onset_envelope=strength, sr=ONSET_RATE_HZ, hop_length=hop, units="time")
    return _struck(wave, times - ONSET_LATENCY_S)


def by_plain_flux(wave: Wave) -> Sequence[Event]:
    """The fine reading that loud hits are taken from."""
    return _struck(wave, detect_onsets(wave, ONSET_RATE_HZ, PeakPicking()) - ONSET_LATENCY_S)


def _struck(wave: Wave, times: NDArray[np.float64]) -> list[Event]:
    times = np.maximum(times, 0.0)
    peaks = [float(np.abs(wave[int(t * ONSET_RATE_HZ) :][:1100]).max(initial=0.0)) for t in times]
    loudest = max(peaks, default=1.0) or 1.0
    return [Event(float(t), peak / loudest) for t, peak in zip(times, peaks, strict=True)]


def made_recordings(each: int, oneshots: Path | None) -> Iterator[HeardScene]:
    """So many recordings of every kind, of things that no training heard."""
    recordings = read_recordings(oneshots, held_out=True) if oneshots else []
    for number in range(_BANKS):
        rng = np.random.default_rng((97, number))
        bank = draw_bank(rng, recordings)
        for kind in KINDS:
            for _ in range(-(-each // _BANKS)):
                yield draw_heard_scene(kind, bank, rng)


COLUMNS = (
    "recall", "precision", "F1 30 ms", "F1 50 ms", "rolls' recall", "median dt, ms", "strength r", "kept-up overlap",
    "ringing told", "in background, a second", "at 0 without cause",
)  # fmt: skip
HEADER = "| reader | " + " | ".join(COLUMNS) + " |\n|---|" + "---:|" * len(COLUMNS)


def line(name: str, by_kind: dict[str, list[Tally]], tells_kept: bool = True) -> str:
    """A row of the table."""
    every = added(t for tallies in by_kind.values() for t in tallies)
    kept = (every.kept_overlap(), every.rings_told()) if tells_kept else (None, None)
    cells = [
        every.recall(), every.precision(), every.f1(), every.f1(0.05), added(by_kind["rolls"]).recall(),
        every.median_away_ms(), every.strength_r(), *kept,
        added(by_kind["background"]).events_a_second(),
    ]  # fmt: skip
    return f"| {name} | " + " | ".join("-" if c is None else f"{c:.3f}" for c in cells) + f" | {every.at_zero} |"


def kinds_table(scored: dict[str, dict[str, list[Tally]]]) -> str:
    """F1 at 30 ms by kind of recording."""
    rows = ["| kind | " + " | ".join(scored) + " |", "|---|" + "---:|" * len(scored)]
    for kind in KINDS:
        cells = [added(by_kind[kind]).f1() for by_kind in scored.values()]
        rows.append(f"| {kind} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")
    return "\n".join(rows)


@cache
def guide_wave(path: Path) -> Wave | None:
    """A clip's own sound at the onset rate."""
    sound = guide_of(open_clip(path))
    return None if sound is None else resample(mono_of(sound.samples), sound.rate_hz, ONSET_RATE_HZ)


def loud_hits(wave: Wave) -> NDArray[np.float64]:
    """Onsets of the fine reading whose peak is within 20 dB of the clip's, seconds."""
    onsets = detect_onsets(wave, ONSET_RATE_HZ, PeakPicking())
    return onsets[_are_loud(wave, onsets)]


def _are_loud(wave: Wave, times: NDArray[np.float64]) -> NDArray[np.bool_]:
    least = float(np.abs(wave).max(initial=0.0)) * 10 ** (_LOUD_DB / 20)
    starts = (times * ONSET_RATE_HZ).astype(int)
    return np.array([float(np.abs(wave[s : s + 1100]).max(initial=0.0)) >= least for s in starts], np.bool_)


def clip_counts(wave: Wave, read: Reader) -> tuple[int, int, int]:
    """Of one clip: loud hits that were found, loud events, loud hits."""
    wanted = loud_hits(wave)
    events = np.array([e.time_s for e in read(wave) if not e.fades_in])
    events = events[_are_loud(wave, events)] if len(events) else events
    return len(matches(events.tolist(), wanted.tolist(), 0.05)), len(events), len(wanted)


def clips_table(clips: Sequence[Path], readers: dict[str, Reader]) -> str:
    """Loud hits of every clip, and of all."""
    rows = ["| clip | loud hits | " + " | ".join(f"{name}: recall, F1" for name in readers) + " |"]
    rows.append("|---|---:|" + "---|" * len(readers))
    totals = {name: np.zeros(3, int) for name in readers}
    for path in clips:
        wave = guide_wave(path)
        if wave is None:
            continue
        cells = []
        for name, read in readers.items():
            counts = clip_counts(wave, read)
            totals[name] += counts
            cells.append(_recall_and_f1(*counts))
        rows.append(f"| {path.stem} | {len(loud_hits(wave))} | " + " | ".join(cells) + " |")
    cells = [_recall_and_f1(*(int(n) for n in total)) for total in totals.values()]
    rows.append(f"| all | {next(iter(totals.values()))[2]} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _recall_and_f1(matched: int, found: int, wanted: int) -> str:
    return f"{matched / max(1, wanted):.2f}, {2 * matched / max(1, found + wanted):.2f}"


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=24, help="made recordings of each kind")
    parser.add_argument("--oneshots", type=Path, help="recordings with a CREDITS.csv: those held out are laid too")
    parser.add_argument("--model", type=Path, default=models_dir() / MODEL)
    parser.add_argument("--sensitivity", type=float, default=0.5)
    parser.add_argument("--clips", type=Path, help="real clips, for a look")
    parser.add_argument("--kinds", action="store_true", help="also F1 by kind of recording")
    wanted = parser.parse_args(arguments)
    net = partial(by_net, read_hearing_model(wanted.model), wanted.sensitivity)
    readers: dict[str, Reader] = {"flux": by_flux, "net": net, "superflux": by_superflux, "plain flux": by_plain_flux}
    scored: dict[str, dict[str, list[Tally]]] = {name: {kind: [] for kind in KINDS} for name in readers}
    for scene in made_recordings(wanted.scenes, wanted.oneshots):
        for name, read in readers.items():
            scored[name][scene.kind].append(score(scene, read(scene.wave)))
    print("\n".join([HEADER, *(line(name, by_kind, name in KEEPERS) for name, by_kind in scored.items())]))
    if wanted.kinds:
        print("\n" + kinds_table(scored))
    if wanted.clips:
        print("\n" + clips_table(sorted(wanted.clips.glob("*.mp4")), readers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
