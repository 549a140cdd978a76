"""Every figure of SpeechSplit, frozen, with its presets.

Source of the ``paper`` figures: Qian et al., "Unsupervised Speech Decomposition via Triple Information Bottleneck",
ICML 2020, and the code published with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from foleystudio.nets.config import ResamplingConfig
from foleystudio.nets.ranges import Kernel, Layers, Name, Width, check, check_odd


@dataclass(frozen=True)
class EncoderConfig:
    """One encoder: convolutions with group norm, a BiLSTM whose states are the narrow code."""

    filters: Width
    convs: Layers
    hidden: Width
    layers: Layers


@dataclass(frozen=True)
class SpeechSplitConfig:
    """One network, whole.

    Parameters
    ----------
    pitch_bins
        Classes of the pitch contour: unvoiced, and the others of equal width.
    kernel, group
        Of all convolutions, and channels in a group of their norms.
    step
        Columns from one code to the next.
    content, pitch, rhythm
        The three encoders.
    decoder_hidden, decoder_layers
        Of its BiLSTM.
    timbre_dim
        Of the embedding that stands in a speaker's label's place: as many as the published model knows speakers.
    timbre_hidden, timbre_layers
        Of the LSTM that learns it.
    resampling
        Of content and pitch, in training.
    """

    name: Name = "paper"
    bands: Width = 80
    pitch_bins: Annotated[int, Meta(ge=3, le=4096)] = 257
    kernel: Kernel = 5
    group: Width = 16
    step: Annotated[int, Meta(ge=1, le=256)] = 8
    content: EncoderConfig = EncoderConfig(512, 3, 8, 2)
    pitch: EncoderConfig = EncoderConfig(256, 3, 32, 1)
    rhythm: EncoderConfig = EncoderConfig(128, 1, 1, 1)
    decoder_hidden: Width = 512
    decoder_layers: Layers = 3
    timbre_dim: Width = 82
    timbre_hidden: Width = 256
    timbre_layers: Layers = 2
    resampling: ResamplingConfig = field(default_factory=lambda: ResamplingConfig(shuffle=False))

    def __post_init__(self) -> None:
        check_odd(self.kernel)
        widths = (self.content.filters, self.pitch.filters, self.rhythm.filters)
        check(all(width % self.group == 0 for width in widths), "group does not divide filters")


def _narrow(name: str, share: int) -> SpeechSplitConfig:
    # The published layers in number and kernels, every width a `share`-th; the bottlenecks stay as narrow as they are.
    return SpeechSplitConfig(
        name=name,
        content=EncoderConfig(512 // share, 3, 8, 2),
        pitch=EncoderConfig(256 // share, 3, 32, 1),
        rhythm=EncoderConfig(max(16, 128 // share), 1, 1, 1),
        decoder_hidden=512 // share,
        timbre_hidden=256 // share,
    )


SPEECHSPLIT_PRESETS: dict[str, SpeechSplitConfig] = {
    "paper": SpeechSplitConfig(),
    "small": _narrow("small", 4),
    "tiny": _narrow("tiny", 16),
}
"""``paper`` as published; ``small`` for machines without a GPU; ``tiny`` for tests."""
