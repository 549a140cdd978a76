import pytest
import torch

from foleystudio.dsp.spectra.mel_config import PAPER, STUDIO, MelConfig
from foleystudio.nets.owens.config import OWENS_PRESETS
from foleystudio.nets.owens.sound_features import SoundFeatures


@pytest.mark.parametrize("mel", [PAPER, STUDIO])
def test_a_cochleagram_has_42_bands_from_low_to_high_compressed_by_the_power(mel: MelConfig) -> None:
    ear = SoundFeatures(OWENS_PRESETS["paper"], mel)
    silent = torch.full((1, mel.n_bands, 2), mel.silence)
    low, high = silent.clone(), silent.clone()
    low[:, 3], high[:, -4] = mel.silence + 0.5, mel.silence + 0.5
    heard = [ear.cochleagram(one)[0, :, 0] for one in (silent, low, high)]
    assert all(one.shape == (42,) for one in heard)
    assert int((heard[1] - heard[0]).argmax()) < 15
    assert int((heard[2] - heard[0]).argmax()) > 30
    louder = ear.cochleagram(silent + 2 * torch.log(torch.tensor(10.0)) / mel.log_power_per_value)
    assert torch.allclose(louder / ear.cochleagram(silent), torch.tensor(10**0.3), rtol=1e-3)


def test_components_are_principal_and_stand_for_what_was_heard() -> None:
    ear = SoundFeatures(OWENS_PRESETS["paper"], PAPER)
    colours = torch.rand(4, 80)
    generator = torch.Generator().manual_seed(0)
    mel = (torch.rand(3, 50, 4, generator=generator) @ colours).transpose(1, 2) / 2
    ear.fit(mel)
    assert torch.allclose(ear.basis @ ear.basis.T, torch.eye(10), atol=1e-5)
    spread = ear(mel).transpose(1, 2).flatten(0, 1).var(0)
    assert bool((spread.diff() <= 1e-4).all())
    assert torch.allclose(ear.loudness(ear(mel)), ear.cochleagram(mel).sum(1), rtol=0.02)
