"""Table how many spoken syllables become events: made recordings with speech under hits.

    python -m tests.benchmarks.syllables_table [--scenes N] [--oneshots DIR] [--seed N]

Each recording is 12 s of things that are struck (with --oneshots: of those that no training heard) under somebody who
speaks, 24 to 6 dB softer at its loudest: by espeak-ng where that is installed, in five languages and several voices,
else without words, as in training. A syllable reaches from one dip of the speech's own level to the next, where between
them it rises by 6 dB at least and to within 25 dB of its loudest. It is *let in* when an event that meets no hit
(within 50 ms) begins in it. All hits are asked for.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import wave as wave_files
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.envelope import amplitude_to_db, rms
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.listening import beds, channel
from foleystudio.training.scenes.listening.hit_bank import draw_bank
from foleystudio.training.scenes.listening.laying import Mix, lay_strokes
from foleystudio.training.scenes.listening.patterns import PATTERNS
from tests.benchmarks.guide_scores import matches

SECONDS, WITHIN_S = 12.0, 0.05
_STEP = 110
_RISE_DB, _WITHIN_DB = 6.0, 25.0
_A_BANK = 8
_SAID = {
    "en": "Take the big box to the back of the truck, and put it down. Did you pack a tape? Quite, but it broke apart.",
    "de": "Bitte packt die Kiste hinten auf den Tisch, dann geht es gut. Wo bleibt der Dieter? Komm, trink deinen Tee.",
    "fr": "Il faut porter le paquet dans la cour. Attends, tu as vu ta tante? Bon, cela ne compte pas beaucoup.",
    "es": "Pon la caja en el patio, por favor. Todo esto es bastante pesado. Cuando termine, te toca a ti.",
    "it": "Porta la cassa nel cortile, poi torna qui. Hai preso tutto quanto? Certo, ma prima devo bere qualcosa.",
}


@dataclass(frozen=True, eq=False)
class Talked:
    """A recording with speech under hits: hits, and syllables' starts and ends, seconds."""

    wave: Wave
    hits_s: NDArray[np.float64]
    syllables_s: NDArray[np.float64]


def spoken(seconds: float, rng: np.random.Generator) -> Wave:
    """Somebody who speaks, RMS 1, ``float32 [N]`` at the onset rate."""
    tool = shutil.which("espeak-ng")
    if tool is None:
        return beds.speech(seconds, rng)
    language = str(rng.choice(list(_SAID)))
    voice = f"{language}+{rng.choice(['m1', 'm3', 'm7', 'f1', 'f3', 'f5'])}"
    how = ["-p", str(rng.integers(25, 75)), "-s", str(rng.integers(120, 190)), "-v", voice]
    said = subprocess.run([tool, "--stdout", *how, _SAID[language]], check=True, capture_output=True).stdout
    with wave_files.open(io.BytesIO(said)) as file:
        rate_hz = file.getframerate()
        samples = np.frombuffer(said[44:], "<i2").astype(np.float32) / np.float32(32_768)
    mono = resample(samples[: int(seconds * rate_hz)], rate_hz, ONSET_RATE_HZ)
    out = np.zeros(round(seconds * ONSET_RATE_HZ), np.float32)
    start = int(rng.integers(0, max(1, len(out) - len(mono))))
    out[start : start + len(mono)] = mono[: len(out) - start]
    return np.asarray(out / np.sqrt(np.mean(np.square(mono))), np.float32)


def syllables_of(speech: Wave) -> NDArray[np.float64]:
    """Starts and ends of syllables, seconds, ``float64 [n, 2]``."""
    power = np.square(rms(speech, 2 * _STEP, _STEP).astype(np.float64))
    window = np.hanning(13)
    level = amplitude_to_db(np.sqrt(np.convolve(power, window / window.sum(), mode="same")))
    dips, at = [0], 0
    highest, lowest, rising = level[0], level[0], True
    for step, value in enumerate(level):  # turning points that are 6 dB apart
        if rising:
            highest = max(highest, value)
            if value < highest - _RISE_DB:
                rising, lowest, at = False, value, step
        elif value < lowest:
            lowest, at = value, step
        elif value > lowest + _RISE_DB:
            dips.append(at)
            rising, highest = True, value
    bounds = np.array([*dips, len(level)])
    loud = [level[a:b].max() > level.max() - _WITHIN_DB for a, b in pairwise(bounds.tolist())]
    return np.asarray(np.stack([bounds[:-1], bounds[1:]], axis=1)[np.array(loud)] * (_STEP / ONSET_RATE_HZ))


def made_talk(count: int, oneshots: Path | None, seed: int) -> Iterator[Talked]:
    """So many recordings."""
    recordings = read_recordings(oneshots, held_out=True) if oneshots else []
    rng = np.random.default_rng((seed, 11))
    for number in range(count):
        if number % _A_BANK == 0:
            bank = draw_bank(rng, recordings, 24, 4)
        mix = Mix(round(SECONDS * ONSET_RATE_HZ))
        strokes = PATTERNS[str(rng.choice(["sparse", "sparse", "dense"]))](SECONDS, rng)
        things = [bank.struck[int(n)] for n in rng.integers(0, len(bank.struck), 2)]
        lay_strokes(mix, strokes, things, rng)
        dry = channel.in_a_room(mix.hits, rng) if rng.random() < 0.4 else mix.hits
        speech = spoken(SECONDS, rng)
        gain = np.abs(dry).max() * 10 ** (rng.uniform(-24, -6) / 20) / np.abs(speech).max()
        floor = beds.noise(SECONDS, rng)[: len(dry)] * np.float32(
            np.abs(dry).max() * 10 ** (rng.uniform(-70, -50) / 20)
        )
        heard = np.asarray(dry + speech * np.float32(gain) + floor, np.float32)
        hits = np.array([e.start / ONSET_RATE_HZ for e in mix.laid if e.gain > 0])
        yield Talked(heard * np.float32(0.5 / np.abs(heard).max()), hits, syllables_of(speech))


def counted(talked: Talked, events_s: list[float]) -> tuple[int, int, int, int]:
    """Syllables that were let in, syllables; hits found, hits."""
    pairs = matches(events_s, talked.hits_s.tolist(), WITHIN_S)
    met = {n for n, _ in pairs}
    others = np.array([t for n, t in enumerate(events_s) if n not in met])
    let_in = sum(bool(((others >= a) & (others < b)).any()) for a, b in talked.syllables_s)
    return let_in, len(talked.syllables_s), len(pairs), len(talked.hits_s)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=60)
    parser.add_argument("--oneshots", type=Path, help="recordings with a CREDITS.csv: those held out are laid too")
    parser.add_argument("--seed", type=int, default=2)
    wanted = parser.parse_args(arguments)
    ways = {"ignored": (0.5, True), "ignored, sensitivity 0.8": (0.8, True), "kept": (0.5, False)}
    totals = {name: np.zeros(4, int) for name in ways}
    for talked in made_talk(wanted.scenes, wanted.oneshots, wanted.seed):
        found = candidates_of_sound(Sound(talked.wave[:, None], ONSET_RATE_HZ))
        for name, (sensitivity, ignores) in ways.items():
            totals[name] += counted(talked, [e.time_s for e in found.events(sensitivity, ignores)])
    print("| voices | syllables | let in | hits | hits' recall |\n|---|---:|---:|---:|---:|")
    for name, (let_in, syllables, met, hits) in totals.items():
        print(f"| {name} | {syllables} | {let_in / syllables:.3f} | {hits} | {met / hits:.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
