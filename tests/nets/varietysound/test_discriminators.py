import torch
from torch import nn

from foleystudio.nets.config import PRESETS, DiscriminatorConfig
from foleystudio.nets.varietysound.discriminators import MultiWindowMelDiscriminator, TemporalAlignmentDiscriminator
from tests.nets.counting import parameters

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


def test_every_mel_of_a_batch_is_cut_at_a_place_of_its_own() -> None:
    net = MultiWindowMelDiscriminator(_CONFIG)
    net.critics = nn.ModuleList(nn.Identity() for _ in net.windows)  # scores are the windows themselves
    mel = torch.arange(400.0).expand(16, 3, 400)
    cut, same = net(mel, mel + 1000, generator=torch.Generator().manual_seed(1))
    for length, window, other in zip(net.windows, cut, same, strict=True):
        assert window.shape == (16, 1, 3, length)
        starts = window[:, 0, 0, 0]
        assert len(set(starts.tolist())) > 8
        torch.testing.assert_close(window, (starts[:, None] + torch.arange(length))[:, None, None].expand_as(window))
        torch.testing.assert_close(other, window + 1000)


def test_every_place_is_cut_the_last_too() -> None:
    net = MultiWindowMelDiscriminator(DiscriminatorConfig(windows=(4,)))
    net.critics = nn.ModuleList([nn.Identity()])
    ((window,),) = net(torch.arange(6.0).expand(100, 1, 6), generator=torch.Generator().manual_seed(0))
    assert set(window[:, 0, 0, 0].tolist()) == {0, 1, 2}


def test_published_alignment_critic() -> None:
    net = TemporalAlignmentDiscriminator(2048, 80, PRESETS["paper"].discriminators)
    upsamplings = [layer for layer in net.upsample if isinstance(layer, nn.ConvTranspose1d)]
    convs = [layer for layer in net.convs if isinstance(layer, nn.Conv1d)]
    assert [(up.kernel_size, up.stride, up.out_channels) for up in upsamplings] == 2 * [((4,), (2,), 1024)]
    assert [(conv.kernel_size, conv.out_channels) for conv in convs] == 4 * [((4,), 512)]
    up = 2048 * 1024 * 4 + 1024 + 1024 * 1024 * 4 + 1024
    joined = (1024 + 80) * 512 * 4 + 512 + 3 * (512 * 512 * 4 + 512)
    assert parameters(net) == up + joined + 512 + 1  # the head


def test_parameter_count_of_the_mel_critics() -> None:
    net = MultiWindowMelDiscriminator(PRESETS["paper"].discriminators)
    # The paper gives no layers: four of 3 x 3, 128 filters, then one to a score.
    one = 1 * 128 * 9 + 128 + 3 * (128 * 128 * 9 + 128) + 128 * 9 + 1
    assert net.windows == (32, 64, 128)
    assert [parameters(critic) for critic in net.critics] == 3 * [one]


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
