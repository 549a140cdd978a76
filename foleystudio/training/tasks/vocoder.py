"""The vocoder's task: rebuild waves from their mels; measured beside Griffin-Lim."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel import MelConfig, log_mel
from foleystudio.nets.config import VocoderConfig
from foleystudio.nets.vocoder.griffin_lim import griffin_lim
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.objects.sound_object import Mono
from foleystudio.training.scenes.performance import draw_sound_scene
from foleystudio.training.tasks.spectral_losses import multi_resolution_stft

CROP_COLUMNS = 64  # trained on at once, twice as many measured: more than the net looks around, and a batch fits
_SCENE_S = 3.0  # of a made scene: crops are cut out of it
_MEASURED_CROPS = 48  # held out: measuring must not hold up the training
_MEL_WEIGHT = 8.0
"""The mel's error is small beside the spectra's, and the ear hears levels before it hears their grain."""


def training_waves(recordings: Sequence[Recording], scenes: int, first_seed: int) -> list[Mono]:
    """Waves float32 [N] to train on: the recordings themselves, and made scenes with their rooms and noise."""
    waves = [recording.wave for recording in recordings]
    return waves + [draw_sound_scene(first_seed + i, _SCENE_S, recordings).target for i in range(scenes)]


def crops(waves: Sequence[Mono], count: int, columns: int, hop: int, rng: np.random.Generator) -> Tensor:
    """Random pieces at random levels: [B, columns * hop]; short waves end in silence."""
    n = columns * hop
    batch = np.zeros((count, n), dtype=np.float32)
    for row in batch:
        wave = waves[int(rng.integers(len(waves)))]
        start = int(rng.integers(0, max(1, len(wave) - n // 2)))
        piece = wave[start : start + n]
        row[: len(piece)] = piece * np.float32(10 ** (rng.uniform(-18, 0) / 20))
    return torch.from_numpy(batch)


class VocoderTask:
    """Trains a vocoder on log-mel L1 and multi-resolution STFT distance.

    Parameters
    ----------
    config, mel
        The vocoder and the mel it reads.
    train, held_out
        Waves to learn from, and waves heard nowhere else.
    device
        Where it runs.
    batch
        Pieces a step.
    seed
        Draws the pieces.
    """

    def __init__(
        self,
        config: VocoderConfig,
        mel: MelConfig,
        train: Sequence[Mono],
        held_out: Sequence[Mono],
        device: torch.device,
        batch: int,
        seed: int,
    ) -> None:
        self.net: nn.Module = Vocoder(config).to(device)
        self._mel, self._train, self._device = mel, train, device
        self._batch, self._seed = batch, seed
        measured = min(_MEASURED_CROPS, 2 * len(held_out))
        self._held_out = crops(held_out, measured, 2 * CROP_COLUMNS, mel.hop, np.random.default_rng(0))
        self._floor: dict[str, float] | None = None

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:  # noqa: ARG002 - nothing random inside
        """Distances between pieces and their rebuilt selves."""
        return self.spectral_loss(*self.rebuilt(step))

    def rebuilt(self, step: int) -> tuple[Tensor, Tensor]:
        """One step's pieces [B, N], and what the net makes of their mels."""
        rng = np.random.default_rng((self._seed, step))
        wave = crops(self._train, self._batch, CROP_COLUMNS, self._mel.hop, rng).to(self._device)
        return wave, self.net(self._columns(wave))

    def spectral_loss(self, wave: Tensor, rebuilt: Tensor) -> tuple[Tensor, dict[str, float]]:
        """The weighted sum of the distances, and each of them."""
        mel_error, stft_error = self._distances(rebuilt, wave)
        figures = {"mel": float(mel_error.detach()), "stft": float(stft_error.detach())}
        return _MEL_WEIGHT * mel_error + stft_error, figures

    def measure(self, net: nn.Module) -> dict[str, float]:
        """Mel and STFT distances on unheard waves, the vocoder's and Griffin-Lim's."""
        wave = self._held_out.to(self._device)
        mel_error, stft_error = self._distances(net(self._columns(wave)), wave)
        if self._floor is None:
            floor = self._distances(griffin_lim(self._columns(self._held_out), self._mel), self._held_out)
            self._floor = {"griffin_lim_mel": float(floor[0]), "griffin_lim_stft": float(floor[1])}
        return {"mel": float(mel_error), "stft": float(stft_error), **self._floor}

    def _columns(self, wave: Tensor) -> Tensor:
        return log_mel(wave, self._mel)[:, :, : wave.shape[1] // self._mel.hop]

    def _distances(self, rebuilt: Tensor, wave: Tensor) -> tuple[Tensor, Tensor]:
        mel_error = (log_mel(rebuilt.float(), self._mel) - log_mel(wave, self._mel)).abs().mean()
        return mel_error, multi_resolution_stft(rebuilt.float(), wave)
