"""VarietySound: three encoders, one decoder; the whole path and its halves."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel_config import PAPER
from foleystudio.nets.config import MELS_BY_BANDS, VarietySoundConfig
from foleystudio.nets.event_coding import EventEncoder, EventHead
from foleystudio.nets.varietysound.acoustic import AcousticEncoder
from foleystudio.nets.varietysound.background import BackgroundEncoder, MelScale
from foleystudio.nets.varietysound.decoder import MelDecoder
from foleystudio.nets.varietysound.temporal import TemporalEncoder


class VarietySound(nn.Module):
    """When from the picture or an event track, how from the reference, the rest from the background.

    Source: VarietySound (ICASSP 2023), section 2. Training rebuilds a clip's own mel from its own parts;
    inference mixes parts of any lengths. The half-path doors let a timing or a reference be encoded once
    and decoded many times.

    Departures
    ----------
    1. Timing may come from an event track through :class:`EventEncoder`, and is read back as one by
       :class:`EventHead`.
    2. The ``studio`` presets condition by FiLM, read the background as one static spectrum, give level
       beside the timbre code and refine a template (see the parts' own departures).
    """

    def __init__(self, config: VarietySoundConfig) -> None:
        super().__init__()
        self.config = config
        self.temporal_encoder = TemporalEncoder(config.temporal)
        self.event_encoder = EventEncoder(config.temporal.code_dim, config.events)
        self.event_head = EventHead(config.temporal.code_dim, config.events)
        self.acoustic_encoder = AcousticEncoder(config.bands, config.acoustic, config.resampling)
        scale = MelScale.of(MELS_BY_BANDS.get(config.bands, PAPER), config.mel_centre, config.mel_spread)
        self.background_encoder = BackgroundEncoder(config.bands, config.background, scale)
        self.mel_decoder = MelDecoder(
            config.bands,
            config.temporal.code_dim,
            self.acoustic_encoder.code_dim,
            self.background_encoder.code_dim,
            config.decoder,
        )

    def forward(
        self,
        features: Tensor,
        reference: Tensor,
        background: Tensor,
        template: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """Features [B, T, D], reference mel [B, F, Mr], background mel [B, F, Mb] -> mel [B, F, 4 T]."""
        temporal = self.encode_picture(features)
        timbre = self.encode_reference(reference, generator)
        return self.decode(temporal, timbre, background, template)

    def encode_picture(self, features: Tensor) -> Tensor:
        """Features [B, T, D] -> temporal code [B, T, 8]."""
        code: Tensor = self.temporal_encoder(features)
        return code

    def encode_events(self, raster: Tensor) -> Tensor:
        """Event raster [B, 2, 4 T] -> temporal code [B, T, 8]."""
        code: Tensor = self.event_encoder(raster)
        return code

    def predict_events(self, temporal: Tensor) -> Tensor:
        """Temporal code [B, T, 8] -> logits of the event raster [B, 2, 4 T]."""
        logits: Tensor = self.event_head(temporal)
        return logits

    def encode_reference(self, reference: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Reference mel [B, F, Mr] -> timbre code [B, Ca]."""
        _not_empty(reference, "reference")
        code: Tensor = self.acoustic_encoder(self._centred(reference), generator)
        return code

    def decode(self, temporal: Tensor, timbre: Tensor, background: Tensor, template: Tensor | None = None) -> Tensor:
        """Codes [B, T, 8] and [B, Ca], background mel [B, F, Mb] -> mel [B, F, 4 T]."""
        return self.decode_codes(temporal, timbre, self.encode_background(background, temporal.shape[1]), template)

    def encode_background(self, background: Tensor, frames: int) -> Tensor:
        """Background mel [B, F, Mb] -> background code [B, T, Cb] for T = ``frames``."""
        _not_empty(background, "background")
        code: Tensor = self.background_encoder(self._centred(background), frames)
        return code

    def decode_codes(
        self, temporal: Tensor, timbre: Tensor, background: Tensor, template: Tensor | None = None
    ) -> Tensor:
        """Codes [B, T, 8], [B, Ca] and [B, T, Cb] -> mel [B, F, 4 T]."""
        heard = None if template is None else self._centred(template)
        mel: Tensor = self.mel_decoder(temporal, timbre, background, heard)
        return mel * self.config.mel_spread + self.config.mel_centre

    def _centred(self, mel: Tensor) -> Tensor:
        return (mel - self.config.mel_centre) / self.config.mel_spread


def _not_empty(mel: Tensor, what: str) -> None:
    if not mel.shape[2]:
        raise ValueError(f"a {what} has at least one column, and this one has none")


def morph(one: Tensor, other: Tensor, share: float) -> Tensor:
    """Timbre between two references' codes [B, Ca]: 0 is ``one``, 1 is ``other``."""
    return torch.lerp(one, other, share)
