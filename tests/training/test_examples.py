import numpy as np
import pytest
import torch

from foleystudio.dsp.mel import PAPER, STUDIO
from foleystudio.training.examples import ExampleShape, example_of, mel_of
from foleystudio.training.scenes.performance import draw_sound_scene


def test_tensors_have_their_shapes_and_the_raster_meets_the_attacks() -> None:
    shape = ExampleShape(STUDIO, frames=40)
    example = example_of(draw_sound_scene(2, shape.duration_s), shape)
    assert {k: tuple(v.shape) for k, v in example.items()} == {
        "target": (128, 160), "second": (128, 160), "background": (128, 160), "reference": (128, 345),
        "hit": (128, 128), "texture": (128,), "raster": (2, 160),
    }  # fmt: skip
    assert all(torch.isfinite(t).all() for t in example.values())


def test_short_sounds_end_in_silence() -> None:
    mel = mel_of(np.ones(512, dtype=np.float32), STUDIO, 10)
    assert mel.shape == (128, 10)
    assert (mel[:, 5:] == STUDIO.silence).all()


def test_a_mel_of_another_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="Hz"):
        mel_of(np.ones(512, dtype=np.float32), PAPER, 10)
