import torch

from foleystudio.nets.config import VOCODER_PRESETS
from foleystudio.nets.vocoder import Vocoder


def _vocoder() -> Vocoder:
    torch.manual_seed(0)
    return Vocoder(VOCODER_PRESETS["tiny"]).eval()


def test_one_hop_of_samples_a_column() -> None:
    vocoder = _vocoder()
    for columns in (1, 5, 40):
        assert vocoder(torch.randn(2, 128, columns)).shape == (2, columns * 512)


def test_chunked_vocoding_equals_whole() -> None:
    vocoder = _vocoder()
    mel = torch.randn(1, 128, 120)
    margin = vocoder.receptive_columns + 2  # and the two columns that a 2048-sample window overlaps
    whole = vocoder(mel)
    for start, stop in ((0, 40), (40, 80), (80, 120)):
        left, right = max(0, start - margin), min(120, stop + margin)
        chunk = vocoder(mel[:, :, left:right])[:, (start - left) * 512 : (stop - left) * 512]
        assert torch.allclose(chunk, whole[:, start * 512 : stop * 512], atol=1e-5)


def test_receptive_field_is_what_it_says() -> None:
    vocoder = _vocoder()
    mel = torch.randn(1, 128, 61)
    moved = mel.clone()
    moved[:, :, 30] += 1
    changed = (vocoder.spectrum(mel) - vocoder.spectrum(moved)).abs().amax(dim=(0, 1)) > 1e-7
    reach = changed.nonzero().squeeze(1)
    assert reach.min() >= 30 - vocoder.receptive_columns
    assert reach.max() <= 30 + vocoder.receptive_columns
    assert changed.sum() > 1
