import torch

from foleystudio.nets.config import VOCODER_DISCRIMINATOR_PRESETS
from foleystudio.nets.vocoder.discriminators import (
    MultiPeriodDiscriminator,
    MultiResolutionDiscriminator,
    VocoderCritics,
)

_TINY = VOCODER_DISCRIMINATOR_PRESETS["tiny"]


def test_the_published_period_critics_have_the_published_size() -> None:
    net = MultiPeriodDiscriminator(VOCODER_DISCRIMINATOR_PRESETS["studio"])
    weights = sum(p.numel() for p in net.parameters())
    assert abs(weights - 41.1e6) < 0.1e6  # HiFi-GAN's, weight norm included


def test_waves_of_any_length_are_judged() -> None:
    critics = VocoderCritics(_TINY)
    for samples in (1024, 2049, 4001):
        judged = critics(torch.randn(2, samples))
        assert len(judged) == 3
        assert all(scores.shape[:2] == (2, 1) and len(features) == 5 for scores, features in judged)


def test_a_period_critic_keeps_the_columns_of_the_fold_apart() -> None:
    net = MultiPeriodDiscriminator(_TINY)
    wave = torch.randn(1, 3000)
    moved = wave.clone()
    moved[0, 1500] += 1.0  # sample 1500 is in column 0 of both folds
    for (before, _), (after, _) in zip(net(wave), net(moved), strict=True):
        changed = (before != after).any(dim=2).flatten()
        assert changed[0]
        assert not changed[1:].any()


def test_resolution_critics_hear_quiet_tails_and_not_the_sign() -> None:
    net = MultiResolutionDiscriminator(_TINY)
    wave = torch.randn(1, 4096) * 1e-3
    assert torch.allclose(net(wave)[0][0], net(-wave)[0][0], atol=1e-6)
    assert not torch.allclose(net(wave)[0][0], net(2 * wave)[0][0], atol=1e-4)


def test_gradients_reach_every_weight_and_the_wave() -> None:
    critics, wave = VocoderCritics(_TINY), torch.randn(2, 2048, requires_grad=True)
    sum(scores.square().mean() for scores, _ in critics(wave)).backward()
    assert all(
        p.grad is not None and torch.isfinite(p.grad).all() and p.grad.abs().sum() > 0 for p in critics.parameters()
    )
    assert wave.grad is not None
    assert wave.grad.abs().sum() > 0
