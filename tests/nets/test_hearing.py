from __future__ import annotations

from copy import deepcopy

import torch

from foleystudio.dsp.onset_features import BANDS
from foleystudio.nets.config import HEARING_PRESETS
from foleystudio.nets.hearing import HearingNet


def net() -> HearingNet:
    torch.manual_seed(0)
    return HearingNet(HEARING_PRESETS["tiny"]).eval()


def test_four_curves_as_long_as_what_is_heard() -> None:
    assert net()(torch.randn(2, 150, 2 * BANDS + 2)).shape == (2, 4, 150)


def test_nothing_beyond_its_reach_has_a_say() -> None:
    hearing, features = net(), torch.randn(1, 200, 2 * BANDS + 2)
    other = features.clone()
    other[:, : 100 - hearing.reach] += 1
    other[:, 101 + hearing.reach :] += 1
    with torch.no_grad():
        one, two = hearing(features)[:, :, 100], hearing(other)[:, :, 100]
        torch.testing.assert_close(one, two)
        other[:, 100 + hearing.reach] += 5
        assert not torch.equal(hearing(other)[:, :, 100], two)


def test_what_is_fused_answers_the_same() -> None:
    torch.manual_seed(1)
    whole, features = net(), torch.randn(1, 150, 2 * BANDS + 2)
    for norm in (each for each in whole.modules() if isinstance(each, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d)):
        norm.running_mean = torch.randn_like(norm.weight)
        norm.running_var = torch.rand_like(norm.weight) + 0.5
    fused = deepcopy(whole).fused()
    with torch.no_grad():
        torch.testing.assert_close(fused(features), whole(features), atol=1e-4, rtol=1e-4)
    assert sum(isinstance(each, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d) for each in fused.modules()) == 0


def test_what_ships_is_small() -> None:
    assert sum(p.numel() for p in HearingNet(HEARING_PRESETS["studio"]).parameters()) < 1_500_000
