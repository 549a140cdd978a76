from dataclasses import replace

import torch

from foleystudio.nets.owens.config import OWENS_PRESETS
from foleystudio.nets.owens.model import OwensNet
from tests.nets.counting import parameters


def _net() -> OwensNet:
    torch.manual_seed(0)
    return OwensNet(replace(OWENS_PRESETS["tiny"], feature_dim=6)).eval()


def test_four_sound_features_a_frame_that_know_no_future() -> None:
    net, features = _net(), torch.randn(1, 9, 6)
    found = net(features)
    assert found.shape == (1, 10, 36)
    later = features.clone()
    later[:, 5:] = 0
    assert torch.equal(net(later)[..., :20], found[..., :20])
    assert not torch.equal(net(later), found)


def test_of_few_sounds_some_come_again_and_of_many_some_are_left_out() -> None:
    net = _net()
    click = torch.zeros(1, 80, 40)
    click[..., 10] = torch.linspace(0.2, 1, 80)
    net.learn_sounds([click])
    assert net.exemplars.shape == (32, 80, 44)
    assert torch.equal(net.exemplars, net.exemplars[:1].expand_as(net.exemplars))
    many = torch.zeros(40, 80, 40)
    many[:, :, 10] = torch.linspace(0.2, 1, 40)[:, None]
    net.learn_sounds(many.split(7))
    heights = net.exemplars.amax((1, 2))
    assert float(heights.min()) == many[0].max()
    assert float(heights.max()) == many[-1].max()


def test_parameter_count() -> None:
    net = OwensNet(OWENS_PRESETS["paper"])
    assert parameters(net) == 4 * 256 * (2048 + 256 + 2) + 256 * 10 + 10
