import torch

from foleystudio.nets.config import PRESETS, EventConfig
from foleystudio.nets.event_coding import EventEncoder, EventHead
from tests.nets.counting import parameters


def test_parameter_counts_at_paper() -> None:
    events = PRESETS["paper"].events
    convs = 8 * 128 * 5 + 128 + 2 * (128 * 128 * 5 + 128)  # not in the paper: three of k5, from and to 8 channels
    assert parameters(EventEncoder(8, events)) == parameters(EventHead(8, events)) == convs + 128 * 8 + 8


def test_raster_to_code_and_back_keep_the_rates() -> None:
    encoder, head = EventEncoder(8, EventConfig(filters=12)), EventHead(8, EventConfig(filters=12))
    code = encoder(torch.rand(2, 2, 40))
    assert code.shape == (2, 10, 8)
    assert head(code).shape == (2, 2, 40)


def test_code_moves_with_the_event() -> None:
    encoder = EventEncoder(8, EventConfig(filters=12)).eval()
    raster = torch.zeros(1, 2, 160)
    raster[0, 0, 80] = 1
    here = encoder(raster) - encoder(torch.zeros_like(raster))
    there = encoder(raster.roll(20, 2)) - encoder(torch.zeros_like(raster))
    assert here[0].abs().sum(1).argmax() in range(16, 25)
    assert torch.allclose(here[:, 15:26].roll(0, 1), there[:, 20:31], atol=1e-5)
    assert not torch.allclose(encoder(raster), encoder(raster.roll(1, 2)), atol=1e-5)  # columns, not frames
