"""SpeechSplit as a converter of timbre: a mel's content, rhythm and pitch, said in the timbre of a reference."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.speechsplit.config import SpeechSplitConfig
from foleystudio.nets.speechsplit.encoders import BottleneckEncoder, ContentAndPitchEncoder

CODES = ("content", "rhythm", "pitch")
"""What is read from the source, in the decoder's order."""


class TimbreEmbedding(nn.Module):
    """A reference as one vector, in the place of a speaker's label.

    Source: the cascade baseline of VarietySound (ICASSP 2023), which says that an LSTM learns it; the figures are
    those of VarietySound's own acoustic encoder (2 x 256).
    """

    def __init__(self, config: SpeechSplitConfig) -> None:
        super().__init__()
        self.lstm = nn.LSTM(config.bands, config.timbre_hidden, config.timbre_layers, batch_first=True)
        self.code = nn.Linear(config.timbre_hidden, config.timbre_dim)

    def forward(self, reference: Tensor) -> Tensor:
        """Reference mel [B, F, Mr] -> embedding [B, Ct]."""
        states, _ = self.lstm(reference.transpose(1, 2))
        code: Tensor = self.code(states[:, -1])
        return code


class SpeechSplit(nn.Module):
    """Three encoders with bottlenecks of their own, one decoder, and the timbre from elsewhere.

    Source: Qian et al., "Unsupervised Speech Decomposition via Triple Information Bottleneck", 2020. Training rebuilds
    a mel from itself; conversion takes the timbre of another.

    Departures
    ----------
    1. A learnt embedding of the reference stands in the speaker label's place, as in VarietySound's baseline.
    2. Only timbre is converted, so that the published second net, which adapts a pitch contour to another rhythm, has
       nothing to do and is not here.
    3. Any length: what lacks to a whole step is filled with the last column and cut off again.
    """

    def __init__(self, config: SpeechSplitConfig) -> None:
        super().__init__()
        self.config = config
        self.content_and_pitch = ContentAndPitchEncoder(config)
        self.rhythm = BottleneckEncoder(config.bands, config.rhythm, config)
        self.timbre = TimbreEmbedding(config)
        width = 2 * (config.content.hidden + config.pitch.hidden + config.rhythm.hidden) + config.timbre_dim
        hidden = config.decoder_hidden
        self.lstm = nn.LSTM(width, hidden, config.decoder_layers, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * hidden, config.bands)

    def forward(
        self, mel: Tensor, pitch: Tensor, reference: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Mel [B, F, M], its pitch [B, M] (0 where there is none), reference mel [B, F, Mr] -> mel [B, F, M]."""
        return self.decode(self.encode(mel, pitch, generator), self.timbre(reference))

    def encode(self, mel: Tensor, pitch: Tensor, generator: torch.Generator | None = None) -> dict[str, Tensor]:
        """Mel [B, F, M] and pitch [B, M] -> for each of `CODES` a code [B, M, C]."""
        columns = mel.shape[2]
        lacking = -columns % self.config.step
        if lacking:
            mel = torch.cat((mel, mel[..., -1:].expand(-1, -1, lacking)), 2)
            pitch = torch.cat((pitch, pitch[:, -1:].expand(-1, lacking)), 1)
        content, tone = self.content_and_pitch(mel, pitch, generator)
        codes = {"content": content, "rhythm": self.rhythm(mel), "pitch": tone}
        return {name: code[:, :columns] for name, code in codes.items()}

    def decode(self, codes: dict[str, Tensor], timbre: Tensor) -> Tensor:
        """Codes [B, M, C] each, and an embedding [B, Ct] -> mel [B, F, M]."""
        told = [codes[name] for name in CODES]
        told.append(timbre[:, None].expand(-1, told[0].shape[1], -1))
        states, _ = self.lstm(torch.cat(told, 2))
        mel: Tensor = self.out(states)
        return mel.transpose(1, 2)
