from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.dsp.onset_features import columns_of
from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.engine.models.model_files import write_net
from foleystudio.engine.timing.guide import hearing_net
from foleystudio.engine.timing.guide.hearing_net import Heard, HearingModel, hear, read_hearing_model
from foleystudio.errors import FoleyError
from foleystudio.nets.config import HEARING_PRESETS, HearingConfig
from foleystudio.nets.hearing import HearingNet


@pytest.fixture
def model() -> HearingModel:
    torch.manual_seed(0)
    return HearingModel(HearingNet(HEARING_PRESETS["tiny"]).eval().requires_grad_(False), 0.5, 0.5)


def clicks(seconds: float) -> Wave:
    rng = np.random.default_rng(0)
    wave = 0.001 * rng.standard_normal(round(seconds * ONSET_RATE_HZ))
    for at in rng.integers(0, len(wave) - 500, int(2 * seconds)):
        wave[at : at + 500] += rng.uniform(0.05, 0.8) * rng.standard_normal(500)
    return wave.astype(np.float32)


def curves(heard: Heard) -> list[np.ndarray]:
    return [heard.onset, heard.kept, heard.struck_db, heard.kept_db, heard.level_db]


def test_blocks_make_the_whole(model: HearingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = clicks(70.0)
    whole = curves(hear([wave], model))
    assert len(whole[0]) == columns_of(len(wave))
    monkeypatch.setattr(hearing_net, "_BLOCK", 1500)

    def pieces() -> Iterator[Wave]:
        for first in range(0, len(wave), 70_001):
            yield wave[first : first + 70_001]

    for one, other in zip(whole, curves(hear(pieces(), model)), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-3)


def test_a_long_sound_is_not_held(model: HearingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    real = hearing_net._answer

    def watched(wave: Wave, *how: int | HearingModel) -> object:
        held.append(len(wave))
        return real(wave, *how)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(hearing_net, "_answer", watched)
    block = clicks(10.0)
    heard = hear((block for _ in range(30)), model)
    assert len(heard) == columns_of(300 * ONSET_RATE_HZ)
    assert max(held) < 75 * ONSET_RATE_HZ


def test_nothing_is_heard_in_nothing(model: HearingModel) -> None:
    assert len(hear([], model)) == 0
    assert len(hear([np.zeros(0, np.float32)], model)) == 0


def test_a_model_says_what_is_enough(tmp_path: Path) -> None:
    config = HEARING_PRESETS["tiny"]
    write_net(tmp_path / "a", HearingNet(config), config, {"threshold": 0.3, "kept_threshold": 0.6})
    read = read_hearing_model(tmp_path / "a")
    assert (read.threshold, read.kept_threshold) == (0.3, 0.6)
    other = HearingConfig("tiny", bands=24, filters=(4, 4), width=16, kernel=3, blocks=4)
    write_net(tmp_path / "b", HearingNet(other), other)
    with pytest.raises(FoleyError, match="other features"):
        read_hearing_model(tmp_path / "b")
