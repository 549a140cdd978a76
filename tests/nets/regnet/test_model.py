from dataclasses import replace

import pytest
import torch

from foleystudio.nets.regnet.config import REGNET_PRESETS
from foleystudio.nets.regnet.model import AudioForwardingRegulariser, Regnet, VisualEncoder
from tests.nets.counting import parameters


def _net() -> Regnet:
    torch.manual_seed(0)
    return Regnet(replace(REGNET_PRESETS["tiny"], feature_dim=6)).eval()


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_four_columns_a_frame_at_any_length() -> None:
    for frames in (1, 2, 33):
        behind, before = _net()(torch.randn(2, frames, 6))
        assert behind.shape == before.shape == (2, 80, 4 * frames)


def test_noise_is_by_seed_and_one_draw_a_clip() -> None:
    net, features = _net(), torch.randn(2, 9, 6)
    assert torch.equal(net(features, generator=_seeded(1))[0], net(features, generator=_seeded(1))[0])
    assert not torch.equal(net(features, generator=_seeded(1))[0], net(features, generator=_seeded(2))[0])


def test_without_a_mel_the_regulariser_hears_silence() -> None:
    net, features = _net(), torch.randn(1, 5, 6)
    code = net.encode_picture(features, _seeded(0))
    assert torch.equal(net.decode(code)[0], net.decode(code, torch.zeros(1, 80, 20))[0])
    assert not torch.equal(net.decode(code)[0], net.decode(code, torch.rand(1, 80, 20))[0])


def test_the_hint_is_the_same_for_every_frame_and_as_narrow_as_it_is_said() -> None:
    hint = AudioForwardingRegulariser(REGNET_PRESETS["tiny"])(torch.rand(3, 80, 40))
    assert hint.shape == (3, 32)


def test_the_post_net_adds_noise_from_the_start_as_published_or_nothing() -> None:
    features = torch.randn(1, 4, 6)
    for gain in (0.0, 1.0):
        torch.manual_seed(0)
        net = Regnet(replace(REGNET_PRESETS["tiny"], feature_dim=6, postnet_gain=gain)).train()
        behind, before = net(features, generator=_seeded(0))
        assert float((behind - before).detach().std()) == pytest.approx(gain, abs=0.1)
    assert (REGNET_PRESETS["paper"].postnet_gain, REGNET_PRESETS["small"].postnet_gain) == (1.0, 0.0)


def test_the_post_net_adds() -> None:
    net = Regnet(replace(REGNET_PRESETS["tiny"], feature_dim=6, postnet_gain=1.0)).eval()
    behind, before = net(torch.randn(1, 4, 6), generator=_seeded(0))
    assert torch.allclose(behind - before, net.postnet(before))


def test_weights_start_small() -> None:
    weights = [(name, weight.detach()) for name, weight in _net().decoder.named_parameters() if weight.dim() == 3]
    assert len(weights) == 4
    assert all(0.017 < float(weight.std()) < 0.023 for _, weight in weights)


def _lstm(inputs: int, hidden: int, layers: int) -> int:
    """Weights of a BiLSTM: four gates, two biases each, two directions."""
    widths = [inputs] + [2 * hidden] * (layers - 1)
    return sum(2 * 4 * hidden * (width + hidden + 2) for width in widths)


def test_published_parameter_count() -> None:
    with torch.device("meta"):
        net, encoder = Regnet(REGNET_PRESETS["paper"]), VisualEncoder(REGNET_PRESETS["paper"])
    visual = (2048 + 512) * 2048 * 5 + 2 * 2048 * 2048 * 5 + 3 * 3 * 2048 + _lstm(2048, 512, 2) + 1024 * 1025
    regulariser = _lstm(80, 32, 2) + 32 * 33
    decoder = (1024 + 32) * 512 * 4 + 3 * 512 + 512 * 512 * 5 + 3 * 512 + 512 * 80 * 4 + 3 * 80 + 80 * 80 * 5 + 80
    postnet = 80 * 512 * 5 + 3 * 512 * 512 * 5 + 4 * 3 * 512 + 512 * 80 * 5 + 3 * 80
    assert parameters(encoder) == visual
    # 94 095 184: what the published code builds with the options of its dog model.
    assert parameters(net) == visual + regulariser + decoder + postnet == 94_095_184
