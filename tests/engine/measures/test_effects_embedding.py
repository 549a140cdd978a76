from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures.effects_embedding import EffectsNet
from foleystudio.engine.measures.timbre import cosine
from foleystudio.errors import FoleyError


def _weights(path: Path) -> Path:
    """Random weights of the net's shapes."""
    torch.manual_seed(0)
    tensors, width = {}, 1
    for number, after in enumerate((64, 128, 256, 512), 1):
        for layer in (1, 2):
            tensors[f"conv_block{number}.conv{layer}.weight"] = torch.randn(after, width, 3, 3) * (2 / width / 9) ** 0.5
            norm = f"conv_block{number}.bn{layer}"
            tensors |= {f"{norm}.{name}": torch.ones(after) for name in ("weight", "running_var")}
            tensors |= {f"{norm}.{name}": torch.zeros(after) for name in ("bias", "running_mean")}
            width = after
    save_file(tensors, path)
    return path


def _sound(seed: int, gain: float = 0.5) -> Sound:
    wave = np.random.default_rng(seed).standard_normal(22_050).astype(np.float32) * np.float32(0.1 * gain)
    return Sound(np.convolve(wave, np.ones(1 + 40 * seed, np.float32) / (1 + seed), "same")[:, None], 22_050)


def test_a_sound_is_like_itself_at_any_level_and_centred_sounds_lie_apart(tmp_path: Path) -> None:
    net = EffectsNet(_weights(tmp_path / "net.safetensors"))
    one, louder, other = _sound(0), _sound(0, 1.0), _sound(3)
    assert net.embed(one).shape == (512,)
    assert cosine(net.embed(one), net.embed(louder)) == pytest.approx(1, abs=1e-3)
    net.centre([one, other])
    assert cosine(net.embed(one), net.embed(other)) == pytest.approx(-1, abs=1e-3)


def test_what_is_no_such_file_is_told(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(1)}, tmp_path / "other.safetensors")
    for name in ("other.safetensors", "none.safetensors"):
        with pytest.raises(FoleyError, match="sound-effect embedding"):
            EffectsNet(tmp_path / name)
