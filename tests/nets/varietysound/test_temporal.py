import torch

from foleystudio.nets.config import PRESETS, TemporalConfig
from foleystudio.nets.varietysound.temporal import TemporalEncoder
from tests.nets.counting import parameters


def test_gives_eight_channels_a_frame_at_any_length() -> None:
    net = TemporalEncoder(TemporalConfig(feature_dim=6, filters=8, lstm_hidden=4)).eval()
    for frames in (1, 2, 33):
        assert net(torch.randn(2, frames, 6)).shape == (2, frames, 8)


def test_published_parameter_count() -> None:
    net = TemporalEncoder(PRESETS["paper"].temporal)
    convs = 2048 * 512 * 5 + 7 * 512 * 512 * 5 + 8 * 512
    norms = 8 * 2 * 512
    lstm = 2 * (4 * 256 * (512 + 256 + 2)) + 2 * (4 * 256 * (512 + 256 + 2))
    assert parameters(net) == convs + norms + lstm + 512 * 8 + 8
