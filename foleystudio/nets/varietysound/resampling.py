"""Random resampling: the operation that leaves timbre and takes timing away."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.config import ResamplingConfig


class RandomResampling(nn.Module):
    """Cut the time axis into segments, stretch or shrink each, shuffle their order.

    Works on a whole batch at once, each sample with a draw of its own, without a Python loop; all tensors
    given in one call share the draw, so that the units' two streams stay aligned. Off outside training.

    Source: VarietySound, section 2.2; segment lengths and factors from SpeechSplit (Qian et al., 2020).

    Departures
    ----------
    1. The segments are also shuffled, as VarietySound says and SpeechSplit does not; unless the configuration says
       otherwise.
    2. The output keeps its input's length M (its end is cut, or its start comes again): the paper gives
       no rule, and a constant M keeps batches rectangular without padding that normalisation would see.
    """

    def __init__(self, config: ResamplingConfig) -> None:
        super().__init__()
        self.config = config

    def forward(self, *streams: Tensor, generator: torch.Generator | None = None) -> tuple[Tensor, ...]:
        """[B, C, M] streams -> the same shapes, time destroyed (training) or untouched (inference)."""
        if not self.training:
            return streams
        batch, _, columns = streams[0].shape
        source = self.draw(batch, columns, streams[0].device, generator)
        return tuple(_interpolate(stream, source) for stream in streams)

    def draw(
        self, batch: int, columns: int, device: torch.device | str, generator: torch.Generator | None = None
    ) -> Tensor:
        """Fractional source column of every output column: float [B, M]."""
        config = self.config
        count = columns // config.min_segment + 1
        where = generator.device if generator is not None else torch.device(device)
        lengths = torch.randint(
            config.min_segment, config.max_segment + 1, (batch, count), generator=generator, device=where
        )
        factors = torch.rand((batch, count), generator=generator, device=where)
        order = torch.rand((batch, count), generator=generator, device=where).argsort(dim=1)
        if not config.shuffle:
            order = torch.arange(count, device=where).expand(batch, -1)
        factors = config.min_factor + factors * (config.max_factor - config.min_factor)
        starts = lengths.cumsum(1) - lengths
        lengths = (columns - starts).clamp(min=0).minimum(lengths)  # the last segment ends with the input
        starts, lengths, factors = (t.gather(1, order) for t in (starts, lengths, factors))
        stretched = (lengths * factors).ceil().long()
        ends = stretched.cumsum(1)
        position = torch.arange(columns, device=where).expand(batch, columns) % ends[:, -1:]
        segment = torch.searchsorted(ends, position.contiguous(), right=True)
        offset = (position - (ends - stretched).gather(1, segment)) / factors.gather(1, segment)
        last = (lengths.gather(1, segment) - 1).clamp(min=0)
        return (starts.gather(1, segment) + offset.minimum(last)).to(device)


def _interpolate(stream: Tensor, source: Tensor) -> Tensor:
    """Linear interpolation of [B, C, M] at fractional columns [B, M']."""
    low = source.floor().long().clamp(0, stream.shape[2] - 1)
    high = (low + 1).clamp(max=stream.shape[2] - 1)
    share = (source - low).unsqueeze(1).to(stream.dtype)
    channels = stream.shape[1]
    a = stream.gather(2, low.unsqueeze(1).expand(-1, channels, -1))
    b = stream.gather(2, high.unsqueeze(1).expand(-1, channels, -1))
    return a + (b - a) * share
