"""What networks that shape a reference's grains give over the grains alone, for each kind of reference, in one table.

``python -m tests.benchmarks.hybrid_table --oneshots DIR [--count 16] [--pairs 50] [--write]``
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel_config import STUDIO, mel_columns
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.measures.timbre import cosine, mfcc_statistics
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest, SynthesisSettings
from foleystudio.engine.varietysound.generation.timbre import told_scale
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.reference_cuts import ReferenceKind
from foleystudio.training.data.transfer_corpus import read_recordings
from tests.benchmarks.renderer_tables import DURATION_S, figures, pairs

RATE_HZ = 48_000
_BEGIN, _END = "<!-- hybrid table: begin -->", "<!-- hybrid table: end -->"
_KINDS = (ReferenceKind.GESTURE, ReferenceKind.REPETITIONS, ReferenceKind.TEXTURE)
_STRENGTHS = (1.0, 0.6, 0.3, 0.8, 0.45)
_LONGEST_S = 12.0
_KEPT_UP_S = 6.0
_NOISE_DB, _EDGE_S = -25.0, 0.5
_AUDIBLE_DB, _FLOOR_DB = 50.0, -60.0
_WINDOW_S = 0.05
_CELL = RATE_HZ // 50
_NOISY_AT_S, _FEWEST_CELLS = 4.0, 5

Floats = NDArray[np.float64]
Values = dict[tuple[ReferenceKind, str], dict[str, list[float]]]
"""By kind of reference and measure, by column."""

MEASURES = {
    "colour": "spectrum off the exemplar renderer's, dB",
    "reference": "MFCC cosine to the reference",
    "level": "level off the exemplar renderer's, dB",
    "moment": "the same in 50 ms that sound, 95th percentile",
    "noise": "noise that a hit recorded in noise brings along, dB",
    "truth": "log-mel distance to the truth, made pairs",
    "cepstral": "MCD to the truth, made pairs, dB",
    "morph": "morph .5: log-mel distance to between its ends",
}


@dataclass(frozen=True)
class Column:
    """One way to render."""

    name: str
    renderer: Renderer
    shaping: float = 0.5


COLUMNS = (
    Column("exemplar", Renderer.EXEMPLAR),
    Column("hybrid, half", Renderer.HYBRID, 0.5),
    Column("hybrid, full", Renderer.HYBRID, 1.0),
    Column("networks alone", Renderer.VARIETYSOUND),
)


def take(column: Column, references: Sequence[Sound], events: EventTrack, duration_s: float, morph: float = 0) -> Sound:
    """What a column makes of some references."""
    # Two sounds morphed without networks are heard at once.
    is_both = morph > 0 and column.renderer == Renderer.EXEMPLAR
    renderer, shaping = (Renderer.HYBRID, 0.0) if is_both else (column.renderer, column.shaping)
    settings = SynthesisSettings(humanise=0.0, shaping=shaping, morph=morph)
    request = SynthesisRequest(duration_s, events, tuple(references), settings=settings, renderer=renderer)
    return synthesise(request).sound


def recordings(folder: Path, count: int) -> Iterator[tuple[ReferenceKind, Sound]]:
    """So many recordings of each kind, spread over a folder."""
    found: dict[ReferenceKind, list[Path]] = defaultdict(list)
    for file in sorted(folder.rglob("*.flac")):
        sound = read_sound(file, RATE_HZ)
        if sound.duration_s <= _LONGEST_S:
            found[prepare(sound, RATE_HZ).kind].append(file)
    for kind in _KINDS:
        for file in islice(found[kind][:: max(1, len(found[kind]) // count)], count):
            yield kind, read_sound(file, RATE_HZ)


def performed(kind: ReferenceKind, reference: Sound) -> tuple[EventTrack, float]:
    """Events that suit a reference, and how long their take is."""
    if kind is ReferenceKind.TEXTURE:
        return EventTrack((Event(0.5, 0.9, _KEPT_UP_S),)), _KEPT_UP_S + 1.0
    apart_s = 0.3 + (min(reference.duration_s, 3.0) if kind is ReferenceKind.GESTURE else 1.0)
    events = tuple(Event(apart_s * (n + 1), strength) for n, strength in enumerate(_STRENGTHS))
    return EventTrack(events), apart_s * (len(events) + 1)


def bands_db(sound: Sound) -> Floats:
    """Log-mel bands in decibels ``[F, M]``."""
    mono = resample(sound.mono(), sound.rate_hz, STUDIO.rate_hz)
    return np.asarray(20 / np.log(10) * mel_columns(mono, STUDIO), dtype=np.float64)


def levels_db(sound: Sound) -> Floats:
    """Level of every 50 ms, over all channels."""
    size = round(_WINDOW_S * sound.rate_hz)
    cut = sound.samples[: len(sound) // size * size].reshape(-1, size * sound.channels)
    return np.asarray(10 * np.log10(np.mean(np.square(cut, dtype=np.float64), axis=1) + 1e-12))


def measure_recording(values: Values, kind: ReferenceKind, reference: Sound) -> None:
    """Colour, level and likeness of what columns make of one recording."""
    events, duration_s = performed(kind, reference)
    plain = take(COLUMNS[0], (reference,), events, duration_s)
    own, own_levels = bands_db(plain), levels_db(plain)
    heard, sounding = own > own.max() - _AUDIBLE_DB, own_levels > own_levels.max() - _AUDIBLE_DB
    for column in COLUMNS:
        made = plain if column is COLUMNS[0] else take(column, (reference,), events, duration_s)
        off = levels_db(made) - own_levels
        overall = 10 * np.log10(np.mean(np.square(made.samples)) / np.mean(np.square(plain.samples)))
        for what, value in (
            ("colour", np.abs(bands_db(made) - own)[heard].mean()),
            ("reference", cosine(mfcc_statistics(reference), mfcc_statistics(made))),
            ("level", abs(overall)),
            ("moment", np.percentile(np.abs(off[sounding]), 95)),
        ):
            values[kind, what][column.name].append(float(value))


def measure_noise(values: Values, kind: ReferenceKind, reference: Sound) -> None:
    """Noise that a hit brings along which was recorded in it: where it plays and is itself softer than the noise."""
    level = prepare(reference, RATE_HZ).loudest.level * 10 ** (_NOISE_DB / 20)
    clean, edge = reference.mono()[: round(3.0 * RATE_HZ)], round(_EDGE_S * RATE_HZ)
    noisy = np.random.default_rng(0).standard_normal(len(clean) + 2 * edge) * level
    noisy[edge : edge + len(clean)] += clean
    recorded = Sound(noisy[:, None].astype(np.float32), RATE_HZ)
    events = EventTrack((Event(_NOISY_AT_S, 1.0),))
    planned = plan(SynthesisRequest(10.0, events, (recorded,), settings=SynthesisSettings(humanise=0.0)))
    voice, exemplar = planned.voices[0], planned.exemplars[0]
    if exemplar.kind is ReferenceKind.TEXTURE:
        return
    # Where the recording's first clean sample lies in the take.
    begin = voice.attack - exemplar.hits[voice.hit].attack - round(exemplar.begin_s * RATE_HZ) + edge
    in_take = np.zeros(10 * RATE_HZ, dtype=np.float32)
    in_take[max(0, begin) : begin + len(clean)] = clean[max(0, -begin) :]
    cells = np.arange(len(in_take) // _CELL) * _CELL
    plays = (cells > voice.start) & (cells < voice.stop - exemplar.hits[voice.hit].fade - _CELL)
    bare = plays & (cell_levels_db(in_take) < 20 * np.log10(level) - 6)
    if np.count_nonzero(bare) < _FEWEST_CELLS:
        return
    for column in COLUMNS:
        levels = cell_levels_db(take(column, (recorded,), events, 10.0).mono())
        behind = 10 * np.log10(np.mean(10 ** (levels[bare] / 10))) - levels.max()
        values[kind, "noise"][column.name].append(max(_FLOOR_DB, float(behind)))


def cell_levels_db(mono: NDArray[np.float32]) -> Floats:
    """Level of every 20 ms."""
    return np.asarray(10 * np.log10(np.square(mono, dtype=np.float64).reshape(-1, _CELL).mean(axis=1) + 1e-12))


def measure_morph(values: Values, kind: ReferenceKind, ends: tuple[Sound, Sound]) -> None:
    """How far a morph is from lying between its ends, their spectra's mean, band by band, levels aside."""
    events, duration_s = performed(kind, max(ends, key=len))
    one, other = (bands_db(take(COLUMNS[0], (end,), events, duration_s)) for end in ends)
    between = 0.5 * (one + other)
    heard = between > between.max() - _AUDIBLE_DB
    for column in COLUMNS:
        off = (bands_db(take(column, ends, events, duration_s, 0.5)) - between)[heard]
        values[kind, "morph"][column.name].append(float(np.abs(off - np.median(off)).mean()))


def measure_truth(values: Values, folder: Path, count: int) -> None:
    """Distance to the true sound, where it is known because it is made."""
    for pair in pairs(read_recordings(folder, held_out=True), count):
        exemplar = prepare(pair.reference, RATE_HZ)
        # What is kept up by a thing that is struck is another question: nobody asks that of its recording.
        if exemplar.kind is not ReferenceKind.TEXTURE and any(event.sustain_s for event in pair.scene.events):
            continue
        for column in COLUMNS:
            settings = SynthesisSettings(shaping=column.shaping)
            request = SynthesisRequest(
                DURATION_S, pair.scene.events, (pair.reference,), settings=settings, renderer=column.renderer
            )
            made = synthesise(request).sound
            made = replace(made, samples=made.samples * np.float32(told_scale(request, exemplar)))
            told = figures(pair, made)
            values[exemplar.kind, "truth"][column.name].append(float(told[0]))
            values[exemplar.kind, "cepstral"][column.name].append(float(told[1]))


def measured(folder: Path, count: int, pair_count: int) -> Values:
    """Every measure of every kind and column."""
    values: Values = defaultdict(lambda: defaultdict(list))
    found: dict[ReferenceKind, list[Sound]] = defaultdict(list)
    for kind, reference in recordings(folder, count):
        found[kind].append(reference)
        measure_recording(values, kind, reference)
    for kind, reference in recordings(folder, 6 * count):  # few of them leave noise to be heard
        if kind is not ReferenceKind.TEXTURE and len(values[kind, "noise"]["exemplar"]) < count:
            measure_noise(values, kind, reference)
    for kind, sounds in found.items():
        for ends in islice(pairwise(sounds), 0, None, 3):
            measure_morph(values, kind, ends)
    measure_truth(values, folder, pair_count)
    return values


def table_text(values: Values) -> str:
    """As Markdown, with the number of cases behind each row."""
    lines = ["| reference | measure (mean) | cases | " + " | ".join(column.name for column in COLUMNS) + " |"]
    lines.append("| --- | --- | ---: |" + " ---: |" * len(COLUMNS))
    for kind in _KINDS:
        for what, words in MEASURES.items():
            told = values[kind, what]
            if told:
                cells = " | ".join(f"{np.mean(told[column.name]):.3g}" for column in COLUMNS)
                lines.append(f"| {kind} | {words} | {len(told[COLUMNS[0].name])} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, and put it into the file of results when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--count", type=int, default=16)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    table = table_text(measured(given.oneshots, given.count, given.pairs))
    print(table)
    if given.write:
        path = Path(__file__).with_name("RESULTS.md")
        before, _, rest = path.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        path.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
