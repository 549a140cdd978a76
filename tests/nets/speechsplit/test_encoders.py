import torch

from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS, EncoderConfig
from foleystudio.nets.speechsplit.encoders import BottleneckEncoder, ContentAndPitchEncoder, one_hot_pitch

TINY = SPEECHSPLIT_PRESETS["tiny"]


def test_a_code_is_one_for_all_columns_of_a_step() -> None:
    code = BottleneckEncoder(80, EncoderConfig(32, 1, 3, 2), TINY).eval()(torch.rand(2, 80, 24))
    assert code.shape == (2, 24, 6)
    steps = code.view(2, 3, 8, 6)
    assert torch.equal(steps, steps[:, :, :1].expand_as(steps))
    assert not torch.equal(steps[:, 0], steps[:, 1])


def test_pitch_has_a_class_for_none_and_classes_of_equal_width() -> None:
    pitch = torch.tensor([[0.0, 1e-6, 0.5, 1.0]])
    hot = one_hot_pitch(pitch, 257)
    assert hot.shape == (1, 257, 4)
    assert hot.sum(1).eq(1).all()
    assert hot.argmax(1).tolist() == [[0, 1, 129, 256]]


def test_resampling_is_for_training_and_by_seed() -> None:
    encoder, mel, pitch = ContentAndPitchEncoder(TINY), torch.rand(2, 80, 128), torch.rand(2, 128)

    def codes(seed: int) -> list[torch.Tensor]:
        return list(encoder(mel, pitch, torch.Generator().manual_seed(seed)))

    encoder.train()
    assert all(torch.equal(a, b) for a, b in zip(codes(1), codes(1), strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(codes(1), codes(2), strict=True))
    encoder.eval()
    assert all(torch.equal(a, b) for a, b in zip(codes(1), codes(2), strict=True))
