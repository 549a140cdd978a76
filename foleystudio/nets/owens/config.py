"""Every figure of the net of Owens et al., frozen, with its presets.

Source: Owens et al., "Visually Indicated Sounds", CVPR 2016: 42 subband envelopes, compressed by the power 0.3, at 90 a
second, brought to 10 dimensions; an LSTM. Its width is not in the paper's body: 256 here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from foleystudio.nets.ranges import Layers, Name, Width, check


@dataclass(frozen=True)
class OwensConfig:
    """The regression, and the sounds that it is performed with.

    Parameters
    ----------
    feature_dim, bands
        Of the picture features, and of the mel.
    subbands, power, components
        Of the sound features: how many envelopes, how they are compressed, to how many dimensions they are brought.
    lstm_hidden, lstm_layers
        Of the recurrent net.
    exemplars
        How many sounds it keeps.
    columns, lead
        How long each is, and where in it its peak lies.
    """

    name: Name = "paper"
    bands: Width = 80
    feature_dim: Annotated[int, Meta(ge=1, le=1 << 17)] = 2048
    subbands: Annotated[int, Meta(ge=2, le=256)] = 42
    power: Annotated[float, Meta(gt=0, le=1)] = 0.3
    components: Width = 10
    lstm_hidden: Width = 256
    lstm_layers: Layers = 1
    exemplars: Annotated[int, Meta(ge=1, le=1 << 14)] = 2048
    columns: Annotated[int, Meta(ge=2, le=1024)] = 44
    lead: Annotated[int, Meta(ge=0, le=1024)] = 8

    def __post_init__(self) -> None:
        check(self.lead < self.columns, "lead is beyond the exemplar's end")
        check(self.components <= self.subbands, "components are more than subbands")


OWENS_PRESETS: dict[str, OwensConfig] = {
    "paper": OwensConfig(),
    "small": OwensConfig("small", lstm_hidden=128, exemplars=512),
    "tiny": OwensConfig("tiny", lstm_hidden=32, exemplars=32),
}
"""``paper`` as published; ``small`` for machines without a GPU; ``tiny`` for tests."""
