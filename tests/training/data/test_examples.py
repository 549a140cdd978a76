import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER, STUDIO
from foleystudio.training.data.examples import ExampleShape, example_of
from foleystudio.training.scenes.performance import draw_sound_scene


def test_tensors_have_their_shapes_and_the_raster_meets_the_attacks() -> None:
    shape = ExampleShape(STUDIO, frames=40)
    example = example_of(draw_sound_scene(2, shape.duration_s), shape)
    assert {k: tuple(v.shape) for k, v in example.items()} == {
        "target": (128, 160), "second": (128, 160), "draft": (128, 160), "background": (128, 64),
        "reference": (128, 345), "hit": (128, 128), "texture": (128,), "raster": (2, 160),
    }  # fmt: skip
    assert all(torch.isfinite(t).all() for t in example.values())


def test_the_draft_is_as_loud_as_the_target() -> None:
    shape = ExampleShape(STUDIO, frames=40)
    examples = [example_of(draw_sound_scene(seed, shape.duration_s), shape) for seed in range(12)]
    off = [float((e["draft"].amax() - e["target"].amax()).abs()) for e in examples]
    assert sorted(off)[len(off) // 2] < 0.7  # 6 dB


def test_a_mel_of_another_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="Hz"):
        example_of(draw_sound_scene(0, 1.0), ExampleShape(PAPER, frames=8))
