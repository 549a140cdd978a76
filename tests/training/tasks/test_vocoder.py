import numpy as np
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.nets.config import VOCODER_PRESETS
from foleystudio.training.tasks.vocoder import VocoderTask, crops, training_waves


def _tone(seconds: float) -> np.ndarray:
    t = np.arange(int(44_100 * seconds), dtype=np.float32) / np.float32(44_100)
    return np.asarray(0.5 * np.sin(2 * np.pi * 660 * t), dtype=np.float32)


def test_crops_take_short_and_long_waves_and_repeat_by_seed() -> None:
    waves = [_tone(0.05), _tone(2.0)]
    one, again = (crops(waves, 6, 20, 512, np.random.default_rng(3)) for _ in range(2))
    assert one.shape == (6, 10_240)
    assert torch.equal(one, again)
    assert (one.abs().amax(1) > 0.01).all()


def test_some_steps_lower_the_loss() -> None:
    torch.manual_seed(0)
    waves = training_waves([], 2, 0)
    task = VocoderTask(VOCODER_PRESETS["tiny"], STUDIO, waves, waves, torch.device("cpu"), 2, 0)
    optimiser = torch.optim.AdamW(task.net.parameters(), lr=2e-3)
    losses = []
    for _ in range(5):
        loss, _ = task.loss(0, torch.Generator())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.9 * losses[0]
    with torch.no_grad():
        assert {"mel", "stft", "griffin_lim_mel", "griffin_lim_stft"} == task.measure(task.net).keys()
