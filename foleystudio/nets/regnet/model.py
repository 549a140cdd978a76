"""REGNET's generator: a mel from picture features, and in training from a hint of the mel itself."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.nets.regnet.config import RegnetConfig
from foleystudio.nets.regnet.start import start_small


class VisualEncoder(nn.Module):
    """Picture features to a visual code: convolutions, a BiLSTM, a linear layer.

    Source: Chen et al. 2020, section III-B, and the published code, which sets a noise vector beside the features.
    """

    def __init__(self, config: RegnetConfig) -> None:
        super().__init__()
        widths = [config.feature_dim + config.noise_dim] + [config.filters] * config.convs
        self.convs = nn.Sequential(
            *(
                nn.Sequential(
                    nn.Conv1d(before, after, config.kernel, padding=config.kernel // 2),
                    nn.BatchNorm1d(after),
                    nn.ReLU(),
                    nn.Dropout(config.dropout),
                )
                for before, after in itertools.pairwise(widths)
            )
        )
        hidden = config.lstm_hidden
        self.lstm = nn.LSTM(config.filters, hidden, config.lstm_layers, batch_first=True, bidirectional=True)
        self.code = nn.Linear(2 * hidden, 2 * hidden)

    def forward(self, features: Tensor, noise: Tensor) -> Tensor:
        """Features [B, T, D] and noise [B, Z] -> visual code [B, T, 2 hidden]."""
        joined = torch.cat((features, noise[:, None].expand(-1, features.shape[1], -1)), 2)  # [B, T, D + Z]
        hidden, _ = self.lstm(self.convs(joined.transpose(1, 2)).transpose(1, 2))
        code: Tensor = self.code(hidden)
        return code


class AudioForwardingRegulariser(nn.Module):
    """A narrow hint of the whole mel: what the picture cannot tell need not be guessed from it in training.

    Source: Chen et al. 2020, section III-C: a BiLSTM over the target mel whose last state, through a linear layer,
    is the hint for every frame; at inference the mel is all zeros.

    Departures
    ----------
    1. The hint is as long as the features, whatever their length; the published code has 215 frames written in.
    """

    def __init__(self, config: RegnetConfig) -> None:
        super().__init__()
        dim = config.regulariser_dim
        self.lstm = nn.LSTM(config.bands, dim, config.regulariser_layers, batch_first=True, bidirectional=True)
        self.code = nn.Linear(dim, dim)

    def forward(self, mel: Tensor) -> Tensor:
        """Mel [B, F, M] -> hint [B, C]: of the last layer, the state in which reading backwards ends."""
        _, (states, _) = self.lstm(mel.transpose(1, 2))  # [2 layers, B, C]
        hint: Tensor = self.code(states[-1])
        return hint


class Regnet(nn.Module):
    """From the picture to a mel of an average or chance timbre, in time with it.

    Source: Chen et al., "Generating Visually Aligned Sound from Videos", 2020: visual encoder, audio forwarding
    regulariser, mel decoder of two ConvTranspose1D k4 s2 with a Conv1D k5 behind each, and a post-net of five Conv1D
    k5 whose outcome is added. Norms and nonlinearities as in the published code.

    Departures
    ----------
    1. The features may have another width than the published 2048 of BN-Inception.
    2. A mel of zeros, which the regulariser is given at inference, is silence in the published mel and here alike.
    3. In narrow presets the post-net adds nothing to begin with. The published one begins with noise of unit variance,
       far above any mel, of which a step of Adam takes as much away as its rate: thousands of steps, which are few
       where a GPU trains for a thousand epochs.
    """

    def __init__(self, config: RegnetConfig) -> None:
        super().__init__()
        self.config = config
        self.visual_encoder = VisualEncoder(config)
        self.regulariser = AudioForwardingRegulariser(config)
        width, bands, kernel = config.decoder_filters, config.bands, config.kernel
        self.decoder = nn.Sequential(
            nn.ConvTranspose1d(2 * config.lstm_hidden + config.regulariser_dim, width, 4, stride=2, padding=1),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Conv1d(width, width, kernel, padding=kernel // 2),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.ConvTranspose1d(width, bands, 4, stride=2, padding=1),
            nn.BatchNorm1d(bands),
            nn.ReLU(),
            nn.Conv1d(bands, bands, kernel, padding=kernel // 2),
        )
        self.postnet = _postnet(config)
        start_small(self)

    def forward(
        self, features: Tensor, mel: Tensor | None = None, generator: torch.Generator | None = None
    ) -> tuple[Tensor, Tensor]:
        """Features [B, T, D], in training the target mel -> two mels [B, F, 4 T], behind and before the post-net."""
        return self.decode(self.encode_picture(features, generator), mel)

    def encode_picture(self, features: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Features [B, T, D] -> visual code [B, T, Cv], with noise drawn from the generator."""
        where = generator.device if generator is not None else features.device
        noise = torch.randn((len(features), self.config.noise_dim), generator=generator, device=where)
        code: Tensor = self.visual_encoder(features, noise.to(features))
        return code

    def decode(self, code: Tensor, mel: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Visual code [B, T, Cv], in training the target mel -> mels [B, F, 4 T], behind and before the post-net."""
        if mel is None:
            mel = code.new_zeros((len(code), self.config.bands, COLUMNS_PER_FRAME * code.shape[1]))
        hint = self.regulariser(mel)[:, None].expand(-1, code.shape[1], -1)  # [B, T, C]
        before: Tensor = self.decoder(torch.cat((code, hint), 2).transpose(1, 2))
        return before + self.postnet(before), before


def _postnet(config: RegnetConfig) -> nn.Sequential:
    widths = [config.bands] + [config.postnet_filters] * (config.postnet_convs - 1) + [config.bands]
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        norm = nn.BatchNorm1d(after)
        layers += [nn.Conv1d(before, after, config.kernel, padding=config.kernel // 2), norm, nn.Tanh()]
    nn.init.constant_(norm.weight, config.postnet_gain)
    return nn.Sequential(*layers[:-1])  # the last convolution adds what it likes
