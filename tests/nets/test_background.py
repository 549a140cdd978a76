import torch

from foleystudio.nets.background import BackgroundEncoder, energy_mask, static_spectrum
from foleystudio.nets.config import BackgroundConfig


def test_mask_removes_exactly_the_columns_above_the_median() -> None:
    mel = torch.rand(2, 4, 9) + 1
    masked = energy_mask(mel)
    energy = mel.mean(1)
    above = energy > energy.median(dim=1, keepdim=True).values
    assert (masked.abs().sum(1) == 0).equal(above)
    assert masked.transpose(1, 2)[~above].equal(mel.transpose(1, 2)[~above])


def test_static_spectrum_ignores_rare_events() -> None:
    mel = torch.zeros(1, 3, 100)
    mel[:, :, ::10] = 7
    assert static_spectrum(mel, 0.15).abs().max() == 0


def test_code_has_the_clip_s_frames_whatever_the_background_s_length() -> None:
    for kind in ("masked", "static"):
        net = BackgroundEncoder(4, BackgroundConfig(kind=kind, lstm_hidden=6))
        for columns in (1, 7, 400):
            assert net(torch.randn(2, 4, columns), 30).shape == (2, 30, 6)
