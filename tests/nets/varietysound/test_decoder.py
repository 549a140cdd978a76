from typing import Any

import pytest
import torch
from torch import nn

from foleystudio.nets.config import PRESETS, DecoderConfig
from foleystudio.nets.varietysound.decoder import FeedForwardTransformerBlock, MelDecoder, sinusoidal_positions
from tests.nets.counting import parameters


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


def _published() -> MelDecoder:
    return MelDecoder(80, 8, 256, 128, PRESETS["paper"].decoder)


def test_published_parameter_counts() -> None:
    # Attention's four matrices, k9 to 512 filters, k1 back to hidden 512, two layer norms.
    block = 4 * (512 * 512 + 512) + (512 * 512 * 9 + 512) + (512 * 512 + 512) + 2 * 2 * 512
    upsampling = (8 + 256 + 128) * 1024 * 4 + 1024 + 1024 * 1024 * 4 + 1024
    ends = (1024 * 512 + 512) + 2 * 512 + (512 * 80 + 80)  # to the blocks, the last norm, to the bands
    net = _published()
    assert [parameters(found) for found in net.blocks] == 4 * [block]
    assert parameters(net) == upsampling + 4 * block + ends


def test_published_block_is_that_of_fastspeech() -> None:
    block = _published().blocks[0]
    assert isinstance(block, FeedForwardTransformerBlock)
    first, activation, second = block.convs
    assert (first.kernel_size, first.padding, first.out_channels) == ((9,), (4,), 512)
    assert (second.kernel_size, second.padding, second.out_channels) == ((1,), (0,), 512)
    assert isinstance(activation, nn.ReLU)
    assert (block.heads, block.dropout.p, block.film) == (2, 0.1, None)


def test_published_upsampling_is_two_transposed_convolutions_each_with_relu() -> None:
    one, relu_one, two, relu_two = _published().upsample
    assert isinstance(relu_one, nn.ReLU)
    assert isinstance(relu_two, nn.ReLU)
    for conv in (one, two):
        assert (conv.kernel_size, conv.stride, conv.out_channels) == ((4,), (2,), 1024)


def test_transformer_blocks_know_places_and_end_in_a_norm() -> None:
    net = _decoder(block_kind="transformer")
    temporal, timbre, background = _codes(20)
    steady = [code[:, :1].expand(-1, 20, -1) for code in (temporal, background)]
    mel = net(steady[0], timbre, steady[1])
    assert not torch.allclose(mel[:, :, 20], mel[:, :, 60], atol=1e-3)  # the same codes, another place
    ends: list[torch.Tensor] = []
    net.to_mel.register_forward_pre_hook(lambda _linear, inputs: ends.append(inputs[0]))
    net(temporal, timbre, background)
    torch.testing.assert_close(ends[0].detach().mean(2), torch.zeros(2, 80), atol=1e-5, rtol=0)


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
