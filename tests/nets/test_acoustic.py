import torch

from foleystudio.nets.acoustic import AcousticEncoder, SelfGatedAcousticUnit
from foleystudio.nets.config import AcousticConfig, ResamplingConfig

_CONFIG = AcousticConfig(units=2, filters=8, norm_groups=4, lstm_hidden=6)


def test_unit_is_the_published_formula() -> None:
    unit = SelfGatedAcousticUnit(5, 3, _CONFIG, ResamplingConfig()).eval()
    x, c = torch.randn(2, 5, 40), torch.randn(2, 3, 40)
    v, w_o, w_s = unit.input_gate(x), unit.output_gate(c), unit.skip_gate(c)
    x_out, c_out = unit(x, c)
    assert torch.allclose(x_out, torch.tanh(w_s + v) * torch.sigmoid(w_o + v))
    assert torch.allclose(c_out, w_s)


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
