"""The renderers beside each other, as sounds, on made transfer pairs of objects that no model has been trained on.

``python -m tests.benchmarks.renderer_tables --oneshots DIR [--count 60] [--models DIR]``

Scenes whose target has a background are left out: renderers are asked for none. All sounds are compared at the level
at which the networks know the reference's loudest hit.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.dsp.waves.resample import resample_sound
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.measures import compare_sound_onsets
from foleystudio.engine.measures.levels import envelope_correlation
from foleystudio.engine.measures.timbre import cosine, mel_cepstral_distortion, mfcc_statistics
from foleystudio.engine.models import installed
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest, SynthesisSettings
from foleystudio.engine.varietysound.generation import vocoding
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.engine.varietysound.generation.timbre import mel_of, timbre_of, told_scale
from foleystudio.training.data.transfer_corpus import SHARD_EXAMPLES, read_recordings
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.performance import SoundScene, draw_sound_scene
from foleystudio.training.shards import HELD_OUT_EVERY

DURATION_S = 4.0
HEADS = ("log-mel L1", "MCD dB", "MFCC cos", "level r", "level dB", "attack L1", "attack rise", "onset F1")
_RENDERERS = (Renderer.EXEMPLAR, Renderer.HYBRID, Renderer.VARIETYSOUND)
_RISE_COLUMNS = 3

Figures = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pair:
    """One scene as the renderers meet it, at the renderers' level."""

    scene: SoundScene
    reference: Sound
    target: Sound
    second: Sound


def pairs(recordings: list[Recording], count: int) -> Iterator[Pair]:
    """Scenes of the corpora's held-out part without background."""
    seed, found = (HELD_OUT_EVERY - 1) * SHARD_EXAMPLES, 0
    while found < count:
        scene = draw_sound_scene(seed, DURATION_S, recordings)
        seed += 1 if (seed + 1) % SHARD_EXAMPLES else 1 + (HELD_OUT_EVERY - 1) * SHARD_EXAMPLES
        if np.any(scene.background) or not scene.events.events:
            continue
        reference = _sound(scene.sibling)
        gain = np.float32(timbre_of(reference, STUDIO).gain)
        found += 1
        yield Pair(scene, reference, _sound(scene.target * gain), _sound(scene.second * gain))


def _sound(mono: NDArray[np.float32]) -> Sound:
    return Sound(np.ascontiguousarray(mono[:, None], dtype=np.float32), SCENE_RATE_HZ)


def figures(pair: Pair, made: Sound) -> Figures:
    """One row of `HEADS`."""
    heard = resample_sound(made, SCENE_RATE_HZ)
    columns = int(DURATION_S * SCENE_RATE_HZ) // STUDIO.hop
    target, mel = (mel_of(sound.mono(), STUDIO, columns).numpy() for sound in (pair.target, heard))
    onsets = np.flatnonzero(raster_of(pair.scene.events, columns, STUDIO.grid)[0])
    at = np.unique(np.clip(onsets[:, None] + np.arange(4), 0, columns - 1))
    error = np.abs(mel - target)
    level = envelope_correlation(pair.target, heard)
    return np.array(
        [
            error.mean(),
            mel_cepstral_distortion(pair.target, heard).aligned_db,
            cosine(mfcc_statistics(pair.target), mfcc_statistics(heard)),
            np.nan if level is None else level,
            _level_db(mel, target),
            error[:, at].mean(),
            _rise(mel, onsets) / max(1e-6, _rise(target, onsets)),
            compare_sound_onsets(pair.target, heard).scores.f1,
        ]
    )


def _level_db(mel: NDArray[np.float32], target: NDArray[np.float32]) -> float:
    """How much louder, by the median of columns where the target is within 40 dB of its peak."""
    loud = target.max(0) > target.max() - 4.6
    return float(20 / np.log(10) * np.median((mel.max(0) - target.max(0))[loud]))


def _rise(mel: NDArray[np.float32], onsets: NDArray[np.int64]) -> float:
    """Mean rise of the bands over three columns round an onset: how sharp attacks are."""
    before = np.clip(onsets - 2, 0, mel.shape[1] - 1)
    after = np.clip(before + _RISE_COLUMNS, 0, mel.shape[1] - 1)
    return float(np.maximum(0, mel[:, after] - mel[:, before]).mean())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--models", type=Path, help="folder of models in the place of the shipped ones")
    parser.add_argument("--shaping", type=float, default=SynthesisSettings().shaping)
    given = parser.parse_args()
    settings = SynthesisSettings(shaping=given.shaping)
    if given.models:
        for room in (installed, vocoding):
            vars(room)["models_dir"] = lambda: given.models
    rows: dict[str, list[Figures]] = {}
    for pair in pairs(read_recordings(given.oneshots, held_out=True), given.count):
        rows.setdefault("second performance", []).append(figures(pair, pair.second))
        for renderer in _RENDERERS:
            if renderer == Renderer.VARIETYSOUND and not installed.has_vocoder():
                continue
            request = SynthesisRequest(
                DURATION_S, pair.scene.events, (pair.reference,), settings=settings, renderer=renderer
            )
            made, scale = synthesise(request).sound, told_scale(request, prepare(pair.reference, SCENE_RATE_HZ))
            made = replace(made, samples=made.samples * np.float32(scale))
            rows.setdefault(str(renderer), []).append(figures(pair, made))
    print(f"{len(rows['second performance'])} pairs; means, and half of their 95 % interval")
    print("| |", " | ".join(HEADS), "|")
    print("|---|" + "---|" * len(HEADS))
    for name, values in rows.items():
        spread = 1.96 * np.nanstd(values, axis=0) / np.sqrt(len(values))
        cells = (f"{mean:.3f} ({half:.3f})" for mean, half in zip(np.nanmean(values, axis=0), spread, strict=True))
        print(f"| {name} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
