"""Every figure of REGNET, frozen, with its presets.

Source of the ``paper`` figures: Chen et al., "Generating Visually Aligned Sound from Videos", IEEE Transactions on
Image Processing 29 (2020), and the code published with it: its own defaults, and the options of its dog model for the
regulariser's width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from foleystudio.nets.ranges import Kernel, Layers, Name, Share, Width, check_odd


@dataclass(frozen=True)
class RegnetConfig:
    """The generator and its critic, whole.

    Parameters
    ----------
    feature_dim, bands
        Of the picture features, and of the mel.
    noise_dim
        Of the noise that stands beside the features of every frame, one draw a clip.
    filters, kernel, convs
        Of the visual encoder's convolutions.
    lstm_hidden, lstm_layers
        Of its BiLSTM, in each direction; the visual code has twice the width.
    dropout
        Behind every one of its convolutions.
    regulariser_dim, regulariser_layers
        Of the audio forwarding regulariser.
    decoder_filters
        Of the mel decoder's first half.
    postnet_filters, postnet_convs
        Of the post-net.
    postnet_gain
        Of its last norm, to begin with.
    critic_joined, critic_upsample_filters, critic_filters
        Channels in which features and mel meet in the critic, of the features on the way there, and of its
        convolutions.
    """

    name: Name = "paper"
    bands: Width = 80
    feature_dim: Annotated[int, Meta(ge=1, le=1 << 17)] = 2048
    noise_dim: Width = 512
    filters: Width = 2048
    kernel: Kernel = 5
    convs: Layers = 3
    lstm_hidden: Width = 512
    lstm_layers: Layers = 2
    dropout: Annotated[float, Meta(ge=0, lt=1)] = 0.5
    regulariser_dim: Width = 32
    regulariser_layers: Layers = 2
    decoder_filters: Width = 512
    postnet_filters: Width = 512
    postnet_convs: Annotated[int, Meta(ge=2, le=64)] = 5
    postnet_gain: Share = 1.0
    critic_joined: Width = 64
    critic_upsample_filters: Width = 1024
    critic_filters: tuple[Width, Width, Width] = (256, 512, 1024)

    def __post_init__(self) -> None:
        check_odd(self.kernel)


def _narrow(name: str, share: int) -> RegnetConfig:
    # The published layers in number and kernels, every width a `share`-th; the bottleneck stays as narrow as it is.
    return RegnetConfig(
        name=name,
        noise_dim=512 // share,
        filters=2048 // share,
        lstm_hidden=512 // share,
        decoder_filters=512 // share,
        postnet_filters=512 // share,
        postnet_gain=0.0,
        critic_joined=max(8, 64 // share),
        critic_upsample_filters=1024 // share,
        critic_filters=(256 // share, 512 // share, 1024 // share),
    )


REGNET_PRESETS: dict[str, RegnetConfig] = {
    "paper": RegnetConfig(),
    "small": _narrow("small", 8),
    "tiny": _narrow("tiny", 32),
}
"""``paper`` as published; ``small`` for machines without a GPU; ``tiny`` for tests."""
