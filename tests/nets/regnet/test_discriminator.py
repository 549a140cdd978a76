from dataclasses import replace

import torch

from foleystudio.nets.regnet.config import REGNET_PRESETS
from foleystudio.nets.regnet.discriminator import RegnetDiscriminator
from tests.nets.counting import parameters


def test_it_judges_stretches_by_features_and_mel() -> None:
    critic = RegnetDiscriminator(replace(REGNET_PRESETS["tiny"], feature_dim=6)).eval()
    features, mel = torch.randn(2, 12, 6), torch.rand(2, 80, 48)
    logits = critic(features, mel)
    assert logits.shape == (2, 10)
    assert not torch.equal(logits, critic(features.roll(3, 1), mel))
    assert not torch.equal(logits, critic(features, mel.roll(9, 2)))


def test_published_parameter_count() -> None:
    with torch.device("meta"):
        critic = RegnetDiscriminator(REGNET_PRESETS["paper"])
    entrances = 2048 * 1024 * 4 + 3 * 1024 + 1024 * 64 * 4 + 64 + 80 * 64 + 64
    convs = 128 * 256 * 4 + 256 + 256 * 512 * 4 + 3 * 512 + 512 * 1024 * 4 + 3 * 1024 + 1024 * 4 + 1
    assert parameters(critic) == entrances + convs == 11_420_545
