from pathlib import Path

import torch

from foleystudio.dsp.spectra.mel_config import PAPER, STUDIO
from foleystudio.engine.from_picture.parts import SavedNet, instead_of, within
from tests.engine.from_picture.saved_systems import saved_varietysound


def test_noise_has_the_code_s_mean_and_spread_and_one_number_has_none() -> None:
    code = 3 + 2 * torch.randn(1, 500, 8)
    noise = instead_of(code, "noise", torch.Generator().manual_seed(0))
    assert torch.allclose(noise.mean(), code.mean(), atol=0.15)
    assert torch.allclose(noise.std(), code.std(), atol=0.15)
    assert not instead_of(code, "zeros", torch.Generator()).any()
    assert bool(torch.isfinite(instead_of(torch.ones(1, 1, 1), "noise", torch.Generator())).all())


def test_a_mel_is_held_within_its_values() -> None:
    wild = torch.tensor([[[-9.0, 0.5, 9.0]]])
    assert within(wild, PAPER).tolist() == [[0.0, 0.5, 1.0]]
    assert within(100 * wild, STUDIO)[0, 2] == 900


def test_features_that_a_training_did_not_note_are_told_by_their_width(tmp_path: Path) -> None:
    saved = SavedNet.of(saved_varietysound(tmp_path))
    assert (saved.extractor(1568), saved.extractor(2048)) == ("motion", "bn_inception")
