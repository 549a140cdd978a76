"""SpeechSplit's three encoders: bottlenecks that each let another part of a sound through."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

from foleystudio.nets.speechsplit.config import EncoderConfig, SpeechSplitConfig
from foleystudio.nets.varietysound.resampling import RandomResampling


class BottleneckEncoder(nn.Module):
    """Convolutions, then a BiLSTM of which every ``step``-th state is kept.

    Source: Qian et al. 2020, section 4.2 and appendix B: Conv1D k5 with group norm (16 channels a group) and ReLU.
    Of the forward direction the last state of every step is kept, of the backward direction the first.
    """

    def __init__(self, inputs: int, encoder: EncoderConfig, config: SpeechSplitConfig) -> None:
        super().__init__()
        self.step, self.hidden = config.step, encoder.hidden
        widths = [inputs] + [encoder.filters] * encoder.convs
        self.convs = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(before, after, config.kernel, padding=config.kernel // 2),
                nn.GroupNorm(after // config.group, after),
                nn.ReLU(),
            )
            for before, after in itertools.pairwise(widths)
        )
        self.lstm = nn.LSTM(encoder.filters, encoder.hidden, encoder.layers, batch_first=True, bidirectional=True)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, M], M a multiple of the step -> code [B, M, 2 hidden], the same for all columns of a step."""
        for conv in self.convs:
            x = conv(x)
        return self.narrowed(x)

    def narrowed(self, x: Tensor) -> Tensor:
        """What the convolutions found [B, filters, M] -> code [B, M, 2 hidden]."""
        states, _ = self.lstm(x.transpose(1, 2))
        forward, backward = states[..., : self.hidden], states[..., self.hidden :]
        code = torch.cat((forward[:, self.step - 1 :: self.step], backward[:, :: self.step]), 2)
        return code.repeat_interleave(self.step, 1)


class ContentAndPitchEncoder(nn.Module):
    """Content and pitch, resampled together before the first convolution and behind each, so that no rhythm is left.

    Source: Qian et al. 2020, section 4.2.

    Departures
    ----------
    1. Resampled streams keep their length (see :class:`RandomResampling`); the published ones are padded to 192
       columns.
    """

    def __init__(self, config: SpeechSplitConfig) -> None:
        super().__init__()
        self.bins = config.pitch_bins
        self.content = BottleneckEncoder(config.bands, config.content, config)
        self.pitch = BottleneckEncoder(config.pitch_bins, config.pitch, config)
        self.resampling = RandomResampling(config.resampling)

    def forward(self, mel: Tensor, pitch: Tensor, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
        """Mel [B, F, M] and pitch [B, M] -> codes [B, M, Cc] and [B, M, Cp]."""
        x, contour = self.resampling(mel, pitch[:, None], generator=generator)
        tone = one_hot_pitch(contour[:, 0], self.bins).to(x.dtype)
        for of_x, of_tone in itertools.zip_longest(self.content.convs, self.pitch.convs):
            x = of_x(x) if of_x is not None else x
            tone = of_tone(tone) if of_tone is not None else tone
            x, tone = self.resampling(x, tone, generator=generator)
        return self.content.narrowed(x), self.pitch.narrowed(tone)


def one_hot_pitch(pitch: Tensor, bins: int) -> Tensor:
    """Pitch [B, M], 0 where there is none and else above 0 to 1 -> float classes [B, bins, M], the first for none."""
    steps = bins - 2
    number = torch.where(pitch > 0, 1 + (pitch.clamp(0, 1) * steps).round(), pitch.new_zeros(())).long()
    return nn.functional.one_hot(number, bins).transpose(1, 2).float()
