"""A judge of timbre made for sound effects: the embedding of aiSFX (Ma and Lerch, ISMIR 2022; weights CC BY 4.0).

The weights do not come with the studio: ``--timbre-net`` takes a safetensors file of the embedding net's own tensors
(``conv_block1.conv1.weight`` ...), read from the package's checkpoint. Without it the figure is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.stft import column_count, magnitudes
from foleystudio.dsp.torchaudio_cpu import load_torchaudio
from foleystudio.dsp.waves.resample import resample
from foleystudio.errors import FoleyError

_RATE_HZ, _N_FFT, _HOP, _BANDS, _BLOCK = 44_100, 2048, 1024, 96, 100
_SCALE = 9.457_799
_PEAK = 10 ** (-6 / 20)

Vector = NDArray[np.float64]


class EffectsNet:
    """The net, and the mean of some sounds that embeddings are centred by.

    Parameters
    ----------
    weights
        The file.

    Raises
    ------
    FoleyError
        When it is missing or holds another net.
    """

    def __init__(self, weights: Path) -> None:
        try:
            self._weights = load_file(weights)
            self._forward(torch.zeros(1, _BLOCK, _BANDS))
        except (OSError, SafetensorError, KeyError, RuntimeError) as error:
            raise FoleyError(
                "it is no file of the sound-effect embedding's weights",
                file=weights,
                remedy="give the tensors of aiSFX's embedding net as safetensors, or leave it out",
            ) from error
        self._centre: Vector = np.zeros(512)
        banks = load_torchaudio().functional.melscale_fbanks
        filters = banks(_N_FFT // 2 + 1, 0.0, _RATE_HZ / 2, _BANDS, _RATE_HZ, mel_scale="htk").T.numpy()
        self._filters = filters / filters.sum(axis=1, keepdims=True)

    def centre(self, sounds: Sequence[Sound]) -> None:
        """Take the mean embedding of these from all that follow."""
        self._centre = np.zeros(512)
        self._centre = np.mean([self.embed(sound) for sound in sounds], axis=0)

    def embed(self, sound: Sound) -> Vector:
        """``float64 [512]``: the mean over the blocks of 2.3 s that sound."""
        columns = self._columns(sound)
        starts = range(0, max(1, len(columns) - _BLOCK // 2), _BLOCK // 2)
        blocks = [np.pad(columns[s : s + _BLOCK], ((0, max(0, s + _BLOCK - len(columns))), (0, 0))) for s in starts]
        loud = np.array([block.max() for block in blocks])
        kept = [block for block, level in zip(blocks, loud, strict=True) if level > 0.3 * loud.max()] or blocks[:1]
        with torch.no_grad():
            embedded = self._forward(torch.from_numpy(np.stack(kept).astype(np.float32)))
        return np.asarray(embedded.numpy().astype(np.float64).mean(axis=0) - self._centre)

    def _columns(self, sound: Sound) -> NDArray[np.float32]:
        wave = resample(sound.mono(), sound.rate_hz, _RATE_HZ)
        wave = wave * np.float32(_PEAK / max(1e-9, float(np.abs(wave).max(initial=0.0))))
        power = magnitudes(wave, _N_FFT, _HOP, 0, column_count(len(wave), _HOP)) ** 2
        return np.asarray((np.log10(1 + 1e4 * (self._filters @ power)) / _SCALE).T, dtype=np.float32)

    def _forward(self, blocks: Tensor) -> Tensor:
        """Blocks of columns to embeddings; ``[B, M, F] -> [B, 512]``."""
        x = blocks[:, None]
        for number in range(1, 5):
            for layer in (1, 2):
                x = F.relu(self._convolved(x, f"conv_block{number}", layer))
            if number < 4:
                x = F.max_pool2d(x, 2)
        return x.mean(dim=3).amax(dim=2)

    def _convolved(self, x: Tensor, block: str, layer: int) -> Tensor:
        w, norm = self._weights, f"{block}.bn{layer}"
        x = F.conv2d(x, w[f"{block}.conv{layer}.weight"], padding=1)
        return F.batch_norm(
            x, w[f"{norm}.running_mean"], w[f"{norm}.running_var"], w[f"{norm}.weight"], w[f"{norm}.bias"]
        )
