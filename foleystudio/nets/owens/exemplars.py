"""Example-based synthesis: at every peak of what is predicted, the recorded sound whose features are nearest."""

from __future__ import annotations

import torch
from torch import Tensor

from foleystudio.nets.owens.sound_features import SoundFeatures

_APART = 8
"""A peak is the loudest of so many columns to both sides (93 ms)."""
_STANDS_OUT = 0.3
"""Share of the way from the middle loudness to the loudest that a peak must have made."""
_LEAST_RISE = 0.05
"""How far the loudest column must rise above the middle, of 42 envelopes of at most 1: less is no event."""
_FADE = 8  # columns over which an exemplar leads to silence
_AT_ONCE = 256  # exemplars compared at once: memory stays bounded


def peaks_of(loudness: Tensor) -> Tensor:
    """Columns of the peaks of a loudness [M], in order; none where it never changes."""
    columns = len(loudness)
    highest = torch.nn.functional.max_pool1d(loudness[None, None], 2 * _APART + 1, 1, _APART)[0, 0]
    middle, top = loudness.median(), loudness.max()
    enough = torch.maximum(_STANDS_OUT * (top - middle), loudness.new_tensor(_LEAST_RISE))
    found = (loudness >= highest) & (loudness > middle + enough)
    places = torch.nonzero(found)[:, 0]
    # Of a plateau its first column.
    apart = torch.diff(places, prepend=places.new_tensor([-columns])) > 1
    return places[apart]


def cut_exemplars(ear: SoundFeatures, mel: Tensor) -> Tensor:
    """A mel's [F, M] own sounds [K, F, L], one about every peak, or one about its loudest column."""
    loudness = ear.cochleagram(mel[None])[0].sum(0)
    places = peaks_of(loudness)
    if not len(places):
        places = loudness.argmax()[None]
    lead, columns = ear.config.lead, ear.config.columns
    padded = torch.nn.functional.pad(mel, (lead, columns), value=ear.silence)
    return torch.stack([padded[:, place : place + columns] for place in places.tolist()])


def perform(ear: SoundFeatures, features: Tensor, exemplars: Tensor) -> Tensor:
    """Sound features [10, M] performed with sounds [K, F, L]: a mel [F, M].

    Source: Owens et al. 2016, section 5.2: the exemplar of the smallest L1 distance takes the peak's place.

    Departures
    ----------
    1. Mels are put together, the louder of two where they meet, instead of waves; an exemplar's end fades.
    """
    lead, columns = ear.config.lead, ear.config.columns
    known = torch.cat([ear(some) for some in torch.split(exemplars, _AT_ONCE)])  # [K, 10, L]
    shaped = exemplars - ear.silence
    shaped = shaped * torch.linspace(columns, 0, columns, device=shaped.device).div(_FADE).clamp(max=1)
    told = torch.nn.functional.pad(features, (lead, columns), mode="replicate")
    out = features.new_zeros((shaped.shape[1], features.shape[1] + lead + columns))
    for place in peaks_of(ear.loudness(features[None])[0]).tolist():
        wanted = told[:, place : place + columns]
        nearest = (known - wanted).abs().sum((1, 2)).argmin()
        spot = out[:, place : place + columns]
        torch.maximum(spot, shaped[nearest], out=spot)
    return out[:, lead : lead + features.shape[1]] + ear.silence
