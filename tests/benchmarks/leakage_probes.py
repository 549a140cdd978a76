"""What the narrow codes carry beside their own business, told by linear probes.

``python -m tests.benchmarks.leakage_probes`` makes scenes with pictures, trains the paper's regime at ``tiny`` size
on some of them for some minutes of CPU, and fits linear probes on the codes of the others, cross-validated. Each
probe stands beside chance (the same probe on shuffled labels), beside what timing alone tells (statistics of the
event raster), and beside a positive control that shows that the probe could have found it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.spectra.mel import PAPER
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.picture.features import MOTION_DIM, motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.engine.varietysound.generation.timbre import mel_of
from foleystudio.nets.config import PAPER_PRESETS, BackgroundConfig, VarietySoundConfig
from foleystudio.nets.varietysound.background import static_spectrum
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.timebase import FEATURE_FPS
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono
from tests.benchmarks.network_table import markdown

Floats = NDArray[np.float64]
Guessed = TypeVar("Guessed", Floats, NDArray[np.int64])

FRAMES = 43
FOLDS = 5
_FIRST_SEED = 800_000_000
_RIDGE = 10.0
_FAMILIES = {
    "burst": ("shot", "clap", "explosion", "firework"),
    "texture": ("friction", "rolling", "rustling", "tearing"),
    "voice": ("bark", "cry", "cough", "sneeze"),
    "membrane": ("membrane",),
    "step": ("footstep",),
    "drop": ("drop",),
}


@dataclass(frozen=True, eq=False)
class Scenes:
    """Scenes as tensors, and what is to be guessed of them.

    Parameters
    ----------
    features, mel, behind, raster
        [S, T, D], [S, F, 4 T] of all that sounds and of the background alone, [S, 2, 4 T].
    family
        int [S]: what kind of object sounds.
    centroid
        float [S]: mean band of what is loud.
    """

    features: Tensor
    mel: Tensor
    behind: Tensor
    raster: Tensor
    family: NDArray[np.int64]
    centroid: Floats

    def part(self, rows: slice) -> Scenes:
        """Some of the scenes."""
        return Scenes(
            self.features[rows],
            self.mel[rows],
            self.behind[rows],
            self.raster[rows],
            self.family[rows],
            self.centroid[rows],
        )


def make_scenes(count: int) -> Scenes:
    """Scenes with pictures of two seconds, by seed."""
    rows: list[tuple[Tensor, ...]] = []
    families: list[int] = []
    for seed in range(_FIRST_SEED, _FIRST_SEED + count):
        scene = draw_audiovisual_scene(seed, float(FRAMES / FEATURE_FPS), (), simulated=False)
        motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
        mel, behind = (_mel(wave) for wave in (scene.sound.target, scene.sound.background))
        raster = torch.from_numpy(raster_of(scene.sound.events, 4 * FRAMES, PAPER.grid))
        features = torch.from_numpy(motion_features(motion, FRAMES))
        rows.append((features, mel, behind, raster))
        families.append(_family(scene.sound.kind))
    features, mel, behind, raster = (torch.stack(parts).float() for parts in zip(*rows, strict=True))
    return Scenes(features, mel, behind, raster, np.array(families), centroids(mel))


def centroids(mel: Tensor) -> Floats:
    """Mean band of each mel's [S, F, M] peaks over time, weighted by their height over 40 dB below the highest."""
    peaks = mel.double().amax(2)  # unit values span 100 dB
    weight = (peaks - peaks.amax(1, keepdim=True) + 0.4).clamp(min=0)
    bands = torch.arange(mel.shape[1], dtype=torch.float64)
    return np.asarray(((weight * bands).sum(1) / weight.sum(1).clamp(min=1e-12)).numpy())


def train(config: VarietySoundConfig, scenes: Scenes, steps: int) -> VarietySound:
    """Self-reconstruction from picture, own mel and own background, without critics."""
    torch.manual_seed(0)
    net = VarietySound(config).train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, betas=(0.9, 0.98))
    rng = np.random.default_rng(0)
    for step in range(steps):
        rows = torch.from_numpy(rng.integers(0, len(scenes.mel), 16))
        mel = scenes.mel[rows]
        loss = (net(scenes.features[rows], mel, mel) - mel).abs().mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        if step % 100 == 99:
            print(f"step {step + 1}: L1 {float(loss.detach()):.4f}", flush=True)
    return net.eval()


def over_time(code: Tensor) -> Floats:
    """A code [S, T, C] as what a linear probe reads: mean, spread and extremes over time."""
    parts = (code.mean(1), code.std(1), code.amax(1), code.amin(1))
    return np.asarray(torch.cat(parts, 1).double().numpy())


def family_accuracy(x: Floats, family: NDArray[np.int64], seed: int = 0) -> float:
    """Share of families named rightly by a linear probe (ridge to one-hot), balanced over families."""
    guessed = cross_validated(x, np.eye(int(family.max()) + 1)[family], seed).argmax(axis=1)
    return float(np.mean([(guessed[family == which] == which).mean() for which in np.unique(family)]))


def explained(x: Floats, y: Floats, seed: int = 0) -> float:
    """R squared of a linear probe on unseen rows; below 0 when it is worse than the mean."""
    guessed = cross_validated(x, y[:, None], seed)[:, 0]
    return float(1 - ((y - guessed) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def cross_validated(x: Floats, y: Floats, seed: int) -> Floats:
    """Ridge regression's guesses ``[n, k]`` for rows ``[n, d]``, each from folds that it is not in."""
    order = np.random.default_rng(seed).permutation(len(x))
    guessed = np.zeros_like(y, dtype=np.float64)
    for fold in range(FOLDS):
        unseen = order[fold::FOLDS]
        seen = np.setdiff1d(order, unseen)
        mean, spread = x[seen].mean(axis=0), x[seen].std(axis=0) + 1e-6
        known, asked = (x[seen] - mean) / spread, (x[unseen] - mean) / spread
        centre = y[seen].mean(axis=0)
        weights = np.linalg.solve(known.T @ known + _RIDGE * np.eye(x.shape[1]), known.T @ (y[seen] - centre))
        guessed[unseen] = asked @ weights + centre
    return guessed


def chance(measure: Callable[[Floats, Guessed], float], x: Floats, y: Guessed) -> str:
    """Mean and greatest of the measure over ten shufflings of what is to be guessed."""
    found = [measure(x, np.random.default_rng(seed).permutation(y)) for seed in range(10)]
    return f"{np.mean(found):.2f} (at most {np.max(found):.2f})"


def onset_auc(code: Tensor, raster: Tensor) -> float:
    """How well a linear probe of each frame's code [S, T, C] tells frames in which something starts; 0.5 is chance."""
    starts = (raster[:, 0].reshape(len(raster), -1, 4) > 0).any(2).flatten().numpy()
    x = code.flatten(0, 1).double().numpy()
    # Whole scenes are left out together, since a scene's frames are alike.
    folds = np.repeat(np.arange(len(raster)) % FOLDS, code.shape[1])
    guessed = np.zeros(len(x))
    for fold in range(FOLDS):
        seen = folds != fold
        mean, spread = x[seen].mean(axis=0), x[seen].std(axis=0) + 1e-6
        known = (x[seen] - mean) / spread
        target = starts[seen] - starts[seen].mean()
        weights = np.linalg.solve(known.T @ known + _RIDGE * np.eye(x.shape[1]), known.T @ target)
        guessed[~seen] = (x[~seen] - mean) / spread @ weights
    if np.ptp(guessed) < 1e-9:
        return 0.5  # one guess for all says nothing
    _, where, counts = np.unique(guessed, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[where]  # equal guesses share their rank
    positive = int(starts.sum())
    return float((ranks[starts].sum() - positive * (positive + 1) / 2) / (positive * (len(ranks) - positive)))


def timbre_rows(net: VarietySound, scenes: Scenes) -> list[list[object]]:
    """Probes of family and centroid: the temporal code, timing alone, and the timbre code as a control."""
    with torch.no_grad():
        codes = {
            "temporal code (8 channels)": over_time(net.encode_picture(scenes.features)),
            "timing alone (event raster)": over_time(scenes.raster.transpose(1, 2)),
            "static spectrum of the background": static_code(scenes.behind).double().numpy(),
            "static spectrum of the clip": static_code(scenes.mel).double().numpy(),
            "background code, masked": over_time(net.encode_background(scenes.mel, FRAMES)),
            "control: the loudest spectrum": scenes.mel.amax(2).double().numpy(),
            "control: timbre code": net.encode_reference(scenes.mel).double().numpy(),
        }
    return [
        [name, family_accuracy(x, scenes.family), chance(family_accuracy, x, scenes.family),
         explained(x, scenes.centroid), chance(explained, x, scenes.centroid)]
        for name, x in codes.items()
    ]  # fmt: skip


def event_rows(net: VarietySound, scenes: Scenes) -> list[list[object]]:
    """Probes of events: frame by frame, and how many there are."""
    counts = (scenes.raster[:, 0] > 0).sum(1).double().numpy()
    with torch.no_grad():
        masked = net.encode_background(scenes.mel, FRAMES)
        temporal = net.encode_picture(scenes.features)
    rows: list[list[object]] = []
    for name, mel in (("background", scenes.behind), ("clip", scenes.mel)):
        static = static_code(mel)
        held = static[:, None].expand(-1, FRAMES, -1)
        auc, r2 = onset_auc(held, scenes.raster), explained(static.double().numpy(), counts)
        rows.append([f"static spectrum of the {name}", auc, r2])
    for name, code in (("background code, masked", masked), ("control: temporal code", temporal)):
        rows.append([name, onset_auc(code, scenes.raster), explained(over_time(code), counts)])
    return rows


def static_code(mel: Tensor) -> Tensor:
    """All that the static background code is made of [S, F]: one quantile of every band of [S, F, M] over time."""
    return static_spectrum(mel, BackgroundConfig(kind="static").quantile)


def main() -> None:
    """Make scenes, train, probe, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=320, help="half to train on, half to probe")
    parser.add_argument("--steps", type=int, default=400)
    asked = parser.parse_args()
    torch.set_num_threads(2)
    scenes = make_scenes(asked.scenes)
    tiny = PAPER_PRESETS["tiny"]
    config = replace(tiny, temporal=replace(tiny.temporal, feature_dim=MOTION_DIM))
    net = train(config, scenes.part(slice(0, asked.scenes // 2)), asked.steps)
    probed = scenes.part(slice(asked.scenes // 2, None))
    print(f"\n{len(probed.mel)} unseen scenes, {len(np.unique(probed.family))} families, {FOLDS} folds\n")
    heads = ("code", "family, balanced accuracy", "shuffled labels", "centroid, R2", "shuffled")
    print(markdown(heads, timbre_rows(net, probed)))
    print()
    print(markdown(("code", "onset in the frame, AUC", "number of events, R2"), event_rows(net, probed)))


def _mel(wave: Mono) -> Tensor:
    return mel_of(resample(wave, SCENE_RATE_HZ, PAPER.rate_hz), PAPER, 4 * FRAMES)


def _family(kind: str) -> int:
    for number, kinds in enumerate(_FAMILIES.values()):
        if kind in kinds:
            return number
    return len(_FAMILIES)  # modal, of any material


if __name__ == "__main__":
    main()
