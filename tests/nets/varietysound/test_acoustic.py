import torch
from torch import nn

from foleystudio.nets.config import PRESETS, AcousticConfig, ResamplingConfig
from foleystudio.nets.varietysound.acoustic import MIN_COLUMNS, AcousticEncoder, SelfGatedAcousticUnit
from tests.nets.counting import parameters

_CONFIG = AcousticConfig(units=2, filters=8, norm_groups=4, lstm_hidden=6)


def test_unit_is_the_published_formula() -> None:
    unit = SelfGatedAcousticUnit(5, 3, _CONFIG, ResamplingConfig()).eval()
    x, c = torch.randn(2, 5, 40), torch.randn(2, 3, 40)
    v, w_o, w_s = unit.input_gate(x), unit.output_gate(c), unit.skip_gate(c)
    x_out, c_out = unit(x, c)
    assert torch.allclose(x_out, torch.tanh(w_s + v) * torch.sigmoid(w_o + v))
    assert torch.allclose(c_out, w_s)


def _published_unit(width: int = 512) -> SelfGatedAcousticUnit:
    return SelfGatedAcousticUnit(width, width, PRESETS["paper"].acoustic, ResamplingConfig())


def test_published_unit_has_the_published_layers() -> None:
    unit = _published_unit()
    first, second, norm = unit.input_gate
    assert [(conv.kernel_size, conv.out_channels) for conv in (first, second)] == [((5,), 512), ((7,), 512)]
    assert isinstance(norm, nn.InstanceNorm1d)
    assert not norm.affine
    for gate, kernel in ((unit.output_gate, 3), (unit.skip_gate, 5)):
        conv, norm = gate
        assert (conv.kernel_size, conv.out_channels) == ((kernel,), 512)
        assert isinstance(norm, nn.GroupNorm)
        assert norm.num_groups == 16


def test_published_parameter_counts() -> None:
    def unit(width: int) -> int:  # V k5 and k7, W_o k3, W_s k5, two group norms; the instance norm has none
        return (width * 5 + 512 * 7 + width * 3 + width * 5) * 512 + 4 * 512 + 2 * 2 * 512

    lstm = 4 * 256 * (512 + 256 + 2) + 4 * 256 * (256 + 256 + 2)
    assert [parameters(_published_unit(width)) for width in (80, 512)] == [unit(80), unit(512)]
    paper = PRESETS["paper"]
    assert parameters(AcousticEncoder(80, paper.acoustic, paper.resampling)) == unit(80) + 4 * unit(512) + lstm


def test_input_gate_norms_every_channel_and_the_others_groups_of_them() -> None:
    torch.manual_seed(0)
    config = AcousticConfig(filters=8, norm_groups=2, norm_affine=False)
    unit = SelfGatedAcousticUnit(5, 5, config, ResamplingConfig()).requires_grad_(False)
    value, *grouped = (gate(torch.randn(2, 5, 40) + 3) for gate in (unit.input_gate, unit.output_gate, unit.skip_gate))
    torch.testing.assert_close(value.mean(2), torch.zeros(2, 8), atol=1e-5, rtol=0)
    torch.testing.assert_close(value.var(2, unbiased=False), torch.ones(2, 8), atol=1e-2, rtol=0)
    for out in grouped:
        assert float(out.mean(2).abs().max()) > 0.1  # a channel is not normed by itself
        torch.testing.assert_close(out.unflatten(1, (2, 4)).mean((2, 3)), torch.zeros(2, 2), atol=1e-5, rtol=0)


def test_both_streams_begin_with_the_same_resampled_mel() -> None:
    net = AcousticEncoder(5, _CONFIG, ResamplingConfig()).train()
    given: list[tuple[torch.Tensor, ...]] = []
    net.units[0].register_forward_pre_hook(lambda _unit, inputs: given.append(inputs))
    mel = torch.randn(2, 5, 120)
    net(mel, torch.Generator().manual_seed(1))
    x, c, _ = given[0]
    assert torch.equal(x, c)
    assert not torch.equal(x, mel)


def test_a_short_reference_is_repeated() -> None:
    net = AcousticEncoder(5, _CONFIG, ResamplingConfig()).eval()
    short = torch.randn(1, 5, 7)
    torch.testing.assert_close(net(short), net(short.repeat(1, 1, 3)))
    long = torch.randn(1, 5, MIN_COLUMNS)
    assert not torch.allclose(net(long), net(long.repeat(1, 1, 2)), atol=1e-4)


def test_code_has_one_size_for_references_of_any_length() -> None:
    net = AcousticEncoder(5, _CONFIG, ResamplingConfig())
    for training in (True, False):
        net.train(training)
        for columns in (1, 3, 17, 400):
            assert net(torch.randn(2, 5, columns)).shape == (2, net.code_dim)


def test_level_beside_the_code_follows_the_reference() -> None:
    config = AcousticConfig(units=2, filters=8, norm_groups=4, lstm_hidden=6, with_level=True)
    net = AcousticEncoder(5, config, ResamplingConfig()).eval()
    mel = torch.randn(1, 5, 60)
    quiet, loud = net(mel), net(mel + 3)
    assert quiet.shape == (1, 6 + 6 + 5)
    assert (loud - quiet)[:, 6:12].abs().max() > 0.05
    torch.testing.assert_close(quiet[:, 12:], mel.quantile(0.15, dim=2))
