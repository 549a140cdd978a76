"""SpeechSplit's task: a mel rebuilt from its content, rhythm, pitch and timbre, each read through a bottleneck."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from foleystudio.dsp.spectra.mel_pitch import mel_pitch_hz, normalised_pitch
from foleystudio.nets.speechsplit.config import SpeechSplitConfig
from foleystudio.nets.speechsplit.model import CODES, SpeechSplit
from foleystudio.training.data.window_files import Rows
from foleystudio.training.tasks.base import Figures
from foleystudio.training.tasks.baselines.windows_at import WindowsAt

_CROP = 128
"""Columns of a window that are rebuilt in a step, 1.5 s: the longest of the published crops."""


class SpeechSplitTask:
    """Trains SpeechSplit to rebuild mels.

    Source: Qian et al. 2020, section 4, and the published code: the mean squared error of the rebuilt mel; Adam, see
    `baseline_training`.

    Departures
    ----------
    1. Pitch is read from the mel (see `mel_pitch_hz`), where the published code reads it from the wave by RAPT: in the
       cascade the mel comes from a net and has no wave. Most effects have none at most times.
    2. The contour is taken about the window's own mean: there is no speaker whose mean it could be.
    3. Every crop has 128 columns; the published ones have 64 to 128, padded to 192.
    4. The timbre is learnt from the whole window that the crop is of.
    5. The average of the net's weights is what is measured and kept (see `TrainerConfig`).

    Parameters
    ----------
    config
        The net.
    windows
        What it learns from.
    """

    def __init__(self, config: SpeechSplitConfig, windows: WindowsAt) -> None:
        self._windows = windows
        self.net: nn.Module = SpeechSplit(config).to(windows.device)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        """The rebuilt crop's mean squared error."""
        mel = self._windows.batch(step)["mel"]
        pitch = self._pitch(mel)
        rng = np.random.default_rng((self._windows.seed, step))
        first = int(rng.integers(0, max(1, mel.shape[2] - _CROP + 1)))
        target = mel[..., first : first + _CROP]
        rebuilt = self.net(target, pitch[:, first : first + _CROP], mel, generator).float()
        error = functional.mse_loss(rebuilt, target)
        return error, {"l1": float((rebuilt.detach() - target).abs().mean())}

    @property
    def about(self) -> dict[str, str]:
        """What who uses the net has to know of its data."""
        return self._windows.about

    def measure(self, net: nn.Module) -> Figures:
        """Error and mel-cepstral distortion of unseen clips: whole, without each part, and in another's timbre."""
        return self._windows.means(lambda batch: self._measure_batch(_speechsplit(net), batch))

    def pictures(self, net: nn.Module) -> dict[str, Tensor]:
        """An unseen clip's mel, its rebuilt self, a reference, and the clip in the reference's timbre."""
        last = len(self._windows.held_out) - 1
        mel = self._windows.unseen([0, last])["mel"]
        codes, timbre = self._codes(_speechsplit(net), mel)
        both = self._said(_speechsplit(net), codes, timbre)
        converted = self._said(_speechsplit(net), codes, timbre.flip(0))
        return {"target": mel[0], "rebuilt": both[0], "reference": mel[1], "in its timbre": converted[0]}

    def _measure_batch(self, net: SpeechSplit, batch: Rows) -> Figures:
        target, mcd = batch["mel"], self._windows.mcd
        codes, timbre = self._codes(net, target)
        whole = self._said(net, codes, timbre)
        figures = {"l1": float((whole - target).abs().mean()), "mcd": mcd(target, whole)}
        for name in CODES:
            without = {**codes, name: torch.zeros_like(codes[name])}
            figures[f"mcd_without_{name}"] = mcd(target, self._said(net, without, timbre))
        figures["mcd_without_timbre"] = mcd(target, self._said(net, codes, torch.zeros_like(timbre)))
        figures["mcd_in_another_timbre"] = mcd(target, self._said(net, codes, timbre.roll(1, 0)))
        silence = torch.full_like(target, self._windows.train.mel.silence)
        return {**figures, "mcd_silence": mcd(target, silence)}

    def _codes(self, net: SpeechSplit, mel: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        return net.encode(mel, self._pitch(mel)), net.timbre(mel)

    def _said(self, net: SpeechSplit, codes: dict[str, Tensor], timbre: Tensor) -> Tensor:
        return net.decode(codes, timbre).float().clamp(0, 1)

    def _pitch(self, mel: Tensor) -> Tensor:
        return normalised_pitch(mel_pitch_hz(mel, self._windows.train.mel))


def _speechsplit(net: nn.Module) -> SpeechSplit:
    if not isinstance(net, SpeechSplit):
        raise TypeError(f"timbre is converted by SpeechSplit, not by {type(net).__name__}")
    return net
