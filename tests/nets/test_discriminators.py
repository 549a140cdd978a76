import torch

from foleystudio.nets.config import DiscriminatorConfig
from foleystudio.nets.discriminators import MultiWindowMelDiscriminator, TemporalAlignmentDiscriminator

_CONFIG = DiscriminatorConfig(align_filters=8, align_upsample_filters=8, windows=(16, 32), window_filters=4)


def test_alignment_critic_sees_both_picture_and_mel() -> None:
    net = TemporalAlignmentDiscriminator(6, 5, _CONFIG)
    features, mel = torch.randn(2, 20, 6), torch.randn(2, 5, 80)
    scores = net(features, mel)
    assert scores.shape[0] == 2
    assert not torch.allclose(scores, net(features.roll(5, 1), mel))
    assert not torch.allclose(scores, net(features, mel.roll(20, 2)))


def test_mel_critics_cut_every_mel_at_the_same_place() -> None:
    net = MultiWindowMelDiscriminator(_CONFIG)
    mel = torch.randn(2, 8, 100)
    real, same = net(mel, mel, generator=torch.Generator().manual_seed(1))
    assert len(real) == 2
    assert all(torch.equal(a, b) for a, b in zip(real, same, strict=True))


def test_mel_critics_take_a_mel_shorter_than_their_window() -> None:
    (scores,) = MultiWindowMelDiscriminator(_CONFIG)(torch.randn(1, 8, 10))
    assert all(torch.isfinite(score).all() for score in scores)


def test_gradients_reach_every_parameter_of_both_critics() -> None:
    torch.manual_seed(0)
    alignment, windows = TemporalAlignmentDiscriminator(6, 40, _CONFIG), MultiWindowMelDiscriminator(_CONFIG)
    mel = torch.randn(2, 40, 80, requires_grad=True)
    judged = [alignment(torch.randn(2, 20, 6), mel), *windows(mel)[0]]
    sum(scores.square().mean() for scores in judged).backward()
    for net in (alignment, windows):
        assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters())
    assert mel.grad is not None
    assert mel.grad.abs().sum() > 0
