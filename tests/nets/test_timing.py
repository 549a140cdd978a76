import torch

from foleystudio.nets.config import TIMING_PRESETS
from foleystudio.nets.timing import TimingNet

CONFIG = TIMING_PRESETS["tiny"]


def test_four_columns_a_frame_of_onset_and_level() -> None:
    net = TimingNet(CONFIG).eval()
    assert net(torch.randn(3, 20, CONFIG.temporal.feature_dim)).shape == (3, 2, 80)


def test_the_code_is_as_narrow_as_the_papers() -> None:
    net = TimingNet(CONFIG).eval()
    assert net.temporal_encoder(torch.randn(1, 20, CONFIG.temporal.feature_dim)).shape == (1, 20, 8)


def test_gradients_reach_every_parameter() -> None:
    net = TimingNet(CONFIG)
    net(torch.randn(2, 20, CONFIG.temporal.feature_dim)).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters())


def test_it_is_small_enough_to_ship() -> None:
    net = TimingNet(TIMING_PRESETS["studio"])
    assert sum(p.numel() for p in net.parameters()) < 1_000_000


def test_its_parts_bear_the_names_they_have_in_varietysound() -> None:
    assert {name.split(".")[0] for name, _ in TimingNet(CONFIG).named_parameters()} == {
        "temporal_encoder",
        "event_head",
    }
