import torch

from foleystudio.dsp.spectra.mel_config import PAPER
from foleystudio.nets.owens.config import OWENS_PRESETS
from foleystudio.nets.owens.exemplars import cut_exemplars, peaks_of, perform
from foleystudio.nets.owens.sound_features import SoundFeatures

_CONFIG = OWENS_PRESETS["tiny"]


def _struck(places: list[int], colour: torch.Tensor, columns: int = 120) -> torch.Tensor:
    """A mel in which strikes of a colour ring out."""
    mel = torch.zeros(80, columns)
    for place in places:
        ring = torch.linspace(1, 0, 30)[: columns - place]
        mel[:, place : place + len(ring)] = colour[:, None] * ring
    return mel


def _ear(*mels: torch.Tensor) -> SoundFeatures:
    ear = SoundFeatures(_CONFIG, PAPER)
    ear.fit(torch.stack(mels))
    return ear


LOW = torch.cat((torch.full((40,), 0.9), torch.full((40,), 0.1)))
HIGH = LOW.flip(0)


def test_peaks_are_what_stands_out_and_of_a_plateau_its_first() -> None:
    loudness = torch.zeros(100)
    loudness[20], loudness[50:53], loudness[80] = 1.0, 0.8, 0.1
    assert peaks_of(loudness).tolist() == [20, 50]
    assert peaks_of(torch.ones(40)).tolist() == []
    assert peaks_of(torch.ones(1)).tolist() == []


def test_exemplars_are_cut_about_peaks_and_there_is_always_one() -> None:
    mel = _struck([20, 70], LOW)
    cut = cut_exemplars(_ear(mel), mel)
    assert cut.shape == (2, 80, _CONFIG.columns)
    assert torch.equal(cut[0], mel[:, 20 - _CONFIG.lead : 20 - _CONFIG.lead + _CONFIG.columns])
    assert cut_exemplars(_ear(mel), torch.zeros(80, 3)).shape == (1, 80, _CONFIG.columns)


def test_it_performs_the_nearest_sound_at_every_peak() -> None:
    low, high = _struck([10], LOW), _struck([10], HIGH)
    ear = _ear(low, high)
    bank = torch.cat((cut_exemplars(ear, low), cut_exemplars(ear, high)))
    asked = torch.maximum(_struck([30], HIGH), _struck([90], LOW))
    made = perform(ear, ear(asked[None])[0], bank)
    assert made.shape == asked.shape
    assert torch.allclose(made[:, 30], HIGH, atol=1e-3)
    assert torch.allclose(made[:, 90], LOW, atol=1e-3)
    assert float(made[:, :15].max()) == 0.0


def test_nothing_stands_out_nothing_sounds() -> None:
    mel = _struck([10], LOW)
    ear = _ear(mel)
    made = perform(ear, torch.zeros(_CONFIG.components, 50), cut_exemplars(ear, mel))
    assert torch.equal(made, torch.zeros(80, 50))
