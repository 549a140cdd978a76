from typing import Any

import pytest
import torch

from foleystudio.nets.config import DecoderConfig
from foleystudio.nets.decoder import MelDecoder, sinusoidal_positions


def _decoder(**changes: Any) -> MelDecoder:
    config = DecoderConfig(filters=16, hidden=8, block_filters=8, blocks=2, **changes)
    return MelDecoder(5, 8, 6, 4, config).eval()


def _codes(frames: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return torch.randn(2, frames, 8), torch.randn(2, 6), torch.randn(2, frames, 4)


@pytest.mark.parametrize("conditioning", ["concat", "film"])
def test_four_columns_a_frame_at_any_length(conditioning: str) -> None:
    net = _decoder(conditioning=conditioning)
    for frames in (1, 2, 31):
        assert net(*_codes(frames)).shape == (2, 5, 4 * frames)


@pytest.mark.parametrize("conditioning", ["concat", "film"])
def test_timbre_changes_the_mel(conditioning: str) -> None:
    net = _decoder(conditioning=conditioning)
    temporal, timbre, background = _codes(10)
    assert not torch.allclose(net(temporal, timbre, background), net(temporal, timbre + 1, background), atol=1e-4)


def test_untrained_template_decoder_is_the_bare_template() -> None:
    net = _decoder(template="placed")
    template = torch.randn(2, 5, 40)
    assert torch.equal(net(*_codes(10), template), template)
    with pytest.raises(ValueError, match="template"):
        net(*_codes(10))


def test_positions_differ() -> None:
    table = sinusoidal_positions(50, 16, "cpu")
    assert table.shape == (50, 16)
    assert len({tuple(row.tolist()) for row in table}) == 50


def test_convolutions_know_no_place() -> None:
    net = _decoder(block_kind="convolution")
    temporal, timbre, background = torch.randn(1, 60, 8), torch.randn(1, 6), torch.zeros(1, 100, 4)
    early = net(temporal, timbre, background[:, :60])
    late = net(torch.cat((torch.randn(1, 40, 8), temporal), 1), timbre, background)
    torch.testing.assert_close(early[:, :, 100:-4], late[:, :, 260:-4], rtol=1e-3, atol=1e-4)
