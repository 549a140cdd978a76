from __future__ import annotations

import numpy as np
import torch

from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.torchaudio_cpu import load_torchaudio


def test_its_transforms_work_beside_a_cpu_torch() -> None:
    load_torchaudio()
    from torchaudio.transforms import GriffinLim

    griffin_lim = GriffinLim(n_fft=512, n_iter=4)
    assert torch.isfinite(griffin_lim(torch.rand(257, 10))).all()


def test_its_filterbank_equals_ours() -> None:
    load_torchaudio()
    from torchaudio.functional import melscale_fbanks

    theirs = melscale_fbanks(513, 125.0, 7600.0, 80, 22_050, "slaney", "slaney").T.numpy()
    np.testing.assert_allclose(mel_filterbank(22_050, 1024, 80, 125.0, 7600.0), theirs, atol=1e-5)


def test_loading_twice_gives_the_same_package() -> None:
    assert load_torchaudio() is load_torchaudio()
